"""Files are whole or not there, under every fault."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from explorer.errors import StoreError
from explorer.terminal.files import open_output, write_file


def test_new_file_holds_all_bytes(tmp_path: Path) -> None:
    write_file(tmp_path / "flags.csv", b"a\r\n")
    assert (tmp_path / "flags.csv").read_bytes() == b"a\r\n"


def test_old_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "flags.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_new_file_has_the_mode_the_user_asks_for(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path / "flags.csv", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "flags.csv").stat().st_mode) == 0o640


def test_link_keeps_pointing(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to(real)
    write_file(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("failure", [ValueError("writer"), KeyboardInterrupt()], ids=["error", "Ctrl-C"])
def test_failed_writer_leaves_the_old_file_and_no_debris(tmp_path: Path, failure: BaseException) -> None:
    target = tmp_path / "flags.csv"
    target.write_bytes(b"old")

    def write() -> None:
        with open_output(target) as stream:
            stream.write(b"half")
            raise failure

    with pytest.raises(type(failure)):
        write()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


FAULTS = {
    "sync fails": ("fsync", errno.EIO),
    "disk full at sync": ("fsync", errno.ENOSPC),
    "cannot create": ("open", errno.EACCES),
}


@pytest.mark.parametrize(("call", "number"), FAULTS.values(), ids=FAULTS)
def test_fault_of_the_system_is_a_store_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    target = tmp_path / "flags.csv"
    target.write_bytes(b"old")

    def fail(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(f"explorer.terminal.files.os.{call}", fail)
    with pytest.raises(StoreError) as caught:
        write_file(target, b"new")
    monkeypatch.undo()
    assert caught.value.where == str(target)
    assert caught.value.done
    assert caught.value.remedy
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_disk_full_while_writing_is_a_store_error(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(StoreError, match="No space left"):
        write_file(full, b"x" * 100_000)


@pytest.mark.parametrize("place", ["", "missing/flags.csv"], ids=["a folder", "no such folder"])
def test_impossible_place_is_a_store_error(tmp_path: Path, place: str) -> None:
    with pytest.raises(StoreError):
        write_file(tmp_path / place, b"")
    assert list(tmp_path.iterdir()) == []


def test_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_file("-", b"\xffrow\r\n")
    assert capfdbinary.readouterr().out == b"\xffrow\r\n"
