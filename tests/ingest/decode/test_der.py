"""The DER skipper: bounds, refusals, values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import der
from tests.ingest.decode.making import tlv

REFUSED = {
    "nothing": b"",
    "a tag alone": b"\x30",
    "indefinite length": b"\x30\x80\x00\x00",
    "length of five octets": b"\x30\x85\x00\x00\x00\x00\x01\x00",
    "length octets cut off": b"\x30\x82\x01",
    "content cut off": b"\x04\x02\x00",
    "huge length": b"\x30\x84\xff\xff\xff\xff\x00",
    "multi-byte tag": b"\x1f\x81\x00\x00",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_refused(data: bytes) -> None:
    with pytest.raises(der.DerError):
        der.header(data, 0, len(data))


def test_an_element_may_not_leave_its_parent() -> None:
    data = tlv(0x30, tlv(0x04, b"abc")) + b"more"
    with pytest.raises(der.DerError, match="past its parent"):
        der.header(data, 2, 5)


def test_a_padded_length_is_read() -> None:
    assert der.header(b"\x04\x83\x00\x00\x01\xaa", 0, 6) == (0x04, 5, 6)


def test_children_are_bounded() -> None:
    with pytest.raises(der.DerError, match="MAX_ELEMENTS"):
        der.children(b"\x05\x00" * (der.MAX_ELEMENTS + 1), 0, 2 * (der.MAX_ELEMENTS + 1))


OIDS = {
    "550403": "2.5.4.3",
    "2a864886f70d01010b": "1.2.840.113549.1.1.11",
    "883703": "2.999.3",
    "00": "0.0",
}


@pytest.mark.parametrize(("octets", "dotted"), OIDS.items())
def test_object_identifiers(octets: str, dotted: str) -> None:
    assert der.oid(bytes.fromhex(octets)) == dotted


BROKEN_OIDS = {"empty": "", "unfinished": "5584", "padded arc": "558003", "too long": "01" * (der.MAX_OID_OCTETS + 1)}


@pytest.mark.parametrize("octets", BROKEN_OIDS.values(), ids=BROKEN_OIDS)
def test_broken_object_identifiers(octets: str) -> None:
    with pytest.raises(der.DerError):
        der.oid(bytes.fromhex(octets))


def test_values() -> None:
    assert der.integer(b"\xff") == -1
    assert der.integer(b"\x00\xff") == 255
    assert der.boolean(b"\xff") and der.boolean(b"\x01") and not der.boolean(b"\x00")
    for broken in (b"", b"\x00\x00"):
        with pytest.raises(der.DerError):
            der.boolean(broken)
    with pytest.raises(der.DerError):
        der.integer(b"")


@given(st.binary(max_size=300))
def test_whatever_comes_only_der_errors_are_raised(data: bytes) -> None:
    try:
        for element in der.children(data, 0, len(data)):
            assert element.start < element.content <= element.end <= len(data)
    except der.DerError:
        pass
