"""CAs and the issuance that links them (docs/model.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from explorer.model.certificate import Name
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash


class EdgeState(StrEnum):
    """What is known of the link from an issuer to a certificate."""

    PROVED = "proved"  # the names match and the signature verifies: the only state that carries trust
    NAME_ONLY = "name_only"  # CAs of that name exist, none of their keys verifies
    SIG_ONLY = "sig_only"  # a key verifies, but under a name that does not match
    UNVERIFIABLE = "unverifiable"  # the algorithm or key is not supported, or the budget was spent
    DANGLING = "dangling"  # no candidate issuer is at hand


class NameMatch(StrEnum):
    """How an issuer name and a subject name agree; verifiers differ on the second."""

    BYTE = "byte"
    RFC5280 = "rfc5280"
    NONE = "none"


class LinkState(StrEnum):
    """What one signature check said; facts about bytes, they never expire."""

    VERIFIES = "verifies"
    FAILS = "fails"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One checked signature: does the key with hash `issuer_spki` verify `certificate`?"""

    certificate: CertificateId
    issuer_spki: SpkiHash
    state: LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAuthority:
    """A subject name with a public key: one node, however many certificates name it."""

    id: CaId
    name: Name
    spki: SpkiHash
    key: KeyId
    certificates: tuple[CertificateId, ...]  # those that name it as subject, by notBefore then id


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """One certificate issued by one CA, with how we know."""

    certificate: CertificateId
    issuer: CaId
    subject: CaId
    match: NameMatch  # BYTE or RFC5280: an issuance is always proved
