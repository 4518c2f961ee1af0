"""Reading, extracting and the strict tier against their yardsticks: parse floor and signature floor, `csv.reader`.

    python -m benchmarks.bench_ingest [--short] [--data FOLDER] [--pairs N] [--json FILE]

Everything in one process and one thread, collector off. The parse floor makes one object of the library per certificate
and reads nothing of it. Skimming and objects must agree on every certificate that both accept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.floors import csv_floor, csv_rows, parse_floor, read_skims, signature_calls, signature_floor
from benchmarks.measure import paired, seconds
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from ingest.decode.certificate import read_certificates_of
from ingest.decode.skim import skim
from ingest.decode.strict import StrictParser
from ingest.sources.ccadb_records import read_records
from ingest.sources.recognise import unpacked


def records(reports: list[Path], pairs: int) -> list[Ratio]:
    """CCADB reports to rows in memory, and with the identity of every row."""
    ratios: list[float] = []
    digested: list[float] = []
    for path in reports:
        data = unpacked(path.read_bytes(), where=path.name)
        report = read_records(data, where=path.name)
        assert report.counts.read == csv_rows(data), path.name
        read = partial(seconds, lambda data=data: read_records(data, where="report"))  # type: ignore[misc]
        full = partial(seconds, lambda data=data: {row.digest for row in read_records(data, where="report").rows})  # type: ignore[misc]
        yardstick = partial(csv_floor, data)
        ratios += paired(read, yardstick, pairs)
        digested += paired(full, yardstick, pairs)
    return [ratio_of("records", ratios), ratio_of("records, every row digested", digested)]


def certificates(data: Path, pairs: int) -> list[Ratio]:
    """PEM files to skims, to strict answers, to all facts."""
    skims = list(read_skims(data))
    ders = [outer.der for outer in skims]
    assert [skim(der) for der in ders] == skims
    facts = read_certificates_of(skims)
    assert [fact.id for fact in facts] == [outer.id for outer in skims]
    calls = signature_calls(data)
    by_parsing, by_signature = partial(parse_floor, ders), partial(signature_floor, calls)
    stages: dict[str, tuple[Callable[[], object], Callable[[], float]]] = {
        "skim, x parse floor": (lambda: [skim(der) for der in ders], by_parsing),
        "strict tier, x parse floor": (lambda: list(StrictParser().refusals(skims)), by_parsing),
        "read PEM files, x floor": (lambda: list(read_skims(data)), by_signature),
        "all facts, strict tier included, x floor": (lambda: read_certificates_of(skims), by_signature),
    }
    return [ratio_of(name, paired(partial(seconds, run), floor, pairs)) for name, (run, floor) in stages.items()]


def main() -> int:
    """Measure, print, write."""
    options = arguments(__doc__).parse_args()
    if options.data is None:
        print("no data: set SUBCA_TEST_DATA or give --data")
        return 0
    reports = sorted((options.data / "ccadb").glob("*.csv.gz"))
    figures = records(reports[-1:] if options.short else reports, options.pairs)
    figures += certificates(options.data, options.pairs)
    for figure in figures:
        print(line(figure))
    if options.json:
        write(options.json, figures, [options.data / "pem", *reports])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
