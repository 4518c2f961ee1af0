"""Thistledown Authority: roots that programs trust up to a day, no longer, or not for everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from explorer.model.program import Program
from explorer.model.purpose import CLIENT_AUTH, EMAIL_PROTECTION, SERVER_AUTH
from ingest.sample.draw import BOTH, OWN, PARENT_REVOKED, REVOKED, WEB, Bit, Entry, Owner, RevokedEntry, World, bits

_MICROSOFT = Program.MICROSOFT


def tell(world: World) -> None:
    """A root for each way in which trust ends, each with one sub-CA, some of them external."""
    thistle = world.owner("Thistledown Authority", "thistledown.example", "XJ")
    _microsoft(thistle)
    _mozilla(thistle)
    _chrome(thistle)
    _revocations(world, thistle)


def _microsoft(thistle: Owner) -> None:
    not_before = thistle.root(
        "thistle-root-not-before",
        "Thistledown Root NB",
        "2008-01-01",
        "2035-01-01",
        trust=tuple(
            Bit(program=_MICROSOFT, oid=oid, until="2023-02-01T00:00:00Z") for oid in (SERVER_AUTH, EMAIL_PROTECTION)
        ),
        entry=Entry(cells={"Microsoft Status": "NotBefore", "Mozilla Status": "Removed"}),
    )
    operator = "Lamplighter Theatre"
    not_before.sub(
        "thistle-lamplighter",
        "Lamplighter CA",
        "2016-01-01",
        "2030-01-01",
        organisation=operator,
        entry=Entry(operator=operator, audits=OWN),
    )
    disabled = thistle.root(
        "thistle-root-disabled",
        "Thistledown Root D",
        "2006-01-01",
        "2034-01-01",
        trust=(
            Bit(program=_MICROSOFT, oid=SERVER_AUTH, disabled_from="2022-05-01T00:00:00Z"),
            Bit(program=_MICROSOFT, oid=CLIENT_AUTH, disabled_from="-infinity"),
        ),
        entry=Entry(cells={"Microsoft Status": "Disabled", "Mozilla Status": "Removed"}),
    )
    disabled.sub(
        "thistle-puppet",
        "Puppet Makers CA",
        "2016-01-01",
        "2030-01-01",
        organisation="Puppet Makers Circle",
        entry=Entry(operator="Puppet Makers Circle", audits=OWN),
    )


def _mozilla(thistle: Owner) -> None:
    """Included with a cut-off until the summer of 2026, removed since."""
    leaving = date(2026, 7, 1)
    before = tuple(
        replace(bit, gone=leaving, until="2025-05-15T23:59:59Z")
        for bit in bits(mozilla=(SERVER_AUTH, EMAIL_PROTECTION))
    )
    removed = thistle.root(
        "thistle-root-removed",
        "Thistledown Root R",
        "2007-01-01",
        "2036-01-01",
        trust=before + bits(microsoft=(SERVER_AUTH,)),
        entry=Entry(cells={"Mozilla Status": "Removed"}, earlier={"Mozilla Status": "Included"}),
    )
    removed.sub("thistle-removed-server", "Thistledown Server CA R", "2017-01-01", "2031-01-01")
    cut = thistle.root(
        "thistle-root-cut",
        "Thistledown Root C",
        "2009-01-01",
        "2037-01-01",
        trust=tuple(replace(bit, until="2025-11-30T23:59:59Z") for bit in bits(mozilla=(SERVER_AUTH,))),
    )
    cut.sub("thistle-cut-server", "Thistledown Server CA C", "2018-01-01", "2031-01-01")


def _chrome(thistle: Owner) -> None:
    sct = thistle.root(
        "thistle-root-sct",
        "Thistledown Root S",
        "2010-01-01",
        "2038-01-01",
        trust=tuple(replace(bit, until="2025-07-31T23:59:59Z") for bit in bits(chrome=(SERVER_AUTH,))),
    )
    thistle.root(
        "thistle-root-claimed",
        "Thistledown Root K",
        "2013-01-01",
        "2039-01-01",
        trust=bits(mozilla=(SERVER_AUTH,)),
        entry=Entry(cells={"Chrome Status": "Included"}),  # Chrome's own list of that day does not have it
    )
    sct.sub("thistle-sct-server", "Thistledown Server CA S", "2018-01-01", "2031-01-01")


def _revocations(world: World, thistle: Owner) -> None:
    """A revoked parent with a second, live parent; an entry in OneCRL that CCADB does not echo; a revoked twin."""
    root = thistle.root("thistle-root", "Thistledown Root", "2012-01-01", "2042-01-01", trust=BOTH)
    other = thistle.root("thistle-root-2", "Thistledown Root 2", "2014-01-01", "2044-01-01", trust=WEB)
    policy = root.sub(
        "thistle-policy",
        "Thistledown Policy CA",
        "2014-01-01",
        "2034-01-01",
        kind="P-384",
        path_length=1,
        entry=Entry(revocation=REVOKED),
    )
    other.cross(policy, "thistle-policy-2", "2016-01-01", "2034-01-01", path_length=1)
    policy.sub(
        "thistle-parent-revoked",
        "Thistledown Server CA 1",
        "2017-01-01",
        "2030-01-01",
        entry=Entry(revocation=PARENT_REVOKED),
    )
    dead = root.sub(
        "thistle-dead-policy",
        "Thistledown Policy CA 2",
        "2014-01-01",
        "2034-01-01",
        path_length=1,
        entry=Entry(revocation=REVOKED),
    )
    dead.sub(
        "thistle-parent-dead",
        "Thistledown Server CA 2",
        "2017-01-01",
        "2030-01-01",
        entry=Entry(revocation=PARENT_REVOKED),
    )
    root.sub("thistle-onecrl", "Thistledown Server CA 3", "2017-01-01", "2030-01-01")
    world.onecrl.append(RevokedEntry(certificate="thistle-onecrl", on=date(2026, 8, 20), why="misissuance"))
