"""Path-validation cases of x509-limbo, through the public engine.

    python -m tests.corpus.limbo FILE[.gz] [--now TIME] [--only PREFIX]

One line per case: `agree`, `disagree` or `skipped`, its id, and for the last two why. The exit status is 1 when a case
disagrees. The road is that of the product: decode, link, graph, verdicts; trusted certificates are anchors of one
program, held to their own validity and constraints as Chrome can ask. The leaf meets the conditions of the last
step of a path; its names must be left by the constraints of that same path.

A case is skipped only where our answer differs from the expected one and something is in it that subca does not
decide: a rule of form (`limbo_profile`), a revocation list, the budget of a verifier, the list of public
suffixes, or a purpose that verifiers read in two ways. No case is skipped by its id.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from explorer.graph.delegation import DelegationGraph, build_graph
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import TLS_CLIENT, TLS_SERVER, Purpose, purpose_of
from explorer.trust.anchors import Anchored, Anchors
from explorer.trust.conditions import AnchorRules
from explorer.trust.engine import Ending, Verdicts
from ingest.decode.certificate import CertificateReader, Opaque
from ingest.decode.der import DerError
from ingest.decode.pem import pem_blocks
from ingest.decode.skim import Skim, skim
from ingest.link.issuers import LinkInput, link
from tests.corpus.limbo_names import alternative_names, barred, malformed, matches, subject_mailboxes
from tests.corpus.limbo_profile import COMMON_NAME, departures

_EKU_OIDS = {
    "anyExtendedKeyUsage": "2.5.29.37.0",
    "serverAuth": "1.3.6.1.5.5.7.3.1",
    "clientAuth": "1.3.6.1.5.5.7.3.2",
    "codeSigning": "1.3.6.1.5.5.7.3.3",
    "emailProtection": "1.3.6.1.5.5.7.3.4",
    "timeStamping": "1.3.6.1.5.5.7.3.8",
    "OCSPSigning": "1.3.6.1.5.5.7.3.9",
}
_BUDGET = "the expected refusal is of the work that the case makes; we bound the work and answer"
_CRL = "no CRL is consulted: revocation comes from lists and records"
_SUFFIX = "the list of public suffixes is not consulted"
_READINGS = "verifiers differ on this purpose: our strict and our lenient reading do too"


class PeerName(TypedDict):
    """A name as the corpus writes it."""

    kind: str
    value: str


class Case(TypedDict):
    """One case, as the corpus writes it; fields that are not used are left out."""

    id: str
    features: list[str]
    validation_kind: str
    validation_time: str | None
    trusted_certs: list[str]
    untrusted_intermediates: list[str]
    peer_certificate: str
    key_usage: list[str]
    extended_key_usage: list[str]
    expected_result: str
    expected_peer_name: PeerName | None
    expected_peer_names: list[PeerName]
    max_chain_depth: int | None
    crls: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one case."""

    id: str
    word: str  # agree, disagree, skipped
    expected: str
    answer: str  # valid, invalid, unknown
    why: str  # why we answer so; for a skip, what is not decided


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    word: str  # valid, invalid, unknown
    why: str
    paths: tuple[tuple[CertificateId, ...], ...] = ()  # accepted ones


class _World:
    """The certificates of one case, decoded, linked and drawn as a graph."""

    def __init__(self, case: Case) -> None:
        self.certificates: dict[CertificateId, Certificate] = {}
        self.outer: dict[CertificateId, Skim] = {}
        self.opaque: dict[CertificateId, str] = {}
        reader = CertificateReader()
        self.trusted = [self._add(pem, reader) for pem in case["trusted_certs"]]
        for pem in case["untrusted_intermediates"]:
            self._add(pem, reader)
        self.leaf = self._add(case["peer_certificate"], reader)
        if self.leaf in self.certificates:  # its own names are compared below, with more care
            self.certificates[self.leaf] = replace(
                self.certificates[self.leaf],
                alternative_names=(),
                unread=self.certificates[self.leaf].unread - {"alternative_names"},
            )
        inputs = [LinkInput.of_certificate(c, self.outer[id_].der) for id_, c in self.certificates.items()]
        self.graph: DelegationGraph = build_graph(self.certificates, link(inputs, (), (), 1))

    def _add(self, pem: str, reader: CertificateReader) -> CertificateId:
        (block,) = pem_blocks(pem.encode())
        decoded = reader.decode(block.der)
        if isinstance(decoded, Opaque):
            self.opaque[decoded.id] = decoded.reason
        else:
            self.certificates[decoded.id] = decoded
            self.outer[decoded.id] = skim(block.der)
        return decoded.id


def run(case: Case, now: datetime) -> Result:
    """Answer one case and compare."""
    world = _World(case)
    answer = _answer(case, world, now, lenient=False)
    expected = "valid" if case["expected_result"] == "SUCCESS" else "invalid"
    word, why = "agree", answer.why
    if (answer.word == "valid") != (expected == "valid"):
        reason = _undecided(case, world, answer, now)
        word, why = ("skipped", reason) if reason else ("disagree", answer.why)
    return Result(id=case["id"], word=word, expected=expected, answer=answer.word, why=why)


