"""CCADB report -> rows in memory, against a bare csv.reader on the same bytes, collector off.

    python benchmarks/bench_records.py REPORT.csv[.gz] [--pairs 11]

Prints the median of the ratios with its spread, and the extra cost of digesting every row. Ends with 1 when the
median is more than a tenth over the budget (performance page, section 1).
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest.sources.ccadb_records import read_records
from ingest.sources.recognise import unpacked

BUDGET = 1.5
TOLERANCE = 1.1


def bare(data: bytes) -> int:
    """The yardstick: decode, split, keep."""
    return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1


def ours(data: bytes) -> int:
    """The reader: all of that, checked and accounted for."""
    return read_records(data, where="benchmark").counts.read


def digested(data: bytes) -> int:
    """The reader, and the identity of every row."""
    report = read_records(data, where="benchmark")
    return len({row.digest for row in report.rows}) + report.counts.quarantined + report.counts.duplicates


def seconds(work: Callable[[bytes], int], data: bytes, expected: int) -> float:
    """Time of one run; the collector is off, and empty before."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        found = work(data)
        taken = time.perf_counter() - start
    finally:
        gc.enable()
    assert found == expected, f"{work.__name__} counts {found} rows, the yardstick {expected}"
    return taken


def main() -> int:
    """Measure one report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("--pairs", type=int, default=11)
    options = parser.parse_args()
    data = unpacked(options.report.read_bytes(), where=str(options.report))
    expected = bare(data)
    pairs = []
    for _ in range(options.pairs + 1):
        yardstick = seconds(bare, data, expected)
        pairs.append((seconds(ours, data, expected) / yardstick, seconds(digested, data, expected) / yardstick))
    read, full = (sorted(column) for column in zip(*pairs[1:], strict=True))  # the first pair warms up
    median = statistics.median(read)
    print(f"Python {platform.python_version()}, {expected} rows, {len(data)} bytes, {options.pairs} pairs")
    print(f"rows in memory / csv.reader: {median:.2f} (from {read[0]:.2f} to {read[-1]:.2f}), budget {BUDGET}")
    print(f"with every row digested:     {statistics.median(full):.2f} (from {full[0]:.2f} to {full[-1]:.2f})")
    return int(median > BUDGET * TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
