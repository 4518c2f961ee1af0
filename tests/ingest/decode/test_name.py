"""Names: text for people (RFC 4514), keys for comparison (RFC 5280 7.1)."""

from __future__ import annotations

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode.der import DerError
from ingest.decode.name import SHORT_NAMES, key_among, key_prefixes, read_name
from ingest.decode.skim import skim
from tests.ingest.decode.making import BMP, IA5, PRINTABLE, T61, UNIVERSAL, UTF8, attribute, name, rdn, tlv
from tests.ingest.decode.real import real_ders
from tests.real_data import needs_real_data

CN, C, O, OU = "550403", "550406", "55040a", "55040b"  # noqa: E741 - as the RFC writes them
EMAIL = "2a864886f70d010901"


def one(value: str | bytes, tag: int = UTF8, oid: str = CN) -> bytes:
    return tlv(0x30, rdn(attribute(oid, value, tag)))


EQUAL = {
    "string types": (one("Root CA", UTF8), one("Root CA", PRINTABLE)),
    "case": (one("ROOT ca"), one("Root CA")),
    "blanks around and between": (one("  Root   CA "), one("Root CA")),
    "T61 and UTF-8": (one("Raíz".encode("latin-1"), T61), one("Raíz")),
    "BMP": (one("Raíz".encode("utf-16-be"), BMP), one("Raíz")),
    "universal": (one("Raíz".encode("utf-32-be"), UNIVERSAL), one("Raíz")),
    "UTF-8 in a PrintableString": (one("Raíz", PRINTABLE), one("Raíz")),
    "Latin-1 in a PrintableString": (one("Raíz".encode("latin-1"), PRINTABLE), one("Raíz")),
    "composed and decomposed": (one("Rai\u0301z"), one("Raíz")),
    "sharp s": (one("Straße"), one("STRASSE")),
    "country in lower case": (one("ch", PRINTABLE, C), one("CH", PRINTABLE, C)),
    "soft hyphen": (one("Ro\u00adot"), one("Root")),
    "control character": (one("Ro\x01ot"), one("Root")),
    "order inside one relative name": (
        tlv(0x30, rdn(attribute(CN, "A"), attribute(O, "B"))),
        tlv(0x30, rdn(attribute(O, "B"), attribute(CN, "A"))),
    ),
    "e-mail as IA5String": (one("a@b.example", IA5, EMAIL), one("A@B.example", UTF8, EMAIL)),
}


@pytest.mark.parametrize(("left", "right"), EQUAL.values(), ids=EQUAL)
def test_equal(left: bytes, right: bytes) -> None:
    assert read_name(left).key == read_name(right).key


DIFFERENT = {
    "text": (one("Root A"), one("Root B")),
    "attribute type": (one("A", oid=CN), one("A", oid=OU)),
    "order of relative names": (
        tlv(0x30, rdn(attribute(CN, "A")), rdn(attribute(O, "B"))),
        tlv(0x30, rdn(attribute(O, "B")), rdn(attribute(CN, "A"))),
    ),
    "two relative names or one of two attributes": (
        tlv(0x30, rdn(attribute(CN, "A")), rdn(attribute(O, "B"))),
        tlv(0x30, rdn(attribute(CN, "A"), attribute(O, "B"))),
    ),
    "an attribute twice": (tlv(0x30, rdn(attribute(CN, "A"))), tlv(0x30, rdn(attribute(CN, "A"), attribute(CN, "A")))),
    "a blank inside a word": (one("Ro ot"), one("Root")),
    "a value that looks like two": (one("A\x1e2.5.4.10=B"), tlv(0x30, rdn(attribute(CN, "A")), rdn(attribute(O, "B")))),
    "a bit string and the text of its hex": (one(b"\x00\xff", 0x03), one("#030200ff")),
    "empty and not": (tlv(0x30), one("")),
}


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(left: bytes, right: bytes) -> None:
    assert read_name(left).key != read_name(right).key


