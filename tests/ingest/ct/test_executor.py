"""Where units run: the same results here, in processes, on a cluster; workers that die, errors that are results."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.errors import InputRejected, SourceUnreachable, UsageError
from ingest.ct import census, executor
from ingest.ct.executor import engine, results
from tests.ingest.ct.counting import FORMATS, MARK, always_die, check_counts, count, die_once, write_log


def double(number: int) -> int:
    if number == 3:
        raise InputRejected("three", where="here")
    return 2 * number


def outcome(pairs: Iterator[tuple[int, object]]) -> dict[int, str]:
    return {number: str(result) for number, result in pairs}


WANTED = {number: "here: three" if number == 3 else str(2 * number) for number in range(20)}


def test_here_and_in_processes_the_results_are_the_same() -> None:
    with engine(None, 2) as pool:
        assert outcome(results(pool, double, range(20))) == WANTED
    assert outcome(results(None, double, range(20))) == WANTED


def test_workers_that_always_die_end_the_run_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "MAX_BREAKS", 1)
    with engine(None, 1) as pool, pytest.raises(SourceUnreachable, match="workers die") as caught:
        list(results(pool, always_die, range(3)))
    assert "run again" in caught.value.remedy


def test_without_the_extra_a_scheduler_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(UsageError, match="distributed") as caught, engine("tcp://127.0.0.1:1", 1):
        pass
    assert "subca[scale]" in caught.value.remedy


def test_no_scheduler_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra `scale` is not installed")
    monkeypatch.setattr(executor, "CONNECT_SECONDS", 1)
    with pytest.raises(SourceUnreachable, match="no scheduler"), engine("tcp://127.0.0.1:9", 1):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("is_killed", [False, True], ids=["undisturbed", "a worker is killed"])
def test_two_workers_of_a_cluster_give_the_known_counts(
    form: str, is_killed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `scale` is not installed")
    size = 20_000
    held = write_log(tmp_path / "log", size, form)
    mark = tmp_path / "killed"
    monkeypatch.setenv(MARK, str(mark))  # before the workers begin: they inherit it
    if is_killed:
        monkeypatch.setattr(census, "count_job", die_once)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        engine(cluster.scheduler_address, 1) as runs_on,
    ):
        report = count(tmp_path / "s.sqlite", held, engine=runs_on, size=2_048)
    assert mark.exists() is is_killed
    assert (report.entries, report.rejected) == (size, [])
    check_counts(tmp_path / "s.sqlite", size)
