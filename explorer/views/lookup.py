"""From what a person types to one CA: a fingerprint, a key hash, a CA id, a unique beginning, or an exact name."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import UsageError
from explorer.graph.delegation import DelegationGraph
from explorer.model.ids import CaId, CertificateId, KeyId
from explorer.rules.facts import Facts

LEAST = 6  # characters of a beginning
_SHOWN = 12  # candidates listed when it is ambiguous
_HEX = frozenset("0123456789ABCDEF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was meant: always certificates, and the CA or key where it was one that was named."""

    certificates: tuple[CertificateId, ...]
    ca: CaId | None
    key: KeyId | None


def look_up(graph: DelegationGraph, text: str) -> Found:
    """The certificate, key or CA that `text` names.

    Raises `UsageError` when nothing matches, or when several do, with the candidates.
    """
    wanted = text.strip()
    hexed = wanted.replace(":", "").upper()
    if len(hexed) >= LEAST and _HEX.issuperset(hexed):
        found = _by_hex(graph, hexed, wanted)
        if found is not None:
            return found
    named = [ca for ca in graph.cas.values() if wanted in (ca.name.common_name, ca.name.text)]
    if len(named) == 1:
        return Found(certificates=named[0].certificates, ca=named[0].id, key=None)
    if named:
        raise _ambiguous(wanted, [(ca.id, "CA", ca.name.text) for ca in named])
    raise UsageError(
        "no certificate, key or CA with this fingerprint, beginning or exact name",
        where=repr(wanted),
        remedy=f"give a SHA-256 or at least {LEAST} characters of one, or the whole common name",
    )


def look_up_elsewhere(facts: Facts, text: str) -> CertificateId | None:
    """A certificate that is known, but not at hand to be read: from its records alone, or as bytes nobody could read."""
    hexed = text.strip().replace(":", "").upper()
    if len(hexed) < LEAST or not _HEX.issuperset(hexed):
        return None
    known = {*facts.records_of, *facts.opaque} - facts.graph.certificates.keys()
    found = [id_ for id_ in known if id_.startswith(hexed)]
    return found[0] if len(found) == 1 else None


def _by_hex(graph: DelegationGraph, hexed: str, wanted: str) -> Found | None:
    certificates = [c for c in graph.certificates if c.startswith(hexed)]
    cas = [ca for ca in graph.cas if ca.startswith(hexed)]
    keys = sorted({c.key for c in graph.certificates.values() if c.spki.startswith(hexed) or c.key.startswith(hexed)})
    if len(certificates) + len(cas) + len(keys) > 1:
        raise _ambiguous(
            wanted,
            [
                *((c, "certificate", graph.certificates[c].subject.text) for c in certificates),
                *((ca, "CA", graph.cas[ca].name.text) for ca in cas),
                *((key, "key", graph.certificates[graph.certificates_of_key(key)[0]].subject.text) for key in keys),
            ],
        )
    if certificates:
        ca = graph.certificates[certificates[0]].ca
        return Found(certificates=(certificates[0],), ca=ca if ca in graph.cas else None, key=None)
    if cas:
        return Found(certificates=graph.cas[cas[0]].certificates, ca=cas[0], key=None)
    if keys:
        return Found(certificates=graph.certificates_of_key(keys[0]), ca=None, key=keys[0])
    return None


def _ambiguous(wanted: str, candidates: list[tuple[str, str, str]]) -> UsageError:
    shown = "; ".join(f"{kind} {id_[:16]} {name}" for id_, kind, name in candidates[:_SHOWN])
    more = f"; and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
    return UsageError(
        f"matches {len(candidates)} things: {shown}{more}", where=repr(wanted), remedy="give more characters"
    )