TEXTS = {
    "reversed": (tlv(0x30, rdn(attribute(C, "CH")), rdn(attribute(O, "X")), rdn(attribute(CN, "Y"))), "CN=Y,O=X,C=CH"),
    "comma and plus": (one("A, B + C"), "CN=A\\, B \\+ C"),
    "blanks at the ends": (one(" A "), "CN=\\ A\\ "),
    "one blank": (one(" "), "CN=\\ "),
    "number sign": (one("#1"), "CN=\\#1"),
    "quotes, angles, backslash": (one('"<\\>;'), 'CN=\\"\\<\\\\\\>\\;'),
    "NUL": (one("a\x00b"), "CN=a\\00b"),
    "two attributes": (tlv(0x30, rdn(attribute(CN, "A"), attribute(O, "B"))), "CN=A+O=B"),
    "unknown type": (one("v", oid="2a0304"), "1.2.3.4=v"),
    "no string": (one(b"\x00\xff", 0x03), "CN=#030200ff"),
    "empty": (tlv(0x30), ""),
}


@pytest.mark.parametrize(("der", "text"), TEXTS.values(), ids=TEXTS)
def test_text(der: bytes, text: str) -> None:
    assert read_name(der).text == text


def test_last_common_name_and_organisation() -> None:
    der = tlv(0x30, *(rdn(attribute(oid, text)) for oid, text in ((CN, "A"), (O, "B"), (CN, "C"), (O, "D"))))
    found = read_name(der)
    assert (found.common_name, found.organisation, found.short) == ("C", "D", "C")
    assert read_name(tlv(0x30)).short == "(empty name)"


def test_a_subtree_is_a_prefix_of_whole_relative_names() -> None:
    base = tlv(0x30, rdn(attribute(C, "CH")), rdn(attribute(O, "X")))
    below = tlv(0x30, rdn(attribute(C, "ch", PRINTABLE)), rdn(attribute(O, "x")), rdn(attribute(CN, "Y")))
    assert read_name(below).key.split("\x1e")[:2] == read_name(base).key.split("\x1e")


REFUSED = {
    "no sequence": tlv(0x31),
    "octets behind": tlv(0x30) + b"\x00",
    "a relative name that is no SET": tlv(0x30, tlv(0x30)),
    "two values": tlv(0x30, rdn(tlv(0x30, tlv(6, b"\x55\x04\x03"), tlv(12, b"a"), tlv(12, b"b")))),
    "no type": tlv(0x30, rdn(tlv(0x30, tlv(12, b"a"), tlv(12, b"b")))),
}


@pytest.mark.parametrize("der", REFUSED.values(), ids=REFUSED)
def test_refused(der: bytes) -> None:
    with pytest.raises(DerError):
        read_name(der)


def test_key_among_finds_equal_names_only() -> None:
    prefixes = key_prefixes([read_name(name("Root"))])
    assert key_among(name("ROOT", PRINTABLE), prefixes) == read_name(name("Root")).key
    assert key_among(name("Other"), prefixes) is None
    assert key_among(tlv(0x30), prefixes) == ""


@given(st.text(max_size=20), st.sampled_from([(UTF8, "utf-8"), (BMP, "utf-16-be"), (UNIVERSAL, "utf-32-be")]))
def test_any_text_can_be_read_and_equals_itself_in_capitals(text: str, form: tuple[int, str]) -> None:
    tag, encoding = form
    octets = text.encode(encoding, "surrogatepass") if encoding != "utf-8" else text.encode(errors="replace")
    read_name(one(octets, tag))
    if text.isascii():
        assert read_name(one(text.upper())).key == read_name(one(text)).key


@needs_real_data
@pytest.mark.real_data
def test_texts_equal_those_of_cryptography_on_real_names() -> None:
    overrides = {x509.ObjectIdentifier(oid): label for oid, label in SHORT_NAMES.items()}
    compared = 0
    for der in real_ders():
        outer = skim(der)
        try:
            subject = x509.load_der_x509_certificate(der).subject
        except ValueError:
            continue
        if any(isinstance(attribute.value, bytes) for attribute in subject):
            continue  # cryptography leaves the length octet out
        kinds = {attribute.oid.dotted_string for attribute in subject}
        ours = read_name(outer.subject)
        if kinds <= SHORT_NAMES.keys():
            assert ours.text == subject.rfc4514_string(overrides), outer.id
            compared += 1
    assert compared > 10_000
