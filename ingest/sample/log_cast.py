"""Who appears in a sample log: Alder Trust, a CA with three issuing CAs, and all that CT shows beside them.

Drawn as the sample world is, with keys as public; `alder_world` is a world of its own, complete with CCADB rows and
root stores. The certificates that nobody disclosed are in the log alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorer.model.purpose import CLIENT_AUTH
from ingest.sample.certificates import encode
from ingest.sample.draw import NOWHERE, WEB, World
from ingest.sample.files import all_files
from ingest.sample.keys import Key
from ingest.sample.shape import Plan

PRECERTIFICATE_SIGNING = "1.3.6.1.4.1.11129.2.4.4"
_SINCE, _UNTIL = "2022-01-01", "2035-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One certificate of the cast."""

    label: str
    plan: Plan
    der: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The roles of a log."""

    root: Member
    issuers: tuple[Member, ...]  # below the root, disclosed
    hidden: Member  # below the root, undisclosed; issues too, so it stands in chains
    signer: Member | None  # below the first issuer: signs some of its precertificates
    as_entries: tuple[
        Member, ...
    ]  # CA and responder certificates that are entries of their own, below `root` or `hidden`
    superfluous: Member  # a root of somebody else at the end of some chains


def cast_of(world: World, *, root: str, issuers: tuple[str, ...], hidden: str, signer: str | None, as_entries: tuple[str, ...], superfluous: str) -> Cast:  # fmt: skip
    """The roles by the labels of a world."""

    def member(label: str) -> Member:
        return Member(label=label, plan=world.plans[label], der=encode(world.plans[label]))

    return Cast(
        root=member(root),
        issuers=tuple(map(member, issuers)),
        hidden=member(hidden),
        signer=None if signer is None else member(signer),
        as_entries=tuple(map(member, as_entries)),
        superfluous=member(superfluous),
    )


@lru_cache(maxsize=1)
def alder_world() -> World:
    """Alder Trust as drawn; read it, do not add to it."""
    world = World()
    alder = world.owner("Alder Trust", "alder.example", "XL")
    root = alder.root("alder-root", "Alder Root", "2015-01-01", "2045-01-01", trust=WEB)
    first, *_ = (
        root.sub(f"alder-issuer-{number}", f"Alder Server CA {number}", _SINCE, _UNTIL, path_length=1)
        for number in (1, 2, 3)
    )
    first.sub("alder-signer", "Alder CT Signing", _SINCE, _UNTIL, entry=None, eku=(PRECERTIFICATE_SIGNING,))
    hidden = root.sub("alder-hidden", "Alder Server CA 4", "2025-01-01", _UNTIL, entry=None)
    root.sub("alder-hidden-client", "Alder Client CA", "2025-01-01", _UNTIL, entry=None, eku=(CLIENT_AUTH,))
    root.sub("alder-hidden-other", "Pollard Server CA", "2025-02-01", _UNTIL, organisation="Pollard Group", entry=None)
    root.sub("alder-hidden-expired", "Alder Server CA 0", "2016-01-01", "2024-01-01", entry=None)
    root.sub("alder-hidden-new", "Alder Server CA 5", "2026-08-28", _UNTIL, entry=None)
    root.sub(
        "alder-roll", "", "2025-03-01", "2045-01-01", subject=root.name, key=Key(label="alder-root-2", kind="P-384"),
        entry=None, eku=None, policies=(), path_length=None,
    )  # fmt: skip
    root.responder("alder-responder", "Alder OCSP", "2026-06-01", "2027-06-01")
    hidden.responder("alder-hidden-responder", "Alder OCSP 4", "2026-06-01", "2027-06-01")
    sedge = world.owner("Sedge Private PKI", "sedge.example", "XM")
    sedge.root("sedge-root", "Sedge Root", "2012-01-01", "2040-01-01", trust=NOWHERE)
    world.without_pem.update(label for label in world.plans if label not in world.records)
    world.loose.clear()
    return world


@lru_cache(maxsize=1)
def alder_cast() -> Cast:
    """The cast of the log that tests count."""
    return cast_of(
        alder_world(),
        root="alder-root",
        issuers=("alder-issuer-1", "alder-issuer-2", "alder-issuer-3"),
        hidden="alder-hidden",
        signer="alder-signer",
        as_entries=(
            "alder-hidden",
            "alder-hidden-client",
            "alder-hidden-other",
            "alder-hidden-expired",
            "alder-hidden-new",
            "alder-roll",
            "alder-responder",
            "alder-hidden-responder",
        ),
        superfluous="sedge-root",
    )


def alder_files() -> dict[str, bytes]:
    """The lists that go with the log, for `ingest`: CCADB rows, disclosed certificates, root stores."""
    world = alder_world()
    return all_files(world, {label: encode(plan) for label, plan in world.plans.items()})
