"""Rookery Hill Certificates: sound certificates with records that say something else."""

from __future__ import annotations

from datetime import date

from explorer.model.purpose import CLIENT_AUTH, SERVER_AUTH
from ingest.sample.draw import AS_OF, BOTH, NO_AUDIT, NOWHERE, STALE, Authority, Entry, Owner, World
from ingest.sample.signing import UNKNOWN_SIGNATURE


def tell(world: World) -> None:
    """One root with many records gone wrong, each in one way."""
    rook = world.owner("Rookery Hill Certificates", "rookeryhill.example", "XY")
    root = rook.root("rook-root", "Rookery Root", "2010-01-01", "2040-01-01", trust=BOTH)
    successor = rook.root("rook-root-g2", "Rookery Root", "2018-01-01", "2044-01-01", trust=BOTH)
    _parents(root)
    _flags(root)
    _fingerprints(world, rook, root)
    _rows(world, root, successor)
    _audits(rook)
    _spellings(world)


def _parents(root: Authority) -> None:
    """Pointers to a namesake with another key, to a stranger, and some that are right or cannot be told."""
    span = ("2016-02-01", "2030-02-01")
    root.sub("rook-namesake-parent", "Rookery Server CA 1", *span, entry=Entry(parent="rook-root-g2"))
    root.sub("rook-stranger-parent", "Rookery Server CA 2", *span, entry=Entry(parent="amberwick-root"))
    root.sub("rook-forged", "Rookery Server CA 3", *span, linked=False)
    root.sub("rook-unknown-algorithm", "Rookery Server CA 4", *span, signature=UNKNOWN_SIGNATURE)


def _flags(root: Authority) -> None:
    """The constrained flag says the opposite of the certificate."""
    span = ("2017-02-01", "2030-02-01")
    root.sub("rook-flag-true", "Rookery Server CA 5", *span, entry=Entry(constrained=True))
    root.sub("rook-flag-false", "Rookery Client CA", *span, eku=(CLIENT_AUTH,), entry=Entry(constrained=False))


def _fingerprints(world: World, rook: Owner, root: Authority) -> None:
    """Records whose certificate is not to be found under the fingerprint they give."""
    span = ("2018-02-01", "2030-02-01")
    absent = root.sub("rook-no-pem", "Rookery Policy CA", *span, path_length=1)
    world.without_pem.add("rook-no-pem")
    absent.sub("rook-orphan", "Rookery Server CA 6", *span)
    root.sub("rook-66-digits", "Rookery Server CA 7", *span, entry=Entry(fingerprint="{upper}0A"))
    root.sub("rook-colons", "Rookery Server CA 8", *span, entry=Entry(fingerprint="{colons}"))
    root.sub("rook-other-pem", "Rookery Server CA 9", *span)
    world.mismatched["rook-other-pem"] = "rook-flag-true"
    root.sub("rook-undisclosed", "Rookery Server CA 10", "2025-11-01", "2033-11-01", entry=None)
    demo = rook.root("example-ca-root", "Example Root Case", "2020-01-01", "2030-01-01", trust=NOWHERE, entry=None)
    world.without_pem.add("example-ca-root")
    world.row("example-ca", demo, Entry(owner="Example CA", fingerprint="", title="Example Root Case", audits=NO_AUDIT))


def _rows(world: World, root: Authority, successor: Authority) -> None:
    """Rows that repeat, differ, vanish or give impossible dates."""
    span = ("2019-02-01", "2030-02-01")
    world.row("rook-root-g2-again", successor, Entry(kind="intermediate"), parent="rook-root")
    twice = root.sub("rook-twice", "Rookery Server CA 11", *span)
    world.row("rook-twice-again", twice, Entry(audits=STALE), parent="rook-root")
    root.sub("rook-repeated", "Rookery Server CA 15", *span)
    world.repeated.add("rook-repeated")
    root.sub("rook-vanished", "Rookery Server CA 12", *span, entry=Entry(gone=AS_OF))
    root.sub("rook-dates", "Rookery Server CA 13", *span, entry=Entry(cells={"Valid To (GMT)": "2031.02.01"}))
    root.sub("rook-no-bits", "Rookery Server CA 16", *span, entry=Entry(cells={"Derived Trust Bits": ""}))
    late = Entry(listed=date(2026, 7, 1))
    root.sub("rook-late", "Rookery Server CA 17", "2026-05-01", "2034-05-01", eku=(SERVER_AUTH,), entry=late)
    root.sub(
        "rook-no-crl",
        "Rookery Server CA 14",
        *span,
        entry=Entry(cells={"Full CRL Issued By This CA": "", "JSON Array of Partitioned CRLs": ""}),
    )


def _audits(rook: Owner) -> None:
    """Same as parent on every level and nothing at the top; and an audit that ended years ago."""
    stale = rook.root("rook-stale-root", "Rookery Stale Root", "2015-01-01", "2040-01-01", entry=Entry(audits=STALE))
    stale.sub("rook-stale-server", "Rookery Stale Server CA", "2016-01-01", "2030-01-01")
    root = rook.root(
        "rook-silent-root", "Rookery Silent Root", "2015-01-01", "2040-01-01", entry=Entry(audits=NO_AUDIT)
    )
    policy = root.sub("rook-silent-policy", "Rookery Silent Policy CA", "2016-01-01", "2036-01-01", path_length=1)
    policy.sub("rook-silent-server", "Rookery Silent Server CA", "2017-01-01", "2030-01-01")


def _spellings(world: World) -> None:
    """One owner in three spellings; its external-looking records name itself."""
    centre = world.owner("Umberfield Trust Centre GmbH", "umberfield.example", "XZ")
    root = centre.root("umber-root", "Umberfield Root", "2012-01-01", "2042-01-01", trust=BOTH)
    span = ("2016-01-01", "2030-01-01")
    root.sub("umber-server-1", "Umberfield Server CA 1", *span)
    root.sub("umber-server-2", "Umberfield Server CA 2", *span, entry=Entry(owner="UMBERFIELD Trust Centre"))
    root.sub("umber-server-3", "Umberfield Server CA 3", *span, entry=Entry(operator="Umberfield Trust-Centre, GmbH"))
