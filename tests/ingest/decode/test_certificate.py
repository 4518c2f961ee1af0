"""A whole certificate: three tiers, each part guarded alone, and agreement with a strict parser."""

from __future__ import annotations

import warnings
from collections import Counter
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.certificate import Certificate, PssParameters, Tier
from explorer.model.constraint import NameKind
from explorer.model.ids import ca_id, sha256_hex
from ingest.decode.certificate import CertificateReader, Opaque, decode
from ingest.decode.skim import MAX_CERTIFICATE
from tests.ingest.decode.making import (
    PRINTABLE,
    SHA256_RSA,
    attribute,
    certificate,
    ed25519_key,
    extension,
    name,
    rdn,
    spki_of,
    tlv,
)
from tests.ingest.decode.real import real_ders
from tests.real_data import needs_real_data

BASIC, USAGE, EKU, NC, POLICIES = "551d13", "551d0f", "551d25", "551d1e", "551d20"
AKI, SKI, SAN, CRL, AIA, NOCHECK = "551d23", "551d0e", "551d11", "551d1f", "2b06010505070101", "2b0601050507300105"
_FORMS = {
    x509.DNSName: NameKind.DNS,
    x509.RFC822Name: NameKind.EMAIL,
    x509.UniformResourceIdentifier: NameKind.URI,
}
_SPELT = frozenset(_FORMS.values())
CA_TRUE = extension(BASIC, "30030101ff", critical=True)


def read(der: bytes) -> Certificate:
    found = decode(der)
    assert isinstance(found, Certificate)
    return found


def test_every_field_of_a_full_certificate() -> None:
    subject, issuer, spki = name("S"), name("R"), spki_of(ed25519_key(2))
    der = certificate(
        extensions=(
            extension(BASIC, "30060101ff020101", critical=True),
            extension(USAGE, "03020106", critical=True),
            extension(EKU, "300a06082b06010505070309", critical=True),
            extension(NC, tlv(0x30, tlv(0xA0, tlv(0x30, tlv(0x82, b"example")))), critical=True),
            extension(
                POLICIES,
                tlv(
                    0x30,
                    tlv(
                        0x30,
                        bytes.fromhex("060667810c010201"),
                        tlv(0x30, tlv(0x30, bytes.fromhex("06082b06010505070201"), tlv(0x16, b"http://cps.example"))),
                    ),
                ),
            ),
            extension(AKI, tlv(0x30, tlv(0x80, b"\x01\x02"))),
            extension(SKI, tlv(0x04, b"\xab\xcd")),
            extension(SAN, tlv(0x30, tlv(0x82, b"x.example"))),
            extension(CRL, tlv(0x30, tlv(0x30, tlv(0xA0, tlv(0xA0, tlv(0x86, b"http://crl.example/1.crl")))))),
            extension(
                AIA,
                tlv(
                    0x30,
                    tlv(0x30, bytes.fromhex("06082b06010505073001"), tlv(0x86, b"http://ocsp.example")),
                    tlv(0x30, bytes.fromhex("06082b06010505073002"), tlv(0x86, b"http://ca.example/R.crt")),
                ),
            ),
            extension(NOCHECK, "0500"),
            extension("2a030405", "0500", critical=True),
        )
    )
    found = read(der)
    assert (found.tier, found.tier_reason, found.unread) == (Tier.STRICT, "", frozenset())
    assert found.id == sha256_hex(der) and found.ca == ca_id(subject, spki) and found.spki == sha256_hex(spki)
    assert (found.subject.der, found.issuer.der) == (subject, issuer)
    assert (found.version, found.serial, found.signature_algorithm) == (3, "05", "ed25519")
    assert (found.key_algorithm, found.key_bits, found.key_problem) == ("ed25519", 255, "ed25519 key")
    assert found.not_before == datetime(2020, 1, 1, tzinfo=UTC) and found.not_after == datetime(2030, 1, 1, tzinfo=UTC)
    assert (found.is_ca, found.path_length, found.key_usage) == (True, 1, frozenset({"keyCertSign", "cRLSign"}))
    assert (found.eku, found.eku_critical) == (frozenset({"1.3.6.1.5.5.7.3.9"}), True)
    assert found.name_constraints is not None and found.name_constraints.critical
    assert [(one.kind, one.value) for one in found.name_constraints.permitted] == [(NameKind.DNS, "example")]
    assert (found.policies, found.cps_urls) == (("2.23.140.1.2.1",), ("http://cps.example",))
    assert (found.aki, found.aki_pins_issuer, found.ski, found.nocheck) == ("0102", False, "abcd", "0500")
    assert found.has_san and found.alternative_names == ((NameKind.DNS, "x.example"),)
    assert found.critical == {"2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.30", "1.2.3.4.5"}
    assert (found.signature_encoding, found.pss) == ("300506032b6570", None)
    assert found.crl_urls == ("http://crl.example/1.crl",)
    assert (found.ocsp_urls, found.issuer_urls) == (("http://ocsp.example",), ("http://ca.example/R.crt",))
    assert found.unknown_critical == ("1.2.3.4.5",)


