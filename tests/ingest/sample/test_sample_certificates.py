"""The sample's certificates: signatures that verify, names and forms that real readers meet."""

from __future__ import annotations

import warnings

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from explorer.model.certificate import Certificate, Tier
from ingest.decode.certificate import Opaque, decode
from ingest.decode.skim import skim
from ingest.sample import der
from ingest.sample.keys import Key, rsa_numbers, spki
from ingest.sample.shape import Plan
from ingest.sample.signing import UNKNOWN_SIGNATURE, usual_signature
from ingest.sample.told import encoded, told_world

PLANS = told_world().plans
HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def verifies(plan: Plan, certificate: bytes) -> bool:
    """Whether the key that the plan names as issuer's made the signature."""
    read = skim(certificate)
    plain = Key(label=plan.issuer_key.label, kind=plan.issuer_key.kind)
    public = load_der_public_key(spki(plain))
    signature = plan.signature or usual_signature(plan.issuer_key)
    try:
        if isinstance(public, ed25519.Ed25519PublicKey):
            public.verify(read.signature, read.tbs)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(read.signature, read.tbs, ec.ECDSA(HASHES[signature.removesuffix("-ecdsa")]))
        elif isinstance(public, rsa.RSAPublicKey):
            if signature.startswith("pss-"):
                scheme = HASHES[signature.removeprefix("pss-")]
                pss = padding.PSS(padding.MGF1(scheme), scheme.digest_size)
                public.verify(read.signature, read.tbs, pss, scheme)
            else:
                scheme = HASHES[signature.removesuffix("-rsa")]
                public.verify(read.signature, read.tbs, padding.PKCS1v15(), scheme)
    except InvalidSignature:
        return False
    return True


def test_every_signature_verifies_but_the_forged_one() -> None:
    readable = {label: p for label, p in PLANS.items() if p.tier != "opaque" and p.signature != UNKNOWN_SIGNATURE}
    failing = {label for label, plan in readable.items() if not verifies(plan, encoded()[label])}
    assert failing == {"rook-forged"}


def test_issuer_names_are_those_of_certificates_in_the_world() -> None:
    subjects = {plan.subject for plan in PLANS.values()}
    strangers = {label for label, plan in PLANS.items() if plan.issuer_name not in subjects}
    assert strangers == {"nettle-respelled-issuer"}


@pytest.mark.parametrize("tier", ["strict", "tolerant", "opaque"])
def test_decodes_to_the_tier_it_was_drawn_for(tier: str) -> None:
    found = {label: decode(der_) for label, der_ in encoded().items()}
    tiers = {label: Tier.OPAQUE if isinstance(c, Opaque) else c.tier for label, c in found.items()}
    assert {label for label, t in tiers.items() if t == tier} == {label for label, p in PLANS.items() if p.tier == tier}


def test_decoded_facts_are_the_drawn_ones() -> None:
    for label, plan in PLANS.items():
        certificate = decode(encoded()[label])
        if not isinstance(certificate, Certificate):
            continue
        assert (certificate.not_before, certificate.not_after) == (plan.not_before, plan.not_after), label
        assert certificate.version == plan.version, label
        if plan.version == 3 and "eku" not in certificate.unread:
            assert certificate.is_ca == plan.is_ca, label
            assert certificate.eku == (None if plan.eku is None else frozenset(plan.eku)), label
            assert certificate.path_length == (plan.path_length if plan.is_ca else None), label


def test_strict_certificates_load_in_a_strict_parser() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # serial zero and the long name are accepted with a warning
        for label, plan in PLANS.items():
            if plan.tier == "strict":
                certificate = x509.load_der_x509_certificate(encoded()[label])
                assert len(certificate.extensions) >= (plan.version == 3), label


def test_serials_are_unique_under_one_issuer() -> None:
    serials = [(p.issuer_name, p.issuer_key.label, p.serial or label) for label, p in PLANS.items()]
    assert len(set(serials)) == len(serials)


@pytest.mark.parametrize("label", sorted({p.key.label for p in PLANS.values() if p.key.kind.startswith("rsa-")}))
def test_rsa_keys_are_made_of_primes(label: str) -> None:
    kind = next(p.key.kind for p in PLANS.values() if p.key.label == label)
    numbers = rsa_numbers(label, kind)
    assert numbers.modulus.bit_length() == int(kind.split("-")[1])
    for prime in (numbers.p, numbers.q):
        assert all(pow(base, prime - 1, prime) == 1 for base in (2, 3, 5))


@pytest.mark.parametrize(
    ("made", "known"),
    [
        (der.integer(0), "020100"),
        (der.integer(128), "02020080"),
        (der.integer(-1), "0201ff"),
        (der.integer(-128), "020180"),
        (der.oid("2.5.29.37.0"), "0604551d2500"),
        (der.oid("1.2.840.113549.1.1.11"), "06092a864886f70d01010b"),
        (der.named_bits((5, 6)), "03020106"),
        (der.named_bits(()), "030100"),
        (der.tlv(der.OCTET_STRING, bytes(200))[:3], "0481c8"),
        (der.tlv(der.OCTET_STRING, bytes(300))[:4], "0482012c"),
        (der.set_of(der.integer(2), der.integer(1)), "3106020101020102"),
    ],
)
def test_der_writer(made: bytes, known: str) -> None:
    assert made.hex() == known
