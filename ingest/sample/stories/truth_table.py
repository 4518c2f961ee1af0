"""Foxglove Trust Network: one CA for every row of the truth table in
tests/explorer/trust/test_definitions.py, and external twins of some.

The owner runs the rows itself, so that the table is about the certificates and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.model.purpose import (
    ANY_EKU,
    CLIENT_AUTH,
    CODE_SIGN,
    EMAIL_PROTECTION,
    MICROSOFT_SGC,
    NETSCAPE_STEP_UP,
    OCSP_SIGN,
    PRECERTIFICATE_SIGN,
    SERVER_AUTH,
)
from ingest.sample.draw import BOTH, OWN, Entry, World
from ingest.sample.shape import Limits
from ingest.sample.stories.limits import DIRECTORY, DNS, EVERYTHING, FULL, FULL_MAIL, MAIL, NO_IP

_SA, _CL, _CS, _EM, _OC, _ANY = SERVER_AUTH, CLIENT_AUTH, CODE_SIGN, EMAIL_PROTECTION, OCSP_SIGN, ANY_EKU
_DOCUMENT_SIGNING, _BIMI = "1.3.6.1.4.1.311.10.3.12", "1.3.6.1.5.5.7.3.31"

_BOTH_NAMES = Limits(permitted=DNS + DIRECTORY + MAIL, excluded=NO_IP)
_IPV4_ONLY = Limits(permitted=DNS + DIRECTORY + (("ip", "10.20.0.0/16"),))
_ONE_EXCLUDED = Limits(permitted=DIRECTORY, excluded=(*NO_IP, ("dns", "example.com")))
_ALL_EXCLUDED = Limits(permitted=DIRECTORY, excluded=(*NO_IP, ("dns", "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """EKU and name constraints of one row; `year` of its notBefore."""

    row: str
    eku: tuple[str, ...] | None
    limits: Limits | None = None
    year: int = 2024


_ROWS = (
    _Row(row="a", eku=None),
    _Row(row="b", eku=None, limits=FULL),
    _Row(row="c", eku=(_ANY,), limits=FULL),
    _Row(row="d", eku=(_SA,)),
    _Row(row="e", eku=(_SA,), limits=Limits(permitted=DNS, excluded=NO_IP)),
    _Row(row="f", eku=(_SA, _CL), limits=FULL),
    _Row(row="g", eku=(_SA,), limits=_IPV4_ONLY),
    _Row(row="h", eku=(_SA,), limits=_ONE_EXCLUDED),
    _Row(row="i", eku=(_SA,), limits=_ALL_EXCLUDED),
    _Row(row="j", eku=(_SA, _EM), limits=_BOTH_NAMES),
    _Row(row="k", eku=(_SA, _EM), limits=FULL),
    _Row(row="l", eku=(_SA, _OC), limits=FULL),
    _Row(row="m", eku=(_SA, _CS), limits=FULL),
    _Row(row="n", eku=(_SA, PRECERTIFICATE_SIGN), limits=FULL),
    _Row(row="o", eku=(_EM,)),
    _Row(row="p", eku=(_EM,), limits=Limits(permitted=MAIL)),
    _Row(row="q", eku=(_EM,), limits=FULL_MAIL),
    _Row(row="r", eku=(_EM, _CS), limits=FULL_MAIL),
    _Row(row="s", eku=(_EM, _CL, _OC), limits=_BOTH_NAMES),
    _Row(row="t", eku=(_EM, _CL, _OC)),
    _Row(row="u", eku=(_CL,)),
    _Row(row="v", eku=(_CS, _OC)),
    _Row(row="w", eku=(_OC,)),
    _Row(row="x", eku=(_DOCUMENT_SIGNING, _BIMI)),
    _Row(row="y", eku=(_EM, _DOCUMENT_SIGNING)),
    _Row(row="z", eku=(PRECERTIFICATE_SIGN,)),
    _Row(row="A", eku=(NETSCAPE_STEP_UP,), year=2015),
    _Row(row="B", eku=(NETSCAPE_STEP_UP,), year=2017),
    _Row(row="C", eku=(MICROSOFT_SGC,)),
    _Row(row="D", eku=(_SA,), limits=EVERYTHING),
)
_EXTERNAL = ("D", "f", "g", "q", "u", "x")  # the rows that also exist in other hands


def tell(world: World) -> None:
    """Draw the rows, then some of them again as external CAs."""
    foxglove = world.owner("Foxglove Trust Network", "foxglove.example", "XQ")
    root = foxglove.root("foxglove-root", "Foxglove Root CA", "2014-01-01", "2044-01-01", trust=BOTH)
    for number, row in enumerate(_ROWS):
        since, until = f"{row.year}-02-{number % 28 + 1:02}", f"{row.year + 15}-02-{number % 28 + 1:02}"
        root.sub(f"row-{row.row}", f"Foxglove Row {row.row} CA", since, until, eku=row.eku, limits=row.limits)
        if row.row in _EXTERNAL:
            operator = "Cartographers' Cooperative"
            root.sub(
                f"row-{row.row}-external",
                f"Cartographers CA {row.row}",
                since,
                until,
                organisation=operator,
                eku=row.eku,
                limits=row.limits,
                entry=Entry(operator=operator, audits=OWN),
            )
