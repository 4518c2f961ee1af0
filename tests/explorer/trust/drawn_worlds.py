"""Small random worlds, and the answers of brute force for them, written without the engine's own predicates.

A world is drawn from a number alone: a few CAs with rollovers, cross-certificates, reissues and rings, leaves, anchors of
several programs with cut-offs and EV policies, limits of every kind, revocations of two sources. Brute force walks every path
that passes no CA twice and tests each name of a small universe by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from explorer.graph.delegation import DelegationGraph
from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, EV, OID_OF, TLS_CLIENT, TLS_SERVER, Purpose
from explorer.model.revocation import Revocation
from explorer.trust.anchors import Anchored, Anchors
from explorer.trust.conditions import AnchorRules
from explorer.trust.engine import Verdicts
from explorer.trust.masks import NOTHING, Distrust
from tests.pki.certificates import certificate
from tests.pki.links import graph_of

AS_OF = datetime(2026, 9, 1, tzinfo=UTC)
PLAIN = AnchorRules()
POLICIES = ("1.1", "1.2")
ALWAYS = date.max

_NAMES = "ABCDE"
_HOSTS = ("x", "a.x", "b.a.x", "y")
_UNIVERSE = (*_HOSTS, *(f"n.{host}" for host in _HOSTS), "z")
_MAILBOXES = ("me@x", "you@x", "me@a.x", "me@y", "me@z")
_FAMILIES = ("0.0.0.0/0", "::/0")

Pair = tuple[Program, Purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One world: who signed what, who anchors what, what is revoked."""

    signed: tuple[tuple[Certificate, Certificate], ...]  # issuer's certificate, certificate
    roots: tuple[Certificate, ...]
    anchored: tuple[Anchored, ...]
    revocations: dict[CertificateId, tuple[Revocation, ...]]

    @property
    def graph(self) -> DelegationGraph:
        """The graph; roots are proved to be self-signed."""
        return graph_of([*self.signed, *((root, root) for root in self.roots)])

    @property
    def anchors(self) -> Anchors:
        """What the programs say."""
        return Anchors(anchored=self.anchored, warnings=())

    def verdicts(self, **differs: Any) -> Verdicts:
        """The engine's answers."""
        return Verdicts(self.graph, self.anchors, self.revocations, AS_OF, **differs)


@dataclass(frozen=True, slots=True)
class Held:
    """One path that holds for a pair; `doubtful` when a certificate on it can't be told."""

    path: tuple[CertificateId, ...]
    until: date  # ALWAYS: no cut-off
    doubtful: bool


def draw(number: int) -> Drawn:
    """The world with this number."""
    random = Random(number)
    names = _NAMES[: random.randint(2, 5)]
    holders = [(name, name + str(key)) for name in names for key in range(random.choice((1, 1, 2)))]
    standing: dict[tuple[str, str], list[Certificate]] = {}
    roots: list[Certificate] = []
    for name, key in holders:
        root = certificate(name, key=key, organisation="Org", **_limits(random, 0.15))
        roots.append(root)
        standing[name, key] = [root]
    signed: list[tuple[Certificate, Certificate]] = []
    for serial in range(random.randint(3, 11)):
        by, to = random.choice(holders), random.choice(holders)
        if by == to:
            continue
        issuer = standing[by][0]
        made = certificate(
            to[0], key=to[1], organisation="Org", issuer=issuer, serial=f"{serial + 2:02x}", **_limits(random, 0.5)
        )
        signed.append((issuer, made))
        standing[to].append(made)
    for serial in range(random.randint(0, 2)):
        issuer = standing[random.choice(holders)][0]
        leaf = certificate(
            f"leaf {serial}", organisation="Org", issuer=issuer, is_ca=False, **_limits(random, 0.3, leaf=True)
        )
        signed.append((issuer, leaf))
    listed = random.sample(roots, random.randint(1, min(3, len(roots))))
    everything = [*roots, *(made for _, made in signed)]
    if random.random() < 0.1:
        listed.append(random.choice([made for made in everything if made.is_ca]))
    anchored = [anchor for root in listed for anchor in _anchored(random, root.id)]
    revocations: dict[CertificateId, tuple[Revocation, ...]] = {}
    for made in everything:
        if random.random() < 0.1:
            sources = random.choice((("ccadb",), ("onecrl",), ("onecrl", "ccadb")))
            revocations[made.id] = tuple(
                Revocation(certificate=made.id, source=source, since=None, reason="") for source in sources
            )
    return Drawn(signed=tuple(signed), roots=tuple(roots), anchored=tuple(anchored), revocations=revocations)


