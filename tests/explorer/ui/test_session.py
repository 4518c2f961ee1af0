"""The store as the screen sees it: loaded once, renewed when it changes, read only."""

from __future__ import annotations

import os
import shutil
import time
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest

from explorer.errors import ExplorerError, UsageError
from explorer.ui.session import KEPT_WORLDS, Choice, Session, World
from explorer.views.filters import Filters


@pytest.fixture
def copied(sample_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_store, tmp_path / "copy.sqlite"))


def test_a_day_is_loaded_once(session: Session) -> None:
    assert session.world() is session.world()
    assert session.world(session.world().day) is session.world()


def test_answers_are_kept(session: Session) -> None:
    world = session.world()
    assert world.rows(Filters()) is world.rows(Filters())


def test_text_looks_in_names_and_hashes(session: Session) -> None:
    world = session.world()
    row = world.rows(Filters())[0]
    for text in (row.subject_name[:30].upper(), row.certificate_sha256[:12].lower(), row.spki_sha256[:12]):
        if text:
            assert row in world.rows(Filters(text=text))
    assert world.rows(Filters(text="no such thing")) == ()


def test_no_store_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Session(tmp_path / "none.sqlite").world()


def test_only_so_many_days_are_held(session: Session, sample_store: Path) -> None:
    own = Session(sample_store)
    newest = own.world()
    for year in range(2020, 2020 + KEPT_WORLDS + 2):
        try:
            own.world(date(year, 1, 1))
        except ExplorerError:
            continue
    assert len(own._worlds) <= KEPT_WORLDS
    assert own.world() is newest


def test_a_changed_store_is_noticed_without_a_restart(copied: Path) -> None:
    own = Session(copied)
    before = own.world()
    later = time.time() + 5
    os.utime(copied, (later, later))
    assert own.world() is before, "the old world answers while the new one is made"
    deadline = time.monotonic() + 30
    while own.world() is before and time.monotonic() < deadline:
        time.sleep(0.05)
    after = own.world()
    assert after is not before
    assert after.assessment.manifest.id == before.assessment.manifest.id


def test_a_store_that_is_away_for_a_moment_keeps_the_old_world(copied: Path) -> None:
    own = Session(copied)
    before = own.world()
    copied.rename(copied.with_suffix(".away"))
    for _ in range(20):
        assert own.world() is before
        time.sleep(0.01)


def test_a_day_in_the_making_keeps_nobody_waiting(sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Session(sample_store)
    newest = own.world()
    begun, go_on = Event(), Event()

    def slow(choice: Choice) -> World:
        begun.set()
        assert go_on.wait(30)
        return newest

    monkeypatch.setattr(own, "_make", slow)
    other = Thread(target=own.world, args=(date(2020, 1, 1),))
    other.start()
    assert begun.wait(30)
    assert own.world() is newest, "answered while the other day is being made"
    go_on.set()
    other.join(30)
    assert not other.is_alive()


def test_reading_changes_nothing(copied: Path) -> None:
    before = copied.read_bytes()
    Session(copied).world()
    assert copied.read_bytes() == before


def test_a_whole_row_of_ccadb(session: Session) -> None:
    record = next(iter(session.world().assessment.facts.records.values()))
    columns = dict(session.columns_of(record.row))
    assert columns["CA Owner"] == record.owner
