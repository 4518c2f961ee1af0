"""What a refused path is told to fail at, and how the listing of paths ends."""

from __future__ import annotations

import pytest

from explorer.model.constraint import NameKind
from explorer.model.finding import Use
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_SERVER, Purpose
from explorer.trust import listing
from explorer.trust.listing import list_paths
from explorer.trust.path_judge import PathJudge, judged_paths
from explorer.trust.verdict import JudgedPath, State
from tests.pki.world import World


def judged(world: World, word: str, purpose: Purpose = TLS_SERVER) -> list[JudgedPath]:
    facts = world.facts()
    anchors = facts.verdicts.anchors
    tops = frozenset(anchor.certificate for anchor in anchors.anchored)
    judge = PathJudge(facts.graph, anchors, facts.revocations, facts.as_of, Program.MOZILLA, purpose)
    return list(judged_paths(judge, list_paths(facts.graph, tops, world.id(word))))


def told(world: World, word: str, purpose: Purpose = TLS_SERVER) -> list[str]:
    """State, certificate, clause and reason of each path."""
    return [
        f"{one.state.value} at {world.word(one.refusal.certificate)}: {one.refusal.why} [{one.refusal.clause.name}]"
        if one.refusal
        else f"{one.state.value}{f' until {one.until}' if one.until else ''}: {world.path(one.path)}"
        for one in judged(world, word, purpose)
    ]


def under(**differs: object) -> World:
    """R -> S -> T, where S is as said."""
    return World().root("R").sub("S", under="R", **differs).sub("T", under="S")


TOLD = {
    "all holds": (under(), "live: R > S > T"),
    "expired": (under(expired=True), "dead at S: expired on 2021-01-01 [validity]"),
    "not yet valid": (under(not_before="2027-01-01"), "dead at S: not valid before 2027-01-01 [validity]"),
    "revoked": (under().revoked("S"), "dead at S: revoked, as its CA says in CCADB [revocation]"),
    "in OneCRL": (under().revoked("S", "onecrl"), "dead at S: revoked by Mozilla in OneCRL [revocation]"),
    "for another purpose": (
        under(eku=("email",)),
        "dead at S: its extended key usage allows email, not tls-server [purpose]",
    ),
    "may not sign certificates": (
        under(key_usage=("cRLSign",)),
        "dead at S: its keyUsage lacks keyCertSign, so it may sign no certificates [key usage]",
    ),
    "version 1": (
        under(version=1),
        "dead at S: a version 1 certificate can't say that it is a CA's, and only an anchor need not [CA flag]",
    ),
    "no host left": (
        under(excluded_dns=("",), excluded_ip=("0.0.0.0/0", "::/0")),
        "dead at S: the name constraints so far leave it no host name and no address [name constraints]",
    ),
    "critical extension unknown": (under(unknown_critical=("1.2.3",)), "unknown at S: "),
}


@pytest.mark.parametrize(("world", "expected"), TOLD.values(), ids=TOLD)
def test_first_condition_that_fails(world: World, expected: str) -> None:
    (line,) = told(world, "T")
    assert line == expected or (expected.endswith(" ") and line.startswith(expected))


def test_path_length_names_the_ca_that_limits() -> None:
    world = World().root("R").sub("S", under="R", path_length=0).sub("T", under="S").sub("U", under="T")
    assert told(world, "T") == [
        f"dead at T: one CA certificate more than S ({world.id('S')[:8]}) allows below itself: 0 [path length]"
    ]
    assert [one.refusal.certificate for one in judged(world, "U") if one.refusal] == [world.id("T")]


def test_names_are_refused_by_the_ca_that_constrains() -> None:
    world = World().root("R").sub("S", under="R", permitted_directory=("Example",)).sub("T", under="S")
    assert told(world, "T") == [
        f"dead at T: its subject name is not among those that S ({world.id('S')[:8]}) permits [name constraints]"
    ]


ALTERNATIVE = {
    "among those permitted": ((NameKind.DNS, "www.example"), {}, "live: R > S > T"),
    "not among them": (
        (NameKind.DNS, "www.other"),
        {},
        "dead at T: its alternative name dNSName www.other is not among those that S ({S}) permits [name constraints]",
    ),
    "that can't be read": (
        (NameKind.DNS, "www.example"),
        {"unread": ("alternative_names",)},
        "unknown at T: its alternative names can't be read, and names above it are constrained [name constraints]",
    ),
}


@pytest.mark.parametrize(("name", "differs", "expected"), ALTERNATIVE.values(), ids=ALTERNATIVE)
def test_alternative_names_of_a_ca_are_held_to_constraints(
    name: tuple[NameKind, str], differs: dict[str, object], expected: str
) -> None:
    """RFC 5280 6.1.3 (b), (c): S permits names of `example`, T bears one more beside its subject."""
    world = World().root("R").sub("S", under="R", permitted_dns=("example",))
    world.sub("T", under="S", alternative_names=(name,), **differs)
    assert told(world, "T") == [expected.format(S=world.id("S")[:8])]
    facts = world.facts()
    assert facts.verdicts.live(world.id("T"), TLS_SERVER) is expected.startswith("live")
    asked = Use(program=Program.MOZILLA, purpose=TLS_SERVER)
    assert bool(facts.verdicts.unknown(world.id("T"), asked)) is expected.startswith("unknown")


