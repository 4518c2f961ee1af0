"""Many days at once: one snapshot a day, oldest first, the same store whatever stopped the run in between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from explorer.errors import UsageError
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.terminal.progress import SILENT
from ingest.dated import dated_files
from ingest.history import HistoryReport, import_history
from ingest.reading import Asked
from ingest.rebuild import rebuild
from tests.ingest.sources.reports import report, row

NOW = datetime(2026, 10, 1, tzinfo=UTC)
D1 = date(2021, 1, 1)
ROOT = Path(__file__).resolve().parents[2]


def bring(folder: Path, store: Path, file: str = "", *, accept_shrink: bool = False) -> HistoryReport:
    with dated_files(folder, file) as found:
        return import_history(
            found.files,
            Asked(today=NOW.date()),
            store=store,
            now=NOW,
            progress=SILENT,
            accept_shrink=accept_shrink,
        )


def put(folder: Path, day: date, rows: list[dict[str, str]], name: str = "All_{}.csv") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name.format(day)).write_bytes(report(rows))


def answers(store: Path) -> list[object]:
    """Everything that the store says of every day, without what names the run."""
    with open_store(store) as opened:
        check_store(opened)
        return [
            (listed, [(d.record, d.owner, d.since) for d in opened.snapshot(listed.day).disclosures])
            for listed in opened.days()
        ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three days, the third like the second."""
    made = tmp_path / "reports"
    put(made, D1, [row(1), row(2)])
    put(made, D1 + timedelta(1), [row(1), row(2, CA_Owner="Gamma"), row(3)])
    put(made, D1 + timedelta(2), [row(1), row(2, CA_Owner="Gamma"), row(3)])
    return made


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def test_one_snapshot_a_day(folder: Path, store: Path) -> None:
    found = bring(folder, store)
    assert (found.days, found.stored, found.repeated, found.known) == (3, 2, 1, 0)
    with open_store(store) as opened:
        assert [listed.day for listed in opened.days()] == [D1 + timedelta(n) for n in range(3)]
        assert [len(opened.snapshot(listed.day).disclosures) for listed in opened.days()] == [2, 3, 3]


def test_the_second_time_nothing_is_done(folder: Path, store: Path) -> None:
    bring(folder, store)
    before = answers(store)
    again = bring(folder, store)
    assert (again.days, again.stored, again.repeated, again.known) == (0, 0, 0, 3)
    assert answers(store) == before


