"""All benchmarks with one command, and their table.

    python -m benchmarks.run [--short] [--data FOLDER] [--only NAME ...] [--keep FOLDER] [--page FILE]

The full form measures the data that SUBCA_TEST_DATA names (or `--data`), and a synthetic world when there are none;
`--short` always measures a small synthetic world, in under two minutes on two idle cores. Ends with 1 when a benchmark
fails, gives a wrong result or misses a hard budget (`compare.py`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.compare import compare
from benchmarks.gen import write
from benchmarks.measure import ROOT
from benchmarks.results import arguments

SHORT_CERTIFICATES, FULL_CERTIFICATES = 3000, 10_000
SHORT_PAIRS = 3
DEADLINE = {True: 120, False: 3600}  # seconds a benchmark may take, by `short`


def names() -> list[str]:
    """Every benchmark, in order of name."""
    return sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))


def measure(name: str, data: Path, results: Path, *, short: bool, pairs: int) -> bool:
    """Run one benchmark as a process of its own; whether it gave its figures."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--data", str(data), "--pairs", str(pairs)]
    command += ["--json", str(results / f"{name}.json"), *(["--short"] if short else [])]
    print(f"== {name}", flush=True)
    start = time.monotonic()
    try:
        code = subprocess.run(command, cwd=ROOT, check=False, timeout=DEADLINE[short]).returncode
    except subprocess.TimeoutExpired:
        print(f"{name}: stopped after {DEADLINE[short]} s")
        return False
    print(f"   {name}: {time.monotonic() - start:.1f} s, exit code {code}", flush=True)
    return code == 0


def main() -> int:
    """Measure, compare, answer."""
    parser = arguments(__doc__)
    parser.set_defaults(pairs=None)
    parser.add_argument("--only", nargs="+", choices=names(), help="these benchmarks")
    parser.add_argument("--keep", type=Path, help="keep the result files in this folder")
    parser.add_argument("--page", type=Path, help="write the table into this page")
    options: argparse.Namespace = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data, results = options.data, options.keep or Path(scratch, "results")
        results.mkdir(parents=True, exist_ok=True)
        if options.short or data is None:
            data = Path(scratch, "synthetic")
            count = write(data, SHORT_CERTIFICATES if options.short else FULL_CERTIFICATES)
            print(f"a synthetic world of {count} certificates")
        pairs = options.pairs or (SHORT_PAIRS if options.short else 7)
        failed = [
            name
            for name in options.only or names()
            if not measure(name, data, results, short=options.short, pairs=pairs)
        ]
        print()
        code = compare(results, short=options.short, page=options.page)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else code


if __name__ == "__main__":
    raise SystemExit(main())
