"""The wheel, installed into a new environment and started from another folder, serves the sample world."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer import __version__
from tests.house.source import ROOT

pytestmark = pytest.mark.slow
SECONDS_TO_START = 30


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; what it depends on is lent from this one, the checkout is not."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    install = [
        "pip",
        "--python",
        str(folder / "bin" / "python"),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run([sys.executable, "-m", *install, "--force-reinstall"], check=True)
    return folder


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


def subca(environment: Path, elsewhere: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = {"HOME": str(elsewhere), "PATH": os.environ["PATH"]}
    command = [str(environment / "bin" / "subca"), *arguments]
    return subprocess.run(command, cwd=elsewhere, env=home, capture_output=True, text=True, check=False)


def test_wheel_holds_roof_packages_and_assets_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"app.py", "explorer", "ingest", f"subca-{__version__}.dist-info"}
    packaged = {name.removeprefix("explorer/assets/") for name in names if name.startswith("explorer/assets/")}
    assert packaged == {path.name for path in (ROOT / "assets").iterdir()}
    assert any(name.startswith("ingest/sample/") for name in names)
    registers = [path for path in (ROOT / "ingest" / "registers").rglob("*") if path.is_file()]
    assert {path.relative_to(ROOT).as_posix() for path in registers} <= set(names)


def test_version(environment: Path, elsewhere: Path) -> None:
    ran = subca(environment, elsewhere, "--version")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"subca {__version__}\n", "")


def test_code_comes_from_the_wheel(environment: Path, elsewhere: Path) -> None:
    script = "import app, explorer, ingest; print(app.__file__, explorer.__file__, ingest.__file__)"
    command = [str(environment / "bin" / "python"), "-c", script]
    ran = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=True)
    assert all(str(environment) in path for path in ran.stdout.split())


@pytest.fixture(scope="module")
def store(environment: Path, elsewhere: Path) -> Path:
    ran = subca(environment, elsewhere, "demo", "--once", "--folder", str(elsewhere / "demo"))
    assert ran.returncode == 0, ran.stderr
    assert "subca serve --store" in ran.stdout
    return elsewhere / "demo" / "sample.sqlite"


@pytest.fixture
def address(environment: Path, elsewhere: Path, store: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(environment / "bin" / "subca"), "serve", "--store", str(store), "--port", str(port)]
    server = subprocess.Popen(command, cwd=elsewhere, stderr=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=30)
    assert server.returncode == 143, said


def get(address: str) -> tuple[int, str]:
    """The answer, as soon as the server is there."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(address, timeout=SECONDS_TO_START) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_server_started_from_elsewhere_serves_page_and_assets(address: str) -> None:
    status, page = get(address)
    assert status == 200
    linked = set(re.findall(r"(?:href|src)=\"/(assets/[^\"?]+)", page))
    assert {f"assets/{path.name}" for path in (ROOT / "assets").glob("*.css")} <= linked
    for asset in linked:
        assert get(address + asset)[0] == 200
