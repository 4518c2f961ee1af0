from __future__ import annotations

from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment
from explorer.views.hierarchy import Hierarchy
from tests.explorer.views.drawn import assessed


@pytest.fixture(scope="session")
def sample(sample_store: Path) -> Assessment:
    return assessed(sample_store)


@pytest.fixture(scope="session")
def sample_hierarchy(sample: Assessment) -> Hierarchy:
    return Hierarchy(sample)
