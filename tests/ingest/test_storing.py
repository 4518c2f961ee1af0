"""Sudden change is doubt: which lists are refused because they lost too much (docs/reliability.md)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from explorer.errors import InputRejected
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.build import BuildReport, ingest_bytes
from ingest.reading import Asked
from ingest.sample.world import sample_files
from tests.ingest.sources.reports import report, row

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def take(store: Path, file: str, data: bytes, *, accept_shrink: bool = False) -> BuildReport:
    return ingest_bytes(
        {file: data}, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT, accept_shrink=accept_shrink
    )


def records(first: int, last: int) -> bytes:
    return report([row(n) for n in range(first, last + 1)])


def roots(count: int) -> bytes:
    head = "sha256_fingerprint,label,purpose_oid,purpose,disabled_from,notbefore_until\n"
    return (head + "".join(f"{n:064X},R{n},1.3.6.1.5.5.7.3.1,Server,,\n" for n in range(count))).encode()


def onecrl(count: int) -> bytes:
    entry = json.loads(sample_files()["onecrl/onecrl.json"])["data"][0]
    data = [{**entry, "serialNumber": f"{n:04d}"} for n in range(1000, 1000 + count)]
    return json.dumps({"data": data}).encode()


SHRINKS = {
    "lost 5 in 100": ("All_2021-01-02.csv", records(6, 100), True),
    "lost 6 in 100": ("All_2021-01-02.csv", records(7, 100), False),
    "lost 6, gained many": ("All_2021-01-02.csv", records(7, 300), False),
    "lost 6, 31 days later": ("All_2021-02-01.csv", records(7, 100), False),
    "lost 6, 32 days later": ("All_2021-02-02.csv", records(7, 100), True),
    "lost 6, but of the past": ("All_2020-12-31.csv", records(7, 100), True),
    "lost nothing": ("All_2021-01-02.csv", records(1, 100), True),
    "lost nearly all": ("All_2021-01-02.csv", records(1, 1), False),
    "lost 6, of the same day": ("All_2021-01-01 again.csv", records(7, 100), False),
}


@pytest.mark.parametrize(("file", "data", "stored"), SHRINKS.values(), ids=SHRINKS)
def test_records(file: str, data: bytes, stored: bool, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    take(store, "All_2021-01-01.csv", records(1, 100))
    found = take(store, file, data)
    assert bool(found.outcomes) is stored
    assert bool(found.rejected) is not stored
    for error in found.rejected:
        assert isinstance(error, InputRejected)
        assert error.where == file and "--accept-shrink" in error.remedy and "nothing stored" in error.done
    with open_store(store) as opened:
        held = {d.day for d in opened.days()}
    assert date(2021, 1, 1) in held
    if not stored:
        assert held == {date(2021, 1, 1)}
        assert take(store, file, data, accept_shrink=True).outcomes


@pytest.mark.parametrize(("make", "name"), [(roots, "mozilla_{}_trust.csv"), (records, "All_{}.csv")])
def test_other_lists(make: object, name: str, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    small, large = (roots(50), roots(100)) if make is roots else (records(1, 50), records(1, 100))
    take(store, name.format("2021-01-01"), large)
    assert take(store, name.format("2021-01-02"), small).rejected
    assert take(store, name.format("2021-01-02"), large).outcomes


def test_onecrl_that_lost_entries(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    asked = Asked(today=NOW.date(), taken_on=date(2021, 1, 1), taken_on_wins=True)
    ingest_bytes({"a.json": onecrl(100)}, asked, store=store, now=NOW, progress=SILENT)
    asked = Asked(today=NOW.date(), taken_on=date(2021, 1, 2), taken_on_wins=True)
    assert ingest_bytes({"b.json": onecrl(50)}, asked, store=store, now=NOW, progress=SILENT).rejected


def test_a_loss_that_is_accepted_is_told(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    take(store, "All_2021-01-01.csv", records(1, 100))
    (outcome,) = take(store, "All_2021-01-02.csv", records(1, 98)).outcomes
    assert any("2 of 100" in note for note in outcome.notes)


LATE = {
    "the newer one lost 6 in 100": ("2021-01-01", 7, True),
    "the newer one lost 5 in 100": ("2021-01-01", 6, False),
    "lost 6, but 32 days later": ("2020-12-09", 7, False),
}


@pytest.mark.parametrize(("day", "first", "told"), LATE.values(), ids=LATE)
def test_an_older_day_that_comes_late_is_the_measure_of_the_newer_one(
    day: str, first: int, told: bool, tmp_path: Path
) -> None:
    store = tmp_path / "s.sqlite"
    take(store, "All_2021-01-10.csv", records(first, 100))
    (outcome,) = take(store, f"All_{day}.csv", records(1, 100)).outcomes
    assert any("are not in that of 2021-01-10" in note for note in outcome.notes) is told
    with open_store(store) as opened:
        assert {d.day for d in opened.days()} == {date.fromisoformat(day), date(2021, 1, 10)}, "it stays"


def test_a_report_that_comes_in_parts_is_compared_part_by_part(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    take(store, "All_2021-01-01.csv", records(1, 100))
    assert not take(store, "AllCertificateRecordsCSVFormatv4a_2021-01-02.csv", records(1, 60)).rejected
    assert take(store, "AllCertificateRecordsCSVFormatv4a_2021-01-03.csv", records(1, 30)).rejected


def test_repeated_rows_count_as_duplicates(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    (outcome,) = take(store, "All_2021-01-01.csv", report([row(1), row(1), row(2)])).outcomes
    assert (outcome.read, outcome.stored, outcome.duplicates, outcome.quarantined) == (3, 2, 1, 0)
    with open_store(store) as opened:
        (day,) = opened.days()
        assert (day.stored, day.duplicates) == (2, 1)