def test_a_bare_certificate_has_none_of_it() -> None:
    found = read(certificate(version=b""))
    assert found.version == 1 and found.is_ca is None and found.path_length is None
    assert found.key_usage is None and found.eku is None and found.name_constraints is None and found.nocheck is None
    assert (found.aki, found.ski, found.policies, found.has_san, found.unread) == ("", "", (), False, frozenset())


TOLERANT = {
    "encoded default version": ({"version": bytes.fromhex("a003020100")}, frozenset(), "EncodedDefault"),
    "encoded default FALSE": (
        {"extensions": (tlv(0x30, bytes.fromhex("0603551d0e"), b"\x01\x01\x00", tlv(0x04, b"\x04\x01\x01")),)},
        frozenset(),
        "EncodedDefault",
    ),
    "underscore and Latin-1 in a PrintableString": (
        {"subject": tlv(0x30, rdn(attribute("55040a", b"A\xe9_B", PRINTABLE)))},
        frozenset(),
        "PrintableString",
    ),
    "time without seconds": ({"not_before": b"\x17\x0b2001010000Z"}, frozenset(), "UtcTime"),
    "time that does not exist": ({"not_before": b"\x17\x0d200230000000Z"}, frozenset({"not_before"}), "not_before"),
    "inner and outer algorithm differ": ({"inner_algorithm": SHA256_RSA}, frozenset(), "inside and outside differ"),
    "octets behind the key": ({"behind_key": b"\x04\x00"}, frozenset(), "behind the key"),
    "broken basic constraints": (
        {"extensions": (extension(BASIC, "30030201"), extension(SKI, "0401aa"))},
        frozenset({"is_ca", "path_length"}),
        "is_ca",
    ),
    "negative path length": (
        {"extensions": (extension(BASIC, "30060101ff0201ff"),)},
        frozenset({"is_ca", "path_length"}),
        "negative path length",
    ),
    "broken EKU": ({"extensions": (CA_TRUE, extension(EKU, "3003020101"))}, frozenset({"eku"}), "eku"),
    "broken key usage": ({"extensions": (extension(USAGE, "0300"),)}, frozenset({"key_usage"}), "key_usage"),
    "host bits in a constraint": (
        {"extensions": (extension(NC, tlv(0x30, tlv(0xA0, tlv(0x30, tlv(0x87, bytes.fromhex("511ba933ffffff00")))))),)},
        frozenset(),
        "host bits",
    ),
    "broken name constraints": (
        {"extensions": (extension(NC, "3103"),)},
        frozenset({"name_constraints"}),
        "name_constraints",
    ),
    "an alternative name of five octets as address": (
        {"extensions": (extension(SAN, tlv(0x30, tlv(0x82, b"a.example"), tlv(0x87, bytes(5)))),)},
        frozenset({"alternative_names"}),
        "iPAddress of 5 octets",
    ),
    "an alternative name that is no IA5 text": (
        {"extensions": (extension(SAN, tlv(0x30, tlv(0x81, "ü@a.example".encode()))),)},
        frozenset({"alternative_names"}),
        "not ASCII",
    ),
    "an extension twice": (
        {"extensions": (CA_TRUE, extension(BASIC, "3000"))},
        frozenset({"is_ca", "path_length", "unknown_critical"}),
        "twice",
    ),
    "broken key": (
        {"spki": tlv(0x30, tlv(0x30, bytes.fromhex("06092a864886f70d010101")), tlv(0x03, b"\x00\x30\x05"))},
        frozenset({"key", "key_algorithm", "key_bits", "key_problem"}),
        "key",
    ),
    "broken subject": ({"subject": tlv(0x30, b"\x04\x00")}, frozenset({"subject"}), "subject"),
}


