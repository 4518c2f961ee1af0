"""The store as a cache, whole processes: cold, warm, partly warm, inputs changed, new certificates, damaged.

    python -m benchmarks.bench_cache [--short] [--data FOLDER] [--pairs N] [--json FILE]

Ratios are to the signature floor in this process (cold ingest) and to the cold build of `bench_verify` as a process
(all else). Answers are compared, not only timed: a store that grew holds what one made at once holds, a query says the
same each time, a damaged store says so, and what is made again from the raw inputs answers as before.
"""

from __future__ import annotations

import base64
import csv
import gc
import gzip
import hashlib
import io
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench_verify import CHILD
from benchmarks.floors import read_skims, signature_calls, signature_floor
from benchmarks.measure import PROGRAM, ROOT, Process, process, subca
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from explorer.model.authority import LinkState
from explorer.store.certificates import number_of

NEW = 100  # certificates that come later
CHANGED = 100  # one row in so many has another cell
COLUMN = "CA Owner"  # the cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files of one measurement."""

    report: Path  # CCADB records
    changed: Path  # the same report, some cells changed, of a later day
    pem: Path  # folder: all certificates
    most: Path  # all but NEW of them
    rest: Path  # those


def prepare(data: Path, scratch: Path) -> Inputs:
    """Files beside the given ones."""
    report = sorted((data / "ccadb").glob("*.csv.gz"))[-1]
    rows = list(csv.reader(io.StringIO(gzip.decompress(report.read_bytes()).decode("utf-8-sig"), newline="")))
    owner = next(
        place for place, header in enumerate(rows[0]) if header.strip() in (COLUMN, "CA Owner/Certificate Name")
    )
    for row in rows[1::CHANGED]:
        row[owner] += " Changed"
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    changed = scratch / "AllCertificateRecords_2030-01-01.csv"
    changed.write_text(stream.getvalue(), encoding="utf-8")
    ders = [outer.der for outer in read_skims(data)]
    step = max(1, len(ders) // NEW)
    later = set(range(0, step * NEW, step))
    most, rest = scratch / "most.pem", scratch / "rest.pem"
    most.write_bytes(b"".join(pem_of(der) for place, der in enumerate(ders) if place not in later))
    rest.write_bytes(b"".join(pem_of(der) for place, der in enumerate(ders) if place in later))
    return Inputs(report=report, changed=changed, pem=data / "pem", most=most, rest=rest)


def pem_of(der: bytes) -> bytes:
    """One PEM block."""
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


def remove(store: Path) -> None:
    """A store and everything beside it."""
    for path in store.parent.glob(store.name + "*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def copied(store: Path, name: str) -> Path:
    """A copy of a store with its raw inputs."""
    other = store.with_name(name)
    remove(other)
    shutil.copy(store, other)
    shutil.copytree(f"{store}.raw", f"{other}.raw")
    return other


def digest_of(store: Path) -> str:
    """One value for certificates and the keys that verify them, whatever they are numbered."""
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute(
            "SELECT hex(sha256), hex(link.spki) FROM certificate "
            "LEFT JOIN link ON certificate = id AND state = ? ORDER BY 1, 2",
            (number_of(LinkState.VERIFIES),),
        ).fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def busiest(store: Path) -> str:
    """The certificate asked about: the oldest of the CA with the most certificates."""
    with closing(sqlite3.connect(store)) as connection:
        row = connection.execute(
            "SELECT hex(sha256) FROM certificate WHERE ca = (SELECT ca FROM certificate GROUP BY ca "
            "ORDER BY count(*) DESC, ca LIMIT 1) ORDER BY not_before, sha256 LIMIT 1"
        ).fetchone()
    return str(row[0])


class Bench:
    """One run over one set of inputs."""

    def __init__(self, data: Path, scratch: Path, pairs: int, *, short: bool) -> None:
        self.small = ", small world" if short else ""  # no budget: most of it is the start of the process
        self.data, self.scratch, self.pairs = data, scratch, pairs
        self.inputs = prepare(data, scratch)
        self.calls = signature_calls(data)
        gc.freeze()
        self.store = scratch / "cold.sqlite"

    def build(self) -> float:
        """Seconds of the cold build, one thread."""
        done = process(sys.executable, ROOT / "benchmarks" / "bench_verify.py", CHILD, "1", self.data)
        assert done.code == 0
        return done.wall

    def ingest(self, store: Path, *paths: Path) -> Process:
        """`subca ingest` of these paths."""
        return process(*PROGRAM, "ingest", *paths, "--store", store, silent=True)

    def against_build(self, run: Callable[[], Process]) -> tuple[list[float], list[Process]]:
        """Ratios to the cold build, measured in turn, and what the runs were."""
        run()
        ratios, done = [], []
        for _ in range(self.pairs):
            build = self.build()
            done.append(run())
            assert done[-1].code in (0, 1), done[-1].code
            ratios.append(done[-1].wall / build)
        return ratios, done

    def cold(self) -> Ratio:
        """A snapshot and all PEM files into a new store."""
        ratios, busy = [], []
        for place in range(self.pairs + 1):
            remove(self.store)
            floor = signature_floor(self.calls)
            done = self.ingest(self.store, self.inputs.report, self.inputs.pem)
            assert done.code == 0
            if place:
                ratios.append(done.wall / floor)
                busy.append(done.cpu / done.wall)
        return ratio_of("ingest-cold", ratios, f"CPU/wall of the first process {statistics.median(busy):.2f}")

    def warm(self) -> list[Ratio]:
        """A query on the store as it is."""
        asked = busiest(self.store)
        figures = []
        for verb in ("paths", "show"):
            ratios, done = self.against_build(lambda verb=verb: subca(verb, asked, "--store", self.store))  # type: ignore[misc]
            assert len({one.output for one in done}) == 1
            name = "warm-start" if verb == "paths" else f"warm start, {verb}"
            figures += [
                ratio_of(name, ratios),
                ratio_of(f"{name}-seconds" if verb == "paths" else f"{name}, seconds", [one.wall for one in done]),
            ]
        return figures

    def analysis(self) -> list[Ratio]:
        """All findings of the store, as CSV."""
        ratios, done = self.against_build(lambda: subca("flags", "--store", self.store, "--format", "csv"))
        assert len({one.output for one in done}) == 1
        return [ratio_of("analysis-cold", ratios), ratio_of("analysis-memory", [one.peak for one in done])]

    def changed(self) -> Ratio:
        """One more day of the report, some cells changed; no certificate is new."""

        def again() -> Process:
            return self.ingest(store, self.inputs.changed)

        ratios = []
        for place in range(self.pairs + 1):
            store = copied(self.store, "changed.sqlite")
            build, done = self.build(), again()
            assert done.code == 0
            if place:
                ratios.append(done.wall / build)
        assert digest_of(store) == digest_of(self.store)
        return ratio_of(f"inputs-changed{self.small}", ratios)

    def unchanged(self) -> Ratio:
        """The very same inputs once more: nothing is new."""
        ratios, _ = self.against_build(lambda: self.ingest(self.store, self.inputs.report, self.inputs.pem))
        return ratio_of("all inputs unchanged, x cold build", ratios)

    def grown(self) -> Ratio:
        """A store that lacks NEW certificates gets them; it then is what one made at once is."""
        partly = self.scratch / "partly.sqlite"
        remove(partly)
        assert self.ingest(partly, self.inputs.report, self.inputs.most).code == 0
        ratios = []
        for place in range(self.pairs + 1):
            store = copied(partly, "grown.sqlite")
            build, done = self.build(), self.ingest(store, self.inputs.rest)
            assert done.code == 0
            if place:
                ratios.append(done.wall / build)
        at_once = self.scratch / "at-once.sqlite"
        remove(at_once)
        self.ingest(at_once, self.inputs.report, self.inputs.most, self.inputs.rest)
        assert digest_of(store) == digest_of(at_once)
        return ratio_of(f"hundred-new{self.small}", ratios)

    def damaged(self) -> Ratio:
        """A store whose pages are gone refuses, and comes back from its raw inputs with the same answer."""
        store = copied(self.store, "damaged.sqlite")
        asked = busiest(store)
        before = subca("paths", asked, "--store", store).output
        whole = store.read_bytes()
        store.write_bytes(whole[: len(whole) // 2])
        assert process(*PROGRAM, "paths", asked, "--store", store, silent=True).code == 5
        floor = signature_floor(self.calls)
        done = process(*PROGRAM, "store", "rebuild", "--store", store, silent=True)
        assert done.code == 0
        assert subca("paths", asked, "--store", store).output == before
        return ratio_of("damaged store made again, x floor", [done.wall / floor])


def main() -> int:
    """Measure, print, write."""
    options = arguments(__doc__).parse_args()
    if options.data is None:
        print("no data: set SUBCA_TEST_DATA or give --data")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.data, Path(folder), options.pairs, short=options.short)
        figures = [bench.cold(), *bench.warm()]
        if not options.short:
            figures += bench.analysis()
        figures += [bench.unchanged(), bench.changed(), bench.grown(), bench.damaged()]
    for figure in figures:
        print(line(figure))
    if options.json:
        write(options.json, figures, [options.data / "pem", bench.inputs.report])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
