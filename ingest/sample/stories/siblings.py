"""Cobblestone Assurance: constraints that another certificate of the same CA, or of the same key, takes back."""

from __future__ import annotations

from explorer.model.purpose import SERVER_AUTH
from ingest.sample.draw import BOTH, NOWHERE, OWN, REVOKED, Authority, Entry, World
from ingest.sample.stories.limits import FULL

_TLS = (SERVER_AUTH,)


def tell(world: World) -> None:
    """Two included roots and one that no program lists; pairs of a limited certificate and another one."""
    cobble = world.owner("Cobblestone Assurance", "cobblestone.example", "XR")
    one = cobble.root("cobble-root-1", "Cobblestone Root One", "2012-01-01", "2042-01-01", trust=BOTH)
    two = cobble.root("cobble-root-2", "Cobblestone Root Two", "2016-01-01", "2046-01-01", trust=BOTH)
    lost = cobble.root("cobble-root-0", "Cobblestone Test Root", "2016-01-01", "2046-01-01", trust=NOWHERE)
    _same_ca(one, two, lost)
    _same_key(one, two)


def _limited(root: Authority, label: str, common_name: str, entry: Entry | None = None) -> Authority:
    return root.sub(label, common_name, "2022-03-01", "2032-03-01", eku=_TLS, limits=FULL, entry=entry or Entry())


def _same_ca(one: Authority, two: Authority, lost: Authority) -> None:
    """The sibling is open: it counts only while it is valid, unrevoked and leads to a trusted root."""
    undone = _limited(one, "cobble-limited", "Cobblestone Limited CA")
    two.cross(undone, "cobble-limited-open", "2018-03-01", "2030-03-01", eku=_TLS)

    operator = "Salt Pan Brewers"
    declared = Entry(operator=operator, audits=OWN)
    external = _limited(one, "cobble-brewers", "Salt Pan Brewers CA", declared)
    two.cross(external, "cobble-brewers-open", "2018-04-01", "2030-04-01", eku=_TLS, entry=declared)

    expired = _limited(one, "cobble-past", "Cobblestone Limited CA, old twin")
    two.cross(expired, "cobble-past-open", "2014-03-01", "2024-03-01", eku=_TLS)

    revoked = _limited(one, "cobble-closed", "Cobblestone Limited CA, closed twin")
    two.cross(revoked, "cobble-closed-open", "2018-03-01", "2030-03-01", eku=_TLS, entry=Entry(revocation=REVOKED))

    nowhere = _limited(one, "cobble-lost", "Cobblestone Limited CA, lost twin")
    lost.cross(nowhere, "cobble-lost-open", "2018-03-01", "2030-03-01", eku=_TLS)

    both = _limited(one, "cobble-twice", "Cobblestone Limited CA, limited twice")
    two.cross(both, "cobble-twice-limited", "2018-03-01", "2030-03-01", eku=_TLS, limits=FULL)


def _same_key(one: Authority, two: Authority) -> None:
    """The other certificate bears another name over the same key."""
    undone = _limited(one, "cobble-key", "Cobblestone Regional CA 2")
    two.sub("cobble-key-open", "Cobblestone Issuing CA 2", "2019-03-01", "2031-03-01", key=undone.key, eku=_TLS)

    expired = _limited(one, "cobble-key-past", "Cobblestone Regional CA 3")
    two.sub("cobble-key-past-open", "Cobblestone Issuing CA 3", "2014-03-01", "2024-03-01", key=expired.key, eku=_TLS)

    revoked = _limited(one, "cobble-key-closed", "Cobblestone Regional CA 4")
    two.sub(
        "cobble-key-closed-open",
        "Cobblestone Issuing CA 4",
        "2019-03-01",
        "2031-03-01",
        key=revoked.key,
        eku=_TLS,
        entry=Entry(revocation=REVOKED),
    )
