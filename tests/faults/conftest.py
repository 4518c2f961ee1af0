"""The sample as files, and the store that an undisturbed ingest makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sample.world import write_sample
from tests.faults.machine import run, snapshot_id


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "sample"
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def ingested(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read it; copy it with its `.raw` folder to change it."""
    store = tmp_path_factory.mktemp("ingested") / "s.sqlite"
    code, said = run("ingest", sample_folder, "--store", store)
    assert code == 0, said
    return store


@pytest.fixture(scope="session")
def expected(ingested: Path) -> str:
    return snapshot_id(ingested)
