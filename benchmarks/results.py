"""What a benchmark hands on: medians with their spread, the versions they were measured with, a digest of the input.

Every `bench_*.py` is called as `python -m benchmarks.bench_NAME [--short] [--data FOLDER] [--pairs N] [--json FILE]`
(`arguments`); FOLDER is laid out as the public data are (`ccadb/*.csv.gz`, `pem/*.csv.gz`, ...; `gen.py` makes one). It
prints its lines, writes its figures with `write`, and ends with 0: budgets are applied by `compare.py` alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.real_data import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One measured figure: a median of ratios to a yardstick, or an amount in the unit that `budgets.toml` names."""

    name: str  # of the budget, or any other name for a figure that has none
    ratio: float
    spread: tuple[float, float]  # least and most
    pairs: int  # how often it was measured
    note: str = ""  # CPU over wall, peak memory, the floor in seconds


def ratio_of(name: str, measured: Sequence[float], note: str = "") -> Ratio:
    """The median of what was measured, with its spread."""
    return Ratio(
        name=name,
        ratio=statistics.median(measured),
        spread=(min(measured), max(measured)),
        pairs=len(measured),
        note=note,
    )


def line(figure: Ratio) -> str:
    """The figure for people."""
    low, high = figure.spread
    note = f"; {figure.note}" if figure.note else ""
    return f"{figure.name:<24}{figure.ratio:>10.3f}  ({low:.3f} to {high:.3f} in {figure.pairs}{note})"


def arguments(doc: str, pairs: int = 7) -> argparse.ArgumentParser:
    """The options that all benchmarks share; add your own to it."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="small and quick, as CI runs it: at most 15 seconds or so")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data; default: SUBCA_TEST_DATA")
    parser.add_argument("--pairs", type=int, default=pairs, help="how often each thing is measured")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser


def machine() -> dict[str, str]:
    """Everything of machine and libraries that moves a figure."""
    from cryptography import __version__ as cryptography
    from cryptography.hazmat.backends.openssl import backend

    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cryptography": cryptography,
        "openssl": backend.openssl_version_text(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
    }


def write(path: Path, figures: Iterable[Ratio], inputs: Iterable[Path] = ()) -> None:
    """One result file; `inputs` are files or folders that were measured on."""
    content = {"machine": machine(), "input": input_digest(inputs), "ratios": [asdict(figure) for figure in figures]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def input_digest(inputs: Iterable[Path]) -> dict[str, int | str]:
    """Number, size and SHA-256 of all input files, by name and content."""
    digest, count, size = hashlib.sha256(), 0, 0
    for given in inputs:
        files = sorted(path for path in given.rglob("*") if path.is_file()) if given.is_dir() else [given]
        for path in files:
            content = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
            count, size = count + 1, size + len(content)
    return {"files": count, "bytes": size, "sha256": digest.hexdigest() if count else ""}


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return platform.processor()
    names = [row.partition(":")[2].strip() for row in text.splitlines() if row.startswith("model name")]
    return names[0] if names else platform.machine()
