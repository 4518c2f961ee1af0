"""The disaster plan: the store comes back from its raw inputs, with the same answers."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from explorer.errors import IntegrityAlarm, StoreBusy, StoreError, UsageError
from explorer.store.catalog import open_store
from explorer.store.lock import writer_lock
from explorer.store.replace import replace_store
from explorer.terminal.progress import SILENT
from ingest.build import archive_of, ingest_bytes
from ingest.reading import Asked
from ingest.rebuild import RebuildReport, rebuild, retry_quarantine
from ingest.receipts import read_receipts
from ingest.sample.world import sample_files
from ingest.sources.recognise import Kind
from tests.ingest.sources.reports import report, row
from tests.ingest.test_build import ASKED, D1, D2, NOW, answer, listed, take


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store with its raw inputs."""
    copy = tmp_path / "copy.sqlite"
    shutil.copy(sample_store, copy)
    shutil.copytree(f"{sample_store}.raw", f"{copy}.raw")
    return copy


def again(store: Path) -> RebuildReport:
    return rebuild(store, now=NOW, progress=SILENT)


def only_the_store(store: Path) -> None:
    names = {path.name for path in store.parent.iterdir()} - {"copy.sqlite-wal", "copy.sqlite-shm"}
    assert names == {"copy.sqlite", "copy.sqlite.raw", "copy.sqlite.lock"}


def of_another_schema(store: Path) -> None:
    """What version 4 left: rows without the facts that have been read since."""
    connection = sqlite3.connect(store)
    for table, column in (("certificate", "alternative_names"), ("certificate", "pss"), ("disclosure", "audits")):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.execute("PRAGMA user_version = 4")
    connection.commit()
    connection.close()


