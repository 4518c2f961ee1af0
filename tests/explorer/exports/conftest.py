from __future__ import annotations

from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment, assess
from explorer.store.catalog import open_store
from explorer.views.filters import Filters
from explorer.views.graph_rows import GraphRows
from explorer.views.rows import FindingRow, finding_rows
from explorer.views.scope import everything


@pytest.fixture(scope="session")
def sample(sample_store: Path) -> Assessment:
    with open_store(sample_store) as opened:
        return assess(opened.snapshot())


@pytest.fixture(scope="session")
def sample_rows(sample: Assessment) -> tuple[FindingRow, ...]:
    return finding_rows(sample, Filters(unknown=True))


@pytest.fixture(scope="session")
def graph_rows(sample: Assessment) -> GraphRows:
    return GraphRows(sample, everything(sample.facts.graph))
