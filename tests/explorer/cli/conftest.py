"""The command, and a store that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.explorer.cli.verbs import Subca


@pytest.fixture
def subca(capsys: pytest.CaptureFixture[str]) -> Subca:
    return Subca(capsys)


@pytest.fixture
def own_store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store with its raw inputs."""
    copy = tmp_path / "own.sqlite"
    shutil.copy(sample_store, copy)
    shutil.copytree(f"{sample_store}.raw", f"{copy}.raw")
    return copy
