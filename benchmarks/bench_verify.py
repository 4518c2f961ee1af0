"""Reading and linking against the floor: one signature check per certificate in a tight loop.

    python benchmarks/bench_verify.py [--pairs 7] [--data DIRECTORY]

Each budgeted thing runs as a process of its own, in turn with the floor (A B A B ...), and the median of the
ratios is reported with its spread, CPU over wall time and peak memory. One and two threads must give the same edges.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.floors import read_skims, signature_calls, signature_floor  # noqa: E402 - after the path is set
from explorer.model.authority import LinkState  # noqa: E402
from explorer.model.ids import CaId, ca_id  # noqa: E402
from ingest.decode.skim import Skim  # noqa: E402
from ingest.link.issuers import LinkInput, link  # noqa: E402

CHILD = "--child"
STAGES = {
    # name: (budget, what)
    "build-1": (1.5, "cold build, one thread, whole process"),
    "build-2": (1.0, "cold build, two threads, whole process"),
    "decode": (None, "full decode with strict check, then linking in two threads, whole process"),
    "overlap": (2.5, "full decode with strict check beside linking in two threads, whole process"),
}


def edges_of(skims: Iterable[Skim], workers: int) -> dict[CaId, list[str]]:
    """The verified graph: certificates by the CA that issued them."""
    inputs = [LinkInput.of_skim(outer) for outer in skims]
    by_id = {one.id: one for one in inputs}
    nodes: dict[tuple[bytes, str], CaId] = {}
    for one in inputs:
        place = (one.subject, one.spki)
        if place not in nodes:
            nodes[place] = ca_id(one.subject, one.skimmed().spki)
    edges: dict[CaId, list[str]] = {}
    for found in link(inputs, [], [], workers):
        if found.state is LinkState.VERIFIES:
            issuer = nodes.get((by_id[found.certificate].issuer, found.issuer_spki))
            if issuer is not None:
                edges.setdefault(issuer, []).append(found.certificate)
    return edges


def digest_of(edges: dict[CaId, list[str]]) -> str:
    """One value for the whole edge set."""
    lines = sorted(f"{ca} {certificate}" for ca, certificates in edges.items() for certificate in certificates)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def child(stage: str, data: Path) -> None:
    """Run one stage and print the number of decoded certificates and the digest of the edges."""
    gc.disable()
    decoded = 0
    if stage == "build-1":
        edges = edges_of(read_skims(data), 1)
    elif stage == "build-2":
        with ThreadPoolExecutor(2) as pool:
            edges = edges_of(read_skims(data, pool), 2)
    else:
        from ingest.decode.certificate import CertificateReader

        reader = CertificateReader()
        skims = list(read_skims(data))
        if stage == "decode":
            certificates = [reader.read(outer) for outer in skims]
            decoded = len(certificates)
            edges = edges_of(skims, 2)
        else:
            with ThreadPoolExecutor(1) as pool:
                linking = pool.submit(edges_of, skims, 2)
                decoded = len([reader.read(outer) for outer in skims])
                edges = linking.result()
    print(decoded, digest_of(edges))


def measure_child(stage: str, data: Path) -> tuple[float, float, int, str]:
    """Wall and CPU seconds and peak kB of a process that runs one stage, and what it printed."""
    import subprocess

    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, CHILD, stage, str(data)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"stage {stage} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, output


def main() -> int:
    """Measure all stages and print the table; 1 when a budget is missed by more than 10 %."""
    import argparse
    import platform
    import statistics

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=7)
    options.add_argument("--data", type=Path, default=None)
    options.add_argument("--stage", action="append", choices=sorted(STAGES))
    chosen = options.parse_args()
    data = chosen.data or _real_data()
    if data is None:
        print("no real data: set SUBCA_TEST_DATA or give --data")
        return 0
    from cryptography import __version__ as version
    from cryptography.hazmat.backends.openssl import backend

    calls = signature_calls(data)
    gc.freeze()
    signature_floor(calls)
    print(f"Python {platform.python_version()}, cryptography {version}, {backend.openssl_version_text()}")
    print(f"{len(calls)} certificates; floor {signature_floor(calls):.3f} s on this machine")
    digests: dict[str, str] = {}
    missed = False
    for stage in chosen.stage or STAGES:
        budget, what = STAGES[stage]
        measure_child(stage, data)
        ratios, busy, peaks = [], [], []
        for _ in range(chosen.pairs):
            floor = signature_floor(calls)
            wall, cpu, peak, result = measure_child(stage, data)
            ratios.append(wall / floor)
            busy.append(cpu / wall)
            peaks.append(peak)
            digests[stage] = result.split()[1]
        median = statistics.median(ratios)
        limit = f"budget {budget}" if budget else "no budget"
        print(
            f"{stage}: {median:.2f} x floor ({min(ratios):.2f} to {max(ratios):.2f}, {limit}), "
            f"CPU/wall {statistics.median(busy):.2f}, peak {max(peaks) // 1024} MB: {what}"
        )
        missed |= budget is not None and median > 1.1 * budget
    if len(set(digests.values())) != 1:
        raise SystemExit(f"the edge sets differ: {digests}")
    print(f"edge set {next(iter(digests.values()))[:16]} in all stages")
    return int(missed)


def _real_data() -> Path | None:
    from tests.real_data import DATA

    return DATA


if __name__ == "__main__":
    if sys.argv[1:2] == [CHILD]:
        child(sys.argv[2], Path(sys.argv[3]))
        raise SystemExit(0)
    raise SystemExit(main())
