"""The whole road: every record accounted for, the same inputs give the same store whatever their order."""

from __future__ import annotations

import io
import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from explorer.analysis.assess import assess
from explorer.errors import InputRejected, UsageError
from explorer.exports.csv_tables import write_flags
from explorer.store.catalog import RECORDS, open_store
from explorer.store.check import check_store
from explorer.store.writer import open_writer
from explorer.terminal.progress import SILENT
from explorer.views.filters import Filters
from explorer.views.rows import finding_rows
from ingest import build, certificates
from ingest.build import BuildReport, archive_of, ingest, ingest_bytes
from ingest.reading import Asked
from ingest.sample.world import sample_files, write_sample
from tests.ingest.sources.reports import report, row
from tests.real_data import DATA, needs_real_data

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
ASKED = Asked(today=NOW.date())
D1, D2 = date(2021, 1, 1), date(2021, 1, 2)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def take(store: Path, inputs: dict[str, bytes], asked: Asked = ASKED) -> BuildReport:
    return ingest_bytes(inputs, asked, store=store, now=NOW, progress=SILENT, workers=1)


def take_paths(store: Path, *paths: Path, asked: Asked = ASKED) -> BuildReport:
    return ingest(paths, asked, store=store, now=NOW, progress=SILENT, workers=1)


def answer(store: Path, day: date | None = None) -> tuple[str, bytes]:
    """The snapshot's id and the bytes of flags.csv, unknowns included."""
    with open_store(store) as opened:
        check_store(opened)
        assessment = assess(opened.snapshot(day))
    stream = io.BytesIO()
    write_flags(finding_rows(assessment, Filters(unknown=True)), stream)
    return assessment.manifest.id, stream.getvalue()


def conserve(found: BuildReport) -> None:
    for outcome in found.outcomes:
        assert outcome.read == outcome.stored + outcome.duplicates + outcome.quarantined, outcome.file


# -- the same inputs, the same store ---------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """The sample's files in one run; its log comes by another way."""
    store = tmp_path_factory.mktemp("expected") / "store.sqlite"
    take(store, sample_files())
    return answer(store)


def test_everything_of_the_sample_is_accounted_for(store: Path) -> None:
    found = take(store, sample_files())
    assert len(found.outcomes) == len(sample_files()) and not found.rejected
    conserve(found)
    assert sum(o.quarantined for o in found.outcomes) > 0
    with open_store(store) as opened:
        assert opened.certificate_count() == found.certificates.new
        assert len(opened.quarantined()) == sum(o.quarantined for o in found.outcomes)
        for listed in opened.days():
            told = next((o for o in found.outcomes if (o.list, o.day) == (listed.name, listed.day)), None)
            if told is None:
                assert listed.name.startswith("crl:")  # its outcome is a use of a key
                continue
            assert (listed.stored, listed.duplicates, listed.quarantined) == (
                told.stored, told.duplicates, told.quarantined,
            )  # fmt: skip


def test_the_same_inputs_twice_change_nothing(store: Path, expected: tuple[str, bytes]) -> None:
    take(store, sample_files())
    before = store.read_bytes()
    again = take(store, sample_files())
    assert all(outcome.known for outcome in again.outcomes)
    assert (again.certificates.new, again.certificates.links_checked) == (0, 0)
    assert store.read_bytes() == before
    assert answer(store) == expected


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_files_and_runs_does_not_matter(seed: int, store: Path, expected: tuple[str, bytes]) -> None:
    """Files in any order, cut into runs at any place; certificates may come long after what they issued."""
    files = list(sample_files().items())
    chance = random.Random(seed)
    chance.shuffle(files)
    while files:
        size = chance.randrange(1, 12)
        run, files = dict(files[:size]), files[size:]
        conserve(take(store, run, replace(ASKED)))
    assert answer(store) == expected


def test_every_signature_is_checked_once_in_a_store_s_life(store: Path) -> None:
    files = sample_files()
    whole = take(store.with_name("whole.sqlite"), files).certificates
    parts = [take(store, {name: files[name]}).certificates for name in reversed(files)]
    assert sum(part.new for part in parts) == whole.new
    with open_store(store) as one, open_store(store.with_name("whole.sqlite")) as other:
        found, held = one.snapshot(), other.snapshot()
    assert found.certificates == held.certificates
    verifying = [{link for link in s.links if link.state == "verifies"} for s in (found, held)]
    assert verifying[0] == verifying[1]


