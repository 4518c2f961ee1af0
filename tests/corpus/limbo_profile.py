"""What a path-validation corpus asks of a certificate's form, and subca does not decide.

Each line of `departures` is one rule of a profile (RFC 5280 section 4, BR section 7), met by reading the
certificate, never by the id of a case. subca keeps paths through such certificates: programs did trust them, and
flags of their own say what is wrong. Path length, EKU, name constraints, validity, the CA flag, keyUsage of a CA,
critical extensions and signatures are decided by the engine and must not be among these rules.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.purpose import ANY_EKU
from ingest.decode.certificate import (
    AUTHORITY_INFORMATION,
    AUTHORITY_KEY_ID,
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    NAME_CONSTRAINTS,
    SUBJECT_ALT_NAME,
    SUBJECT_KEY_ID,
)
from ingest.decode.der import DerError
from ingest.decode.skim import Skim
from tests.corpus.limbo_names import alternative_names, extension, malformed

POLICY_CONSTRAINTS = "2.5.29.36"
COMMON_NAME = "a common name like a host's or an address that is not a name of the SAN"
_CURVES = frozenset({"P-256", "P-384", "P-521"})
_WEAK = ("md2", "md5", "sha1")
_SERIAL_OCTETS = 20
_MULTI_LABEL = 2


def departures(outer: Skim, certificate: Certificate, role: str, issuer: Certificate | None) -> Iterator[str]:
    """Rules of form that the certificate departs from; `role` is anchor, intermediate or leaf."""
    yield from _of_any(outer, certificate)
    yield from _of_identifiers(outer, certificate, role, issuer)
    if role == "anchor" and certificate.eku is not None:
        yield "extended key usage in a root"
    if role == "leaf":
        yield from _of_leaf(outer, certificate)
    else:
        yield from _of_ca(outer, certificate)


def _of_any(outer: Skim, certificate: Certificate) -> Iterator[str]:
    serial = outer.serial
    if len(serial) > _SERIAL_OCTETS or not any(serial) or serial[0] & 0x80:
        yield "form of the serial number"
    weak_rsa = certificate.key_algorithm.startswith("rsa") and (certificate.key_bits < 2048 or certificate.key_bits % 8)
    other = not certificate.key_algorithm.startswith("rsa") and certificate.key_algorithm not in _CURVES
    if weak_rsa or other or certificate.key_problem:
        yield "kind, size or encoding of a key"
    if certificate.signature_algorithm.startswith(_WEAK):
        yield "age of a hash: signatures are checked, not graded"
    if outer.algorithm != outer.inner_algorithm:
        yield "inner and outer signature algorithm differ"
    if _critical(outer, AUTHORITY_INFORMATION):
        yield "criticality of authority information access"
    if certificate.eku_critical:
        yield "criticality of the extended key usage"
    if certificate.eku and ANY_EKU in certificate.eku and len(certificate.eku) > 1:
        yield "anyExtendedKeyUsage beside other purposes"
    policies = extension(outer, POLICY_CONSTRAINTS)
    if policies is not None and not policies[0]:
        yield "criticality of policy constraints"
    if certificate.is_ca is not True and certificate.key_usage and "keyCertSign" in certificate.key_usage:
        yield "keyCertSign without cA"
    if certificate.path_length is not None and (
        certificate.is_ca is not True or (certificate.key_usage and "keyCertSign" not in certificate.key_usage)
    ):
        yield "a path length where none may stand"
    if certificate.tier_reason and not certificate.unread:
        yield f"encoding that only strict parsers refuse ({certificate.tier_reason})"


def _of_identifiers(outer: Skim, certificate: Certificate, role: str, issuer: Certificate | None) -> Iterator[str]:
    if _critical(outer, AUTHORITY_KEY_ID) or _critical(outer, SUBJECT_KEY_ID):
        yield "criticality of a key identifier"
    if certificate.aki_pins_issuer:
        yield "authority key identifier with issuer name and serial"
    if extension(outer, AUTHORITY_KEY_ID) is None:
        if role != "anchor":
            yield "no authority key identifier"
    elif not certificate.aki:
        yield "authority key identifier without key identifier"
    if role == "anchor" and certificate.aki and certificate.self_issued and certificate.aki != certificate.ski:
        yield "key identifiers of a root differ"
    if issuer is not None and certificate.aki and issuer.ski and certificate.aki != issuer.ski:
        yield "key identifiers of issuer and subject differ"
    if role != "leaf" and not certificate.ski:
        yield "a CA without subject key identifier"


def _of_ca(outer: Skim, certificate: Certificate) -> Iterator[str]:
    basic = extension(outer, BASIC_CONSTRAINTS)
    if basic is not None and not basic[0]:
        yield "criticality of basic constraints"
    if certificate.key_usage is None:
        yield "a CA without keyUsage"
    constraints = certificate.name_constraints
    if constraints is not None:
        trees = (*constraints.permitted, *constraints.excluded)
        if not constraints.critical:
            yield "criticality of name constraints"
        if any(t.kind is NameKind.DNS and t.value.startswith(".") for t in trees):
            yield "dNSName subtree with a leading dot: read as every name below, as clients do"
        if any(t.minimum or t.maximum is not None for t in trees):
            yield "minimum or maximum in a subtree"


def _of_leaf(outer: Skim, certificate: Certificate) -> Iterator[str]:
    if certificate.is_ca:
        yield "a CA certificate as leaf, against the profile of subscriber certificates"
    if extension(outer, NAME_CONSTRAINTS) is not None:
        yield "name constraints in a leaf"
    if certificate.version != 3:
        yield "version of the leaf"
    if certificate.eku is not None and ANY_EKU in certificate.eku:
        yield "anyExtendedKeyUsage in a leaf"
    eku = extension(outer, EXTENDED_KEY_USAGE)
    if eku is not None and not certificate.eku:
        yield "an empty extended key usage in a leaf"
    if eku is None:
        yield "a leaf without extended key usage"
    names = extension(outer, SUBJECT_ALT_NAME)
    if names is None:
        yield "a leaf without SAN"
        return
    if names[0] and certificate.subject.key:
        yield "a critical SAN beside a subject"
    if not names[0] and not certificate.subject.key:
        yield "a SAN that is not critical beside an empty subject"
    borne = alternative_names(outer)
    if any(malformed(name) for name in borne):
        yield "syntax of a SAN"
    if any(k is NameKind.DNS and v.startswith("*.") and v.count(".") < _MULTI_LABEL for k, v in borne):
        yield "wildcard directly below a public suffix"
    common_name = certificate.subject.common_name.lower()
    written = {v.lower() for k, v in borne if k is NameKind.DNS}
    written |= {str(ipaddress.ip_address(bytes.fromhex(v))) for k, v in borne if k is NameKind.IP and len(v) in (8, 32)}
    if _is_like_host(common_name) and common_name not in written:
        yield COMMON_NAME


def _is_like_host(common_name: str) -> bool:
    if " " in common_name:
        return False
    return bool({".", ":"} & set(common_name.strip(".:"))) or common_name.startswith("0x") or common_name.isdigit()


def _critical(outer: Skim, wanted: str) -> bool:
    try:
        found = extension(outer, wanted)
    except DerError:
        return False
    return found is not None and found[0]
