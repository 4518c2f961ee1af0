"""Two jobs at once: one writes, the other is told; readers see one committed state or the next."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.errors import UsageError
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.build import ingest_bytes
from ingest.reading import Asked
from ingest.sample.world import sample_files
from tests.faults.machine import run, snapshot_id, start, tell, times

pytestmark = pytest.mark.slow
NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("number", range(times(2)))
def test_two_writers(number: int, sample_folder: Path, expected: str, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    both = [start("ingest", sample_folder, "--store", store) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 7], [0, 0]), said
    if codes == [0, 7]:
        assert any("is held by" in one for one in said)
    tell(f"codes {codes[0]} and {codes[1]}")
    assert snapshot_id(store) == expected


def test_a_writer_that_waits_gets_its_turn(sample_folder: Path, expected: str, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    both = [start("ingest", sample_folder, "--store", store, "--lock-wait", "60") for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert snapshot_id(store) == expected


def steps() -> list[dict[str, bytes]]:
    files = list(sample_files().items())
    return [dict(files[n::8]) for n in range(8)]


def take(store: Path, inputs: dict[str, bytes]) -> None:
    ingest_bytes(inputs, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT, workers=1)


def state(store: Path) -> str:
    """The identity of what a reader sees, and that it fits together."""
    try:
        with open_store(store) as opened:
            count = opened.certificate_count()
            seen = opened.snapshot()
            assert opened.certificate_count() == count >= len(seen.certificates)
            assert {d.sha256 for d in seen.manifest.lists} <= {d.sha256 for d in opened.days()}
            return f"{seen.manifest.id} {len(seen.links)} {len(seen.disclosures)} {len(seen.anchors)}"
    except UsageError:
        return "no dated list yet"


def test_readers_see_whole_states_only(tmp_path: Path) -> None:
    quiet, busy = tmp_path / "quiet.sqlite", tmp_path / "busy.sqlite"
    states = set()
    for inputs in steps():
        take(quiet, inputs)
        states.add(state(quiet))
    take(busy, steps()[0])
    seen: list[str] = []
    faults: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.append(state(busy))
        except BaseException as fault:  # noqa: BLE001  whatever it is, the test must tell it
            faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(min(10, times(3)))]
    for reader in readers:
        reader.start()
    try:
        for inputs in steps()[1:]:
            take(busy, inputs)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not faults, faults
    assert len(seen) > 5
    assert set(seen) <= states
    tell(*["a whole state"] * len(seen))


def test_a_reader_does_not_hold_up_a_writer(sample_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    take(store, steps()[0])
    with open_store(store) as opened:
        before = [d.day for d in opened.days()]
        assert run("ingest", *_written(tmp_path, steps()[1]), "--store", store)[0] == 0
        assert [d.day for d in opened.days()] == before


def _written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    paths = []
    for name, data in files.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    return paths
