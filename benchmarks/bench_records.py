"""CCADB report to rows in memory, against a bare csv.reader on the same bytes, collector off.

    python -m benchmarks.bench_records [--data FOLDER] [--pairs 11] [--json FILE]

The largest all-records report of the folder. Also the extra cost of digesting every row. Both must count the rows that
the yardstick counts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.floors import csv_floor, csv_rows
from benchmarks.measure import paired, seconds
from benchmarks.results import arguments, line, ratio_of, write
from ingest.sources.ccadb_records import read_records
from ingest.sources.recognise import unpacked


def ours(data: bytes) -> int:
    """The reader: decoded, split, checked and accounted for."""
    return read_records(data, where="benchmark").counts.read


def digested(data: bytes) -> int:
    """The reader, and the identity of every row."""
    report = read_records(data, where="benchmark")
    return len({row.digest for row in report.rows}) + report.counts.quarantined + report.counts.duplicates


def main() -> int:
    """Measure one report."""
    options = arguments(__doc__, pairs=11).parse_args()
    if options.data is None:
        print("no data: name their folder in SUBCA_TEST_DATA, or give --data")
        return 0
    report = max((options.data / "ccadb").glob("AllCertificateRecords_*.csv*"), key=lambda path: path.stat().st_size)
    data = unpacked(report.read_bytes(), where=report.name)
    expected = csv_rows(data)

    def timed(work: Callable[[bytes], int]) -> list[float]:
        assert work(data) == expected, f"{work.__name__} counts other rows than csv.reader"
        return paired(lambda: seconds(partial(work, data)), lambda: csv_floor(data), options.pairs)

    note = f"{expected} rows, {len(data):,} bytes"
    figures = [ratio_of("records", timed(ours), note), ratio_of("records, every row digested", timed(digested), note)]
    print("\n".join(map(line, figures)))
    if options.json:
        write(options.json, figures, [report])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