def _answer(case: Case, world: _World, now: datetime, *, lenient: bool) -> _Answer:
    if world.leaf in world.opaque:
        return _Answer(word="unknown", why=f"the leaf can't be read: {world.opaque[world.leaf]}")
    leaf, purpose = world.certificates[world.leaf], _purpose(case)
    anchored = tuple(
        Anchored(program=Program.CHROME, certificate=id_, purpose=purpose, policy="", until=None, note="")
        for id_ in sorted(set(world.trusted))
    )
    verdicts = Verdicts(
        world.graph,
        Anchors(anchored=anchored, warnings=()),
        {},
        _time(case, now),
        lenient=lenient,
        anchor_rules=AnchorRules(expiry=True, constraints=True, path_length=case["max_chain_depth"]),
    )
    endings = verdicts.endings(world.leaf, as_leaf=True)
    if not endings:
        return _Answer(word="invalid", why="no path holds")
    usage = set(case["key_usage"])
    if leaf.key_usage is not None and not usage <= leaf.key_usage:
        return _Answer(word="invalid", why="the leaf's keyUsage lacks what is asked")
    try:
        names = alternative_names(world.outer[world.leaf])
    except DerError as error:
        return _Answer(word="unknown", why=f"the names of the leaf can't be read: {error}")
    wrong = next(filter(None, map(malformed, names)), "")
    if wrong:
        return _Answer(word="invalid", why=f"malformed SAN: {wrong}")
    peers = [*([case["expected_peer_name"]] if case["expected_peer_name"] else []), *case["expected_peer_names"]]
    for peer in peers:
        if not matches(peer["kind"], peer["value"], names):
            return _Answer(word="invalid", why=f"no SAN matches {peer['value']!r}")
    held = names or subject_mailboxes(leaf)
    found = [(ending, barred(held, ending.names, _cas(world, ending))) for ending in endings]
    accepted = tuple(ending.path for ending, bar in found if not bar and not ending.doubt)
    if accepted:
        return _Answer(word="valid", why=f"{len(accepted)} path(s) hold", paths=accepted)
    doubts = [ending.doubt for ending, bar in found if not bar]
    if doubts:
        return _Answer(word="unknown", why=doubts[0])
    return _Answer(word="invalid", why=f"name constraints: {found[0][1]}")


def _undecided(case: Case, world: _World, answer: _Answer, now: datetime) -> str:
    """What the case is about that we do not decide, where our answer differs; empty when we ought to know."""
    if case["expected_result"] == "SUCCESS":
        return _READINGS if _answer(case, world, now, lenient=True).word == "valid" else ""
    if case["crls"]:
        return _CRL
    if "denial-of-service" in case["features"]:
        return _BUDGET
    if "pedantic-public-suffix-wildcard" in case["features"]:
        return _SUFFIX
    found = [_departing(world, path) for path in answer.paths]
    return found[0] if all(found) else ""


def _departing(world: _World, path: Sequence[CertificateId]) -> str:
    """The rules of form that certificates of a path depart from."""
    reasons: dict[str, None] = {}
    issuer: Certificate | None = None
    constrained = any(world.certificates[id_].name_constraints for id_ in path)
    for place, id_ in enumerate(path):
        role = "leaf" if id_ == path[-1] else "anchor" if place == 0 else "intermediate"
        certificate = world.certificates[id_]
        for rule in departures(world.outer[id_], certificate, role, issuer):
            if rule != COMMON_NAME or not constrained:  # below name constraints the names themselves are at stake
                reasons[f"{role}: {rule}"] = None
        issuer = certificate
    return "; ".join(reasons)


def _cas(world: _World, ending: Ending) -> list[Certificate]:
    return [world.certificates[id_] for id_ in ending.path[:-1]]


def _purpose(case: Case) -> Purpose:
    for word in case["extended_key_usage"]:
        return purpose_of(_EKU_OIDS.get(word, word))
    return TLS_SERVER if case["validation_kind"] == "SERVER" else TLS_CLIENT


def _time(case: Case, now: datetime) -> datetime:
    stated = case["validation_time"]
    return datetime.fromisoformat(stated).astimezone(UTC) if stated else now


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, packed or not."""
    data = path.read_bytes()
    content = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    cases: list[Case] = content["testcases"]
    return cases


def report(cases: Sequence[Case], now: datetime) -> Iterator[tuple[str, Result]]:
    """A line per case, as they are answered."""
    for case in cases:
        result = run(case, now)
        tail = "" if result.word == "agree" else f"  expected {result.expected}, we say {result.answer}: {result.why}"
        yield f"{result.word:<9}{result.id}{tail}", result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a file; 1 when a case disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--now", type=datetime.fromisoformat, help="moment of cases that state none")
    parser.add_argument("--only", default="", help="only ids that start like this")
    options = parser.parse_args(arguments)
    now = (options.now or datetime.now(UTC)).replace(tzinfo=UTC)
    words: Counter[str] = Counter()
    cases = [case for case in read_cases(options.file) if case["id"].startswith(options.only)]
    for line, result in report(cases, now):
        words[result.word] += 1
        sys.stdout.write(f"{line}\n")
    counted = ", ".join(f"{word} {words[word]}" for word in ("agree", "disagree", "skipped"))
    sys.stdout.write(f"{len(cases)} cases: {counted}\n")
    return int(words["disagree"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