def _anchored(random: Random, root: CertificateId) -> Iterator[Anchored]:
    for program in random.sample(tuple(Program), random.randint(1, 2)):
        for purpose in random.sample((TLS_SERVER, EMAIL, TLS_CLIENT, EV), random.randint(1, 3)):
            policies = random.sample(POLICIES, random.randint(1, 2)) if purpose == EV else [""]
            for policy in policies:
                until = random.choice((None, None, date(2024, 1, 1), date(2025, 1, 1)))
                yield Anchored(program=program, certificate=root, purpose=purpose, policy=policy, until=until, note="")


def _limits(random: Random, share: float, *, leaf: bool = False) -> dict[str, Any]:
    """What differs from a certificate without limits: each kind with its chance, none with chance 1 - `share`."""
    differs: dict[str, Any] = {"policies": ("2.5.29.32.0",)}
    if random.random() > share:
        return differs
    if random.random() < 0.3:
        differs["eku"] = random.choice(
            (("tls-server",), ("email",), ("tls-server", "email"), ("any",), ("tls-client",))
        )
    if random.random() < 0.3 and not leaf:
        differs["path_length"] = random.choice((0, 0, 1, 2))
    if random.random() < 0.3:
        differs["permitted_dns"] = random.sample(_HOSTS, random.randint(1, 2))
    if random.random() < 0.2:
        differs["excluded_dns"] = random.sample(("", *_HOSTS), 1)
    if random.random() < 0.2:
        differs["excluded_ip"] = random.choice((_FAMILIES, _FAMILIES[:1]))
    if random.random() < 0.2:
        differs["permitted_email"] = random.sample(("x", ".x", "me@x", "y"), 1)
    if random.random() < 0.15:
        differs["permitted_directory"] = random.choice((("Org",), ("Other",)))
    if random.random() < 0.2:
        differs["policies"] = random.choice((("1.1",), ("1.2",), ("1.1", "1.2"), ()))
    if random.random() < 0.1:
        differs["not_after"] = "2025-01-01"
    if random.random() < 0.08 and not leaf:
        differs["key_usage"] = ("cRLSign",)
    if random.random() < 0.05 and not leaf:
        differs["version"] = 1
    if random.random() < 0.08:
        differs["unknown_critical"] = ("1.2.3.4",)
    if random.random() < 0.05:
        differs["unread"] = ("eku",)
    if random.random() < 0.15:
        differs["alternative_names"] = ((NameKind.DNS, random.choice(_HOSTS)),)
    if random.random() < 0.05:
        differs["alternative_names"] = ((NameKind.EMAIL, "me@x"), (NameKind.DNS, "other"))
    return differs


def brute_force(
    world: Drawn,
    *,
    lenient: bool = False,
    rules: AnchorRules = PLAIN,
    distrust: Distrust = NOTHING,
) -> dict[CertificateId, dict[Pair, list[Held]]]:
    """Every path that holds, by its last certificate and by program and purpose."""
    certificates = {c.id: c for pair in (*world.signed, *((r, r) for r in world.roots)) for c in pair}
    below: dict[str, list[Certificate]] = {}
    for issuer, made in world.signed:
        below.setdefault(issuer.ca, []).append(made)
    found: dict[CertificateId, dict[Pair, list[Held]]] = {}
    for anchor in world.anchored:
        pending: list[tuple[Certificate, ...]] = [(certificates[anchor.certificate],)]
        while pending:
            path = pending.pop()
            held = _held(world, anchor, path, lenient, rules, distrust)
            if held is not None:
                of_pair = found.setdefault(path[-1].id, {}).setdefault((anchor.program, anchor.purpose), [])
                of_pair.append(held)
            seen = {step.ca for step in path}
            pending += [(*path, made) for made in below.get(path[-1].ca, ()) if made.ca not in seen]
    return found


def best(held: list[Held], *, doubtful: bool = False) -> date | None:
    """The latest cut-off among those that hold for sure; None when there is none."""
    return max((one.until for one in held if doubtful or not one.doubtful), default=None)


