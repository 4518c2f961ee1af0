"""`subca store` and `subca ingest` end to end: what a monitoring system sees, and the disaster plan."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from ingest.sample.world import write_sample
from tests.explorer.cli.verbs import Subca, summary_of


def flags(subca: Subca, store: Path) -> str:
    ran = subca("flags", "--store", store, "--format", "csv", "--unknown", "--fail-on", "never")
    assert ran.code == 0
    return ran.out


def test_list_tells_every_day_with_its_counts(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    ran = subca("store", "list", "--store", sample_store, "--summary", tmp_path / "s.json")
    counts = summary_of(tmp_path / "s.json")["counts"]
    assert ran.code == 0
    assert len(ran.out.splitlines()) == counts["days"] + 1
    assert f"{counts['days']} days" in ran.out
    assert all("quarantined" in line for line in ran.out.splitlines()[:-1])


def test_check_lists_quarantine_and_counts(subca: Subca, sample_store: Path, tmp_path: Path) -> None:
    ran = subca("store", "check", "--store", sample_store, "--summary", tmp_path / "s.json")
    told = summary_of(tmp_path / "s.json")
    assert (ran.code, told["verb"]) == (0, "store")
    assert sum(line.startswith("quarantined") for line in ran.out.splitlines()) == told["counts"]["quarantined"] > 0


def test_ingest_twice_says_that_nothing_is_new(subca: Subca, tmp_path: Path) -> None:
    write_sample(tmp_path / "sample")
    store = tmp_path / "s.sqlite"
    first = subca("ingest", tmp_path / "sample", "--store", store, "--summary", tmp_path / "1.json")
    second = subca("ingest", tmp_path / "sample", "--store", store, "--summary", tmp_path / "2.json")
    assert (first.code, second.code) == (0, 0)
    one, two = (summary_of(tmp_path / f"{n}.json")["counts"] for n in (1, 2))
    records = one["records"]
    assert records["read"] == records["stored"] + records["duplicates"] + records["quarantined"] > 0
    assert two["inputs"] == {"stored": 0, "known": one["inputs"]["stored"] + one["inputs"]["known"], "rejected": 0}
    assert (two["records"]["read"], two["certificates"]["new"], two["links_checked"]) == (0, 0, 0)
    assert "stored before: nothing to do" in second.err


def test_ingest_prints_the_sum_of_every_input(subca: Subca, tmp_path: Path) -> None:
    write_sample(tmp_path / "sample")
    ran = subca("ingest", tmp_path / "sample", "--store", tmp_path / "s.sqlite")
    sums = [line for line in ran.err.splitlines() if ", read " in line]
    assert len(sums) == sum(path.is_file() for path in (tmp_path / "sample").rglob("*"))
    for line in sums:
        numbers = [int(word.replace(",", "")) for word in line.rpartition("read ")[2].split() if word[0].isdigit()]
        assert numbers[0] == sum(numbers[1:]), line


def test_rebuild_gives_the_same_answers_from_the_raw_inputs_alone(subca: Subca, own_store: Path) -> None:
    before = flags(subca, own_store)
    assert subca("store", "rebuild", "--store", own_store).code == 0
    assert flags(subca, own_store) == before
    own_store.unlink()
    ran = subca("store", "rebuild", "--store", own_store)
    assert ran.code == 0 and "rebuilt from" in ran.err
    assert flags(subca, own_store) == before
    assert subca("store", "check", "--store", own_store).code == 0


def test_rebuild_without_raw_inputs_is_wrong_usage(subca: Subca, tmp_path: Path) -> None:
    ran = subca("store", "rebuild", "--store", tmp_path / "none.sqlite")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


def test_rebuild_tells_of_bytes_that_are_gone(subca: Subca, own_store: Path) -> None:
    next(Path(f"{own_store}.raw").rglob("*.gz")).unlink()
    ran = subca("store", "rebuild", "--store", own_store)
    assert ran.code == 3
    assert "is not in the archive" in ran.err


def test_retry_quarantine_with_nothing_to_do(subca: Subca, own_store: Path) -> None:
    before = own_store.read_bytes()
    ran = subca("store", "retry-quarantine", "--store", own_store)
    assert ran.code == 0 and "nothing to do" in ran.err
    assert own_store.read_bytes() == before


def test_retry_quarantine_reads_again(subca: Subca, own_store: Path) -> None:
    from explorer.store.writer import open_writer
    from tests.explorer.store.lists import NOW

    before = flags(subca, own_store)
    with open_writer(own_store, lock_wait=0, now=NOW) as writer:
        writer.connection.execute("UPDATE quarantine SET parser = 'older'")
        writer.connection.execute("UPDATE input SET parser = 'older'")
    ran = subca("store", "retry-quarantine", "--store", own_store)
    assert ran.code == 0 and "quarantined" in ran.err
    assert flags(subca, own_store) == before


DAMAGES = {
    "a fact of a certificate": ("UPDATE certificate SET is_ca = 0 WHERE is_ca = 1", 6),
    "a checked signature": ("UPDATE link SET state = 1 - state", 6),
    "an anchor's purpose": ("UPDATE anchor SET purpose = 'email' WHERE purpose = 'tls-server'", 6),
    "an owner": ("UPDATE disclosure SET owner = 'Nobody'", 6),
    "the days of a claim": ("DELETE FROM span WHERE item = (SELECT max(item) FROM span)", 6),
    "bytes of a certificate": ("UPDATE der SET body = zeroblob(9) WHERE certificate = 1", 6),
    "a reference into nothing": ("UPDATE certificate SET subject = 999999", 5),
}


@pytest.mark.parametrize(("statement", "code"), DAMAGES.values(), ids=DAMAGES)
def test_check_finds_damage(statement: str, code: int, subca: Subca, own_store: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(own_store)
    connection.execute(statement)
    connection.commit()
    connection.close()
    ran = subca("store", "check", "--store", own_store, "--summary", tmp_path / "s.json")
    assert ran.code == code, ran.err
    (cause,) = summary_of(tmp_path / "s.json")["causes"]
    assert cause["where"] and cause["what"] and "rebuild" in cause["remedy"]
    assert subca("store", "rebuild", "--store", own_store).code == 0
    assert subca("store", "check", "--store", own_store).code == 0


def test_the_csv_of_a_rebuilt_store_is_a_csv(subca: Subca, own_store: Path) -> None:
    subca("store", "rebuild", "--store", own_store)
    assert len(list(csv.reader(io.StringIO(flags(subca, own_store), newline="")))) > 10


def test_help_lists_all_four(subca: Subca) -> None:
    ran = subca("store", "--help")
    assert ran.code == 0
    assert all(word in ran.out for word in ("check", "list", "rebuild", "retry-quarantine"))
