"""The census of a whole log: the counts known beforehand, in both formats, whatever happens to workers or runs."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from cryptography import x509

from explorer.errors import InputRejected, IntegrityAlarm
from explorer.store.catalog import open_store
from explorer.store.census_copy import take_over_census
from explorer.store.census_report import broken_count
from explorer.store.check import check_store
from ingest.ct import census
from ingest.ct.count import CensusUnit, count_unit
from ingest.ct.executor import engine
from ingest.ct.plan import AtHand, at_hand, units
from ingest.ct.shelf import File, Shelf
from ingest.ct.tally import merged_by_key
from ingest.ct.tiles import entries_of_tile
from tests.ingest.ct.counting import FORMATS, MARK, check_counts, count, die_once, keys_of, write_log
from tests.ingest.ct.encoding import answer_of, chain_of, leaf_of, tile_entry
from tests.ingest.ct.issued import Ca, final_leaf, precert_leaf
from tests.real_data import DATA, needs_real_data, real_bytes

SMALL = 6_000
LARGE = 100_000
ALPHA, BETA = Ca("Alpha"), Ca("Beta")


@pytest.fixture(scope="module", params=FORMATS)
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    return write_log(tmp_path_factory.mktemp("log"), SMALL, request.param)


def test_every_count_is_the_one_known_beforehand(held: AtHand, tmp_path: Path) -> None:
    report = count(tmp_path / "s.sqlite", held, size=1_000)
    assert (report.entries, report.units, report.known, report.rejected) == (SMALL, 6, 0, [])
    check_counts(tmp_path / "s.sqlite", SMALL)


def test_a_second_run_counts_nothing(held: AtHand, tmp_path: Path) -> None:
    count(tmp_path / "s.sqlite", held)
    before = (tmp_path / "s.sqlite").read_bytes()
    report = count(tmp_path / "s.sqlite", held)
    assert (report.entries, report.units, report.known) == (0, 0, SMALL)
    assert (tmp_path / "s.sqlite").read_bytes() == before


def test_a_log_that_grew_is_counted_from_where_it_ended(held: AtHand, tmp_path: Path) -> None:
    part = at_hand(held.shelf, [file for file in held.files if file.first < 3_000])
    first = count(tmp_path / "s.sqlite", part)
    second = count(tmp_path / "s.sqlite", held)
    assert (first.entries + second.entries, second.known) == (SMALL, first.entries)
    check_counts(tmp_path / "s.sqlite", SMALL)


def test_any_order_grouping_and_repetition_of_units_give_the_same_bytes(held: AtHand) -> None:
    parts = [count_unit(unit) for unit in units(held, (), size=700)]
    whole = count_unit(next(iter(units(held, (), size=SMALL))))
    shuffle = random.Random(7)
    for _ in range(5):
        shuffle.shuffle(parts)
        cut = shuffle.randrange(1, len(parts))
        left = merged_by_key(part.tallies for part in parts[:cut])
        right = merged_by_key(part.tallies for part in parts[cut:])
        assert merged_by_key([right, left]) == whole.tallies
    assert count_unit(next(iter(units(held, (), size=700)))) in parts


def test_a_unit_that_another_run_counted_meanwhile_adds_nothing(held: AtHand, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    log = census.LogToCount(name="alder", description="Alder", at_hand=held)
    jobs = list(census._jobs(log, (), 1_000))
    twice = [(job, count_unit(job.unit)) for job in (*jobs, *jobs)]
    report = census.CensusReport()
    census._commit(store, twice, report, now=census_day(), lock_wait=0)
    census._commit(store, twice[:2], report, now=census_day(), lock_wait=0)
    census._sum_up(store, now=census_day(), lock_wait=0)
    assert (report.entries, report.known) == (SMALL, SMALL + 2_000)
    check_counts(store, SMALL)


def test_a_worker_that_is_killed_changes_no_count(
    held: AtHand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MARK, str(tmp_path / "killed"))
    monkeypatch.setattr(census, "count_job", die_once)
    with engine(None, 2) as pool:
        report = count(tmp_path / "s.sqlite", held, engine=pool, size=1_000)
    assert (tmp_path / "killed").exists()
    assert (report.entries, report.rejected) == (SMALL, [])
    check_counts(tmp_path / "s.sqlite", SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_a_hundred_thousand_entries_with_a_killed_worker(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = write_log(tmp_path / "log", LARGE, form)
    monkeypatch.setenv(MARK, str(tmp_path / "killed"))
    monkeypatch.setattr(census, "count_job", die_once)
    with engine(None, 2) as pool:
        count(tmp_path / "s.sqlite", large, engine=pool, size=16_384)
    assert (tmp_path / "killed").exists()
    check_counts(tmp_path / "s.sqlite", LARGE)


def test_verified_entries_count_apart_and_take_the_place_of_what_was_unverified(held: AtHand, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    count(store, held)
    assert {standing for _, standing in keys_of(store)} == {False}
    report = count(store, held, verified=4_000)
    assert report.entries == SMALL
    with open_store(store) as opened:
        logs = opened.census().logs
        assert broken_count(opened.connection) == ""
    assert [(log.is_verified, log.ranges) for log in logs] == [(True, ((0, 4_000),)), (False, ((4_000, SMALL),))]
    count(store, held, verified=SMALL)
    check_counts(store, SMALL, is_verified=True)
    assert {standing for _, standing in keys_of(store)} == {True}


def test_a_store_with_a_census_checks_whole(held: AtHand, tmp_path: Path) -> None:
    count(tmp_path / "s.sqlite", held)
    with open_store(tmp_path / "s.sqlite") as opened:
        check_store(opened)


def test_a_rebuild_takes_the_census_over(held: AtHand, tmp_path: Path) -> None:
    count(tmp_path / "old.sqlite", held)
    assert take_over_census(tmp_path / "old.sqlite", tmp_path / "new.sqlite", now=census_day())
    check_counts(tmp_path / "new.sqlite", SMALL)
    report = count(tmp_path / "new.sqlite", held)
    assert (report.entries, report.known) == (0, SMALL)


def test_a_damaged_census_is_not_taken_over(held: AtHand, tmp_path: Path) -> None:
    count(tmp_path / "old.sqlite", held)
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as connection:
        connection.execute("UPDATE census_tally SET entries = entries + 1")
        connection.commit()
    assert not take_over_census(tmp_path / "old.sqlite", tmp_path / "new.sqlite", now=census_day())
    with open_store(tmp_path / "old.sqlite") as opened, pytest.raises(IntegrityAlarm, match="lost entries"):
        check_store(opened)


def tile_on_disk(folder: Path, *entries: bytes) -> CensusUnit:
    path = folder / f"tile/data/000.p/{len(entries)}"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(entries))
    file = File(path=f"tile/data/000.p/{len(entries)}", first=0, last=len(entries), is_tile=True)
    return CensusUnit(shelf=Shelf(base=str(folder)), first=0, last=len(entries), files=(file,))


def test_the_issuer_of_a_certificate_is_the_member_whose_key_verifies(tmp_path: Path) -> None:
    twin = Ca("other key")
    twin.name = ALPHA.name  # same name, another key: stands first in the chain and does not verify
    chain = [twin.certificate(), BETA.certificate(), ALPHA.certificate()]
    answer = tmp_path / "get-entries/0-0.json"
    answer.parent.mkdir()
    answer.write_bytes(answer_of((final_leaf(ALPHA, 5), chain_of(*chain))))
    file = File(path="get-entries/0-0.json", first=0, last=1, is_tile=False)
    part = count_unit(CensusUnit(shelf=Shelf(base=str(tmp_path)), first=0, last=1, files=(file,)))
    assert list(part.tallies) == [ALPHA.key_hash]


@pytest.mark.parametrize("at_hand_too", [False, True], ids=["issuer not at hand", "nobody of the chain signed it"])
def test_a_certificate_whose_issuer_cannot_be_told_counts_apart(tmp_path: Path, at_hand_too: bool) -> None:
    twin = Ca("other key")
    twin.name = ALPHA.name
    unit = tile_on_disk(tmp_path, tile_entry(final_leaf(ALPHA, 5), sha256_of(twin.certificate())))
    if at_hand_too:
        issuer = tmp_path / "issuer" / sha256_of(twin.certificate()).hex()
        issuer.parent.mkdir()
        issuer.write_bytes(twin.certificate())
    assert list(count_unit(unit).tallies) == [b"?" if at_hand_too else b""]


def test_garbage_is_counted_with_index_and_reason(tmp_path: Path) -> None:
    garbage = leaf_of(b"no certificate", key_hash=ALPHA.key_hash)
    good = tile_entry(precert_leaf(ALPHA, 1), precertificate=b"p")
    part = count_unit(tile_on_disk(tmp_path, good, tile_entry(garbage, precertificate=b"p"), good))
    assert list(part.unread) == [1]
    assert part.tallies[ALPHA.key_hash].entries == 2


def test_a_broken_tile_is_rejected_and_the_others_count(tmp_path: Path) -> None:
    held = write_log(tmp_path / "log", 1_000, "tiles")
    broken = tmp_path / "log" / held.files[1].path
    broken.write_bytes(broken.read_bytes()[:-1])
    report = count(tmp_path / "s.sqlite", held, size=256)
    assert [type(error) for error in report.rejected] == [InputRejected]
    assert report.entries == 1_000 - 256


def test_a_file_with_fewer_entries_than_its_name_says_is_rejected(tmp_path: Path) -> None:
    unit = tile_on_disk(tmp_path, tile_entry(precert_leaf(ALPHA, 1), precertificate=b"p"))
    wrong = File(path=unit.files[0].path, first=0, last=2, is_tile=True)
    with pytest.raises(InputRejected, match="1 entries where its name says 2"):
        count_unit(CensusUnit(shelf=unit.shelf, first=0, last=2, files=(wrong,)))


@needs_real_data
@pytest.mark.real_data
def test_real_tiles_are_counted_as_another_decoder_counts_them(tmp_path: Path) -> None:
    """Four tiles of a real log: the precertificates read by `cryptography`, the keys from the entries."""
    folder = DATA / "ct/static-ct-api/navigli2025h2"
    shelf = Shelf(base=str(folder))
    count(tmp_path / "s.sqlite", at_hand(shelf, shelf.files()))
    wanted: Counter[str] = Counter()
    serials: dict[str, set[int]] = {}
    days: dict[str, set[date]] = {}
    for number in range(4):
        for entry in entries_of_tile(real_bytes(f"ct/static-ct-api/navigli2025h2/tile/data/00{number}"), 0):
            read = x509.load_der_x509_certificate(entry.certificate)
            assert entry.issuer_key_hash is not None
            key = entry.issuer_key_hash.hex().upper()
            wanted[key] += 1
            serials.setdefault(key, set()).add(read.serial_number)
            days.setdefault(key, set()).add(read.not_valid_before_utc.date())
    found = {key: seen for (key, _), seen in keys_of(tmp_path / "s.sqlite").items()}
    assert sorted(wanted.values()) == [52, 65, 449, 458]
    assert {key: seen.precertificates for key, seen in found.items()} == wanted
    assert {key: seen.certificates.value for key, seen in found.items()} == {k: len(s) for k, s in serials.items()}
    assert {key: (seen.first, seen.last) for key, seen in found.items()} == {
        k: (min(d), max(d)) for k, d in days.items()
    }


@needs_real_data
@pytest.mark.real_data
def test_real_answers_give_the_keys_of_their_chains() -> None:
    """Four certificates of 2013 with chains, one precertificate and one certificate of test hierarchies."""
    for name, count_ in (("google_4", 4), ("precert+cert_2", 2)):
        path = f"get-entries_{name}.json"
        file = File(path=path, first=0, last=count_, is_tile=False)
        shelf = Shelf(base=str(DATA / "ct/rfc6962"))
        part = count_unit(CensusUnit(shelf=shelf, first=0, last=count_, files=(file,)))
        assert len(json.loads(real_bytes(f"ct/rfc6962/{path}"))["entries"]) == count_ == len(part.tallies)
        assert not part.unread
        assert all(len(key) == 32 for key in part.tallies)


def census_day() -> datetime:
    from tests.ingest.ct.counting import NOW

    return NOW


def sha256_of(der: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(der).digest()
