"""Every write, sync and rename that an ingest makes fails once: exit code 5, the store is the old or the new one, and the
next run gives what an undisturbed one would have given."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.failing import FAULTS, Fault, compiled, environment
from tests.faults.machine import run, snapshot_id, spread, tell

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = compiled(tmp_path_factory.mktemp("library"))
    if found is None:
        pytest.skip("no C compiler, or no preloading, on this machine")
    return found


@pytest.fixture(scope="module")
def first(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds a good state, and its raw inputs."""
    folder = tmp_path_factory.mktemp("first")
    assert run("ingest", sample_folder / "rootstores", "--store", folder / "s.sqlite")[0] == 0
    return folder


def fresh(first: Path, folder: Path) -> Path:
    """A copy of it in place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(first, folder)
    return folder / "s.sqlite"


def tried(
    fault: Fault, library: Path, folder: Path, short: int, work: Callable[[dict[str, str]], tuple[int, str]]
) -> list[tuple[int, int, str]]:
    """(call, exit code, what was said) of the work with each call failing in turn; `work` begins anew each time."""
    count = folder.parent / "count"
    code, said = work(dict(environment(library, folder, fault, count=count)))
    assert code in (0, 1), said
    found = []
    for at in spread(int(count.read_text()), short):
        code, said = work(dict(environment(library, folder, fault, at=at)))
        found.append((at, code, said))
    return found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_ingest(fault: Fault, library: Path, first: Path, sample_folder: Path, tmp_path: Path) -> None:
    inputs = (sample_folder / "onecrl", sample_folder / "register", sample_folder / "responders")
    folder = tmp_path / "store"
    store = fresh(first, folder)
    before = snapshot_id(store)
    assert run("ingest", *inputs, "--store", store)[0] == 0
    after = snapshot_id(store)
    assert before != after

    def work(settings: dict[str, str]) -> tuple[int, str]:
        code, said = run("ingest", *inputs, "--store", fresh(first, folder), environment=settings)
        seen = snapshot_id(store)
        if "SUBCA_FAIL_AT" not in settings:
            return code, said
        assert code == 5 or (code == 0 and seen == after), (settings, code, said)
        assert seen in (before, after), (settings, said)
        again, said_again = run("ingest", *inputs, "--store", store)
        assert (again, snapshot_id(store)) == (0, after), (settings, said_again)
        assert not list(folder.rglob("*.part"))
        tell(f"code {code}, {'new' if seen == after else 'old'} state")
        return code, said

    codes = [code for _, code, _ in tried(fault, library, folder, 6, work)]
    assert set(codes) <= {0, 5}
    assert (0 if fault.may_succeed else 5) in codes


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_an_export(fault: Fault, library: Path, sample_store: Path, tmp_path: Path) -> None:
    """The old file stays, whole, or the new one is there, whole; no debris."""
    folder = tmp_path / "out"
    command = ("flags", "--store", sample_store, "--format", "csv", "--out", folder / "flags.csv")
    folder.mkdir()
    assert run(*command)[0] == 1
    whole = (folder / "flags.csv").read_bytes()

    def work(settings: dict[str, str]) -> tuple[int, str]:
        (folder / "flags.csv").write_bytes(b"old")
        code, said = run(*command, environment=settings)
        if "SUBCA_FAIL_AT" not in settings:
            return code, said
        held = (folder / "flags.csv").read_bytes()
        assert [path.name for path in folder.iterdir()] == ["flags.csv"], settings
        assert (code, held) in ((5, b"old"), (5, whole), (1, whole)), (settings, code, said)
        tell(f"code {code}, {'new' if held == whole else 'old'} file")
        return code, said

    codes = [code for _, code, _ in tried(fault, library, folder, 3, work)]
    assert set(codes) <= {1, 5}
    assert (1 if fault.may_succeed else 5) in codes
