"""The page of changes: the rows of `subca diff`, by type, with links to both days; days that are not stored are said."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash

from explorer.exports.changes_files import write_changes_csv
from explorer.model.change import ChangeKind
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.store.catalog import open_store
from explorer.ui import ids
from explorer.ui.session import Session, World
from explorer.views.change_groups import KIND_WORDS, groups_of
from explorer.views.changes import ChangeFilters, compare
from tests.explorer.ui.asking import ask, components, texts


@pytest.fixture(scope="module")
def span(world: World) -> tuple[str, str]:
    """The first and the last stored day of the sample world."""
    return world.days[-1].isoformat(), world.days[0].isoformat()


def page(application: Dash, search: str) -> Any:
    return ask(application, "/changes", search)[ids.OUTLET]["children"]


def told(application: Dash, search: str) -> str:
    return " ".join(texts(page(application, search)))


def chips(tree: object) -> Iterator[tuple[str, int]]:
    for part in components(tree):
        if str(part["props"].get("className", "")).startswith("chip") and "title" in part["props"]:
            kind, count = texts(part)
            yield kind, int(count.replace(",", ""))


FILTERS = {
    "": ChangeFilters(),
    "&type=appeared&type=revoked": ChangeFilters(kinds=(ChangeKind.APPEARED, ChangeKind.REVOKED)),
    "&program=Mozilla": ChangeFilters(programs=(Program.MOZILLA,)),
    "&purpose=tls-server": ChangeFilters(purposes=(TLS_SERVER,)),
    "&owner=quarry": ChangeFilters(owner="quarry"),
}


@pytest.mark.parametrize("search", FILTERS)
def test_page_and_file_have_the_rows_of_the_command_line(
    application: Dash, session: Session, world: World, span: tuple[str, str], search: str
) -> None:
    query = f"?from={span[0]}&to={span[1]}{search}"
    with open_store(session.store) as store:
        wanted = compare(store, world.days[-1], world.days[0], FILTERS[search])
    stream = io.BytesIO()
    write_changes_csv(wanted.rows, stream)
    answer = application.server.test_client().get(f"/changes.csv{query}")
    assert answer.data == stream.getvalue()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="changes.csv"'
    words = told(application, query)
    assert f"Export {len(wanted.rows):,} rows (CSV)" in words
    for group in groups_of(wanted.rows):
        assert group.words in words
        if group.left:
            assert f"{group.left:,} more of this type are not listed here" in words


def test_chips_count_every_type_whatever_types_are_chosen(application: Dash, span: tuple[str, str]) -> None:
    query = f"?from={span[0]}&to={span[1]}"
    every = dict(chips(page(application, query)))
    assert len(every) > 5
    assert dict(chips(page(application, f"{query}&type=appeared"))) == every


def test_links_lead_to_the_subject_on_both_days_with_the_filters(application: Dash, span: tuple[str, str]) -> None:
    tree = page(application, f"?from={span[0]}&to={span[1]}&program=Mozilla")
    hrefs = [p["props"]["href"] for p in components(tree) if p["type"] == "A" and "/ca/" in p["props"].get("href", "")]
    assert hrefs
    for day in span:
        found = [href for href in hrefs if f"date={day}" in href]
        assert found and all("program=Mozilla" in href for href in found)
        path, _, search = found[0].partition("?")
        assert "No CA with this id" not in " ".join(texts(ask(application, path, f"?{search}")[ids.OUTLET]["children"]))


def test_without_days_the_newest_two_are_compared(application: Dash, world: World) -> None:
    assert f"Changes from {world.days[1]} to {world.days[0]}" in told(application, "")


def test_the_days_as_shown_are_known_to_the_browser(application: Dash, span: tuple[str, str]) -> None:
    """The pickers write the link only when they hold something else than these."""
    parts = {p["props"].get("id"): p["props"] for p in components(page(application, f"?from={span[0]}&to={span[1]}"))}
    assert parts[ids.CHANGES_SHOWN]["data"] == [parts[ids.CHANGES_FROM]["value"], parts[ids.CHANGES_TO]["value"]]
    assert [option["value"] for option in parts[ids.CHANGES_FROM]["options"]] >= [span[1], span[0]]


def test_a_day_that_is_not_stored_is_said_and_not_guessed(application: Dash, span: tuple[str, str]) -> None:
    words = told(application, f"?from=2025-01-01&to={span[1]}")
    assert "No list of 2025-01-01 is in the store" in words and f"from {span[0]} to {span[1]}" in words
    assert application.server.test_client().get(f"/changes.csv?from=2025-01-01&to={span[1]}").status_code == 404


def test_two_days_the_wrong_way_round_are_turned_by_a_link(application: Dash, span: tuple[str, str]) -> None:
    words = told(application, f"?from={span[1]}&to={span[0]}")
    assert f"{span[1]} lies after {span[0]}" in words and f"compare {span[0]} with {span[1]}" in words
    assert application.server.test_client().get(f"/changes.csv?from={span[1]}&to={span[0]}").status_code == 404


def test_one_day_with_itself_has_no_change(application: Dash, span: tuple[str, str]) -> None:
    assert "Nothing that has a type changed" in told(application, f"?from={span[0]}&to={span[0]}")


def test_nothing_matches_says_which_filter_to_drop(application: Dash, span: tuple[str, str]) -> None:
    words = told(application, f"?from={span[0]}&to={span[1]}&owner=nobody-at-all&type=revoked")
    assert "Nothing matches" in words
    assert "without “owner contains “nobody-at-all””" in words and "without: type revoked" in words


def test_a_file_is_refused_when_a_filter_is_not_understood(application: Dash) -> None:
    assert application.server.test_client().get("/changes.csv?type=awful").status_code == 400


def test_a_comparison_is_kept(session: Session, world: World) -> None:
    days = (world.days[-1], world.days[0])
    assert session.compared(*days) is session.compared(*days)


def test_every_type_has_words() -> None:
    assert set(KIND_WORDS) == set(ChangeKind)