@pytest.mark.parametrize(("differs", "unread", "reason"), TOLERANT.values(), ids=TOLERANT)
def test_tolerant(differs: dict[str, object], unread: frozenset[str], reason: str) -> None:
    found = read(certificate(**differs))  # type: ignore[arg-type]  # a table of keyword arguments
    assert found.tier is Tier.TOLERANT and found.unread == unread
    assert reason in found.tier_reason and found.tier_reason


def test_one_broken_extension_does_not_hide_the_others() -> None:
    found = read(certificate(extensions=(extension(EKU, "04"), CA_TRUE, extension(SKI, "0401aa"))))
    assert (found.is_ca, found.ski, found.eku, found.unread) == (True, "aa", None, frozenset({"eku"}))


def test_broken_extension_list_leaves_every_extension_unread() -> None:
    found = read(certificate(extensions=(CA_TRUE, b"\x04\x01\x00")))
    assert {"is_ca", "eku", "name_constraints", "key_usage", "unknown_critical"} <= found.unread
    assert found.is_ca is None and found.subject.common_name == "S"


def test_unreadable_names_are_equal_to_themselves_only() -> None:
    broken = read(certificate(subject=tlv(0x30, b"\x04\x00"), issuer=tlv(0x30, b"\x04\x00")))
    other = read(certificate(subject=tlv(0x30, b"\x04\x01\x00")))
    assert broken.self_issued and broken.subject.key != other.subject.key


def test_alternative_names_of_every_form() -> None:
    """Values compare with those of constraints; an address has no mask."""
    forms = (
        tlv(0x81, b"a@mail.example"),
        tlv(0x82, b"A.example"),
        tlv(0xA4, name("Bank")),
        tlv(0x86, b"https://u.example/x"),
        tlv(0x87, bytes((10, 0, 0, 1))),
        tlv(0x88, bytes.fromhex("2a0304")),
    )
    found = read(certificate(extensions=(extension(SAN, tlv(0x30, *forms)),)))
    assert found.alternative_names == (
        (NameKind.EMAIL, "a@mail.example"),
        (NameKind.DNS, "A.example"),
        (NameKind.DIRECTORY, read(certificate(subject=name("Bank"))).subject.key),
        (NameKind.URI, "https://u.example/x"),
        (NameKind.IP, "0a000001"),
        (NameKind.OTHER, "[8] registeredID"),
    )
    assert found.has_san and not found.unread


def test_an_extension_that_is_critical_once_of_two_times_is_critical() -> None:
    found = read(certificate(extensions=(extension(NOCHECK, "0500"), extension(NOCHECK, "0500", critical=True))))
    assert (found.nocheck, found.critical) == (None, {"1.3.6.1.5.5.7.48.1.5"})


PSS = {
    "as policies prescribe it": (
        "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d0609608648016503"
        "0402010500a203020120",
        PssParameters(digest="sha256", mgf_digest="sha256", salt=32),
    ),
    "nothing said: the defaults of RFC 4055": (
        "300d06092a864886f70d01010a3000",
        PssParameters(digest="sha1", mgf_digest="sha1", salt=20),
    ),
    "only the hash said": (
        "301e06092a864886f70d01010a3011a00f300d06096086480165030402010500",
        PssParameters(digest="sha256", mgf_digest="sha1", salt=20),
    ),
}


@pytest.mark.parametrize(("encoding", "parameters"), PSS.values(), ids=PSS)
def test_parameters_of_pss(encoding: str, parameters: PssParameters) -> None:
    found = read(certificate(algorithm=bytes.fromhex(encoding)))
    assert (found.pss, found.signature_encoding) == (parameters, encoding)
    assert found.signature_algorithm == f"pss-{parameters.digest}"


def test_other_mask_functions_are_unread() -> None:
    odd = "301306092a864886f70d01010a3006a1043002" + "0500"
    assert "pss" in read(certificate(algorithm=bytes.fromhex(odd))).unread


OPAQUE = {
    "nothing": b"",
    "no SEQUENCE": b"\x04\x00",
    "cut off": certificate()[:-1],
    "no TBS": tlv(0x30, b"\x04\x00"),
    "too large": tlv(0x30, bytes(MAX_CERTIFICATE)),
    "a time that is text": certificate(not_before=b"\x0c\x01x"),
}


@pytest.mark.parametrize("der", OPAQUE.values(), ids=OPAQUE)
def test_opaque(der: bytes) -> None:
    found = decode(der)
    assert isinstance(found, Opaque) and found.reason and found.id == sha256_hex(der)


