"""What strangers are handed: an audit that never calls the unchecked clean, a bill of materials, archives of the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from explorer import __version__
from explorer.ui.shell import shell
from tests.house.source import ROOT
from tests.house.test_locks import requirements


def run(script: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


# -- audit --------------------------------------------------------------------------------------------

LOCK = "blinker==1.9.0 \\\n    --hash=sha256:{a}\nclick==8.3.1 ; python_version < '3.14' \\\n    --hash=sha256:{a}\n".format(
    a="0" * 64
)
CLEAN = {"name": "blinker", "version": "1.9.0", "vulns": []}
CLICK = {"name": "click", "version": "8.3.1", "vulns": []}
ANSWERS = {
    "all answered, nothing known": (
        [CLEAN, CLICK],
        0,
        "0 with known vulnerabilities, 2 with none known, 0 not checked",
    ),
    "one known": ([CLEAN, {**CLICK, "vulns": [{"id": "X-1"}]}], 1, "click 8.3.1: X-1"),
    "one known, one not checked": ([{**CLICK, "vulns": [{"id": "X-1"}]}], 1, "answered: blinker"),
    "one skipped": ([CLEAN, {"name": "click", "skip_reason": "not found"}], 4, "answered: click"),
    "another version answered": ([CLEAN, {**CLICK, "version": "8.3.0"}], 4, "answered: click"),
    "none answered": ([], 4, "0 with none known, 2 not checked"),
}


@pytest.mark.parametrize(("packages", "code", "said"), ANSWERS.values(), ids=ANSWERS)
def test_audit_says_what_it_knows(packages: list[dict[str, object]], code: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "lock.txt").write_text(LOCK)
    (tmp_path / "answers.json").write_text(json.dumps({"dependencies": packages}))
    ran = run("audit.py", tmp_path / "lock.txt", "--answers", tmp_path / "answers.json")
    assert ran.returncode == code, ran.stderr
    assert said in ran.stdout


def test_a_database_that_prints_nothing_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "lock.txt").write_text(LOCK)
    (tmp_path / "answers.json").write_text("")
    ran = run("audit.py", tmp_path / "lock.txt", "--answers", tmp_path / "answers.json")
    assert (ran.returncode, "clean" in ran.stdout) == (4, False)


def test_what_one_database_does_not_know_another_may(tmp_path: Path) -> None:
    (tmp_path / "lock.txt").write_text(LOCK)
    for name, packages in {"a": [CLEAN, CLICK], "b": [{**CLEAN, "vulns": [{"id": "X-2"}]}]}.items():
        (tmp_path / name).write_text(json.dumps({"dependencies": packages}))
    ran = run("audit.py", tmp_path / "lock.txt", "--answers", tmp_path / "a", "--answers", tmp_path / "b")
    assert (ran.returncode, "X-2" in ran.stdout) == (1, True)


# -- bill of materials --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bill() -> str:
    ran = run("sbom.py", SOURCE_DATE_EPOCH="1700000000")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_bill_is_the_same_twice(bill: str) -> None:
    assert run("sbom.py", SOURCE_DATE_EPOCH="1700000000", PYTHONHASHSEED="7").stdout == bill


def test_bill_holds_the_lock(bill: str) -> None:
    document = json.loads(bill)
    held = {
        part["name"]: sorted(digest["content"] for digest in part["externalReferences"][0]["hashes"])
        for part in document["components"]
    }
    assert held == {name: sorted(digests) for name, digests in requirements("run.txt").items()}
    assert document["metadata"]["component"]["version"] == __version__
    depends = {entry["ref"]: entry.get("dependsOn", []) for entry in document["dependencies"]}
    assert any(ref.startswith("pkg:pypi/networkx@") for ref in depends[f"subca@{__version__}"])


def test_bill_names_no_address(bill: str) -> None:
    assert set(re.findall(r"\w+://[^\"]+", bill)) == {"http://cyclonedx.org/schema/bom-1.6.schema.json"}


# -- archives -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built twice from two folders, umasks, time zones and file times; handed out as the bytes are the same."""
    folder = tmp_path_factory.mktemp("dist")
    ran = run("dist.py", "--out", folder)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.mark.slow
def test_two_builds_have_the_same_bytes_and_sums(dist: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (dist / "SHA256SUMS").read_text().splitlines())
    archives = {f"subca-{__version__}-py3-none-any.whl", f"subca-{__version__}.tar.gz"}
    assert set(sums) == archives
    assert sums == {name: hashlib.sha256((dist / name).read_bytes()).hexdigest() for name in archives}
    assert {path.name for path in dist.iterdir()} == {*archives, "SHA256SUMS", "NOTES.txt", "subca.cdx.json"}


@pytest.mark.slow
def test_the_source_archive_builds_the_same_wheel_and_runs_its_tests(dist: Path, tmp_path: Path) -> None:
    with tarfile.open(dist / f"subca-{__version__}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / f"subca-{__version__}"
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "again")]
    (wheel,) = dist.glob("*.whl")
    epoch = json.loads((dist / "subca.cdx.json").read_text())["metadata"]["timestamp"]
    seconds = subprocess.run(["date", "-d", epoch, "+%s"], capture_output=True, text=True, check=True).stdout.strip()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": seconds}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()
    tests = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/house/test_floors.py",
        "tests/explorer/model",
    ]
    ran = subprocess.run(tests, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:]


# -- one version --------------------------------------------------------------------------------------


def test_notes_are_those_of_the_version() -> None:
    ran = run("notes.py")
    assert ran.returncode == 0
    assert ran.stdout.startswith(f"# subca {__version__}")
    assert "### Added" in ran.stdout


def test_the_version_is_written_in_one_place() -> None:
    code = [path for room in ("explorer", "ingest", ".ci") for path in (ROOT / room).rglob("*.py")]
    written = [
        path for path in [*code, ROOT / "app.py", ROOT / "pyproject.toml"] if f'"{__version__}"' in path.read_text()
    ]
    assert written == [ROOT / "explorer" / "__init__.py"]


def test_the_screen_names_its_version() -> None:
    assert f"subca {__version__}" in str(shell("/"))
