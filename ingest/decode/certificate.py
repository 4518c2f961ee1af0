"""DER of one certificate -> the facts we reason about, in three tiers (docs/model.md).

Strict: a strict parser accepts all of it and our reader read all of it. Tolerant: our reader alone
read its outer structure; each part is guarded alone, and a part that could not be read is listed in
`unread`. Opaque: not even the outer structure could be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from explorer.model.certificate import Certificate, Name, PssParameters, Tier
from explorer.model.constraint import NameConstraints
from explorer.model.ids import CertificateId, ca_id, sha256_hex
from ingest.decode import extensions as read
from ingest.decode.algorithms import Scheme, read_scheme
from ingest.decode.der import DerError, oid
from ingest.decode.name import read_name, unreadable_name
from ingest.decode.name_constraints import read_name_constraints
from ingest.decode.skim import Skim, skim
from ingest.decode.spki import read_spki
from ingest.decode.strict import StrictParser
from ingest.decode.times import UNREAD_TIME, read_time

_T = TypeVar("_T")

BASIC_CONSTRAINTS = "2.5.29.19"
KEY_USAGE = "2.5.29.15"
EXTENDED_KEY_USAGE = "2.5.29.37"
NAME_CONSTRAINTS = "2.5.29.30"
CERTIFICATE_POLICIES = "2.5.29.32"
AUTHORITY_KEY_ID = "2.5.29.35"
SUBJECT_KEY_ID = "2.5.29.14"
SUBJECT_ALT_NAME = "2.5.29.17"
CRL_DISTRIBUTION_POINTS = "2.5.29.31"
AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1"
NOCHECK = "1.3.6.1.5.5.7.48.1.5"

FIELDS_OF = {
    BASIC_CONSTRAINTS: ("is_ca", "path_length"),
    KEY_USAGE: ("key_usage",),
    EXTENDED_KEY_USAGE: ("eku",),
    NAME_CONSTRAINTS: ("name_constraints",),
    CERTIFICATE_POLICIES: ("policies", "cps_urls"),
    AUTHORITY_KEY_ID: ("aki", "aki_pins_issuer"),
    SUBJECT_KEY_ID: ("ski",),
    SUBJECT_ALT_NAME: ("alternative_names",),
    CRL_DISTRIBUTION_POINTS: ("crl_urls",),
    AUTHORITY_INFORMATION: ("ocsp_urls", "issuer_urls"),
    NOCHECK: ("nocheck",),
}
_ALL_EXTENSION_FIELDS = frozenset(
    {field for fields in FIELDS_OF.values() for field in fields} | {"has_san", "critical", "unknown_critical"}
)

# Critical extensions that every RFC 5280 path validator knows; they bear on policies and mappings,
# on which no program's verdict here depends, so they do not make a certificate unusable.
_KNOWN_ELSEWHERE = frozenset({"2.5.29.36", "2.5.29.33", "2.5.29.54", "2.5.29.18", "2.5.29.46"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """A certificate whose outer structure is unreadable: its fingerprint, and why."""

    id: CertificateId
    reason: str


def decode(der: bytes) -> Certificate | Opaque:
    """All the facts of one certificate; never raises, whatever the bytes. For many, see `CertificateReader`."""
    return CertificateReader().decode(der)


class CertificateReader:
    """Decodes many certificates, with what repeats among them remembered; one per thread."""

    def __init__(self) -> None:
        self._strict = StrictParser()

    def decode(self, der: bytes) -> Certificate | Opaque:
        """All the facts of one certificate; never raises, whatever the bytes."""
        try:
            outer = skim(der)
        except DerError as error:
            return Opaque(id=CertificateId(sha256_hex(der)), reason=str(error))
        return self.read(outer)

    def read(self, outer: Skim) -> Certificate:
        """All the facts of a certificate already skimmed."""
        return read_certificate(outer, self._strict.refusal(outer))


def read_certificates_of(skims: Sequence[Skim]) -> list[Certificate]:
    """All the facts of certificates already skimmed, in order."""
    return [
        read_certificate(outer, refusal) for outer, refusal in zip(skims, StrictParser().refusals(skims), strict=True)
    ]


class _Parts:
    """Collects what could not be read while one certificate is put together."""

    __slots__ = ("reasons", "unread")

    def __init__(self) -> None:
        self.unread: set[str] = set()
        self.reasons: list[str] = []

    def miss(self, fields: tuple[str, ...], reason: str) -> None:
        self.unread.update(fields)
        self.reasons.append(f"{', '.join(fields)}: {reason}")


def read_certificate(outer: Skim, refusal: str) -> Certificate:
    """The facts of a skimmed certificate; `refusal` is what the strict parser said (empty: it accepted)."""
    parts = _Parts()
    subject = _name(outer.subject, "subject", parts)
    issuer = _name(outer.issuer, "issuer", parts)
    key = read_spki(outer.spki)
    if key.unread:
        parts.miss(("key", "key_algorithm", "key_bits", "key_problem"), key.unread)
    scheme: Scheme | None = None
    try:
        scheme = read_scheme(outer.algorithm)
    except DerError as error:
        parts.miss(("signature_algorithm", "pss"), str(error))
    not_before = _time(outer.not_before, "not_before", parts)
    not_after = _time(outer.not_after, "not_after", parts)

    values: dict[str, bytes] = {}
    unknown_critical: list[str] = []
    marked_critical: set[str] = set()
    duplicates: set[str] = set()
    try:
        for name_octets, critical, value in outer.extensions:
            name = oid(name_octets)
            if critical:
                marked_critical.add(name)
            if name in values:
                duplicates.add(name)
                continue
            values[name] = value
            if critical and name not in FIELDS_OF and name not in _KNOWN_ELSEWHERE:
                unknown_critical.append(name)
    except DerError as error:
        values.clear()
        unknown_critical.clear()
        marked_critical.clear()
        parts.miss(tuple(sorted(_ALL_EXTENSION_FIELDS)), f"extensions: {error}")
    for name in sorted(duplicates):
        values.pop(name, None)
        parts.miss((*FIELDS_OF.get(name, ()), "unknown_critical"), f"extension {name} stands there twice")

    basic = _value(values, BASIC_CONSTRAINTS, read.read_basic_constraints, parts)
    key_usage = _value(values, KEY_USAGE, read.read_key_usage, parts)
    eku = _value(values, EXTENDED_KEY_USAGE, read.read_extended_key_usage, parts)
    ski = _value(values, SUBJECT_KEY_ID, read.read_subject_key_identifier, parts) or ""
    crl_urls = _value(values, CRL_DISTRIBUTION_POINTS, read.read_crl_distribution_points, parts) or ()
    identifier = _value(values, AUTHORITY_KEY_ID, read.read_authority_key_identifier, parts)
    alternative_names = _value(values, SUBJECT_ALT_NAME, read.read_alternative_names, parts) or ()
    information = _value(values, AUTHORITY_INFORMATION, read.read_authority_information, parts)
    policies = _value(values, CERTIFICATE_POLICIES, read.read_policies, parts)
    if policies is not None and policies.problem:
        parts.miss(("cps_urls",), policies.problem)
    constraints: NameConstraints | None = _value(
        values, NAME_CONSTRAINTS, lambda value: read_name_constraints(value, NAME_CONSTRAINTS in marked_critical), parts
    )
    if constraints is not None and constraints.problem:
        parts.reasons.append(f"name_constraints: {constraints.problem}")
    nocheck = values.get(NOCHECK)

    reasons = "; ".join(filter(None, (refusal, outer.rest, *parts.reasons)))
    return Certificate(
        id=outer.id,
        tier=Tier.TOLERANT if reasons else Tier.STRICT,
        tier_reason=reasons,
        unread=frozenset(parts.unread),
        ca=ca_id(outer.subject, outer.spki),
        spki=key.spki,
        key=key.key,
        subject=subject,
        issuer=issuer,
        version=outer.version,
        serial=outer.serial.hex().upper(),
        not_before=not_before,
        not_after=not_after,
        signature_algorithm=scheme.label if scheme else "",
        signature_encoding=outer.algorithm.hex(),
        pss=_pss(scheme) if scheme and scheme.kind == "pss" else None,
        key_algorithm=key.algorithm,
        key_bits=key.bits,
        key_problem=key.problem,
        is_ca=basic.is_ca if basic else None,
        path_length=basic.path_length if basic else None,
        key_usage=key_usage,
        eku=eku,
        name_constraints=constraints,
        policies=policies.oids if policies else (),
        aki=identifier.identifier if identifier else "",
        aki_pins_issuer=identifier.pins_issuer if identifier else False,
        ski=ski,
        nocheck=nocheck.hex() if nocheck is not None else None,
        has_san=SUBJECT_ALT_NAME in values or SUBJECT_ALT_NAME in duplicates,
        alternative_names=alternative_names,
        crl_urls=crl_urls,
        ocsp_urls=information.ocsp_urls if information else (),
        issuer_urls=information.issuer_urls if information else (),
        cps_urls=policies.cps_urls if policies and not policies.problem else (),
        critical=frozenset(marked_critical),
        unknown_critical=tuple(unknown_critical),
    )


def _pss(scheme: Scheme) -> PssParameters:
    return PssParameters(digest=scheme.digest, mgf_digest=scheme.mgf_digest, salt=scheme.salt)


def _name(der: bytes, field: str, parts: _Parts) -> Name:
    try:
        return read_name(der)
    except DerError as error:
        parts.miss((field,), str(error))
        return unreadable_name(der)


def _time(encoded: tuple[int, bytes], field: str, parts: _Parts) -> datetime:
    try:
        return read_time(*encoded)
    except DerError as error:
        parts.miss((field,), str(error))
        return UNREAD_TIME


def _value(values: dict[str, bytes], name: str, reader: Callable[[bytes], _T], parts: _Parts) -> _T | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        if len(value) > read.MAX_VALUE:
            raise DerError(f"a value of {len(value)} octets, more than {read.MAX_VALUE} (MAX_VALUE)")
        return reader(value)
    except DerError as error:
        parts.miss(FIELDS_OF[name], str(error))
        return None