# -- names and bytes of inputs ---------------------------------------------------------------------


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def test_two_folders_of_one_name_lose_nothing(store: Path, tmp_path: Path) -> None:
    one = folder_of(tmp_path / "a" / "reports", {"All_2021-01-01.csv": report([row(1), row(2)])})
    two = folder_of(tmp_path / "b" / "reports", {"All_2021-01-01.csv": report([row(1)])})
    three = folder_of(tmp_path / "c" / "reports", {"All_2021-01-02.csv": report([row(1), row(2), row(3)])})
    found = take_paths(store, one, three, two)
    assert not found.rejected
    assert len(found.outcomes) == 3
    assert len({outcome.file for outcome in found.outcomes}) == 3


def test_a_file_named_twice_is_read_once(store: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "reports", {"All_2021-01-01.csv": report([row(1)])})
    (tmp_path / "link").symlink_to(folder / "All_2021-01-01.csv")
    found = take_paths(store, folder, folder / "All_2021-01-01.csv", tmp_path / "link")
    assert [outcome.known for outcome in found.outcomes] == [False]


def test_equal_bytes_under_two_names_are_stored_once(store: Path) -> None:
    found = take(store, {"a_2021-01-01.csv": report([row(1)]), "b_2021-01-01.csv": report([row(1)])})
    assert sorted(outcome.known for outcome in found.outcomes) == [False, True]


def test_a_name_that_is_no_text_is_stored_all_the_same(store: Path, tmp_path: Path) -> None:
    odd = tmp_path / "All_2021-01-01_\udcff.csv"
    odd.write_bytes(report([row(1)]))
    found = take_paths(store, odd)
    assert [outcome.stored for outcome in found.outcomes] == [1]
    with open_store(store) as opened:
        assert "\\udcff" in opened.days()[0].file


def test_one_bad_input_does_not_hold_up_the_others(store: Path, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "all",
        {"All_2021-01-01.csv": report([row(1)]), "page.csv": b"<html>no</html>", "empty.csv": b"", "x.bin": b"\0" * 9},
    )
    found = take_paths(store, folder, tmp_path / "all" / "page.csv")
    assert [outcome.list for outcome in found.outcomes] == [RECORDS]
    assert len(found.rejected) == 3
    for error in found.rejected:
        assert isinstance(error, InputRejected) and error.where and error.what and error.done and error.remedy


def test_a_file_that_cannot_be_read_does_not_hold_up_the_others(store: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "all", {"All_2021-01-01.csv": report([row(1)])})
    empty = tmp_path / "nothing"
    empty.mkdir()
    found = take_paths(store, folder, empty)
    assert len(found.outcomes) == 1 and len(found.rejected) == 1


