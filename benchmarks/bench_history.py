"""History: importing changed and unchanged days, the store's growth, claims that changed, and a whole diff.

    python benchmarks/bench_history.py EARLIER.csv[.gz] LATER.csv[.gz] [--days 366]

The reports must have their day in their names; the days between are made of their rows (`year_of_reports.py`). Times
are processor time of the main thread, which a busy machine moves least, as ratios to a yardstick of the same process
(performance page, section 1). Ends with 1 when a hard budget is missed by more than a tenth.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.year_of_reports import year
from explorer.analysis.assess import survey
from explorer.analysis.changes import diff
from explorer.analysis.standing import standing
from explorer.analysis.typed_changes import typed
from explorer.store.catalog import open_store
from explorer.store.changed import changed_claims, changed_records
from explorer.store.check import check_store
from explorer.terminal.progress import SILENT
from ingest.dated import DatedFile
from ingest.history import import_history
from ingest.reading import Asked
from ingest.sources.ccadb_records import read_records
from ingest.sources.recognise import Kind, day_of, unpacked

TOLERANCE = 1.1
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def seconds(work: Callable[[], object]) -> float:
    """Processor time of this thread for one call, collector off."""
    gc.collect()
    gc.disable()
    start = time.thread_time()
    work()
    return time.thread_time() - start


def bring(store: Path, days: list[tuple[date, bytes]]) -> None:
    """Import reports of days."""
    files = [
        DatedFile(day=day, name="report.csv", file=f"report_{day}.csv", is_fixed=False, read=partial(bytes, data))
        for day, data in days
    ]
    found = import_history(files, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT)
    assert found.days == len(days) and not found.rejected


def main() -> int:
    """Measure one series of days."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--days", type=int, default=366, help="At most so many changed days.")
    options = parser.parse_args()
    reports = []
    for path in options.reports:
        day = day_of(path.name, b"", Kind.CCADB_RECORDS)
        assert day is not None, f"{path.name} names no day"
        reports.append((day, unpacked(path.read_bytes(), where=str(path))))
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        days: list[date] = []
        sizes: list[int] = []
        ratios: list[float] = []
        series = year(sorted(reports))
        print(f"Python {platform.python_version()}")
        while part := list(islice(series, 1 if not days else min(61, options.days - len(days)))):
            parse = sum(seconds(partial(read_records, data, where="benchmark")) for _, data in part)
            ratios.append(seconds(partial(bring, store, part)) / parse)
            days += [day for day, _ in part]
            sizes.append(store.stat().st_size)
            last = part[-1][1]
            if len(days) >= options.days:
                break
        median = statistics.median(ratios[1:])
        print(
            f"{len(days)} days; a changed day / parsing it: {median:.2f} ({min(ratios[1:]):.2f} to {max(ratios[1:]):.2f}), budget 2 (soft)"
        )
        growth = (sizes[-1] - sizes[0]) / (len(days) - 1) / 1000
        print(f"store file: {sizes[0] / 1e6:.2f} MB the first day, then {growth:.1f} kB a day, budget 10 (hard)")
        missed |= growth > 10 * TOLERANCE
        count = 60
        repeats = [(days[-1] + timedelta(n), last) for n in range(1, count + 1)]
        yardstick = statistics.median(seconds(partial(hashlib.sha256, last)) for _ in range(11)) * count
        bring(store, repeats[:1])
        ratio = seconds(partial(bring, store, repeats[1:])) / yardstick * count / (count - 1)
        print(f"an unchanged day / its SHA-256: {ratio:.2f}, budget 2 (hard)")
        missed |= ratio > 2 * TOLERANCE
        compare(store, days)
    return int(missed)


def compare(store: Path, days: list[date]) -> None:
    """What two days cost to compare: the claims that changed, and the whole typed diff with effects."""
    with open_store(store) as opened:
        assert check_store(opened).days

        def claims(start: date, end: date) -> float:
            work = lambda: (changed_records(opened, start, end), changed_claims(opened, start, end))  # noqa: E731
            return statistics.median(seconds(work) for _ in range(7)) * 1000

        print(f"claims that changed between neighbours: {claims(days[-2], days[-1]):.1f} ms, budget 10 (soft)")
        print(f"claims that changed over all days: {claims(days[0], days[-1]):.1f} ms")

        def whole() -> None:
            before, after = (standing(survey(opened.snapshot(day))) for day in (days[-2], days[-1]))
            typed(diff(opened, before, after))

        print(f"a whole diff of neighbours, both days judged: {seconds(whole) * 1000:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
