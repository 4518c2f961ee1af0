"""The sample as files, and its undisturbed store."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sample.world import write_sample
from tests.faults.machine import snapshot_id


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "sample"
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def expected(sample_store: Path) -> str:
    return snapshot_id(sample_store)
