"""History: importing changed and unchanged days, the store's growth, claims that changed, and a whole diff.

    python -m benchmarks.bench_history [--short] [--data FOLDER] [--days 366] [--json FILE]

The days between the all-records reports of the folder are made of their rows (`year_of_reports.py`). Times are processor
time of the main thread, which a busy machine moves least, as ratios to a yardstick of the same process. The store must
hold every day and pass its check.
"""

from __future__ import annotations

import gc
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.results import Ratio, arguments, line, ratio_of, write
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

PART = 30  # days imported in one run, after the first
SHORT_DAYS = 61
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def seconds(work: Callable[[], object]) -> float:
    """Processor time of this thread for one call, collector off."""
    gc.collect()
    gc.disable()
    try:
        start = time.thread_time()
        work()
        return time.thread_time() - start
    finally:
        gc.enable()


def bring(store: Path, days: list[tuple[date, bytes]]) -> None:
    """Import reports of days."""
    files = [
        DatedFile(day=day, name="report.csv", file=f"report_{day}.csv", is_fixed=False, read=partial(bytes, data))
        for day, data in days
    ]
    found = import_history(files, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT)
    assert found.days == len(days) and not found.rejected


def dated(paths: list[Path]) -> list[tuple[date, bytes]]:
    """Reports with the day of their name, in order of day."""
    found = []
    for path in paths:
        day = day_of(path.name, b"", Kind.CCADB_RECORDS)
        assert day is not None, f"{path.name} names no day"
        found.append((day, unpacked(path.read_bytes(), where=path.name)))
    return sorted(found)


def measured(reports: list[tuple[date, bytes]], limit: int, store: Path) -> Iterator[Ratio]:
    """Import the days one part after another, then the same day again and again, then compare."""
    series = year(reports)
    first = next(series)
    bring(store, [first])
    sizes, days, ratios = [store.stat().st_size], [first[0]], []
    last = first[1]
    while part := list(islice(series, min(PART, limit - len(days)))):
        parse = sum(seconds(partial(read_records, data, where="benchmark")) for _, data in part)
        ratios.append(seconds(partial(bring, store, part)) / parse)
        days += [day for day, _ in part]
        sizes.append(store.stat().st_size)
        last = part[-1][1]
    yield ratio_of("history-changed-day", ratios, f"{len(days)} days, {PART} a run")
    growth = (sizes[-1] - sizes[0]) / (len(days) - 1) / 1000
    yield ratio_of("history-bytes", [growth], f"{sizes[0] / 1e6:.2f} MB the first day")
    repeats = [(days[-1] + timedelta(n), last) for n in range(1, 61)]
    bring(store, repeats[:1])
    parts = [repeats[start : start + 12] for start in range(1, 60, 12)]
    same = []
    for part in parts:
        yardstick = statistics.median(seconds(partial(hashlib.sha256, last)) for _ in range(11))
        same.append(seconds(partial(bring, store, part)) / yardstick / len(part))
    yield ratio_of("history-unchanged-day", same, f"{len(last):,} bytes")
    yield from compared(store, days)


def compared(store: Path, days: list[date]) -> Iterator[Ratio]:
    """What two days cost to compare: the claims that changed, and the whole typed diff with effects."""
    with open_store(store) as opened:
        assert check_store(opened).days >= len(days)

        def claims(start: date, end: date) -> list[float]:
            work = lambda: (changed_records(opened, start, end), changed_claims(opened, start, end))  # noqa: E731
            return [seconds(work) * 1000 for _ in range(7)]

        def whole() -> None:
            before, after = (standing(survey(opened.snapshot(day))) for day in (days[-2], days[-1]))
            typed(diff(opened, before, after))

        yield ratio_of("history-diff", claims(days[-2], days[-1]), "neighbours")
        yield ratio_of(f"claims that changed over {len(days)} days, ms", claims(days[0], days[-1]))
        yield ratio_of("diff of neighbours, both days judged, ms", [seconds(whole) * 1000 for _ in range(3)])


def main() -> int:
    """Measure one series of days."""
    parser = arguments(__doc__)
    parser.add_argument("--days", type=int, default=366, help="at most so many changed days")
    options = parser.parse_args()
    if options.data is None:
        print("no data: name their folder in SUBCA_TEST_DATA, or give --data")
        return 0
    paths = sorted((options.data / "ccadb").glob("AllCertificateRecords_*.csv*"))[-2:]
    with tempfile.TemporaryDirectory() as folder:
        limit = SHORT_DAYS if options.short else options.days
        figures = list(measured(dated(paths), limit, Path(folder) / "store.sqlite"))
    print("\n".join(map(line, figures)))
    if options.json:
        write(options.json, figures, paths)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
