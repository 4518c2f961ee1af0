"""Reading and linking against the floor: one signature check per certificate in a tight loop.

    python -m benchmarks.bench_verify [--short] [--data FOLDER] [--pairs N] [--json FILE]

Each build runs as a process of its own, in turn with the floor (A B A B ...). One and two threads must give the same
edges, and as many as the data are known to have. Rates by algorithm say what the floor is made of.
"""

from __future__ import annotations

import gc
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.floors import read_skims, signature_calls, signature_floor
from explorer.model.authority import LinkState
from explorer.model.ids import CaId, ca_id
from ingest.decode.skim import Skim
from ingest.link.issuers import LinkInput, link

CHILD = "--child"
BUILDS = {"build-1-thread": 1, "build-2-threads": 2}  # budget -> threads


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


def child(threads: int, data: Path) -> None:
    """Build once and print how many edges there are, and their digest."""
    gc.disable()
    if threads == 1:
        edges = edges_of(read_skims(data), 1)
    else:
        with ThreadPoolExecutor(threads) as pool:
            edges = edges_of(read_skims(data, pool), threads)
    print(sum(map(len, edges.values())), digest_of(edges))
    gc.freeze()  # as the command line does: what is there at the end is not walked once more


def rates(data: Path) -> None:
    """Print how often each kind of signature occurs, and what one check of it takes."""
    from benchmarks.measure import seconds
    from ingest.decode.algorithms import read_scheme
    from ingest.decode.spki import read_spki
    from ingest.link.signatures import verify

    outers = list(read_skims(data))
    own = {outer.subject: outer for outer in outers}
    kinds: dict[str, list[tuple[Skim, bytes]]] = defaultdict(list)
    for outer in outers:
        issuer = own.get(outer.issuer)
        if issuer is not None:
            label = f"{read_spki(issuer.spki).algorithm} {read_spki(issuer.spki).bits}, {read_scheme(outer.algorithm).label}"
            kinds[label].append((outer, issuer.spki))
    for label, pairs in sorted(kinds.items(), key=lambda item: -len(item[1]))[:8]:
        some = pairs[:200]
        taken = seconds(lambda some=some: [verify(outer, spki) for outer, spki in some])  # type: ignore[misc]
        print(f"  {label}: {len(pairs)}, {taken / len(some) * 1e6:.0f} µs each")


def main() -> int:
    """Measure, print, write."""
    from benchmarks.measure import process
    from benchmarks.results import Ratio, arguments, line, ratio_of, write

    options = arguments(__doc__).parse_args()
    if options.data is None:
        print("no data: set SUBCA_TEST_DATA or give --data")
        return 0
    calls = signature_calls(options.data)
    gc.freeze()
    signature_floor(calls)
    print(f"{len(calls)} signatures; floor {signature_floor(calls):.3f} s on this machine")
    if not options.short:
        rates(options.data)
    answers: set[str] = set()
    peaks: list[float] = []
    figures: list[Ratio] = []
    for name, threads in BUILDS.items():
        command = (sys.executable, __file__, CHILD, str(threads), options.data)
        process(*command)
        ratios, busy = [], []
        for _ in range(options.pairs):
            floor = signature_floor(calls)
            done = process(*command)
            if done.code:
                raise SystemExit(f"{name} failed")
            ratios.append(done.wall / floor)
            busy.append(done.cpu / done.wall)
            peaks.append(done.peak)
            answers.add(done.output)
        figures.append(ratio_of(name, ratios, f"CPU/wall {sorted(busy)[len(busy) // 2]:.2f}"))
    figures.append(ratio_of("build-memory", peaks))
    if len(answers) != 1:
        raise SystemExit(f"one and two threads give different edges: {sorted(answers)}")
    print(f"edges: {answers.pop().strip()}")
    for figure in figures:
        print(line(figure))
    if options.json:
        write(options.json, figures, [options.data / "pem"])
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == [CHILD]:
        child(int(sys.argv[2]), Path(sys.argv[3]))
        raise SystemExit(0)
    raise SystemExit(main())
