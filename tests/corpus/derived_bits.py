"""CCADB's Derived Trust Bits beside our verdicts: one class per reason why they differ.

    python -m tests.corpus.derived_bits STORE [DATE] [--examples N]

Each intermediate record with the column and with its certificate at hand gives one comparison per purpose that the
column can name and some program anchors. "Bit" is what CCADB says, "path" whether a path of any program holds. The reason is
found by asking the engine and the record, not by the rule that computes the column (docs/trust.md).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from explorer.analysis.survey import survey
from explorer.graph.reach import ancestors
from explorer.model.authority import EdgeState
from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import ANY_EKU, EV, Purpose, oid_of
from explorer.rules.derived_bits_contradict import PURPOSE_OF_LABEL, purposes_of
from explorer.rules.facts import Facts
from explorer.store.catalog import open_store
from explorer.trust.anchors import UNKNOWN_PURPOSE
from explorer.trust.conditions import REVOCATION, Clause
from explorer.trust.listing import list_paths
from explorer.trust.path_judge import PathJudge
from explorer.trust.verdict import State

AGREE = "agree"
_WORDS = {
    "not at hand": "an issuer is not at hand, so that no path can be tried",
    "unsigned": "the parent typed in did not sign it, nor did any CA at hand; the column follows the pointer",
    "unstated": "a program includes the root for purposes that no source states: UNKNOWN with us",
    "unknown": "a path holds but for something that can't be told",
    "other parent": "trusted through another parent than the one typed in, which alone the column follows",
    "root not for it": "the EKU of a CA below a root is taken as it stands; no program anchors that root for the purpose",
    "any": "the EKU is anyExtendedKeyUsage: no bit of the column, no strict purpose with us",
    "revoked": "revoked in a list, or on the path, that the column does not follow",
    "record says revoked": "the record says revoked (or its parent is), and the column is empty; a path holds all the same",
    "blank": "the column is empty for a certificate whose path holds",
    "bit missing": "the column lacks the purpose, though a path holds and the column is not empty",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One record and one purpose."""

    record: Disclosure
    purpose: Purpose
    bit: bool
    path: bool
    why: str  # AGREE, or the class of the difference


def compare(facts: Facts) -> Iterator[Compared]:
    """Every comparison, by record and purpose."""
    purposes = sorted(facts.purposes_stated & frozenset(PURPOSE_OF_LABEL.values()))
    for record in facts.records.values():
        id_ = record.certificate
        if record.kind is not RecordKind.INTERMEDIATE or record.derived_trust_bits is None:
            continue
        if id_ is None or id_ not in facts.graph.certificates:
            continue
        bits = purposes_of(record.derived_trust_bits)
        ours = {use.purpose for use in facts.verdicts.uses(id_)}
        for purpose in purposes:
            bit, path = purpose in bits, purpose in ours
            why = AGREE if bit == path else _too_much(facts, id_, purpose) if bit else _too_little(facts, record, id_)
            yield Compared(record=record, purpose=purpose, bit=bit, path=path, why=why)


def _too_much(facts: Facts, id_: CertificateId, purpose: Purpose) -> str:
    """The column claims, no path holds: the most telling condition that fails."""
    above = [
        id_,
        *(
            c
            for ca in ancestors(facts.graph, facts.graph.certificates[id_].ca)
            for c in facts.graph.cas[ca].certificates
        ),
    ]
    if any(use.purpose == UNKNOWN_PURPOSE for use in facts.verdicts.uses(id_)):
        return _WORDS["unstated"]
    if any(facts.verdicts.unknown(id_, Use(program=program, purpose=purpose)) for program in Program):
        return _WORDS["unknown"]
    clauses = {clause.name: clause for clause in _refusing(facts, id_, purpose)}
    if set(clauses) <= {"signature"}:
        dangling = any(facts.graph.edge_state(c) is EdgeState.DANGLING for c in above)
        return _WORDS["not at hand" if dangling else "unsigned"]
    for name in ("name constraints", "path length", "validity", "revocation", "CA flag", "key usage", "purpose"):
        if name in clauses:
            return _WORDS["revoked"] if clauses[name] is REVOCATION else f"no path: {name} ({clauses[name].source})"
    return _WORDS["root not for it"]


def _refusing(facts: Facts, id_: CertificateId, purpose: Purpose) -> Iterator[Clause]:
    anchors = facts.verdicts.anchors
    tops = frozenset(anchor.certificate for anchor in anchors.anchored)
    for program in Program:
        judge = PathJudge(facts.graph, anchors, facts.revocations, facts.as_of, program, purpose)
        for path in list_paths(facts.graph, tops, id_).paths:
            judged = judge.judge(path)
            if judged.state is State.DEAD and judged.refusal is not None:
                yield judged.refusal.clause


def _too_little(facts: Facts, record: Disclosure, id_: CertificateId) -> str:
    """A path holds, the column does not say so."""
    if record.revocation not in (RevocationStatus.NOT_REVOKED, RevocationStatus.UNSTATED):
        return _WORDS["record says revoked"]
    eku = facts.graph.certificates[id_].eku
    if eku is not None and ANY_EKU in eku:
        return _WORDS["any"]
    parent = record.parent_certificate
    proofs = {facts.verdicts.proof(id_, use)[-2:-1] for use in facts.verdicts.uses(id_) if use.purpose != EV}
    if parent is not None and all(above and parent not in facts.graph.siblings(above[0]) for above in proofs):
        return _WORDS["other parent"]
    return _WORDS["blank"] if not record.derived_trust_bits else _WORDS["bit missing"]


def report(facts: Facts, examples: int) -> Iterator[str]:
    """The lines of the table."""
    compared = list(compare(facts))
    records = {one.record.record for one in compared}
    agreed = sum(one.why == AGREE for one in compared)
    yield f"{len(records)} records with the column, {len(compared)} comparisons, {agreed} agree"
    classes: dict[tuple[bool, str], list[Compared]] = {}
    for one in compared:
        classes.setdefault((one.bit, one.why), []).append(one)
    yield f"  {'bit':<5}{'path':<6}{'count':>6}  why"
    for (_, why), own in sorted(classes.items(), key=lambda item: (item[0][1] != AGREE, -len(item[1]), item[0])):
        yield f"  {_word(own[0].bit):<5}{_word(own[0].path):<6}{len(own):>6}  {why}"
        if why != AGREE:
            yield from (f"{'':>21}{one.record.name}: {one.purpose} ({oid_of(one.purpose)})" for one in own[:examples])


def _word(holds: bool) -> str:
    return "yes" if holds else "no"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 whatever it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("date", type=date.fromisoformat, nargs="?")
    parser.add_argument("--examples", type=int, default=3)
    options = parser.parse_args(arguments)
    with open_store(options.store) as opened:
        facts = survey(opened.snapshot(options.date)).facts
    sys.stdout.writelines(f"{line}\n" for line in report(facts, options.examples))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
