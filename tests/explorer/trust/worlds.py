"""Random small worlds and an oracle: every simple path is listed, every condition asked on it, nothing is shared.

The oracle knows nothing of labels, masks or dominance; it must say what the engine says. It is written from
docs/trust.md and shares no code with `explorer/trust`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from explorer.graph.delegation import DelegationGraph, build_graph
from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_SERVER, Purpose
from explorer.model.revocation import Revocation
from explorer.trust.anchors import Anchored, Anchors
from explorer.trust.engine import Verdicts, judge_all
from tests.pki.certificates import certificate

AS_OF = datetime(2026, 9, 1, tzinfo=UTC)
COUNT = int(os.environ.get("SUBCA_TEST_WORLDS", "1500"))  # SUBCA_TEST_WORLDS=100000: an hour
OID = {TLS_SERVER: "1.3.6.1.5.5.7.3.1", EMAIL: "1.3.6.1.5.5.7.3.4"}
PAIRS = tuple((program, purpose) for program in (Program.MOZILLA, Program.CHROME) for purpose in (TLS_SERVER, EMAIL))

NO_IP = {"excluded_ip": ("0.0.0.0/0", "::/0")}
NAMES: tuple[dict[str, Any], ...] = (
    {"permitted_dns": ("a.test",), **NO_IP, "permitted_email": ("a.test",)},
    {"permitted_dns": ("b.test",), **NO_IP},
    {"permitted_dns": ("a.test", "b.test"), "permitted_email": ("b.test",)},
    {"permitted_email": ("b.test",)},
)


@dataclass(frozen=True, slots=True)
class World:
    certificates: dict[CertificateId, Certificate]
    links: tuple[Link, ...]
    anchors: tuple[Anchored, ...]
    revocations: dict[CertificateId, tuple[Revocation, ...]]
    limits: dict[CertificateId, tuple[frozenset[str] | None, frozenset[str] | None]]  # DNS and e-mail left; None: all
    only_dns: frozenset[CertificateId]  # those whose constraints leave no address

    def graph(self) -> DelegationGraph:
        return build_graph(self.certificates, self.links)

    def verdicts(self) -> Verdicts:
        return judge_all(self.graph(), Anchors(anchored=self.anchors, warnings=()), self.revocations, AS_OF)


def random_world(chance: Random) -> World:
    """Up to five names with up to two keys each; rings, cross-signs, rollovers, reissues and leaves among them."""
    keys = [(name, f"{name}{n}") for name in "ABCDE"[: chance.randrange(2, 6)] for n in range(chance.choice((1, 1, 2)))]
    drawn: dict[CertificateId, Certificate] = {}
    links = set()
    limits: dict[CertificateId, tuple[frozenset[str] | None, frozenset[str] | None]] = {}
    only_dns = set()
    for number in range(chance.randrange(2, 15)):
        issuer_name, issuer_key = chance.choice(keys)
        name, key = chance.choice(keys) if chance.random() < 0.9 else (f"leaf{number}", f"leaf{number}")
        differs: dict[str, Any] = {"serial": f"{number:02x}", "issuer": issuer_name, "key": key}
        differs["is_ca"] = False if name.startswith("leaf") else chance.choices((True, False, None), (20, 1, 1))[0]
        differs["path_length"] = chance.choice((None, None, 0, 1, 2))
        differs["eku"] = chance.choice(
            (None, None, None, ("tls-server",), ("email",), ("tls-server", "email"), ("any",))
        )
        if chance.random() < 0.07:
            differs["key_usage"] = ("cRLSign",)
        if chance.random() < 0.07:
            differs["not_after"] = "2026-08-31"
        if chance.random() < 0.07:
            differs["version"] = 1
        if chance.random() < 0.07:
            differs["unknown_critical"] = ("1.2.3",)
        if chance.random() < 0.05:
            differs["unread"], differs["eku"] = ("eku",), None
        names = chance.choice(NAMES) if chance.random() < 0.3 else {}
        made = certificate(name, **differs, **names)
        drawn[made.id] = made
        limits[made.id] = tuple(  # type: ignore[assignment]  # two parts, as written
            frozenset(names[form]) if form in names else None for form in ("permitted_dns", "permitted_email")
        )
        if "excluded_ip" in names:
            only_dns.add(made.id)
        state = chance.choices((LinkState.VERIFIES, LinkState.FAILS, LinkState.UNVERIFIABLE), (20, 1, 1))[0]
        spki = certificate(issuer_name, key=issuer_key).spki
        links.add(Link(certificate=made.id, issuer_spki=spki, state=state))
    anchored = {}
    for id_ in chance.choices(sorted(drawn), k=chance.randrange(1, 5)):
        for program, purpose in chance.sample(PAIRS, chance.randrange(1, 5)):
            until = chance.choice((None, None, date(2025, 1, 1), date(2024, 1, 1)))
            anchored[program, id_, purpose] = Anchored(
                program=program, certificate=id_, purpose=purpose, policy="", until=until, note=""
            )
    revocations: dict[CertificateId, tuple[Revocation, ...]] = {}
    for id_ in sorted(drawn):
        if chance.random() < 0.12:
            source = chance.choice(("ccadb", "onecrl"))
            revocations[id_] = (Revocation(certificate=id_, source=source, since=None, reason=""),)
    return World(
        certificates=drawn, links=tuple(sorted(links, key=repr)), anchors=tuple(anchored[k] for k in sorted(anchored)),
        revocations=revocations, limits=limits, only_dns=frozenset(only_dns),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """One simple path that holds for one program and purpose."""

    steps: tuple[CertificateId, ...]
    program: Program
    purpose: Purpose
    until: date | None
    doubtful: bool


def every_path(world: World, graph: DelegationGraph) -> dict[CertificateId, list[Path]]:
    """By its last certificate, every simple path on which every condition holds."""
    below: dict[str, list[tuple[CertificateId, str]]] = {}
    for id_ in graph.certificates:
        for issuance in graph.issuers_of(id_):
            if issuance.issuer != issuance.subject:
                below.setdefault(issuance.issuer, []).append((id_, issuance.subject))

    def walk(steps: tuple[CertificateId, ...], cas: tuple[str, ...]) -> Iterator[tuple[CertificateId, ...]]:
        yield steps
        for id_, subject in below.get(cas[-1], ()):
            if subject not in cas:
                yield from walk((*steps, id_), (*cas, subject))

    found: dict[CertificateId, list[Path]] = {id_: [] for id_ in graph.certificates}
    listed = {a.certificate: list(walk((a.certificate,), (graph.certificates[a.certificate].ca,))) for a in world.anchors
              if graph.certificates[a.certificate].ca in graph.cas}  # fmt: skip
    for anchor in world.anchors:
        for steps in listed.get(anchor.certificate, ()):
            if holds(world, graph, steps, anchor.program, anchor.purpose):
                doubtful = any(
                    graph.certificates[step].unknown_critical or graph.certificates[step].unread for step in steps[1:]
                )
                found[steps[-1]].append(Path(steps, anchor.program, anchor.purpose, anchor.until, doubtful))
    return found


def holds(
    world: World, graph: DelegationGraph, steps: tuple[CertificateId, ...], program: Program, purpose: Purpose
) -> bool:
    """Every condition of section 4.2 on this one path, the anchor's own certificate left alone."""
    allowed: float = float("inf")
    dns: frozenset[str] | None = None
    email: frozenset[str] | None = None
    addresses = True
    for id_ in steps[1:]:
        one = graph.certificates[id_]
        if not one.not_before <= AS_OF <= one.not_after:
            return False
        if one.eku is not None and OID[purpose] not in one.eku:
            return False
        for revocation in world.revocations.get(id_, ()):
            if revocation.source == "ccadb" or (program is Program.MOZILLA and purpose == TLS_SERVER):
                return False
        if one.ca in graph.cas:
            if one.version != 3 or one.is_ca is not True:
                return False
            if one.key_usage is not None and "keyCertSign" not in one.key_usage:
                return False
            if one.issuer.text != one.subject.text:
                if allowed == 0:
                    return False
                allowed -= 1
            if one.path_length is not None:
                allowed = min(allowed, one.path_length)
        own_dns, own_email = world.limits[id_]
        if own_dns is not None:
            dns = own_dns if dns is None else dns & own_dns
        if own_email is not None:
            email = own_email if email is None else email & own_email
        addresses = addresses and id_ not in world.only_dns
        if purpose == TLS_SERVER and dns is not None and not dns and not addresses:
            return False
        if purpose == EMAIL and email is not None and not email:
            return False
    return True


def expected_uses(paths: list[Path]) -> tuple[Use, ...]:
    """The latest cut-off of any path that holds without doubt, none if one without exists."""
    best: dict[tuple[Program, Purpose], date] = {}
    for path in paths:
        if not path.doubtful:
            pair = (path.program, path.purpose)
            best[pair] = max(best.get(pair, date.min), path.until or date.max)
    return tuple(
        Use(program=program, purpose=purpose, until=None if until == date.max else until)
        for (program, purpose), until in sorted(best.items())
    )


def with_one_more(world: World, chance: Random) -> World:
    """The same world and certificates of another one that fit into it; the old anchors and revocations only."""
    other = random_world(chance)
    new = {id_: c for id_, c in other.certificates.items() if id_ not in world.certificates}
    return replace(
        world,
        certificates={**world.certificates, **new},
        links=(*world.links, *(link for link in other.links if link.certificate in new)),
        limits={**other.limits, **world.limits},
        only_dns=world.only_dns | {id_ for id_ in other.only_dns if id_ in new},
    )
