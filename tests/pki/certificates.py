"""Plain model certificates without DER, for tables: a case says only what differs from a sound CA certificate.

Everything is derived from words: the same words give the same certificate, and any difference gives
another fingerprint, as it is with real bytes.

    R = certificate("R")                                    a self-issued root, its key is called "R"
    S = certificate("S", issuer=R, eku=("tls-server",))     a CA below it
    T = certificate("S", issuer=R, serial="02")             a reissue: same CA, other certificate
    C = certificate("S", issuer="Q")                        a cross-certificate of S below the CA named Q
    K = certificate("K", key="S", issuer=R)                 another CA with the key of S
    O = certificate("O", issuer=R, is_ca=False, eku=("ocsp-signing",), nocheck="0500")
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypedDict, Unpack

from explorer.model.certificate import Certificate, Name, PssParameters, Tier
from explorer.model.constraint import NameConstraints, NameKind, Subtree
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash, ca_id, sha256_hex
from explorer.model.purpose import EKU_NAMES

_OID_OF_WORD = {word: oid for oid, word in EKU_NAMES.items()}
_ATTRIBUTES = (("C", "2.5.4.6"), ("O", "2.5.4.10"), ("CN", "2.5.4.3"))


class Differs(TypedDict, total=False):
    """What a case may say about its certificate; all of it has a sane default."""

    issuer: str | Name | Certificate  # a common name, a name, or the issuer itself; default: self-issued
    key: str  # what we call the key; default: the common name
    encoding: str  # one more word for a second SPKI encoding of the same key
    organisation: str
    country: str
    serial: str
    version: int
    tier: Tier
    tier_reason: str
    unread: Iterable[str]
    not_before: datetime | str  # "2024-01-01": that day, 00:00:00 UTC
    not_after: datetime | str
    signature_algorithm: str
    signature_encoding: str
    pss: PssParameters | None
    key_algorithm: str
    key_bits: int
    key_problem: str
    is_ca: bool | None
    path_length: int | None
    key_usage: Iterable[str] | None
    eku: Iterable[str] | None  # OIDs, or words of explorer.model.purpose ("tls-server", "any")
    permitted_dns: Iterable[str]
    excluded_dns: Iterable[str]
    permitted_ip: Iterable[str]  # "10.0.0.0/8", "::/0"
    excluded_ip: Iterable[str]
    permitted_email: Iterable[str]
    excluded_email: Iterable[str]
    permitted_directory: Iterable[str | Name]  # a word is an organisation, "" the empty name
    excluded_directory: Iterable[str | Name]
    permitted_uri: Iterable[str]
    excluded_uri: Iterable[str]
    permitted_other: Iterable[str]
    constraints_critical: bool
    name_constraints: NameConstraints | None  # instead of the twelve above
    policies: Iterable[str]
    aki: str
    aki_pins_issuer: bool
    ski: str
    nocheck: str | None
    has_san: bool
    alternative_names: Iterable[tuple[NameKind, str]]
    crl_urls: Iterable[str]
    ocsp_urls: Iterable[str]
    issuer_urls: Iterable[str]
    cps_urls: Iterable[str]
    critical: Iterable[str]  # OIDs
    unknown_critical: Iterable[str]


def certificate(name: str, **differs: Unpack[Differs]) -> Certificate:
    """A v3 CA certificate with RSA 2048, valid 2020-01-01 to 2030-01-01, no EKU, no name constraints, but for `differs`."""
    subject = name_of(name, differs.get("organisation", ""), differs.get("country", ""))
    key = differs.get("key", name)
    spki = spki_of(key, differs.get("encoding", ""))
    key_usage = differs.get(
        "key_usage", ("keyCertSign", "cRLSign") if differs.get("is_ca", True) else ("digitalSignature",)
    )
    eku = differs.get("eku")
    issuer = differs.get("issuer", subject)
    draft = Certificate(
        id=CertificateId(""),
        tier=differs.get("tier", Tier.STRICT),
        tier_reason=differs.get("tier_reason", ""),
        unread=frozenset(differs.get("unread", ())),
        ca=ca_id(subject.der, spki.encode()),
        spki=spki,
        key=key_of(key),
        subject=subject,
        issuer=_issuer_name(issuer),
        version=differs.get("version", 3),
        serial=differs.get("serial", "01"),
        not_before=_moment(differs.get("not_before", "2020-01-01")),
        not_after=_moment(differs.get("not_after", "2030-01-01")),
        signature_algorithm=differs.get("signature_algorithm", "sha256-rsa"),
        signature_encoding=differs.get("signature_encoding", ""),
        pss=differs.get("pss"),
        key_algorithm=differs.get("key_algorithm", "rsa"),
        key_bits=differs.get("key_bits", 2048),
        key_problem=differs.get("key_problem", ""),
        is_ca=differs.get("is_ca", True),
        path_length=differs.get("path_length"),
        key_usage=None if key_usage is None else frozenset(key_usage),
        eku=None if eku is None else frozenset(_OID_OF_WORD.get(word, word) for word in eku),
        name_constraints=differs["name_constraints"] if "name_constraints" in differs else _constraints(differs),
        policies=tuple(differs.get("policies", ())),
        aki=differs.get("aki", issuer.ski if isinstance(issuer, Certificate) else ""),
        aki_pins_issuer=differs.get("aki_pins_issuer", False),
        ski=differs.get("ski", key_of(key)[:40].lower()),
        nocheck=differs.get("nocheck"),
        has_san=differs.get("has_san", "alternative_names" in differs),
        alternative_names=tuple(differs.get("alternative_names", ())),
        crl_urls=tuple(differs.get("crl_urls", ())),
        ocsp_urls=tuple(differs.get("ocsp_urls", ())),
        issuer_urls=tuple(differs.get("issuer_urls", ())),
        cps_urls=tuple(differs.get("cps_urls", ())),
        critical=frozenset(differs.get("critical", ())),
        unknown_critical=tuple(differs.get("unknown_critical", ())),
    )
    return replace(draft, id=CertificateId(sha256_hex(_words(draft).encode())))


def name_of(common_name: str, organisation: str = "", country: str = "") -> Name:
    """A distinguished name of at most C, O and CN, in this order; all empty: the empty name."""
    values = {"C": country, "O": organisation, "CN": common_name}
    used = [(word, oid, values[word]) for word, oid in _ATTRIBUTES if values[word]]
    text = ",".join(f"{word}={value}" for word, _, value in reversed(used))
    return Name(
        der=f"name:{text}".encode(),
        text=text,
        key="\x1e".join(f"{oid}={value.casefold()}" for _, oid, value in used),
        common_name=common_name,
        organisation=organisation,
    )


def spki_of(key: str, encoding: str = "") -> SpkiHash:
    """The SPKI hash of the key that we call `key`."""
    return SpkiHash(sha256_hex(f"spki:{key}:{encoding}".encode()))


def key_of(key: str) -> KeyId:
    """The canonical id of the key that we call `key`, whatever its encoding."""
    return KeyId(sha256_hex(f"key:{key}".encode()))


def ca_of(common_name: str, key: str = "", organisation: str = "", country: str = "") -> CaId:
    """The id of the CA with this name and key; the key is called like the CA unless said."""
    return ca_id(name_of(common_name, organisation, country).der, spki_of(key or common_name).encode())


def subtree(kind: NameKind, value: str | Name) -> Subtree:
    """One subtree: IP as "10.0.0.0/8", a directory name as a name or an organisation, others as encoded."""
    if kind is NameKind.DIRECTORY:
        directory = value if isinstance(value, Name) else name_of("", value)
        return Subtree(kind=kind, value=directory.key, text=directory.text)
    assert isinstance(value, str), "only directory subtrees are names"
    if kind is NameKind.IP:
        network = ipaddress.ip_network(value)
        octets = network.network_address.packed + network.netmask.packed
        return Subtree(kind=kind, value=octets.hex(), text=value)
    return Subtree(kind=kind, value=value, text=value)


def _constraints(differs: Differs) -> NameConstraints | None:
    permitted = (
        *(subtree(NameKind.DNS, v) for v in differs.get("permitted_dns", ())),
        *(subtree(NameKind.IP, v) for v in differs.get("permitted_ip", ())),
        *(subtree(NameKind.EMAIL, v) for v in differs.get("permitted_email", ())),
        *(subtree(NameKind.DIRECTORY, v) for v in differs.get("permitted_directory", ())),
        *(subtree(NameKind.URI, v) for v in differs.get("permitted_uri", ())),
        *(subtree(NameKind.OTHER, v) for v in differs.get("permitted_other", ())),
    )
    excluded = (
        *(subtree(NameKind.DNS, v) for v in differs.get("excluded_dns", ())),
        *(subtree(NameKind.IP, v) for v in differs.get("excluded_ip", ())),
        *(subtree(NameKind.EMAIL, v) for v in differs.get("excluded_email", ())),
        *(subtree(NameKind.DIRECTORY, v) for v in differs.get("excluded_directory", ())),
        *(subtree(NameKind.URI, v) for v in differs.get("excluded_uri", ())),
    )
    if not permitted and not excluded:
        return None
    return NameConstraints(permitted=permitted, excluded=excluded, critical=differs.get("constraints_critical", True))


def _issuer_name(issuer: str | Name | Certificate) -> Name:
    if isinstance(issuer, Certificate):
        return issuer.subject
    return name_of(issuer) if isinstance(issuer, str) else issuer


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def _words(draft: Certificate) -> str:
    """Every field as text that does not depend on the order inside sets."""
    parts = []
    for field in draft.__dataclass_fields__:
        value = getattr(draft, field)
        parts.append(f"{field}={sorted(value) if isinstance(value, frozenset) else value!r}")
    return "\n".join(parts)
