"""Paths as a person gives them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explorer.errors import InputRejected, UsageError
from ingest.sources.inputs import files_below, read_file


def test_a_folder_gives_its_files_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.pem", "b/1.pem", "a.csv", ".git/config", "b/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in files_below(tmp_path)] == ["a.csv", "b/1.pem", "b/2.pem"]


def test_a_file_is_itself_even_when_hidden(tmp_path: Path) -> None:
    (tmp_path / ".hidden.csv").write_bytes(b"x")
    assert files_below(tmp_path / ".hidden.csv") == (tmp_path / ".hidden.csv",)


def test_no_such_path_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        files_below(tmp_path / "missing")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="no file"):
        files_below(tmp_path)


def test_a_file_is_read_within_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert read_file(path, limit=5) == b"12345"
    with pytest.raises(InputRejected, match="more than 4 bytes"):
        read_file(path, limit=4)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"1")
    path.chmod(0)
    with pytest.raises(InputRejected, match="cannot be read"):
        read_file(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="cannot be read"):
        read_file(tmp_path)