LOSSES = {
    "the database is of an older schema": of_another_schema,
    "nothing": lambda store: None,
    "the database is gone": lambda store: store.unlink(),
    "the database is cut off": lambda store: store.write_bytes(store.read_bytes()[:70_000]),
    "the database is overwritten": lambda store: store.write_bytes(b"nonsense" * 9000),
    "a rebuild was killed": lambda store: store.with_name("copy.sqlite.rebuild").write_bytes(b"half"),
    "a log of the old database lies beside": lambda store: store.with_name("copy.sqlite-wal").write_bytes(b"x" * 9000),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_whatever_was_lost_the_answers_come_back(lose: object, store: Path, sample_store: Path) -> None:
    lose(store)  # type: ignore[operator]  # a table of functions with one shape
    found = again(store)
    assert not found.rejected and found.unfinished == 0 and len(found.runs) == 1
    assert answer(store) == answer(sample_store)
    only_the_store(store)


def test_runs_are_made_again_in_their_order(tmp_path: Path) -> None:
    """A day that was replaced, a day and a kind by option, a file without a day, equal bytes on two days."""
    store = tmp_path / "copy.sqlite"
    runs: list[tuple[dict[str, bytes], Asked]] = [
        ({"z_2021-01-01.csv": report([row(1)]), "All.csv": report([row(5)])}, Asked(today=D2)),
        ({"a_2021-01-01.csv": report([row(1), row(2)])}, ASKED),
        ({"x_2021-01-01.csv": report([row(7)])}, Asked(today=D2, taken_on=D2, taken_on_wins=True)),
        ({"y_2021-01-03.csv": report([row(7)])}, Asked(today=D2, kind=Kind.CCADB_RECORDS)),
    ]
    for number, (inputs, asked) in enumerate(runs):
        ingest_bytes(inputs, asked, store=store, now=NOW + timedelta(hours=number), progress=SILENT, accept_shrink=True)
    before = {day: answer(store, day) for day in (D1, D2, None)}
    days = listed(store)
    store.unlink()
    assert len(again(store).runs) == len(runs)
    assert listed(store) == days
    assert {day: answer(store, day) for day in (D1, D2, None)} == before


def test_readers_of_the_old_store_go_on_with_it(store: Path) -> None:
    with open_store(store) as opened:
        id_ = opened.snapshot().manifest.id
        again(store)
        assert opened.snapshot().manifest.id == id_


def test_a_store_that_is_being_written_is_left_alone(store: Path) -> None:
    with writer_lock(store, wait=0, started="now"), pytest.raises(StoreBusy):
        again(store)


def test_bytes_that_are_gone_or_changed_are_told(store: Path) -> None:
    blobs = sorted(path for path in Path(f"{store}.raw").rglob("*.gz"))
    blobs[0].unlink()
    blobs[1].write_bytes(blobs[2].read_bytes())
    found = again(store)
    assert len(found.rejected) == 2
    for error in found.rejected:
        assert error.where and error.what and error.done and error.remedy
    assert any(isinstance(error, IntegrityAlarm) for error in found.rejected)
    with open_store(store) as opened:
        assert opened.certificate_count() > 0


def test_without_raw_inputs_nothing_is_changed(store: Path) -> None:
    before = store.read_bytes()
    shutil.rmtree(f"{store}.raw")
    with pytest.raises(UsageError, match="no raw input"):
        again(store)
    assert store.read_bytes() == before


def test_bytes_of_a_run_that_was_stopped_early_are_not_used(store: Path) -> None:
    archive_of(store).keep(report([row(999)]))
    assert again(store).unfinished == 1


DAMAGED = {
    "no JSON": b"{",
    "of another schema": json.dumps({"schema": 2, "receipts": []}).encode(),
    "a field is missing": json.dumps({"schema": 1, "receipts": [{"file": "x"}]}).encode(),
    "a kind that nobody knows": json.dumps(
        {"schema": 1, "receipts": [{"file": "x", "kind": "?", "program": "", "day": "", "received": "2021-01-01"}]}
    ).encode(),
}


@pytest.mark.parametrize("document", DAMAGED.values(), ids=DAMAGED)
def test_a_receipt_that_makes_no_sense_stops_the_rebuild(document: bytes, store: Path) -> None:
    before = store.read_bytes()
    next(Path(f"{store}.raw").rglob("*.json")).write_bytes(document)
    with pytest.raises(IntegrityAlarm, match="receipt"):
        again(store)
    assert store.read_bytes() == before


def test_receipts_say_how_each_input_was_read(store: Path) -> None:
    receipts = read_receipts(Path(f"{store}.raw"))
    assert len(receipts) == len(sample_files())
    assert {r.file for r in receipts} == set(sample_files())
    assert {bool(r.day) for r in receipts if r.kind in (Kind.ROOT_STORE, Kind.CCADB_RECORDS, Kind.ONECRL)} == {True}
    assert {bool(r.day) for r in receipts if r.kind in (Kind.CCADB_PEMS, Kind.PEM, Kind.EVIDENCE)} == {False}
    assert all((r.program is not None) is (r.kind is Kind.ROOT_STORE) for r in receipts)


def test_a_store_that_was_not_closed_replaces_nothing(store: Path) -> None:
    new = store.with_name("new.sqlite")
    new.write_bytes(b"x")
    new.with_name("new.sqlite-wal").write_bytes(b"log")
    before = store.read_bytes()
    with pytest.raises(StoreError, match="was not closed"):
        replace_store(new, store)
    assert store.read_bytes() == before


# -- quarantine ------------------------------------------------------------------------------------


def test_nothing_to_read_again(store: Path) -> None:
    before = store.read_bytes()
    found, rejected = retry_quarantine(store, now=NOW, progress=SILENT)
    assert (found.outcomes, found.rejected, rejected) == ((), (), ())
    assert store.read_bytes() == before


def age(store: Path) -> None:
    """As if an older version of the readers had set everything aside."""
    from explorer.store.writer import open_writer

    with open_writer(store, lock_wait=0, now=NOW) as writer:
        writer.connection.execute("UPDATE quarantine SET parser = 'sources-0'")
        writer.connection.execute("UPDATE input SET parser = 'sources-0'")


def test_what_an_older_reader_set_aside_is_read_again_and_nothing_else(store: Path, sample_store: Path) -> None:
    age(store)
    with open_store(store) as opened:
        wanted = {record.file for record in opened.quarantined() if record.source != "ct"}
    found, rejected = retry_quarantine(store, now=NOW, progress=SILENT)
    assert {outcome.file for outcome in found.outcomes} == wanted and not rejected
    assert answer(store) == answer(sample_store)
    assert retry_quarantine(store, now=NOW, progress=SILENT)[0].outcomes == ()


def test_an_input_that_was_replaced_stays_replaced(tmp_path: Path) -> None:
    store = tmp_path / "copy.sqlite"
    bad = report([row(n) for n in range(1, 101)]) + b'"short"\n"short"\n'
    with pytest.MonkeyPatch.context():
        first = take(store, {"All_2021-01-01.csv": bad})
        if first.rejected or not first.outcomes[0].quarantined:
            pytest.skip("the reader rejects the whole of it")
        take(store, {"All_2021-01-01b.csv": report([row(n) for n in range(1, 103)])})
        age(store)
        before = listed(store)
        retry_quarantine(store, now=NOW, progress=SILENT)
        assert listed(store) == before


def test_an_input_without_its_bytes_is_told(store: Path) -> None:
    age(store)
    shutil.rmtree(f"{store}.raw")
    found, rejected = retry_quarantine(store, now=NOW, progress=SILENT)
    assert not found.outcomes and len(rejected) == 4
    assert sqlite3.connect(store).execute("SELECT count(*) FROM quarantine").fetchone() == (4,)
