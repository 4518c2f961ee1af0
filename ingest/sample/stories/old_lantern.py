"""Old Lantern Trust: outdated roots, seven external sub-CAs, and two responders of which one is accounted for.

lantern-root-2002 -> guild, fernhollow, marrow, northpost (external)   orchard (responder, revoked, no evidence)
lantern-root-2007 -> tallow, copse, ferrous (external)                 basalt (responder, revoked, key destroyed)
"""

from __future__ import annotations

from datetime import date

from explorer.model.purpose import CLIENT_AUTH, EMAIL_PROTECTION, OCSP_SIGN, SERVER_AUTH
from ingest.sample.draw import BOTH, NOWHERE, OWN, REVOKED, STALE, Authority, Entry, RevokedEntry, World
from ingest.sample.stories.limits import FULL

_WEB_AND_CLIENT = (SERVER_AUTH, CLIENT_AUTH)


def tell(world: World) -> None:
    """Draw the owner with all that hangs below it."""
    lantern = world.owner("Old Lantern Trust S.A.", "oldlantern.example", "XL", "Abacus & Daughters")
    gone = {
        "Mozilla Status": "Removed",
        "Microsoft Status": "Removed",
        "Apple Status": "Removed",
        "Chrome Status": "Not Included",
    }
    lantern.root(
        "lantern-root-1996",
        "Old Lantern Root",
        "1996-05-01",
        "2031-05-01",
        kind="rsa-1024",
        signature="sha1-rsa",
        trust=NOWHERE,
        entry=Entry(cells=gone),
    )
    older = lantern.root(
        "lantern-root-2002",
        "Old Lantern Harbour Root",
        "2002-03-11",
        "2036-03-10",
        kind="rsa-2048",
        signature="sha1-rsa",
        trust=BOTH,
    )
    newer = lantern.root(
        "lantern-root-2007",
        "Old Lantern Meadow Root 2007",
        "2007-05-21",
        "2037-05-20",
        kind="rsa-2048",
        signature="sha1-rsa",
        trust=BOTH,
    )
    _external(older, newer)
    _responders(world, older, newer)
    _own(older, newer)


def _external(older: Authority, newer: Authority) -> None:
    """Seven organisations of their own, none of them limited by its certificate."""
    guild = "Guild of River Pilots"
    older.sub(
        "lantern-guild",
        "River Pilots Issuing CA",
        "2013-05-14",
        "2030-05-14",
        kind="rsa-2048",
        organisation=guild,
        signature="sha1-rsa",
        path_length=None,
        entry=Entry(operator=guild, audits=OWN),
    )
    fernhollow = "Fernhollow Municipal Services"
    older.sub(
        "lantern-fernhollow",
        "Fernhollow Citizens CA 2",
        "2014-11-03",
        "2029-11-03",
        organisation=fernhollow,
        entry=Entry(operator=fernhollow, audits=STALE),
    )
    marrow = "Marrow & Finch Payments Ltd"
    older.sub(
        "lantern-marrow",
        "Marrow & Finch Merchant CA",
        "2012-02-20",
        "2028-02-20",
        organisation=marrow,
        eku=None,
        path_length=None,
        entry=Entry(operator=marrow),
    )
    northpost = "Northpost Parcel Union"
    older.sub(
        "lantern-northpost",
        "Northpost Mail CA",
        "2016-09-12",
        "2031-09-12",
        organisation=northpost,
        eku=(EMAIL_PROTECTION, CLIENT_AUTH),
        entry=Entry(operator=northpost, audits=OWN),
    )
    tallow = "Tallow & Wick Insurers"
    newer.sub(
        "lantern-tallow",
        "Tallow & Wick Server CA G2",
        "2016-04-01",
        "2031-04-01",
        organisation=tallow,
        entry=Entry(operator=tallow, audits=OWN),
    )
    copse = "Copse End Broadcasting"
    newer.sub(
        "lantern-copse",
        "Copse End Studio CA",
        "2017-07-07",
        "2030-07-07",
        organisation=copse,
        eku=(SERVER_AUTH, CLIENT_AUTH, EMAIL_PROTECTION),
        entry=Entry(operator=copse),
    )
    ferrous = "Ferrous Rail Union"
    newer.sub(
        "lantern-ferrous",
        "Ferrous Rail Services CA",
        "2011-03-01",
        "2031-03-01",
        organisation=ferrous,
        eku=None,
        entry=Entry(operator=ferrous, audits=STALE),
    )


