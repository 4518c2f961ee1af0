"""Settings of the whole suite: how hard hypothesis works, and which marks a machine can serve."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The same examples on every run: a red build can be repeated. `--hypothesis-profile=night` searches wider.
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("night", max_examples=20_000, deadline=None)
settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser the browser tests are skipped, unless SUBCA_REQUIRE_BROWSER=1 makes them fail."""
    if any(map(shutil.which, BROWSERS)) or os.environ.get("SUBCA_REQUIRE_BROWSER") == "1":
        return
    no_browser = pytest.mark.skip(reason="no Chromium found; apt-get install chromium")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(no_browser)


@pytest.fixture(autouse=True)
def _no_user_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees, or writes, the store or the settings of the person who runs it."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    for name in ("SUBCA_STORE", "SUBCA_CONFIG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample world. Read it; copy it (with its `.raw` folder) to change it."""
    from explorer.terminal.progress import SILENT
    from ingest.cli.ingest import build_sample_store

    path = tmp_path_factory.mktemp("sample") / "sample.sqlite"
    build_sample_store(path, SILENT)
    return path
