"""One process, two processes, two workers of a cluster: the same census, the same counts; start-up, small tasks, a killed worker.

    python -m benchmarks.bench_scale [--short] [--data FOLDER] [--pairs N] [--json FILE]

Every run counts the same units of the sample log and must find what is known beforehand. Look at CPU over wall before
you believe a ratio: near 2 for two workers, or somebody else has the other core. The cluster needs the extra `scale`.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import paired
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from ingest.ct.count import CensusUnit, count_unit
from ingest.ct.executor import Engine, engine, results
from ingest.ct.plan import at_hand, units
from ingest.ct.shelf import Shelf
from ingest.ct.tally import Part
from ingest.sample.log import SampleLog
from ingest.sample.log_cast import alder_cast
from ingest.sample.log_files import tiled_files

SIZE, SHORT_SIZE = 200_000, 40_000  # entries
TASKS = 200  # of nothing, to see what a task costs
KILLED = "SUBCA_BENCH_KILLED"  # names a file: the worker that makes it dies


def nothing(number: int) -> int:
    """A task without work."""
    return number


def die_once(unit: CensusUnit) -> Part:
    """Count, but the first time with the death of the process."""
    try:
        Path(os.environ[KILLED]).touch(exist_ok=False)
    except FileExistsError:
        return count_unit(unit)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class Census:
    """The units of one log, with what must come of them."""

    def __init__(self, folder: Path, size: int) -> None:
        log = SampleLog(cast=alder_cast(), size=size)
        for path, data in tiled_files(log):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        shelf = Shelf(base=str(folder))
        self.units = list(units(at_hand(shelf, shelf.files()), (), size=size // 8))
        self.expected = (
            sum(one.precertificates for one in log.issued), sum(one.certificates for one in log.issued), log.garbage,
        )  # fmt: skip

    def run(self, runs_on: Engine | None, work: object = count_unit) -> float:
        """Wall seconds; raises when the counts are others."""
        assert callable(work)
        start = time.perf_counter()
        parts: list[Part] = []
        for _, part in results(runs_on, work, self.units):
            assert isinstance(part, Part), part
            parts.append(part)
        took = time.perf_counter() - start
        days = [counts for part in parts for tally in part.tallies.values() for counts in tally.issued.values()]
        found = (sum(p for p, _ in days), sum(f for _, f in days), sum(len(part.unread) for part in parts))
        assert found == self.expected, f"counted {found}, known {self.expected}"
        return took


def task_milliseconds(runs_on: Engine) -> float:
    """What one task without work costs."""
    start = time.perf_counter()
    assert sorted(result for _, result in results(runs_on, nothing, range(TASKS)) if isinstance(result, int)) == list(
        range(TASKS)
    )
    return (time.perf_counter() - start) / TASKS * 1_000


@contextmanager
def two_workers() -> Iterator[Engine]:
    """A cluster on this machine, on loopback."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        engine(cluster.scheduler_address, 1) as runs_on,
    ):
        yield runs_on


def main() -> int:
    """Measure."""
    options = arguments(__doc__, pairs=5).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        census = Census(Path(scratch, "log"), SHORT_SIZE if options.short else SIZE)
        figures = local(census, options.pairs, Path(scratch, "killed"))
        if importlib.util.find_spec("distributed") is None:
            print("cluster: the extra `scale` is not installed")
        else:
            figures += on_cluster(census, options.pairs)
        print("\n".join(map(line, figures)))
        if options.json:
            write(options.json, figures)
    return 0


def local(census: Census, pairs: int, killed: Path) -> list[Ratio]:
    """One process against two, and what a killed worker costs."""
    os.environ[KILLED] = str(killed)  # before the workers begin: they inherit it
    start = time.perf_counter()
    with engine(None, 2) as pool:
        assert [r for _, r in results(pool, nothing, [1])] == [1]
        begun = time.perf_counter() - start
        task = task_milliseconds(pool)
        speed = paired(lambda: census.run(None), lambda: census.run(pool), pairs)
        whole = census.run(pool)
        with_death = census.run(pool, die_once)
    return [
        ratio_of(
            "workers-2", speed, f"{census.expected[0] + census.expected[1]:,} certificates in {len(census.units)} units"
        ),
        ratio_of("processes: start, s", [begun]),
        ratio_of("processes: a task, ms", [task]),
        ratio_of("processes: one killed", [with_death / whole], "against an undisturbed run; its units are done again"),
    ]


def on_cluster(census: Census, pairs: int) -> list[Ratio]:
    """One process against two workers of a cluster."""
    start = time.perf_counter()
    with two_workers() as runs_on:
        begun = time.perf_counter() - start
        task = task_milliseconds(runs_on)
        speed = paired(lambda: census.run(None), lambda: census.run(runs_on), pairs)
    return [
        ratio_of("cluster-2", speed),
        ratio_of("cluster: start, s", [begun]),
        ratio_of("cluster: a task, ms", [task]),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