SERIALS = {"zero": "00", "negative": "ff7f", "leading zero": "00ff", "twenty octets": "7f" * 20}


@pytest.mark.parametrize("serial", SERIALS.values(), ids=SERIALS)
def test_serial_is_the_content_octets_as_encoded(serial: str) -> None:
    assert read(certificate(serial=serial)).serial == serial.upper()


FULL = certificate(
    extensions=(
        CA_TRUE,
        extension(EKU, "300a06082b06010505070309"),
        extension(NC, tlv(0x30, tlv(0xA0, tlv(0x30, tlv(0x82, b"example"))))),
        extension(POLICIES, "300a3008060667810c010201"),
        extension(AKI, tlv(0x30, tlv(0x80, b"\x01\x02"))),
    )
)
READER = CertificateReader()


@given(st.lists(st.tuples(st.integers(0, len(FULL) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_changed_octets_never_raise(changes: list[tuple[int, int]]) -> None:
    octets = bytearray(FULL)
    for place, value in changes:
        octets[place] = value
    assert isinstance(READER.decode(bytes(octets)), Certificate | Opaque)


@given(st.integers(0, len(FULL)), st.binary(max_size=8), st.integers(0, 8))
def test_inserted_and_lost_octets_never_raise(place: int, junk: bytes, lost: int) -> None:
    assert isinstance(READER.decode(FULL[:place] + junk + FULL[place + lost :]), Certificate | Opaque)


@given(st.binary(max_size=400))
def test_noise_never_raises(noise: bytes) -> None:
    assert isinstance(READER.decode(noise), Certificate | Opaque)


@needs_real_data
@pytest.mark.real_data
@given(data=st.data())
def test_changed_real_certificates_never_raise(data: st.DataObject) -> None:
    ders = real_ders()
    octets = bytearray(ders[data.draw(st.integers(0, len(ders) - 1))])
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(READER.decode(bytes(octets)), Certificate | Opaque)


@needs_real_data
@pytest.mark.real_data
def test_tiers_of_the_published_certificates() -> None:
    """40 are refused by the strict parser, 5 have another signature algorithm inside than outside; none is opaque."""
    found = [READER.decode(der) for der in real_ders()]
    assert all(isinstance(one, Certificate) for one in found)
    read_ones = [one for one in found if isinstance(one, Certificate)]
    tolerant = [one for one in read_ones if one.tier is Tier.TOLERANT]
    assert len(read_ones) == 10_217 and len(tolerant) == 45
    assert sum("inside and outside differ" in one.tier_reason for one in tolerant) == 5
    # "TBS X509 CA ..." have a policy OID with a padded arc, "Microsoft RSA TLS Issuing [AE]OC CA" a key usage of one
    # bare octet; nothing else is unread in any
    unread = Counter(one.unread for one in read_ones if one.unread)
    assert unread == {frozenset({"policies", "cps_urls"}): 6, frozenset({"key_usage"}): 4}


@needs_real_data
@pytest.mark.real_data
@pytest.mark.slow
def test_every_field_equals_what_the_strict_parser_reads() -> None:
    compared = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for der in real_ders():
            found = READER.decode(der)
            assert isinstance(found, Certificate)
            if found.tier is Tier.STRICT:
                _compare(found, x509.load_der_x509_certificate(der))
                compared += 1
    assert compared == 10_217 - 45


def _compare(ours: Certificate, theirs: x509.Certificate) -> None:
    serial = int.from_bytes(bytes.fromhex(ours.serial), "big", signed=True)
    assert serial == theirs.serial_number
    assert ours.version == theirs.version.value + 1
    assert (ours.not_before, ours.not_after) == (theirs.not_valid_before_utc, theirs.not_valid_after_utc)
    assert len(ours.subject.key.split("\x1e")) == max(len(theirs.subject.rdns), 1)
    bits = getattr(theirs.public_key(), "key_size", 0)
    assert ours.key_bits == bits
    values = {one.oid.dotted_string: (one.value, one.critical) for one in theirs.extensions}

    basic = values.get("2.5.29.19")
    assert (ours.is_ca, ours.path_length) == ((basic[0].ca, basic[0].path_length) if basic else (None, None))
    usage = values.get("2.5.29.15")
    assert ours.key_usage == (_usages(usage[0]) if usage else None)
    eku = values.get("2.5.29.37")
    assert ours.eku == (frozenset(one.dotted_string for one in eku[0]) if eku else None)
    assert ours.eku_critical == bool(eku and eku[1])
    _compare_constraints(ours, values.get("2.5.29.30"))
    policies = values.get("2.5.29.32")
    assert ours.policies == (tuple(one.policy_identifier.dotted_string for one in policies[0]) if policies else ())
    qualifiers = [one for policy in policies[0] for one in policy.policy_qualifiers or ()] if policies else []
    assert ours.cps_urls == tuple(dict.fromkeys(one for one in qualifiers if isinstance(one, str)))
    aki = values.get("2.5.29.35")
    assert ours.aki == ((aki[0].key_identifier or b"").hex() if aki else "")
    assert ours.aki_pins_issuer == bool(aki and (aki[0].authority_cert_issuer or aki[0].authority_cert_serial_number))
    ski = values.get("2.5.29.14")
    assert ours.ski == (ski[0].digest.hex() if ski else "")
    assert ours.has_san == ("2.5.29.17" in values)
    borne = values.get("2.5.29.17")
    assert [(kind, name) for kind, name in ours.alternative_names if kind in _SPELT] == [
        (_FORMS[type(name)], name.value) for name in (borne[0] if borne else ()) if type(name) in _FORMS
    ]
    assert len(ours.alternative_names) == len(list(borne[0]) if borne else ())
    assert ours.critical == {oid for oid, (_, critical) in values.items() if critical}
    scheme = theirs.signature_algorithm_parameters if ours.signature_algorithm.startswith("pss") else None
    assert (ours.pss is not None) == isinstance(scheme, padding.PSS)
    assert (ours.nocheck is not None) == ("1.3.6.1.5.5.7.48.1.5" in values)
    points = values.get("2.5.29.31")
    names = [one for point in points[0] for one in point.full_name or ()] if points else []
    uris = [one.value for one in names if isinstance(one, x509.UniformResourceIdentifier)]
    assert ours.crl_urls == tuple(dict.fromkeys(uris))
    information = values.get("1.3.6.1.5.5.7.1.1")
    for urls, method in ((ours.ocsp_urls, "1.3.6.1.5.5.7.48.1"), (ours.issuer_urls, "1.3.6.1.5.5.7.48.2")):
        found = [
            one.access_location.value
            for one in (information[0] if information else ())
            if one.access_method.dotted_string == method
            and isinstance(one.access_location, x509.UniformResourceIdentifier)
        ]
        assert urls == tuple(dict.fromkeys(found))


def _usages(usage: x509.KeyUsage) -> frozenset[str]:
    bits = {
        "digitalSignature": usage.digital_signature,
        "nonRepudiation": usage.content_commitment,
        "keyEncipherment": usage.key_encipherment,
        "dataEncipherment": usage.data_encipherment,
        "keyAgreement": usage.key_agreement,
        "keyCertSign": usage.key_cert_sign,
        "cRLSign": usage.crl_sign,
        "encipherOnly": usage.key_agreement and usage.encipher_only,
        "decipherOnly": usage.key_agreement and usage.decipher_only,
    }
    return frozenset(word for word, is_set in bits.items() if is_set)


def _compare_constraints(ours: Certificate, theirs: tuple[x509.NameConstraints, bool] | None) -> None:
    assert (ours.name_constraints is None) == (theirs is None)
    if ours.name_constraints is None or theirs is None:
        return
    assert ours.name_constraints.critical == theirs[1] and ours.name_constraints.problem == ""
    for mine, yours in (
        (ours.name_constraints.permitted, theirs[0].permitted_subtrees or []),
        (ours.name_constraints.excluded, theirs[0].excluded_subtrees or []),
    ):
        assert len(mine) == len(yours)
        for subtree, general in zip(mine, yours, strict=True):
            if isinstance(general, x509.IPAddress):
                assert subtree.kind is NameKind.IP and subtree.text == str(general.value)
            elif isinstance(general, x509.DirectoryName):
                assert subtree.kind is NameKind.DIRECTORY and len(general.value.rdns) == (
                    len(subtree.value.split("\x1e")) if subtree.value else 0
                )
            elif isinstance(general, x509.OtherName):
                assert (subtree.kind, subtree.value) == (NameKind.OTHER, general.type_id.dotted_string)
            else:
                kinds = {x509.DNSName: NameKind.DNS, x509.RFC822Name: NameKind.EMAIL}
                kind = kinds.get(type(general), NameKind.URI)
                assert (subtree.kind, subtree.value) == (kind, general.value)
