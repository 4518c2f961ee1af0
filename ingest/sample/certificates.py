"""Drawn certificates to DER."""

from __future__ import annotations

import hashlib
import ipaddress

from explorer.model.purpose import OCSP_NOCHECK
from ingest.sample import der
from ingest.sample.keys import Key, key_identifier, spki
from ingest.sample.naming import NameSpec, encode_name
from ingest.sample.shape import Limits, Plan, RawExtension
from ingest.sample.signing import algorithm_identifier, sign, usual_signature

BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE = "2.5.29.19", "2.5.29.15", "2.5.29.37"
NAME_CONSTRAINTS, CERTIFICATE_POLICIES, SUBJECT_ALT_NAME = "2.5.29.30", "2.5.29.32", "2.5.29.17"
AUTHORITY_KEY, SUBJECT_KEY, CRL_POINTS, INFORMATION_ACCESS = "2.5.29.35", "2.5.29.14", "2.5.29.31", "1.3.6.1.5.5.7.1.1"
_CA_ISSUERS, _OCSP = "1.3.6.1.5.5.7.48.2", "1.3.6.1.5.5.7.48.1"

_USAGE_BITS = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
)


def encode(plan: Plan) -> bytes:
    """The certificate as DER: the same plan gives the same octets."""
    signature = plan.signature or usual_signature(plan.issuer_key)
    algorithm = algorithm_identifier(signature)
    parts = [
        der.tlv(der.INTEGER, plan.serial or serial_of(plan.label)),
        algorithm,
        encode_name(plan.issuer_name),
        der.sequence(der.time(plan.not_before), der.time(plan.not_after)),
        encode_name(plan.subject),
        spki(plan.key),
    ]
    if plan.version > 1:
        parts.insert(0, der.explicit(0, der.integer(plan.version - 1)))
        parts.append(der.explicit(3, der.sequence(*(_extension(e, plan.twist) for e in extensions(plan)))))
    if plan.twist == "opaque":
        parts = parts[:4]  # a name where the key should be, and nothing after it
    body = der.sequence(*parts)
    signer = plan.issuer_key if plan.linked else Key(label=f"{plan.label} stray", kind=plan.issuer_key.kind)
    return der.sequence(body, algorithm, der.bits(sign(signer, signature, body)))


def serial_of(label: str) -> bytes:
    """A positive serial of 15 octets that follows from the label."""
    return b"\x41" + hashlib.sha256(label.encode()).digest()[:14]


def extensions(plan: Plan) -> list[RawExtension]:
    """The extensions in the order they are written."""
    found: list[RawExtension] = []
    if plan.is_ca is not None:
        length = () if plan.path_length is None or not plan.is_ca else (der.integer(plan.path_length),)
        flag = (der.boolean(True),) if plan.is_ca else ()
        found.append((BASIC_CONSTRAINTS, True, der.sequence(*flag, *length)))
    if plan.key_usage is not None:
        positions = tuple(_USAGE_BITS.index(usage) for usage in plan.key_usage)
        found.append((KEY_USAGE, True, der.named_bits(positions)))
    if plan.eku is not None:
        found.append((EXTENDED_KEY_USAGE, plan.eku_critical, der.sequence(*(der.oid(oid) for oid in plan.eku))))
    if plan.policies:
        found.append((CERTIFICATE_POLICIES, False, der.sequence(*(der.sequence(der.oid(p)) for p in plan.policies))))
    if plan.limits is not None:
        found.append((NAME_CONSTRAINTS, plan.limits.critical, encode_limits(plan.limits)))
    if not plan.self_signed and plan.nocheck is None:
        found.append((CRL_POINTS, False, _crl_points(f"http://crl.{plan.host}/{_slug(plan.issuer_key)}.crl")))
        found.append((INFORMATION_ACCESS, False, _information_access(plan)))
    if plan.san:
        found.append((SUBJECT_ALT_NAME, False, der.sequence(der.implicit(2, plan.san.encode("ascii")))))
    if plan.nocheck is not None:
        found.append((OCSP_NOCHECK, False, plan.nocheck))
    found.append((SUBJECT_KEY, False, der.octets(key_identifier(plan.key))))
    if not plan.self_signed:
        found.append((AUTHORITY_KEY, False, _authority_key(plan)))
    replaced = {oid for oid, _, _ in plan.raw}
    return [e for e in found if e[0] not in replaced] + list(plan.raw)


def encode_limits(limits: Limits) -> bytes:
    """NameConstraints (RFC 5280 4.2.1.10)."""
    if limits.raw:
        return limits.raw
    parts = []
    for number, subtrees in enumerate((limits.permitted, limits.excluded)):
        if subtrees:
            body = b"".join(der.sequence(_general_name(form, value)) for form, value in subtrees)
            parts.append(der.implicit(number, body, constructed=True))
    return der.sequence(*parts)


def _general_name(form: str, value: str | bytes | NameSpec) -> bytes:
    """GeneralName as a subtree base; octets are taken as they are."""
    if form == "dir":
        assert isinstance(value, tuple)
        return der.explicit(4, encode_name(value))
    number = {"email": 1, "dns": 2, "uri": 6, "ip": 7}[form]
    if isinstance(value, bytes):
        return der.implicit(number, value)
    assert isinstance(value, str)
    if form == "ip":
        network = ipaddress.ip_network(value)
        return der.implicit(number, network.network_address.packed + network.netmask.packed)
    return der.implicit(number, value.encode("ascii"))


def _extension(extension: RawExtension, twist: str) -> bytes:
    oid, critical, value = extension
    spelled_out = twist == "default-false"  # DER leaves a DEFAULT out (X.690 11.5)
    flag = (der.boolean(critical),) if critical or spelled_out else ()
    return der.sequence(der.oid(oid), *flag, der.octets(value))


def _authority_key(plan: Plan) -> bytes:
    parts = [der.implicit(0, key_identifier(plan.issuer_key))]
    if plan.aki_pins:
        name = der.explicit(4, encode_name(plan.issuer_name))
        parts += [der.implicit(1, name, constructed=True), der.implicit(2, serial_of(plan.issuer_key.label))]
    return der.sequence(*parts)


def _crl_points(url: str) -> bytes:
    full_name = der.implicit(0, _uri(url), constructed=True)
    return der.sequence(der.sequence(der.implicit(0, full_name, constructed=True)))


def _information_access(plan: Plan) -> bytes:
    slug = _slug(plan.issuer_key)
    issuer = der.sequence(der.oid(_CA_ISSUERS), _uri(f"http://aia.{plan.host}/{slug}.cer"))
    return der.sequence(der.sequence(der.oid(_OCSP), _uri(f"http://ocsp.{plan.host}")), issuer)


def _uri(url: str) -> bytes:
    return der.implicit(6, url.encode("ascii"))


def _slug(key: Key) -> str:
    return key.label.replace(" ", "-")