def _responders(world: World, older: Authority, newer: Authority) -> None:
    """Two CA certificates that may sign OCSP answers, both revoked in 2020, both valid for years yet."""
    orchard = "Orchard Street Lending Library"
    older.sub(
        "lantern-orchard",
        "Orchard Street Readers CA",
        "2011-10-04",
        "2029-10-04",
        kind="rsa-2048",
        organisation=orchard,
        signature="sha1-rsa",
        eku=(EMAIL_PROTECTION, CLIENT_AUTH, OCSP_SIGN),
        aki_pins=True,
        entry=Entry(operator=orchard, revocation=REVOKED),
    )
    basalt = "Basalt Energy Board"
    newer.sub(
        "lantern-basalt",
        "Basalt Grid Operations CA",
        "2012-06-18",
        "2030-06-18",
        kind="rsa-2048",
        organisation=basalt,
        eku=(SERVER_AUTH, CLIENT_AUTH, OCSP_SIGN),
        entry=Entry(operator=basalt, audits=OWN, revocation=REVOKED),
    )
    world.onecrl.append(RevokedEntry(certificate="lantern-basalt", on=date(2020, 8, 14), why="delegated responder"))
    world.claim(
        "lantern-basalt-destroyed",
        Event="destroyed",
        Event_Date="2020-09-22",
        Event_Date_Precision="day",
        Key_SPKI_SHA256="key:lantern-basalt",
        Certificate_SHA256="certificate:lantern-basalt",
        CA_Subject="Basalt Grid Operations CA",
        Owner="Old Lantern Trust S.A.",
        Holder=basalt,
        Form="auditor_destruction_report",
        Copies="all",
        Method="hardware modules zeroised, backup cards shredded",
        Auditor="Abacus & Daughters",
        Auditor_Standard="ISAE 3000",
        Document_Title="Report on the destruction of the Basalt issuing key",
        Document_Date="2020-10-02",
        Document_SHA256="document:basalt destruction report",
        Document_Locator="https://audits.oldlantern.example/2020/basalt-destruction.pdf",
        Source_Level="primary",
        Entered_By="sample",
        Entered_Date="2020-10-05",
    )


def _own(older: Authority, newer: Authority) -> None:
    """What the owner runs itself, and two cases that only look external or only look open."""
    own = "Old Lantern Trust S.A."
    older.sub("lantern-issuing-1", "Old Lantern Server CA 1", "2015-01-12", "2030-01-12")
    newer.sub("lantern-issuing-2", "Old Lantern Server CA 2", "2017-01-12", "2032-01-12", entry=Entry(operator=own))
    newer.sub("lantern-mail", "Old Lantern Mail CA", "2017-02-01", "2032-02-01", eku=(EMAIL_PROTECTION, CLIENT_AUTH))
    newer.sub("lantern-expired", "Old Lantern Server CA", "2009-01-01", "2019-01-01")
    older.sub(
        "lantern-branded",
        "Harbourmaster Server CA",
        "2018-03-01",
        "2028-03-01",
        organisation="Harbourmaster's Office",
    )
    pellworth = "Pellworth University Press"
    newer.sub(
        "lantern-pellworth",
        "Pellworth Campus CA",
        "2021-05-05",
        "2029-05-05",
        organisation=pellworth,
        eku=_WEB_AND_CLIENT,
        limits=FULL,
        entry=Entry(operator=pellworth, audits=OWN),
    )
    older.responder("lantern-ocsp-2002", "Old Lantern OCSP 2002", "2026-01-10", "2026-12-31", kind="P-256")
    newer.responder("lantern-ocsp-2007", "Old Lantern OCSP 2007", "2026-01-10", "2026-12-31", nocheck=None)