def test_nothing_to_read_makes_no_store(store: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert take_paths(store, tmp_path / "nothing").rejected
    assert not store.exists()
    with pytest.raises(UsageError):
        take_paths(store, tmp_path / "missing")
    assert not store.exists()


# -- days ------------------------------------------------------------------------------------------


def listed(store: Path) -> list[tuple[date, str]]:
    with open_store(store) as opened:
        return [(d.day, d.file) for d in opened.days()]


def test_taken_on_wins_for_one_single_file_only(tmp_path: Path) -> None:
    dated, undated = report([row(1)]), report([row(2)])
    asked = Asked(today=D2, taken_on=date(2020, 5, 5))
    folder = folder_of(tmp_path / "all", {"All_2021-01-01.csv": dated, "All.csv": undated})
    take_paths(tmp_path / "two.sqlite", folder, asked=asked)
    assert [day for day, _ in listed(tmp_path / "two.sqlite")] == [date(2020, 5, 5), D1]
    take_paths(tmp_path / "one.sqlite", folder / "All_2021-01-01.csv", asked=asked)
    assert [day for day, _ in listed(tmp_path / "one.sqlite")] == [date(2020, 5, 5)]


def test_without_any_day_it_is_today_and_that_is_said(store: Path) -> None:
    found = take(store, {"All.csv": report([row(1)])}, Asked(today=D2))
    assert (found.outcomes[0].day, found.outcomes[0].day_basis) == (D2, "today: neither data nor name give a day")


def test_another_file_of_the_same_day_takes_its_place_and_that_is_said(store: Path) -> None:
    take(store, {"All_2021-01-01.csv": report([row(1)])})
    found = take(store, {"All_2021-01-01 corrected.csv": report([row(1), row(2)])})
    assert any("takes the place of All_2021-01-01.csv" in note for note in found.outcomes[0].notes)
    assert listed(store) == [(D1, "All_2021-01-01 corrected.csv")]


def test_two_files_of_the_same_day_in_one_run_end_the_same_in_any_order(tmp_path: Path) -> None:
    files = [("a_2021-01-01.csv", report([row(1)])), ("b_2021-01-01.csv", report([row(1), row(2)]))]
    for number, order in enumerate((files, files[::-1])):
        take(tmp_path / f"{number}.sqlite", dict(order))
        assert listed(tmp_path / f"{number}.sqlite") == [(D1, "b_2021-01-01.csv")]


# -- raw inputs ------------------------------------------------------------------------------------


def test_raw_bytes_that_were_lost_come_back_with_the_same_file(store: Path) -> None:
    files = {"All_2021-01-01.csv": report([row(1)])}
    take(store, files)
    archive = archive_of(store)
    (digest,) = archive.digests()
    next(path for path in archive.folder.rglob("*.gz")).unlink()
    take(store, files)
    assert archive.read(digest) == files["All_2021-01-01.csv"]


def test_what_was_rejected_is_not_kept(store: Path) -> None:
    take(store, {"All_2021-01-01.csv": report([row(n) for n in range(1, 101)])})
    shrunken = take(store, {"All_2021-01-02.csv": report([row(n) for n in range(1, 80)])})
    assert len(shrunken.rejected) == 1
    assert len(archive_of(store).digests()) == 1
    assert [day for day, _ in listed(store)] == [D1]


def test_a_file_that_would_empty_the_day_that_it_replaces_is_in_doubt(store: Path) -> None:
    take(store, {"a_2021-01-01.csv": report([row(1), row(2)])})
    found = take(store, {"b_2021-01-01.csv": report([row(2)])})
    assert len(found.rejected) == 1
    assert listed(store) == [(D1, "a_2021-01-01.csv")]


@needs_real_data
@pytest.mark.real_data
@pytest.mark.slow
def test_the_real_lists_conserve_their_records_whatever_the_order(tmp_path: Path) -> None:
    assert DATA is not None
    files = [p for kind in ("ccadb", "rootstores", "onecrl") for p in sorted((DATA / kind).rglob("*")) if p.is_file()]
    files = [p for p in files if p.name.endswith((".csv", ".csv.gz", ".json", ".json.gz"))]
    ids = []
    for number, order in enumerate((files, files[::-1])):
        store = tmp_path / f"{number}.sqlite"
        for half in (order[::2], order[1::2]):
            found = ingest(tuple(half), ASKED, store=store, now=NOW, progress=SILENT, accept_shrink=True)
            conserve(found)
            assert not found.rejected
        with open_store(store) as opened:
            check_store(opened)
            days = sorted({d.day for d in opened.days()})
            ids.append([opened.snapshot(day).manifest.id for day in days])
            held = [opened.snapshot(day) for day in days[:2]]
            ids[-1] += [repr((s.disclosures and [replace(d, row=0) for d in s.disclosures], s.anchors)) for s in held]
    assert ids[0] == ids[1]


def test_the_sample_is_read_from_files_as_from_bytes(store: Path, tmp_path: Path, expected: tuple[str, bytes]) -> None:
    write_sample(tmp_path / "sample")
    found = take_paths(store, tmp_path / "sample")
    assert len(found.outcomes) == len(sample_files())
    assert answer(store) == expected


def inputs_of(store: Path) -> Iterable[str]:
    with open_writer(store, lock_wait=0, now=NOW) as writer:
        return [sha.hex().upper() for (sha,) in writer.connection.execute("SELECT sha256 FROM input ORDER BY 1")]


def test_every_input_that_the_store_names_is_kept(store: Path) -> None:
    take(store, sample_files())
    assert list(inputs_of(store)) == list(archive_of(store).digests())


def test_many_certificates_are_worked_on_beside_this_process_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = sample_files()
    stores = {}
    for many in (1, 10**9):
        monkeypatch.setattr(certificates, "MANY", many)
        stores[many] = tmp_path / f"{many}.sqlite"
        ingest_bytes(inputs, ASKED, store=stores[many], now=NOW, progress=SILENT)
    with closing(sqlite3.connect(stores[1])) as one, closing(sqlite3.connect(stores[10**9])) as other:
        assert list(one.iterdump()) == list(other.iterdump())


def test_names_of_raw_inputs_are_synced_before_the_transaction_that_names_them(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[Path] = set()

    def note(folders: set[Path]) -> None:
        synced.update(folders)
        with closing(sqlite3.connect(store)) as connection:
            assert connection.execute("SELECT count(*) FROM input").fetchone() == (0,)

    monkeypatch.setattr(build, "sync_folders", note)
    take(store, {"a_2021-01-01.csv": report([row(1)]), "b_2021-01-02.csv": report([row(1), row(2)])})
    raw = archive_of(store).folder
    assert synced == {raw.parent, raw, *(path.parent for path in raw.glob("??/*"))}