def _held(
    world: Drawn, anchor: Anchored, path: tuple[Certificate, ...], lenient: bool, rules: AnchorRules, distrust: Distrust
) -> Held | None:
    concerned = _is_concerned(distrust, anchor)
    if concerned and distrust.issued_after is None:
        if any(step.id in distrust.certificates for step in path[1:]):
            return None
        if distrust.anchors_too and path[0].id in distrust.certificates:
            return None
    if rules.expiry and not path[0].not_before <= AS_OF <= path[0].not_after:
        return None
    constrained = list(path if rules.constraints else path[1:])
    for step in path[1:]:
        if not step.not_before <= AS_OF <= step.not_after or _is_revoked(world, step, anchor):
            return None
        if step.is_ca and (step.version != 3 or (step.key_usage is not None and "keyCertSign" not in step.key_usage)):
            return None
    if rules.constraints and path[0].key_usage is not None and "keyCertSign" not in path[0].key_usage:
        return None
    if not all(_is_for(step, anchor, lenient) for step in constrained):
        return None
    if rules.path_length is not None and _counted(path[1:]) > rules.path_length:
        return None
    if not _keeps_path_lengths(path, constrained) or not _keeps_names(path, constrained, anchor):
        return None
    until = anchor.until or ALWAYS
    if concerned and distrust.issued_after is not None and any(s.id in distrust.certificates for s in path):
        until = min(until, distrust.issued_after)
    doubtful = any(step.unknown_critical or step.unread for step in constrained)
    return Held(path=tuple(step.id for step in path), until=until, doubtful=doubtful)


def _is_concerned(distrust: Distrust, anchor: Anchored) -> bool:
    if not distrust.certificates or (distrust.programs and anchor.program not in distrust.programs):
        return False
    falls = anchor.purpose in distrust.purposes or (anchor.purpose == EV and TLS_SERVER in distrust.purposes)
    return not distrust.purposes or falls


def _is_revoked(world: Drawn, step: Certificate, anchor: Anchored) -> bool:
    sources = {revocation.source for revocation in world.revocations.get(step.id, ())}
    heeds_onecrl = anchor.program is Program.MOZILLA and anchor.purpose in (TLS_SERVER, EV)
    return "ccadb" in sources or ("onecrl" in sources and heeds_onecrl)


def _is_for(step: Certificate, anchor: Anchored, lenient: bool) -> bool:
    if anchor.policy and not {anchor.policy, "2.5.29.32.0"} & set(step.policies):
        return False
    wanted = OID_OF[TLS_SERVER if anchor.purpose == EV else anchor.purpose]
    return step.eku is None or wanted in step.eku or (lenient and "2.5.29.37.0" in step.eku)


def _keeps_path_lengths(path: tuple[Certificate, ...], constrained: list[Certificate]) -> bool:
    for place, step in enumerate(path):
        if step.path_length is None or step not in constrained:
            continue
        if _counted(path[place + 1 :]) > step.path_length:
            return False
    return True


def _counted(steps: tuple[Certificate, ...]) -> int:
    return sum(step.is_ca is True and step.issuer.key != step.subject.key for step in steps)


def _keeps_names(path: tuple[Certificate, ...], constrained: list[Certificate], anchor: Anchored) -> bool:
    for place, step in enumerate(path[1:], 1):
        if step.issuer.key == step.subject.key and place < len(path) - 1:
            continue
        for above in path[:place]:
            borne = (("directoryName", step.subject.key), *step.alternative_names)
            if above in constrained and not all(_leaves(above, kind, name) for kind, name in borne):
                return False
    if anchor.purpose in (TLS_SERVER, EV):
        hosts = any(all(_leaves(s, "dNSName", host) for s in constrained) for host in _UNIVERSE)
        addresses = any(all(_leaves(s, "iPAddress", a) for s in constrained) for a in ("4", "6"))
        return hosts or addresses
    if anchor.purpose == EMAIL:
        return any(all(_leaves(s, "rfc822Name", box) for s in constrained) for box in _MAILBOXES)
    return True


def _leaves(step: Certificate, kind: str, name: str) -> bool:
    """Whether one certificate's constraints leave one name."""
    constraints = step.name_constraints
    if constraints is None:
        return True
    permitted = [t.value for t in constraints.permitted if t.kind == kind]
    excluded = [t.value for t in constraints.excluded if t.kind == kind]
    allowed = not permitted or any(_is_in(kind, name, area) for area in permitted)
    return allowed and not any(_is_in(kind, name, area) for area in excluded)


def _is_in(kind: str, name: str, area: str) -> bool:
    if kind == "directoryName":
        return name == area or name.startswith(f"{area}\x1e")
    if kind == "iPAddress":  # only whole families are drawn
        return (len(area) == 16) == (name == "4")
    if kind == "dNSName":
        return area == "" or name == area or name.endswith(f".{area}")
    host = name.partition("@")[2]
    if "@" in area:
        return name == area
    return host.endswith(area) if area.startswith(".") else host == area


def without(world: Drawn, certificate_id: CertificateId) -> Drawn:
    """The world without one certificate that a CA issued; its issuer and everything else stay."""
    return replace(world, signed=tuple(pair for pair in world.signed if pair[1].id != certificate_id))
