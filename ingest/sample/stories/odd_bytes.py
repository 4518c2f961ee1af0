"""Nettlecombe Root Authority: certificates that strict readers refuse, in part or whole, and old forms that they accept."""

from __future__ import annotations

from explorer.model.purpose import SERVER_AUTH
from ingest.sample import der
from ingest.sample.certificates import CERTIFICATE_POLICIES, NAME_CONSTRAINTS
from ingest.sample.draw import BOTH, OWN, Authority, Entry, World
from ingest.sample.naming import COMMON_NAME, COUNTRY, ORGANISATION, UNIT, Attribute, NameSpec, name
from ingest.sample.shape import Limits

_OWNER = "Nettlecombe Root Authority"


def tell(world: World) -> None:
    """Old roots first, then one odd sub-CA for each class of oddness."""
    nettle = world.owner(_OWNER, "nettlecombe.example", "XO")
    nettle.root(
        "nettle-root-v1",
        "Nettlecombe Class 1 Root",
        "1999-01-01",
        "2029-01-01",
        kind="rsa-2048",
        signature="sha1-rsa",
        trust=BOTH,
        version=1,
    )
    root = nettle.root("nettle-root", "Nettlecombe Root", "2009-01-01", "2039-01-01", trust=BOTH)
    _forms(root)
    _names(root)


def _forms(root: Authority) -> None:
    span = ("2015-03-01", "2029-03-01")
    old = root.sub("nettle-v1-sub", "Nettlecombe Class 2 CA", *span, version=1)
    old.sub("nettle-v1-child", "Nettlecombe Class 3 CA", *span)
    root.sub("nettle-default", "Nettlecombe Default CA", *span, twist="default-false", tier="tolerant")
    broken = der.sequence(der.sequence(der.oid("2.23.140.1.2.1"), der.octets(b"qualifiers should stand here")))
    policies = ((CERTIFICATE_POLICIES, False, broken),)
    root.sub("nettle-policies", "Nettlecombe Policies CA", *span, raw=policies, tier="tolerant")
    truncated = ((NAME_CONSTRAINTS, True, b"\x30\x20\xa0\x10"),)
    operator = "Weathervane Observatory"
    root.sub(
        "nettle-cut-constraints",
        "Weathervane CA",
        *span,
        organisation=operator,
        eku=(SERVER_AUTH,),
        raw=truncated,
        tier="tolerant",
        entry=Entry(operator=operator, audits=OWN, constrained=False),
    )
    host_bits = Limits(permitted=(("dns", "nettle.example"), ("ip", bytes((192, 0, 2, 51, 255, 255, 255, 0)))))
    root.sub("nettle-host-bits", "Nettlecombe Host Bits CA", *span, limits=host_bits, tier="tolerant")
    empty = der.sequence(
        der.implicit(0, der.sequence(der.implicit(2, b"nettle.example")), constructed=True),
        der.implicit(1, b"", constructed=True),
    )
    root.sub("nettle-empty-excluded", "Nettlecombe Empty CA", *span, limits=Limits(raw=empty), tier="tolerant")
    root.sub("nettle-opaque", "Nettlecombe Opaque CA", *span, twist="opaque", tier="opaque")
    root.sub("nettle-zero", "Nettlecombe Zero CA", *span, serial=b"\x00")


def _names(root: Authority) -> None:
    """String types of another age, a multi-valued RDN, and octets that do not belong into their type."""
    span = ("2015-04-01", "2029-04-01")
    teletex = name("Nettlecombe Br\xfccke CA", _OWNER, "XO", encoding="teletex")
    root.sub("nettle-teletex", "", *span, subject=teletex, tier="tolerant")
    root.sub("nettle-bmp", "", *span, subject=name("Nettlecombe Wide CA", _OWNER, "XO", encoding="bmp"))
    wrong = name("Nettlecombe Br\xfccke CA 2", _OWNER, "XO", encoding="printable")
    root.sub("nettle-printable", "", *span, subject=wrong, tier="tolerant")
    country = Attribute(oid=COUNTRY, text="xo", encoding="printable")
    organisation = Attribute(oid=ORGANISATION, text=_OWNER)
    pair = (Attribute(oid=UNIT, text="Field Office"), Attribute(oid=COMMON_NAME, text="Nettlecombe Paired CA"))
    paired: NameSpec = ((country,), (organisation,), pair)
    root.sub("nettle-paired", "", *span, subject=paired)
    respelled = name("NETTLECOMBE  ROOT", _OWNER, "XO", encoding="printable")
    root.sub("nettle-respelled-issuer", "Nettlecombe Respelled CA", *span, issuer_name=respelled)
