"""Who holds a status-signing key, seen from the CA that it answers for: its owner, an external, or unknown
(docs/key-destruction.md).

From the CCADB record of the responder's certificate, from a record of another certificate on the same key, or from the
register of key evidence; a leaf responder of which no source speaks has an unknown holder, not an external one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from explorer.model.evidence import KeyState
from explorer.model.ids import CaId, CertificateId
from explorer.operators.names import organisation_key
from explorer.rules.facts import Facts

REGISTER = "register"


class HolderKind(StrEnum):
    """In whose hands a key is, compared with the CA it answers for."""

    OWNER = "owner"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One answer with its basis."""

    kind: HolderKind
    name: str  # empty when unknown
    basis: str  # E0 to E4, or "register"; empty when unknown
    why: str  # for people: which source says so, or why none does


def holder_of(certificate: CertificateId, issuer: CaId, facts: Facts) -> Holder:
    """Who holds the key of `certificate`, compared with the organisations behind `issuer`."""
    own = {facts.organisation_of(id_) for id_ in facts.graph.cas[issuer].certificates} - {""}
    key = facts.graph.certificates[certificate].key
    for record in facts.key_life.evidence(key):
        if record.holder.strip():
            return _compared(record.holder, REGISTER, f"record {record.id[:12]} of the register", own)
    listed = sorted(facts.graph.certificates_of_key(key), key=lambda id_: (id_ != certificate, id_))
    for id_ in listed:
        role = facts.roles.strongest(id_)
        if role is not None:
            doubt = facts.holder_unknown(id_)
            if doubt and not role.is_external:
                return Holder(kind=HolderKind.UNKNOWN, name="", basis="", why=doubt)
            other = "" if id_ == certificate else ", of another certificate on the key"
            return _compared(facts.holder_of(id_), role.basis.value, f"CCADB record {role.record}{other}", own)
    return Holder(kind=HolderKind.UNKNOWN, name="", basis="", why="no record at hand names a holder")


def is_self_unrevocable(certificate: CertificateId, facts: Facts) -> bool:
    """Revocation can't end its power: it answers for itself, its issuer is trusted, and no evidence says the key is gone."""
    if facts.key_life.state(facts.graph.certificates[certificate].key) is KeyState.EVIDENCED:
        return False
    return any(facts.verdicts.live_ca(ca) for ca in facts.signing.power_under(certificate))


def _compared(name: str, basis: str, why: str, own: set[str]) -> Holder:
    if not own:
        return Holder(kind=HolderKind.UNKNOWN, name=name, basis=basis, why=f"{why}; who owns the issuer is not known")
    kind = HolderKind.OWNER if organisation_key(name) in own else HolderKind.EXTERNAL
    return Holder(kind=kind, name=name, basis=basis, why=why)
