"""CAs with more than one certificate: crossed between owners, in a ring, re-dated, reissued, rolled over, renamed."""

from __future__ import annotations

from ingest.sample.draw import BOTH, NOWHERE, OWN, WEB, Authority, Entry, Owner, World
from ingest.sample.keys import Key
from ingest.sample.naming import name
from ingest.sample.shape import ANY_POLICY


def tell(world: World) -> None:
    """Greywater does it to itself, Hedgerow and Jasperton to each other."""
    grey = world.owner("Greywater Authority", "greywater.example", "XV")
    root = grey.root("grey-root", "Greywater Root", "2011-01-01", "2036-01-01", trust=WEB)
    _ring(root)
    _again(grey, root)
    _rollover(grey)
    _names(root)
    _between(world)


def _ring(root: Authority) -> None:
    """Two CAs below the root that also certify each other."""
    east = root.sub("grey-east", "Greywater East CA", "2015-01-01", "2031-01-01", path_length=None)
    west = root.sub("grey-west", "Greywater West CA", "2015-01-01", "2031-01-01", path_length=None)
    east.cross(west, "grey-west-by-east", "2016-01-01", "2030-01-01", path_length=None)
    west.cross(east, "grey-east-by-west", "2016-01-01", "2030-01-01", path_length=None)


def _again(grey: Owner, root: Authority) -> None:
    """A re-dated root that no program lists itself, and a reissued sub-CA."""
    grey.root(
        "grey-root-redated",
        "Greywater Root",
        "2018-01-01",
        "2043-01-01",
        key=root.key,
        subject=root.name,
        trust=NOWHERE,
    )
    issuing = root.sub("grey-issuing", "Greywater Issuing CA", "2016-01-01", "2027-01-01")
    root.cross(issuing, "grey-issuing-again", "2024-01-01", "2034-01-01")
    issuing.sub(
        "grey-too-deep", "Greywater Cellar CA", "2018-01-01", "2027-01-01"
    )  # its issuers allow no CA below them
    root.sub("grey-pointer", "Greywater Field CA", "2019-01-01", "2029-01-01", entry=Entry(parent="grey-root-redated"))


def _rollover(grey: Owner) -> None:
    """The root's key changes under one name: old with new and new with old, so that either generation is found."""
    old = grey.root("grey-roll-old", "Greywater Rolling Root", "2010-01-01", "2030-01-01", trust=WEB)
    new = grey.root("grey-roll-new", "Greywater Rolling Root", "2020-01-01", "2045-01-01", trust=WEB)
    old.cross(new, "grey-new-with-old", "2020-01-01", "2030-01-01", eku=None, path_length=None)
    new.cross(old, "grey-old-with-new", "2020-01-01", "2030-01-01", eku=None, path_length=None)
    old.sub("grey-roll-server-1", "Greywater Rolling CA 1", "2015-01-01", "2029-01-01")
    new.sub("grey-roll-server-2", "Greywater Rolling CA 2", "2021-01-01", "2031-01-01")
    old.responder("grey-ocsp-old-key", "Greywater OCSP", "2026-03-01", "2027-03-01")


def _names(root: Authority) -> None:
    """One key under two names; and one name in two string types, which is still one name."""
    first = root.sub("grey-shared", "Greywater Shared CA", "2017-01-01", "2029-01-01")
    root.sub("grey-shared-renamed", "Greywater Shared CA (2019)", "2019-01-01", "2031-01-01", key=first.key)
    spelled = name("Greywater Spelled CA", "Greywater Authority", "XV")
    key = Key(label="grey-spelled", kind="P-256")
    root.sub("grey-spelled", "", "2017-01-01", "2029-01-01", key=key, subject=spelled)
    typed = name("GREYWATER  Spelled CA", "Greywater Authority", "XV", encoding="printable")
    root.sub("grey-spelled-again", "", "2019-01-01", "2031-01-01", key=key, subject=typed)


def _between(world: World) -> None:
    """Owners that certify each other's roots: declared, not declared, and within one group."""
    hedgerow = world.owner("Hedgerow Trust", "hedgerow.example", "XW")
    jasper = world.owner("Jasperton Trust", "jasperton.example", "XX")
    hedge_root = hedgerow.root("hedge-root", "Hedgerow Root", "2010-01-01", "2040-01-01", trust=BOTH)
    jasper_root = jasper.root("jasper-root", "Jasperton Root", "2019-01-01", "2044-01-01", trust=WEB)
    jasper_new = jasper.root("jasper-root-2", "Jasperton Root 2", "2023-01-01", "2048-01-01", trust=WEB)
    jasper_root.sub("jasper-server", "Jasperton Server CA", "2020-01-01", "2030-01-01")
    jasper_new.sub("jasper-server-2", "Jasperton Server CA 2", "2024-01-01", "2034-01-01")
    declared = Entry(operator="Jasperton Trust", audits=OWN)
    hedge_root.cross(
        jasper_root,
        "jasper-by-hedge",
        "2019-06-01",
        "2029-06-01",
        eku=None,
        path_length=None,
        policies=(ANY_POLICY,),
        entry=declared,
    )
    hedge_root.cross(jasper_new, "jasper-2-by-hedge", "2023-06-01", "2033-06-01", eku=None, path_length=None)
    affiliate = "Thicket Payments"
    hedge_root.sub(
        "hedge-thicket",
        "Thicket Server CA",
        "2018-01-01",
        "2030-01-01",
        organisation=affiliate,
        entry=Entry(operator=affiliate, audits=OWN),
    )
    world.affiliates.append(("Hedgerow Group", "Hedgerow Trust", "2015-01-01", "", "annual report 2015, sample"))
    world.affiliates.append(("Hedgerow Group", affiliate, "2017-06-01", "", "annual report 2017, sample"))
