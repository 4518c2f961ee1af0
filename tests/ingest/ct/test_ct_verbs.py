"""`subca ct` as people call it: the codes of its ends, what is said, what the summary holds; runs that are killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from explorer.model.ids import sha256_hex
from explorer.model.sighting import Place
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.store.ct import read_log, read_logs, read_sightings
from ingest.ct.merkle import root_of
from ingest.sample.log_files import log_list, rfc6962_files, tiled_files
from tests.ingest.ct.log_server import IDENTITIES, TIME, ServedLog, leaves, sample, tiles
from tests.ingest.loopback import good, loopback, status
from tests.real_data import DATA, needs_real_data

SIZE = 700
SETTINGS = "[network]\nlog_pause_seconds = 0.0\ntries = 1\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedLog]:
    with loopback() as server:
        log = ServedLog(server)
        log.grow(SIZE)
        (tmp_path / "list.json").write_bytes(log.list())
        (tmp_path / "subca.toml").write_text(SETTINGS)
        yield log


def arguments(log: ServedLog, tmp_path: Path, *more: str) -> list[str]:
    return [
        "ct", "sync", *more, "--store", str(tmp_path / "s.sqlite"), "--log-list", str(tmp_path / "list.json"),
        "--allow-target", log.server.target, "--config", str(tmp_path / "subca.toml"),
        "--summary", str(tmp_path / "summary.json"),
    ]  # fmt: skip


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app.main(arguments)
    return int(str(ended.value.code))


def test_logs_by_name_and_by_id(served: ServedLog, tmp_path: Path) -> None:
    assert code_of(*arguments(served, tmp_path, "alder.example/tiled", IDENTITIES[False].id.hex()[:12])) == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        assert [log.position for log in read_logs(opened.connection)] == [SIZE, SIZE]
    summary = json.loads((tmp_path / "summary.json").read_bytes())
    assert summary["counts"]["logs"]["Sample alder.example/tiled"] == {"position": SIZE, "size": SIZE}


def test_a_list_of_logs_may_be_an_address(served: ServedLog, tmp_path: Path) -> None:
    url = served.server.on("/list.json", good(served.list()))
    found = arguments(served, tmp_path, "alder.example/tiled", "--limit", "10")
    found[found.index("--log-list") + 1] = url
    assert code_of(*found) == 0


def test_no_such_log_is_wrong_usage_and_starts_nothing(served: ServedLog, tmp_path: Path) -> None:
    assert code_of(*arguments(served, tmp_path, "pine")) == 2
    assert not (tmp_path / "s.sqlite").exists()


def test_offline_opens_nothing(served: ServedLog, tmp_path: Path) -> None:
    assert code_of(*arguments(served, tmp_path, "alder.example/tiled", "--offline")) == 4
    assert served.server.requests == []


def test_a_fork_is_code_6_and_other_logs_go_on(served: ServedLog, tmp_path: Path) -> None:
    both = ("alder.example/tiled", "alder.example/answers")
    assert code_of(*arguments(served, tmp_path, "alder.example/tiled")) == 0
    answers = served.server.ways["/answers/ct/v1/get-sth"]
    served.head(SIZE, TIME + 1, root_of(leaves(SIZE)[::-1]))
    served.server.ways["/answers/ct/v1/get-sth"] = answers
    assert code_of(*arguments(served, tmp_path, *both)) == 6
    summary = json.loads((tmp_path / "summary.json").read_bytes())
    assert "two roots for the same 700 entries" in summary["causes"][0]["what"]
    assert summary["counts"]["logs"]["Sample alder.example/answers"]["position"] == SIZE


def test_a_server_that_says_no_is_code_4(served: ServedLog, tmp_path: Path) -> None:
    served.server.on("/tiled/tile/data/001", status(404))
    assert code_of(*arguments(served, tmp_path, "alder.example/tiled")) == 4


def test_another_list_is_code_3(served: ServedLog, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[]")
    assert code_of(*arguments(served, tmp_path, "alder")) == 3


@pytest.mark.slow
def test_a_run_killed_at_any_moment_is_gone_on_with(served: ServedLog, tmp_path: Path) -> None:
    """SIGKILL after ever longer times; what the last run leaves is what an undisturbed run leaves."""
    command = [sys.executable, "app.py", *arguments(served, tmp_path, "alder.example/tiled", "alder.example/answers")]
    served.page = 25
    for tenths in range(4, 16, 2):
        running = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=Path(app.__file__).parent)
        time.sleep(tenths / 10)
        running.send_signal(signal.SIGKILL)
        running.wait(10)
    assert subprocess.run(command, cwd=Path(app.__file__).parent, check=False, capture_output=True).returncode == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        check_store(opened)
        for log in read_logs(opened.connection):
            assert (log.position, log.tally.entries, log.tally.unreadable) == (SIZE, SIZE, sample(SIZE).garbage)
        assert {s.certificate for s in read_sightings(opened.connection)} >= set(sample(SIZE).members)
    assert not [path for path in tmp_path.rglob("*.part") if "ct" in path.parts]


def mirror(folder: Path, *, without: tuple[str, ...] = (), change: dict[str, bytes] | None = None) -> Path:
    """The tiled log as files."""
    for path, data in (tiles(SIZE) | (change or {})).items():
        if not path.startswith(without or "-"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return folder


def ingest(tmp_path: Path, folder: Path, *more: str) -> int:
    return code_of("ct", "ingest", str(folder), "--store", str(tmp_path / "s.sqlite"), *more)


def test_a_mirror_with_a_head_is_that_log(served: ServedLog, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "alder")
    assert ingest(tmp_path, folder, "--log-list", str(tmp_path / "list.json")) == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        log = read_log(opened.connection, IDENTITIES[True].id)
        assert log is not None
        assert (log.position, log.tally.entries) == (SIZE, SIZE)
        assert {s.certificate for s in read_sightings(opened.connection)} == set(sample(SIZE).members)
    assert ingest(tmp_path, folder) == 0  # the store knows its key now
    assert code_of(*arguments(served, tmp_path, "alder.example/tiled")) == 0
    assert [r.path for r in served.server.requests] == ["/tiled/checkpoint"]  # all else is kept


def test_a_mirror_without_a_head_is_stored_apart_and_is_no_alarm(tmp_path: Path) -> None:
    folder = mirror(tmp_path / "alder", without=("checkpoint",))
    for _ in range(2):
        assert ingest(tmp_path, folder) == 0
        with open_store(tmp_path / "s.sqlite") as opened:
            (log,) = read_logs(opened.connection)
            assert (log.name, log.key, log.position, log.tally.entries) == ("alder", None, 0, SIZE)
            assert not any(s.is_verified for s in read_sightings(opened.connection))
            check_store(opened)


def test_a_flipped_bit_in_a_mirror_with_a_head_is_an_alarm_and_is_not_stored(served: ServedLog, tmp_path: Path) -> None:
    whole = tiles(SIZE)["tile/data/001"]
    folder = mirror(tmp_path / "alder", change={"tile/data/001": whole[:200] + bytes((whole[200] ^ 1,)) + whole[201:]})
    assert ingest(tmp_path, folder, "--log-list", str(tmp_path / "list.json")) == 6
    with open_store(tmp_path / "s.sqlite") as opened:
        assert [log.position for log in read_logs(opened.connection)] == [0]
        assert read_sightings(opened.connection) == ()


def test_a_part_of_a_log_whose_head_cannot_be_reached_is_stored_apart(served: ServedLog, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "alder", without=("tile/data/002", "tile/0", "tile/1"))
    assert ingest(tmp_path, folder, "--log-list", str(tmp_path / "list.json")) == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        found = {log.key is None: (log.position, log.tally.entries) for log in read_logs(opened.connection)}
    assert found == {False: (0, 0), True: (0, 512)}


def test_a_part_with_hash_tiles_is_proved(served: ServedLog, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "alder", without=("tile/data/002",))
    assert ingest(tmp_path, folder, "--log-list", str(tmp_path / "list.json")) == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        assert [log.position for log in read_logs(opened.connection)] == [512]


def test_another_file_in_the_place_of_a_counted_one_is_rejected(tmp_path: Path) -> None:
    folder = mirror(tmp_path / "alder", without=("checkpoint",))
    assert ingest(tmp_path, folder) == 0
    (folder / "tile/data/000").write_bytes(tiles(SIZE)["tile/data/001"])
    assert ingest(tmp_path, folder) == 3


def test_what_lies_beyond_the_proved_part_is_stored_apart(served: ServedLog, tmp_path: Path) -> None:
    folder = mirror(tmp_path / "alder", without=("tile/data/001",))
    assert ingest(tmp_path, folder, "--log-list", str(tmp_path / "list.json")) == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        found = {log.key is None: (log.position, log.tally.entries) for log in read_logs(opened.connection)}
    assert found == {False: (256, 256), True: (0, SIZE - 512)}


def test_a_rebuild_reads_the_logs_again_from_what_is_kept(served: ServedLog, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    assert code_of(*arguments(served, tmp_path, "alder.example/tiled", "--limit", "300")) == 0
    assert code_of(*arguments(served, tmp_path, "alder.example/answers", "--limit", "450")) == 0
    assert ingest(tmp_path, mirror(tmp_path / "apart", without=("checkpoint",))) == 0
    with open_store(store) as opened:
        before = read_logs(opened.connection), read_sightings(opened.connection)
    store.unlink()
    assert code_of("store", "rebuild", "--store", str(store)) == 0
    with open_store(store) as opened:
        again = read_logs(opened.connection), read_sightings(opened.connection)
        assert [(log.name, log.position, log.tally) for log in again[0]] == [
            (log.name, log.position, log.tally) for log in before[0]
        ]
        assert again[1] == before[1]
        check_store(opened)


def test_a_search_result_of_crtsh_is_kept_once_and_rebuilt(tmp_path: Path) -> None:
    row = {
        "issuer_ca_id": 7, "issuer_name": "C=IS, O=Alder, CN=Alder CA", "common_name": "a.example", "id": 1,
        "name_value": "a.example", "entry_timestamp": "2026-01-02T03:04:05.678", "not_before": "2026-01-01T00:00:00",
        "not_after": "2026-03-01T00:00:00", "serial_number": "00ab",
    }  # fmt: skip
    file, store = tmp_path / "alder.json", tmp_path / "s.sqlite"
    file.write_text(json.dumps([row, row | {"id": 2, "serial_number": "cd"}]))
    for _ in range(2):
        assert ingest(tmp_path, file) == 0
    store.unlink()
    assert code_of("store", "rebuild", "--store", str(store)) == 0
    with open_store(store) as opened:
        rows = opened.connection.execute("SELECT id, issuer, serial FROM ct_search_row ORDER BY id").fetchall()
        check_store(opened)
    assert rows == [(1, row["issuer_name"], "AB"), (2, row["issuer_name"], "CD")]


@pytest.mark.slow
@pytest.mark.parametrize("is_tiled", [True, False], ids=["tiled", "answers"])
def test_a_log_of_a_hundred_thousand_entries_gives_exactly_the_known_counts(tmp_path: Path, is_tiled: bool) -> None:
    log, identity = sample(100_000), IDENTITIES[is_tiled]
    folder = tmp_path / "alder"
    for path, data in tiled_files(log, identity) if is_tiled else rfc6962_files(log, identity):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (tmp_path / "list.json").write_bytes(log_list(identity.listed("https://alder.example/", is_tiled=is_tiled)))
    assert ingest(tmp_path, folder, "--log-list", str(tmp_path / "list.json")) == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        found = read_log(opened.connection, identity.id)
        sightings = read_sightings(opened.connection)
        certificates = opened.certificate_count()
    assert found is not None
    assert found.position == 100_000
    assert (found.tally.precertificates, found.tally.certificates, found.tally.unreadable) == (
        sum(one.precertificates for one in log.issued),
        sum(one.certificates for one in log.issued),
        log.garbage,
    )
    assert {s.certificate for s in sightings if s.place is not Place.ROOT} == log.members
    assert certificates == len(log.members)
    hidden = next(s for s in sightings if s.certificate == sha256_hex(log.cast.hidden.der) and s.place is Place.CHAIN)
    where = [index for index, entry in enumerate(log.entries()) if log.cast.hidden.der in entry.chain]
    assert (hidden.first_entry, hidden.last_entry) == (where[0], where[-1])


@needs_real_data
def test_the_real_entries_give_what_was_counted_by_hand(tmp_path: Path) -> None:
    """Counted with openssl: ten places in the chains of the first answer hold nine CAs, five in the second."""
    assert DATA is not None
    assert ingest(tmp_path, DATA / "ct") == 0
    with open_store(tmp_path / "s.sqlite") as opened:
        tallies = {log.name: log.tally for log in read_logs(opened.connection)}
        sightings = read_sightings(opened.connection)
        held = opened.certificate_count()
    assert {name: (t.precertificates, t.certificates, t.unreadable) for name, t in tallies.items()} == {
        "get-entries_google_4": (0, 4, 0),
        "get-entries_precert+cert_2": (1, 1, 0),
        "navigli2025h2": (1_024, 0, 0),
    }
    by_log = {name: {s.certificate for s in sightings if s.log == name} for name in tallies}
    assert {name: len(found) for name, found in by_log.items()} == {
        "get-entries_google_4": 9,
        "get-entries_precert+cert_2": 5,
        "navigli2025h2": 5,  # named by the entries, not at hand
    }
    assert held == 14
