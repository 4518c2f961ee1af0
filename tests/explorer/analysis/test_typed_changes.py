"""Two worlds of one PKI, a day apart: which typed change each difference is, what caused it, and that changes compose.

root R (Alpha) -> S; each case says only what the later day has otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment, survey
from explorer.analysis.changes import Diff, compose, diff
from explorer.analysis.standing import Standing, standing
from explorer.analysis.typed_changes import renames, typed
from explorer.model.change import Change, ChangeKind
from explorer.store.catalog import ONECRL, RECORDS, Store
from explorer.store.snapshot import ListedDay, Manifest
from explorer.store.writer import open_writer
from explorer.terminal.progress import SILENT
from ingest.build import ingest
from ingest.reading import Asked
from tests.explorer.store.lists import NOW, opened
from tests.pki.world import World
from tests.real_data import DATA, needs_real_data

BEFORE, AFTER = "2026-08-01", "2026-09-01"


def standing_of(world: World) -> Standing:
    facts = world.facts()
    listed = [
        ListedDay(
            name=name, day=facts.as_of.date(), sha256="", file="", stored=0, duplicates=0, quarantined=0,
            missing_columns=(), unknown_columns=(),
        )
        for name in (RECORDS, ONECRL)
    ]  # fmt: skip
    manifest = Manifest(
        id="", as_of=facts.as_of.date(), lists=tuple(listed), certificates=0, opaque=0, quarantined=0, warnings=()
    )
    return standing(Assessment(manifest=manifest, facts=facts, view="", findings=(), unknown=(), warnings=()))


@pytest.fixture
def nothing(tmp_path: Path) -> Store:
    """A store without a list: no claim is known behind a change."""
    path = tmp_path / "empty.sqlite"
    with open_writer(path, lock_wait=0, now=NOW):
        pass
    return opened(path)


def base(day: str, **differs: object) -> World:
    return World(as_of=day).root("R").sub("S", under="R", **{"operator": "", **differs})


def changes(store: Store, before: World, after: World) -> tuple[Change, ...]:
    return typed(diff(store, standing_of(before), standing_of(after)))


CASES: dict[str, tuple[Callable[[], World], Callable[[], World], list[str]]] = {
    "nothing": (lambda: base(BEFORE), lambda: base(AFTER), []),
    "record appeared": (
        lambda: World(as_of=BEFORE).root("R").sub("S", under="R", record=False),
        lambda: World(as_of=AFTER).root("R").sub("S", under="R", operator=""),
        ["appeared"],
    ),
    "record vanished": (
        lambda: base(BEFORE),
        lambda: World(as_of=AFTER).root("R").sub("S", under="R", record=False),
        ["vanished"],
    ),
    "operated by another": (
        lambda: base(BEFORE),
        lambda: base(AFTER, operator="Beta"),
        ["operator-changed", "became-external"],
    ),
    "operator is spelled otherwise": (
        lambda: base(BEFORE, operator="Beta SpA").sub("T", under="R", operator="Beta SpA"),
        lambda: base(AFTER, operator="BETA S.p.A.").sub("T", under="R", operator="Beta SpA"),
        ["operator-changed"],
    ),
    "revoked": (lambda: base(BEFORE), lambda: base(AFTER).revoked("S"), ["revoked"]),
    "revoked by two": (
        lambda: base(BEFORE),
        lambda: base(AFTER).revoked("S").revoked("S", "onecrl"),
        ["revoked", "revoked"],
    ),
    "taken back": (lambda: base(BEFORE).revoked("S", "onecrl"), lambda: base(AFTER), ["re-trusted"]),
    "new cross-certificate": (
        lambda: base(BEFORE).root("Q", owner="Gamma"),
        lambda: base(AFTER).root("Q", owner="Gamma").sub("S2", under="Q", same_as="S", operator="", record=False),
        ["new-cross-certificate"],
    ),
    "new OCSP power": (
        lambda: base(BEFORE),
        lambda: base(AFTER).responder("O", under="R", not_before="2026-08-10"),
        ["new-ocsp-power"],
    ),
    "anchor added for two purposes": (
        lambda: base(BEFORE),
        lambda: base(AFTER).root("Q", programs=("Chrome",), purposes=("tls-server", "email"), record=False),
        ["anchor-added"],
    ),
    "anchor gone": (
        lambda: base(BEFORE).root("Q", programs=("Chrome",), record=False),
        lambda: base(AFTER).root("Q", programs=(), record=False),
        ["anchor-removed"],
    ),
    "anchor cut off": (
        lambda: base(BEFORE).root("Q", programs=("Chrome",), record=False),
        lambda: base(AFTER).root("Q", programs=("Chrome",), until="2026-08-20", record=False),
        ["anchor-cut-off"],
    ),
    "cut-off lifted": (
        lambda: base(BEFORE).root("Q", programs=("Chrome",), until="2026-08-20", record=False),
        lambda: base(AFTER).root("Q", programs=("Chrome",), record=False),
        ["re-trusted"],
    ),
    "evidence of destruction": (
        lambda: base(BEFORE).sub("K", under="R", not_after="2020-01-01", operator=""),
        lambda: base(AFTER).sub("K", under="R", not_after="2020-01-01", operator="").evidence("K"),
        ["evidence-added"],
    ),
    "destruction contradicted": (
        lambda: base(BEFORE).evidence("S"),
        lambda: base(AFTER).evidence("S").used("S", about="S"),
        ["evidence-contradicted"],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_each_difference_has_its_type(
    before: Callable[[], World], after: Callable[[], World], expected: list[str], nothing: Store
) -> None:
    assert [change.kind.value for change in changes(nothing, before(), after())] == expected


def test_an_effect_tells_the_trust_that_went(nothing: Store) -> None:
    def deep(day: str) -> World:
        return base(day).sub("T", under="S", operator="")

    (change,) = changes(nothing, deep(BEFORE), deep(AFTER).revoked("S"))
    assert [str(use) for use in change.lost] == ["Mozilla:email", "Mozilla:tls-server"]
    assert (change.gained, change.below_lost, change.below_gained) == ((), 1, 0)


def test_an_anchor_shows_its_purposes_and_its_own_program_alone(nothing: Store) -> None:
    before, after, _ = CASES["anchor added for two purposes"]
    (change,) = changes(nothing, before(), after())
    assert (change.old, change.new, change.note) == ("", "email; tls-server", "Chrome")


def test_what_a_silent_source_would_have_said_is_unknown(nothing: Store) -> None:
    before = replace(standing_of(base(BEFORE)), silent=frozenset({"onecrl"}))
    after = standing_of(base(AFTER).revoked("S", "onecrl"))
    assert typed(diff(nothing, before, after)) == ()


def test_a_missing_column_is_no_change_when_it_comes(nothing: Store) -> None:
    before, after = base(BEFORE, operator=None), base(AFTER, operator="Beta")
    assert changes(nothing, before, after) == ()


def test_a_rename_is_one_change(nothing: Store) -> None:
    def of(day: str, owner: str, other: str = "") -> World:
        world = World(as_of=day).root("R", owner=owner)
        for number in range(12):
            world.sub(f"S{number}", under="R", owner=other if other and number == 11 else owner, operator="")
        return world

    found = changes(nothing, of(BEFORE, "Alpha GmbH"), of(AFTER, "Omega AG", "Sigma"))
    renamed = [c for c in found if c.subject_kind.value == "owner"]
    assert [(c.kind, c.old, c.new) for c in renamed] == [(ChangeKind.OWNER_CHANGED, "Alpha GmbH", "Omega AG")]
    assert "12 records" in renamed[0].note
    assert [(c.old, c.new) for c in found if c.subject_kind.value == "record"] == [("Alpha GmbH", "Sigma")]


RENAMES = {
    "nine in ten": ({"A": 10}, {"B": 9, "C": 1}, [("A", "B")] * 9 + [("A", "C")], {"A": "B"}),
    "eight in ten": ({"A": 10}, {"B": 8, "C": 2}, [("A", "B")] * 8 + [("A", "C")] * 2, {}),
    "the old name goes on": ({"A": 20}, {"A": 1, "B": 19}, [("A", "B")] * 19, {}),
    "the new name was there": ({"A": 5, "B": 1}, {"B": 6}, [("A", "B")] * 5, {}),
}


@pytest.mark.parametrize(("before", "after", "moved", "expected"), RENAMES.values(), ids=RENAMES)
def test_renames(
    before: dict[str, int], after: dict[str, int], moved: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    assert renames(before, after, moved) == expected


# -- composition -------------------------------------------------------------------------------------------


def values(found: Diff) -> dict[object, tuple[str | None, str | None]]:
    return {place: (delta.old, delta.new) for place, delta in found.deltas.items()}


def without_cause(found: Diff) -> list[Change]:
    some = typed(found)
    return [replace(change, cause=some[0].cause) for change in some]


def test_worlds_compose(nothing: Store) -> None:
    """Every case after every other, over the same records."""
    worlds = [make for before, after, _ in CASES.values() for make in (before, after)]
    sides = []
    for number, make in enumerate(worlds):
        side = standing_of(make())
        sides.append(replace(side, day=date.fromordinal(date(2026, 8, 1).toordinal() + number)))
    for a, b, c in zip(sides, sides[1:], sides[2:], strict=False):
        one, two = compose(diff(nothing, a, b), diff(nothing, b, c)), diff(nothing, a, c)
        assert values(one) == values(two)


DAYS = (date(2019, 7, 2), date(2020, 7, 1), date(2021, 4, 5), date(2021, 7, 1))
TRIPLES = [(a, b, c) for a in range(4) for b in range(a + 1, 4) for c in range(b + 1, 4)]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[Standing], dict[tuple[int, int], Diff]]:
    """The four public days with all certificates, root stores and OneCRL, and the differences of all pairs."""
    assert DATA is not None
    path = tmp_path_factory.mktemp("real") / "real.sqlite"
    paths = tuple(DATA / name for name in ("ccadb", "pem", "rootstores", "onecrl"))
    lists = (*sorted(paths[0].glob("*.csv.gz")), paths[1], *sorted(paths[2].glob("*_trust.csv.gz")), paths[3])
    ingest(lists, Asked(today=NOW.date()), store=path, now=NOW, progress=SILENT)
    store = opened(path)
    sides = [standing(survey(store.snapshot(day))) for day in DAYS]
    pairs = {(a, b): diff(store, sides[a], sides[b]) for a in range(4) for b in range(a + 1, 4)}
    return store, sides, pairs


@needs_real_data
@pytest.mark.parametrize("triple", TRIPLES)
def test_real_days_compose(
    triple: tuple[int, int, int], real: tuple[Store, list[Standing], dict[tuple[int, int], Diff]]
) -> None:
    a, b, c = triple
    pairs = real[2]
    one, two = compose(pairs[a, b], pairs[b, c]), pairs[a, c]
    assert values(one) == values(two)
    assert without_cause(one) == without_cause(two)


@needs_real_data
def test_every_change_of_the_real_days_names_its_day(
    real: tuple[Store, list[Standing], dict[tuple[int, int], Diff]],
) -> None:
    for (a, b), found in real[2].items():
        for change in typed(found):
            assert change.cause.day is not None, change
            assert DAYS[a] < change.cause.day <= DAYS[b], change
