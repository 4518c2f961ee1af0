"""Owners that keep their house in order: dedicated roots, declared audits, nothing to flag."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.model.purpose import CLIENT_AUTH, CODE_SIGN, EMAIL_PROTECTION, SERVER_AUTH, TIME_STAMP
from ingest.sample.draw import CODE, MAIL, REVOKED, WEB, Authority, Entry, Owner, World
from ingest.sample.shape import EXTENDED_VALIDATION


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    """One orderly owner: what it calls itself and how much it runs."""

    slug: str
    title: str
    country: str
    since: int  # year of its first root
    servers: int  # TLS issuing CAs
    mail: int = 0
    code: int = 0
    layered: bool = False  # a policy CA between root and issuing CAs


HOUSES = (
    _House(slug="amberwick", title="Amberwick Trust", country="XB", since=2015, servers=5, mail=3, code=2),
    _House(slug="blue-heron", title="Blue Heron Certificates", country="XC", since=2017, servers=3, mail=2),
    _House(slug="dunmarrow", title="Dunmarrow Digital Identity", country="XD", since=2016, servers=3, layered=True),
    _House(slug="inkwell", title="Inkwell Secure Mail", country="XE", since=2018, servers=0, mail=4),
    _House(slug="kettlebridge", title="Kettlebridge Certificates", country="XF", since=2019, servers=4, mail=2),
    _House(slug="mosshaven", title="Mosshaven State Registry", country="XG", since=2014, servers=3, layered=True),
    _House(slug="osprey-bend", title="Osprey Bend Trust", country="XB", since=2020, servers=3, mail=2, code=2),
    _House(slug="pennywhistle", title="Pennywhistle Networks", country="XH", since=2016, servers=4),
    _House(slug="saltlight", title="Saltlight Trust", country="XK", since=2021, servers=3, mail=2, layered=True),
    _House(slug="violet-harbour", title="Violet Harbour Security", country="XM", since=2015, servers=3, mail=2, code=2),
    _House(slug="windlass", title="Windlass Certification", country="XN", since=2018, servers=3, layered=True),
    _House(slug="yarrowby", title="Yarrowby Trust", country="XP", since=2022, servers=2, mail=2),
)


def tell(world: World) -> None:
    """Draw each house by the same plan, so that what differs elsewhere stands out."""
    for house in HOUSES:
        owner = world.owner(house.title, f"{house.slug}.example", house.country)
        if house.servers:
            _servers(owner, house)
        if house.mail:
            _mail(owner, house)
        if house.code:
            _code(owner, house)


def _servers(owner: Owner, house: _House) -> None:
    year = house.since
    root = owner.root(f"{house.slug}-root", f"{house.title} TLS Root", f"{year}-03-01", f"{year + 25}-02-28", trust=WEB)
    top = root
    if house.layered:
        top = root.sub(
            f"{house.slug}-policy",
            f"{house.title} TLS Policy CA",
            f"{year}-06-01",
            f"{year + 15}-05-31",
            kind="P-384",
            path_length=1,
        )
    for number in range(1, house.servers + 1):
        since = min(year + number, 2026)
        top.sub(
            f"{house.slug}-server-{number}",
            f"{house.title} Server CA {number}",
            f"{since}-0{number % 8 + 1}-15",
            f"{since + 9}-0{number % 8 + 1}-14",
            eku=(SERVER_AUTH, CLIENT_AUTH) if since < 2025 else (SERVER_AUTH,),
            policies=(EXTENDED_VALIDATION,) if number == 1 else ("2.23.140.1.2.2",),
        )
    month = len(house.slug) % 8 + 1  # some of them between the last two reports
    top.sub(
        f"{house.slug}-server-new",
        f"{house.title} Server CA 2026",
        f"2026-0{month}-10",
        f"2034-0{month}-10",
        eku=(SERVER_AUTH,),
        policies=("2.23.140.1.2.2",),
    )
    _past(top, house)
    root.responder(f"{house.slug}-ocsp", f"{house.title} OCSP Responder", "2026-07-01", "2026-10-01")


def _past(top: Authority, house: _House) -> None:
    """An issuing CA that has expired and one that was revoked when it was replaced."""
    year = house.since
    top.sub(f"{house.slug}-expired", f"{house.title} Server CA 0", f"{year}-07-01", f"{year + 3}-06-30")
    top.sub(
        f"{house.slug}-retired",
        f"{house.title} Server CA 00",
        f"{year}-08-01",
        f"{year + 12}-07-31",
        entry=Entry(revocation=REVOKED),
    )


def _mail(owner: Owner, house: _House) -> None:
    year = house.since
    title = house.title
    root = owner.root(
        f"{house.slug}-mail-root", f"{title} Mail Root", f"{year}-04-01", f"{year + 25}-03-31", trust=MAIL
    )
    for number in range(1, house.mail + 1):
        since = min(year + number, 2026)
        root.sub(
            f"{house.slug}-mail-{number}",
            f"{title} Mail CA {number}",
            f"{since}-0{number + 2}-01",
            f"{since + 9}-0{number + 2}-01",
            eku=(EMAIL_PROTECTION, CLIENT_AUTH),
            policies=("2.23.140.1.5.1.1",),
        )


def _code(owner: Owner, house: _House) -> None:
    year = house.since
    title = house.title
    root = owner.root(
        f"{house.slug}-code-root", f"{title} Code Root", f"{year}-05-01", f"{year + 25}-04-30", trust=CODE
    )
    for purpose, word in ((CODE_SIGN, "Code"), (TIME_STAMP, "Time"))[: house.code]:
        root.sub(
            f"{house.slug}-{word.lower()}",
            f"{title} {word} CA",
            f"{year + 1}-05-01",
            f"{year + 11}-04-30",
            kind="P-384",
            eku=(purpose,),
            policies=("2.23.140.1.4.1",),
        )
