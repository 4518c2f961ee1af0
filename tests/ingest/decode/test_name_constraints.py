"""Name constraints as encoded, each subtree alone."""

from __future__ import annotations

import pytest

from explorer.model.constraint import NameKind
from ingest.decode.der import DerError
from ingest.decode.name import read_name
from ingest.decode.name_constraints import network_text, read_name_constraints
from tests.ingest.decode.making import name, tlv


def tree(base: bytes, *bounds: bytes) -> bytes:
    return tlv(0x30, base, *bounds)


def constraints(*permitted: bytes, excluded: tuple[bytes, ...] | None = None) -> bytes:
    sides = [tlv(0xA0, *permitted)] if permitted else []
    if excluded is not None:
        sides.append(tlv(0xA1, *excluded))
    return tlv(0x30, *sides)


DNS = tlv(0x82, b"example.com")
NAME = tlv(0xA4, name("Root"))
OTHER = tlv(0xA0, tlv(0x06, bytes.fromhex("2b0601050507080b")), tlv(0xA0, b"\x05\x00"))

BASES = {
    "dNSName": (DNS, NameKind.DNS, "example.com", "example.com"),
    "empty dNSName": (tlv(0x82), NameKind.DNS, "", ""),
    "rfc822Name": (tlv(0x81, b".example"), NameKind.EMAIL, ".example", ".example"),
    "URI": (tlv(0x86, b"example.com"), NameKind.URI, "example.com", "example.com"),
    "IPv4": (tlv(0x87, bytes.fromhex("c0a80000ffff0000")), NameKind.IP, "c0a80000ffff0000", "192.168.0.0/16"),
    "host bits": (tlv(0x87, bytes.fromhex("511ba933ffffff00")), NameKind.IP, "511ba933ffffff00", "81.27.169.51/24"),
    "all IPv4": (tlv(0x87, bytes(8)), NameKind.IP, "0" * 16, "0.0.0.0/0"),
    "all IPv6": (tlv(0x87, bytes(32)), NameKind.IP, "0" * 64, "::/0"),
    "mask with holes": (
        tlv(0x87, bytes.fromhex("0a000000ff00ff00")),
        NameKind.IP,
        "0a000000ff00ff00",
        "10.0.0.0/255.0.255.0",
    ),
    "directoryName": (NAME, NameKind.DIRECTORY, read_name(name("Root")).key, "CN=Root,C=XX"),
    "otherName": (OTHER, NameKind.OTHER, "1.3.6.1.5.5.7.8.11", "otherName 1.3.6.1.5.5.7.8.11"),
    "registeredID": (tlv(0x88, b"\x2a"), NameKind.OTHER, "[8] registeredID", "[8] registeredID"),
}


@pytest.mark.parametrize(("base", "kind", "value", "text"), BASES.values(), ids=BASES)
def test_bases(base: bytes, kind: NameKind, value: str, text: str) -> None:
    found = read_name_constraints(constraints(tree(base)), False)
    (subtree,) = found.permitted
    assert (subtree.kind, subtree.value, subtree.text, found.problem) == (kind, value, text, "")


def test_sides_order_bounds_and_criticality() -> None:
    value = constraints(tree(DNS), tree(NAME), excluded=(tree(tlv(0x82), tlv(0x80, b"\x01"), tlv(0x81, b"\x07")),))
    found = read_name_constraints(value, True)
    assert found.critical and [one.kind for one in found.permitted] == [NameKind.DNS, NameKind.DIRECTORY]
    assert (found.excluded[0].minimum, found.excluded[0].maximum) == (1, 7)
    assert found.permitted[0].minimum == 0 and found.permitted[0].maximum is None


def test_an_empty_list_is_empty() -> None:
    found = read_name_constraints(constraints(tree(DNS), excluded=()), True)
    assert found.excluded == () and found.problem == ""


PROBLEMS = {
    "IP of seven octets": (tree(tlv(0x87, bytes(7))), "iPAddress of 7 octets"),
    "unknown form": (tree(tlv(0x8A, b"x")), "unknown form of name"),
    "no base": (tree(b""), "no base"),
    "broken directoryName": (tree(tlv(0xA4, b"")), "not one name"),
    "not ASCII": (tree(tlv(0x82, "ü.example".encode())), "not ASCII"),
}


@pytest.mark.parametrize(("broken", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_one_broken_subtree_does_not_hide_the_others(broken: bytes, problem: str) -> None:
    found = read_name_constraints(constraints(broken, tree(DNS)), False)
    assert problem in found.problem
    assert found.permitted[-1].value == "example.com"


REFUSED = {"no sequence": b"\x05\x00", "a third side": tlv(0x30, tlv(0xA2)), "cut off": constraints(tree(DNS))[:-1]}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_a_broken_frame_is_refused(value: bytes) -> None:
    with pytest.raises(DerError):
        read_name_constraints(value, False)


def test_network_text_of_odd_lengths_is_hex() -> None:
    assert network_text(b"\x0a\x00") == "0a00"
