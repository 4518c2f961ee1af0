"""The decoded facts of one certificate, read once at ingest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from explorer.model.constraint import NameConstraints, NameKind
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash

KEY_USAGE = "2.5.29.15"  # of the extension
_EXTENDED_KEY_USAGE = "2.5.29.37"


class Tier(StrEnum):
    """How a certificate could be read (docs/model.md)."""

    STRICT = "strict"  # a strict parser accepts all of it
    TOLERANT = "tolerant"  # only our own reader does; `tier_reason` says what the strict one refused
    OPAQUE = "opaque"  # its outer structure is unreadable: fingerprint and CSV columns only


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A distinguished name.

    `key` compares as RFC 5280 section 7.1 asks: equal keys, equal names. RDNs are joined
    by U+001E, attributes inside one sorted and joined by U+001F, so that a subtree is a prefix of whole RDNs.
    """

    der: bytes
    text: str  # RFC 4514 order and escapes, for people; foreign text, show through `explorer.text`
    key: str
    common_name: str  # last CN, or empty
    organisation: str  # last O, or empty

    @property
    def short(self) -> str:
        """What a person calls it: the common name, else the organisation, else the whole name."""
        return self.common_name or self.organisation or self.text or "(empty name)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PssParameters:
    """How an RSASSA-PSS signature was made (RFC 4055 section 3.1), defaults filled in."""

    digest: str  # "sha256", or the OID of a hash without a name here
    mgf_digest: str  # of MGF1, the same way
    salt: int  # octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One signed object: an edge from its issuer to its subject.

    A field that the certificate has but that could not be read is listed in `unread`
    and holds its empty value: a predicate that needs it answers UNKNOWN.
    """

    id: CertificateId
    tier: Tier
    tier_reason: str  # empty when strict
    unread: frozenset[str]  # names of fields below

    ca: CaId
    spki: SpkiHash
    key: KeyId
    subject: Name
    issuer: Name
    version: int  # 1, 2 or 3
    serial: str  # hex of the content octets of the DER INTEGER: signed, leading zero kept
    not_before: datetime  # UTC
    not_after: datetime  # UTC, last second included

    signature_algorithm: str  # "sha256-rsa", "sha1-rsa", "pss-sha256", "sha384-ecdsa", "ed25519" or its OID
    signature_encoding: (
        str  # hex of the AlgorithmIdentifier around the signature, which policies prescribe octet by octet
    )
    pss: PssParameters | None  # None: the signature is of another scheme, or unread
    key_algorithm: str  # "rsa", "rsa-pss", "P-256", "P-384", "P-521", "dsa", "ed25519" or its OID
    key_bits: int  # modulus length for RSA, field size for EC; 0 when unknown
    key_problem: str  # what BR 6.1.5-6.1.6 would object to ("exponent 1", "explicit curve"); empty when nothing

    is_ca: bool | None  # basicConstraints cA; None: no such extension
    path_length: int | None  # None: not limited
    key_usage: frozenset[str] | None  # RFC 5280 names; None: no such extension
    eku: frozenset[str] | None  # OIDs; None: no such extension
    name_constraints: NameConstraints | None  # None: no such extension
    policies: tuple[str, ...]  # OIDs
    aki: str  # hex of the key identifier, empty when absent
    aki_pins_issuer: bool  # the AKI carries issuer name and serial (docs/model.md)
    ski: str  # hex, empty when absent
    nocheck: str | None  # hex of the value of id-pkix-ocsp-nocheck ("0500" as it must be); None: absent
    has_san: bool
    alternative_names: tuple[tuple[NameKind, str], ...]  # of the subject, values as in `Subtree` (IP: address alone)
    crl_urls: tuple[str, ...]
    ocsp_urls: tuple[str, ...]
    issuer_urls: tuple[str, ...]  # AIA caIssuers
    cps_urls: tuple[str, ...]
    critical: frozenset[str]  # OIDs of all extensions that are marked critical
    unknown_critical: tuple[str, ...]  # those of them that we do not process

    @property
    def eku_critical(self) -> bool:
        """Whether the EKU extension is critical."""
        return _EXTENDED_KEY_USAGE in self.critical

    @property
    def self_issued(self) -> bool:
        """Issuer and subject names are equal (RFC 5280 section 3.2): not counted for path length."""
        return self.issuer.key == self.subject.key

    def valid_at(self, moment: datetime) -> bool:
        """Whether `moment` (UTC) lies within the validity, both ends included (RFC 5280 4.1.2.5)."""
        return self.not_before <= moment <= self.not_after
