"""Raw inputs: whole or not there, the same for ever, and never believed without their hash."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from explorer.errors import IntegrityAlarm, StoreError
from explorer.model.ids import sha256_hex
from ingest.archive import Archive

PLAIN = b"CA Owner,Certificate Name\n" * 500
PACKED = gzip.compress(PLAIN)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "world.sqlite.raw")


def files(archive: Archive) -> list[str]:
    return sorted(str(path.relative_to(archive.folder)) for path in archive.folder.rglob("*") if path.is_file())


def test_plain_bytes_are_compressed_under_the_hash_of_what_came(archive: Archive) -> None:
    blob = archive.keep(PLAIN)
    digest = sha256_hex(PLAIN)
    assert (blob.sha256, blob.size, blob.is_new) == (digest, len(PLAIN), True)
    name = digest.lower()
    assert files(archive) == [f"{name[:2]}/{name}.gz"]
    assert (archive.folder / files(archive)[0]).stat().st_size < len(PLAIN) // 10
    assert archive.read(digest) == PLAIN


def test_bytes_that_came_compressed_stay_as_they_are(archive: Archive) -> None:
    blob = archive.keep(PACKED)
    name = blob.sha256.lower()
    assert files(archive) == [f"{name[:2]}/{name}"]
    assert (archive.folder / files(archive)[0]).read_bytes() == PACKED
    assert archive.read(blob.sha256) == PACKED


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"\0" * 9], ids=["empty", "two bytes of gzip", "zeros"])
def test_any_bytes_come_back(archive: Archive, data: bytes) -> None:
    assert archive.read(archive.keep(data).sha256) == data


def test_keeping_twice_changes_nothing(archive: Archive) -> None:
    archive.keep(PLAIN)
    path = archive.folder / files(archive)[0]
    before = path.stat().st_mtime_ns
    assert archive.keep(PLAIN).is_new is False
    assert path.stat().st_mtime_ns == before
    assert archive.digests() == (sha256_hex(PLAIN),)


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    stored = []
    for name in ("one", "two"):
        archive = Archive(tmp_path / name)
        archive.keep(PLAIN)
        stored.append((archive.folder / files(archive)[0]).read_bytes())
    assert stored[0] == stored[1]


DAMAGES = {
    "other bytes": gzip.compress(b"something else"),
    "cut off": gzip.compress(PLAIN, mtime=0)[:-9],
    "no gzip": b"something else",
    "a wrong sum": gzip.compress(PLAIN)[:-8] + b"\0" * 8,
    "empty": b"",
}


@pytest.mark.parametrize("stored", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_an_alarm(archive: Archive, stored: bytes) -> None:
    digest = archive.keep(PLAIN).sha256
    (archive.folder / files(archive)[0]).write_bytes(stored)
    with pytest.raises(IntegrityAlarm) as alarm:
        archive.read(digest)
    assert alarm.value.where.endswith(".gz")
    assert alarm.value.remedy


def test_damage_of_bytes_kept_as_they_came_is_an_alarm_too(archive: Archive) -> None:
    digest = archive.keep(PACKED).sha256
    (archive.folder / files(archive)[0]).write_bytes(PACKED[:-1])
    with pytest.raises(IntegrityAlarm):
        archive.read(digest)


@pytest.mark.parametrize("digest", ["AB" * 32, "../../etc/passwd", ""])
def test_what_is_not_there_is_a_store_fault(archive: Archive, digest: str) -> None:
    archive.keep(PLAIN)
    with pytest.raises(StoreError, match="not in the archive"):
        archive.read(digest)


def test_a_folder_that_cannot_be_made_is_a_store_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError) as fault:
        Archive(tmp_path / "file" / "raw").keep(PLAIN)
    assert fault.value.done
    assert fault.value.remedy


def test_a_full_disk_leaves_no_debris(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    archive.keep(b"before")
    before = files(archive)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        archive.keep(PLAIN)
    assert files(archive) == before


def test_every_new_name_is_synced(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    original = os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name.split(".")[0])
        original(descriptor)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc to see which files are synced")
    monkeypatch.setattr(os, "fsync", note)
    digest = archive.keep(PLAIN).sha256.lower()
    assert synced[-1] == digest[:2]
    assert archive.folder.name.split(".")[0] in synced


def test_sweeping_removes_what_a_killed_run_left(archive: Archive) -> None:
    digest = archive.keep(PLAIN).sha256
    folder = archive.folder / digest[:2].lower()
    (folder / f".{digest.lower()}.gz.0a1b2c3d.part").write_bytes(b"half")
    assert archive.sweep() == 1
    assert archive.read(digest) == PLAIN
    assert archive.digests() == (digest,)


def test_an_archive_that_was_never_used_is_empty(archive: Archive) -> None:
    assert archive.digests() == ()
    assert archive.sweep() == 0