def test_a_subject_that_can_not_be_read_is_not_held_to_names() -> None:
    """Whether an unread name is permitted can't be told: UNKNOWN, never dead."""
    world = World().root("R").sub("S", under="R", permitted_directory=("Example",))
    world.sub("T", under="S", unread=("subject",))
    assert told(world, "T") == [
        "unknown at T: its subject name can't be read, and names above it are constrained [name constraints]"
    ]
    assert world.facts().verdicts.unknown(world.id("T"), Use(program=Program.MOZILLA, purpose=TLS_SERVER))


def test_mailboxes_count_for_email_only() -> None:
    world = under(excluded_email=("",))
    assert told(world, "T", EMAIL) == ["dead at S: the name constraints so far leave it no mailbox [name constraints]"]
    assert told(world, "T") == ["live: R > S > T"]


def test_anchors_of_another_purpose_and_unknown_roots() -> None:
    world = (
        World()
        .root("R", purposes=("email",))
        .root("Q", programs=())
        .sub("S", under="R")
        .sub("S2", under="Q", same_as="S")
        .sub("T", under="S")
    )
    assert told(world, "T") == [
        "dead at Q: a root that Mozilla does not include [anchor]",
        "dead at R: Mozilla includes it for email, not for tls-server [anchor]",
    ] or told(world, "T") == [
        "dead at R: Mozilla includes it for email, not for tls-server [anchor]",
        "dead at Q: a root that Mozilla does not include [anchor]",
    ]


def test_near_misses_come_before_paths_without_an_anchor() -> None:
    """Q (of no program) -> T directly, R -> S (expired) -> T2: the longer path is the nearer miss."""
    world = (
        World()
        .root("R")
        .root("Q", programs=())
        .sub("S", under="R", expired=True)
        .sub("T", under="Q")
        .sub("T2", under="S", same_as="T")
        .sub("U", under="T")
    )
    assert [world.word(one.refusal.certificate) for one in judged(world, "U") if one.refusal] == ["S", "Q"]


NO_ISSUER = {
    "fails": "CAs of its issuer's name are at hand, none of their keys verifies it",
    "unverifiable": "its signature could not be checked",
}


@pytest.mark.parametrize(("link", "why"), NO_ISSUER.items(), ids=NO_ISSUER)
def test_no_proved_issuer(link: str, why: str) -> None:
    (one,) = judged(World().root("R").sub("S", under="R", link=link), "S")
    assert one.refusal is not None and one.refusal.why == why
    assert one.state is (State.UNKNOWN if link == "unverifiable" else State.DEAD)


def test_issuer_not_at_hand() -> None:
    assert told(World().root("R", pem=False).sub("S", under="R"), "S") == [
        "dead at S: its issuer is not at hand [signature]"
    ]


def test_an_anchor_is_its_own_path() -> None:
    assert told(World().root("R", until="2025-01-01"), "R") == ["conditional until 2025-01-01: R"]


def test_a_ring_is_not_walked_twice() -> None:
    """R -> A <-> B: the path to B's second certificate may not pass B."""
    world = World().root("R").sub("A", under="R").sub("B", under="A").sub("A2", under="B", same_as="A")
    assert told(world, "B") == ["live: R > A > B"]
    assert judged(world, "A2") == []


def test_what_refuses_a_certificate_on_whatever_path() -> None:
    facts = (world := under(expired=True)).facts()
    judge = PathJudge(facts.graph, facts.verdicts.anchors, {}, facts.as_of, Program.MOZILLA, TLS_SERVER)
    found = judge.of_itself(world.id("S"))
    assert found is not None and found.why == "expired on 2021-01-01"
    assert judge.of_itself(world.id("T")) is None
    assert judge.of_itself(world.id("R")) is None


def test_a_listing_stops_at_its_depth_and_says_so() -> None:
    world = World().root("R")
    for number in range(12):
        world.sub(f"S{number}", under=f"S{number - 1}" if number else "R")
    facts = world.facts()
    tops = frozenset({world.id("R")})
    assert not list_paths(facts.graph, tops, world.id("S8")).more
    deep = list_paths(facts.graph, tops, world.id("S10"))
    assert (deep.paths, deep.more) == ((), True)


def test_a_listing_stops_at_its_steps_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "STEPS", 2)
    world = under()
    found = list_paths(world.facts().graph, frozenset({world.id("R")}), world.id("T"))
    assert not found.more
    monkeypatch.setattr(listing, "STEPS", 1)
    assert list_paths(world.facts().graph, frozenset({world.id("R")}), world.id("T")).more