def test_the_last_of_a_day_counts(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "reports"
    put(folder, D1, [row(1), row(2)])
    put(folder, D1, [row(1), row(2), row(9)], name="All_{}T0500.csv")
    put(folder, D1, [row(1), row(2), row(9), row(8)], name="All_{}T2300.csv")
    found = bring(folder, store)
    with open_store(store) as opened:
        assert len(opened.snapshot(D1).disclosures) == 4
    before = answers(store)
    again = bring(folder, store)
    assert found.rejected == again.rejected == [] and again.stored == 0
    assert answers(store) == before


def test_days_may_come_later_between_others(folder: Path, store: Path, tmp_path: Path) -> None:
    middle = next(folder.glob("*2021-01-02.csv")).rename(tmp_path / "kept.csv")
    bring(folder, store)
    middle = middle if middle.exists() else tmp_path / "kept.csv"
    middle.rename(folder / "All_2021-01-02.csv")
    bring(folder, store)
    whole = tmp_path / "whole.sqlite"
    bring(folder, whole)
    assert answers(store) == answers(whole)


def test_a_name_without_a_day_is_told(folder: Path) -> None:
    (folder / "notes.csv").write_bytes(report([row(1)]))
    with dated_files(folder, "") as found:
        assert [error.where for error in found.rejected] == ["reports/notes.csv"] and len(found.files) == 3


def test_a_bad_day_is_left_out_and_the_others_stored(folder: Path, store: Path) -> None:
    (folder / "All_2021-01-02.csv").write_bytes(b"<html>down for maintenance</html>")
    found = bring(folder, store)
    assert found.days == 2 and [error.where for error in found.rejected] == ["reports/All_2021-01-02.csv"]


def test_a_list_that_shrank_is_refused_within_a_month_and_told_later(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "reports"
    many = [row(n) for n in range(1, 41)]
    put(folder, D1, many)
    put(folder, D1 + timedelta(5), many[:30])
    put(folder, D1 + timedelta(40), many[:30])
    found = bring(folder, store)
    assert [error.where for error in found.rejected] == ["reports/All_2021-01-06.csv"]
    assert found.days == 2 and "10 of 40 certificates" in found.outcomes[-1].notes[0]
    assert bring(folder, store, accept_shrink=True).days == 1


def test_a_rebuild_gives_the_same_days(folder: Path, store: Path) -> None:
    bring(folder, store)
    before = answers(store)
    rebuild(store, now=NOW, progress=SILENT)
    assert answers(store) == before


def git(folder: Path, *words: str, day: date | None = None, hour: int = 12) -> None:
    moment = f"{day}T{hour:02}:00:00+00:00" if day else ""
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment} if day else {}
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(
        ["git", *who, "-C", str(folder), *words], check=True, capture_output=True, env={**os.environ, **dates}
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A file with two commits on one day, one on the next, and a commit that leaves it alone."""
    made = tmp_path / "repository"
    made.mkdir()
    git(made, "init", "-q")
    for day, hour, rows in (
        (D1, 5, [row(1)]),
        (D1, 17, [row(1), row(2)]),
        (D1 + timedelta(1), 5, [row(1), row(2), row(3)]),
    ):
        (made / "a b.csv").write_bytes(report(rows))
        git(made, "add", ".")
        git(made, "commit", "-qm", "day", day=day, hour=hour)
    (made / "other").write_text("x")
    git(made, "add", ".")
    git(made, "commit", "-qm", "other", day=D1 + timedelta(2))
    return made


def test_a_git_history_gives_the_last_commit_of_each_day(repository: Path, store: Path) -> None:
    found = bring(repository, store, "a b.csv")
    with open_store(store) as opened:
        assert [(listed.day, listed.stored) for listed in opened.days()] == [(D1, 2), (D1 + timedelta(1), 3)]
    assert found.days == 2 and bring(repository, store, "a b.csv").known == 2


def test_a_hostile_repository_runs_nothing(repository: Path, store: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    for name in ("core.fsmonitor", "core.pager", "gpg.program", "diff.external", "core.sshCommand"):
        git(repository, "config", name, f"touch {trap}; true")
    git(repository, "config", "log.showSignature", "true")
    (repository / ".git" / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {trap}\n")
    assert bring(repository, store, "a b.csv").days == 2
    assert not trap.exists()


@pytest.mark.parametrize("file", ["missing.csv", ":(glob)*", "--output=x"])
def test_a_file_that_no_commit_has_is_wrong_usage(repository: Path, file: str) -> None:
    with pytest.raises(UsageError), dated_files(repository, file):
        pass


def test_a_folder_that_is_no_repository_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git can't read"), dated_files(tmp_path, "a.csv"):
        pass


def test_kill_at_any_moment_and_run_again(tmp_path: Path) -> None:
    """SUBCA_TEST_KILLS=50 for the long run; the next run gives what an undisturbed one would have given."""
    folder = tmp_path / "reports"
    draw = random.Random(1)
    rows = {n: row(n) for n in range(1, 300)}
    for offset in range(30):
        for number in draw.sample(sorted(rows), 5):
            rows[number] = row(number, CA_Owner=f"Owner {draw.random()}")
        put(folder, D1 + timedelta(offset), list(rows.values()))
    whole = tmp_path / "whole.sqlite"
    bring(folder, whole)
    expected = answers(whole)
    for turn in range(int(os.environ.get("SUBCA_TEST_KILLS", "4"))):
        store = tmp_path / f"{turn}.sqlite"
        command = [sys.executable, str(ROOT / "app.py"), "history", "import", str(folder), "--store", str(store)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + 60
            while not store.exists() and time.monotonic() < deadline:
                time.sleep(0.002)
            time.sleep(draw.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
        assert subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0
        assert answers(store) == expected
