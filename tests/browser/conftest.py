"""A real server on a free loopback port with the sample world, and a headless Chromium that may go nowhere else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.real_data import DATA

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_START = 60


class Watched:
    """A page whose errors, dialogs and requests are kept."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(url)

    def open(self, path: str) -> Page:
        """Go there and wait until the page is made."""
        self.page.goto(self.base + path.lstrip("/"))
        self.page.wait_for_selector("main h1", state="attached")
        return self.page


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The address of a running server; it must end well, and must not have said that anything failed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--port", str(port), *arguments]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}/"
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                urllib.request.urlopen(address + "healthz", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        _, said = server.communicate(timeout=30)
    assert server.returncode == 143, said
    assert "error" not in said.lower().replace("serving", ""), said


@pytest.fixture(scope="session")
def base(sample_store: Path) -> Iterator[str]:
    """The address of a server of the sample world."""
    with serving("--store", str(sample_store)) as address:
        yield address


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the public files; asked for by tests that carry `needs_real_data` only."""
    assert DATA is not None
    store = tmp_path_factory.mktemp("real") / "real.sqlite"
    inputs = [*sorted((DATA / "ccadb").glob("*.gz")), DATA / "pem", DATA / "rootstores", DATA / "onecrl"]
    command = [sys.executable, str(ROOT / "app.py"), "ingest", *map(str, inputs), "--store", str(store), "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return store


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """A page of the real store, and two days compared, take seconds; longer on a machine that others use, too."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def real_base(real_store: Path) -> Iterator[str]:
    """The address of a server of the real store."""
    with serving("--store", str(real_store)) as address:
        urllib.request.urlopen(address + "flags.csv?owner=nobody-at-all", timeout=60).close()  # the day is judged now
        urllib.request.urlopen(address + "changes.csv?owner=nobody-at-all", timeout=120).close()  # two days compared
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        assert os.environ.get("SUBCA_REQUIRE_BROWSER") != "1", "SUBCA_REQUIRE_BROWSER=1, but no Chromium on the path"
        pytest.skip("no Chromium found; apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def real(context: BrowserContext, real_base: str) -> Iterator[Watched]:
    """A page on the real store, watched in the same way."""
    made = Watched(context.new_page(), real_base)
    made.page.set_default_timeout(30_000)
    yield made
    assert (made.errors, made.dialogs, made.foreign) == ([], [], [])


@pytest.fixture
def watched(context: BrowserContext, base: str) -> Iterator[Watched]:
    """A page; after the test it must have had no error, no dialog and no request to another host."""
    made = Watched(context.new_page(), base)
    made.page.set_default_timeout(15_000)
    yield made
    assert (made.errors, made.dialogs, made.foreign) == ([], [], [])
