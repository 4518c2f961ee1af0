"""The trust pass against its budget: ratios to the floor, measured in turn in this process.

    python -m benchmarks.bench_trust [--pairs N] [--store STORE] [--day DAY] [--large]

The floor is the time to verify one signature per certificate (see `floors.py`), on the public PEM files. Measured are
the pass on the real world of a store, what-if on it, smallest cuts, and synthetic worlds of the same shape at 1, 10 and 100
times its edges, a mesh of ten CAs certified both ways, and a ladder of 2 x 14. Every figure comes with a check of its result.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

from benchmarks.floors import signature_calls, signature_floor
from explorer.analysis.distrust import smallest_cut
from explorer.analysis.survey import survey
from explorer.graph.delegation import DelegationGraph
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_CLIENT, TLS_SERVER
from explorer.rules.facts import Facts
from explorer.store.catalog import open_store
from explorer.trust.anchors import Anchored, Anchors
from explorer.trust.engine import Verdicts, judge_all
from explorer.trust.masks import Distrust
from tests.pki.certificates import certificate
from tests.pki.links import graph_of
from tests.real_data import DATA

AS_OF = datetime(2026, 9, 1, tzinfo=UTC)
EDGES = 10_000  # of the synthetic world at size 1, as many as the public CA certificates
PASS, WHAT_IF = 0.10, 1.5  # budgets: x floor, x pass
GROWTH, MESH, CUT = 200.0, 0.010, 0.001  # at 100 x the edges; seconds; seconds, median


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What one pass needs."""

    graph: DelegationGraph
    anchors: Anchors

    def judge(self) -> Verdicts:
        """One pass, without revocations."""
        return judge_all(self.graph, self.anchors, {}, AS_OF)


def anchored(roots: list[Certificate], draw: random.Random) -> Anchors:
    """Every root for some purposes of some programs, one in ten with a cut-off."""
    found = []
    for root in roots:
        until = date(2025, 1, 1) if draw.random() < 0.1 else None
        for program in draw.sample(tuple(Program), draw.randint(1, 4)):
            for purpose in draw.sample((TLS_SERVER, EMAIL, TLS_CLIENT), draw.randint(1, 3)):
                found.append(
                    Anchored(program=program, certificate=root.id, purpose=purpose, policy="", until=until, note="")
                )
    return Anchors(anchored=tuple(found), warnings=())


def synthetic(times: int) -> Setting:
    """Roots with two levels of CAs, cross-certificates, reissues, EKUs, path lengths and some name constraints."""
    draw = random.Random(times)
    roots = [certificate(f"R{number}") for number in range(40 * times)]
    signed = [(root, root) for root in roots]
    policy: list[Certificate] = []
    for number in range(EDGES * times):
        under_root = number < 6 * len(roots) or not policy
        issuer = draw.choice(roots if under_root else policy)
        name = f"S{number}" if draw.random() < 0.85 or not policy else draw.choice(policy).subject.common_name
        differs = {"eku": ("tls-server", "tls-client")} if draw.random() < 0.5 else {}
        if draw.random() < 0.02:
            differs["permitted_dns"] = (f"x{draw.randrange(30)}",)
        if not under_root and draw.random() < 0.5:
            differs["path_length"] = 0
        made = certificate(name, issuer=issuer, serial=f"{number + 2:08x}", **differs)
        signed.append((issuer, made))
        if under_root:
            policy.append(made)
    return Setting(graph=graph_of(signed), anchors=anchored(roots, draw))


def mesh(size: int) -> Setting:
    """CAs that all certified one another; one of them is an anchor."""
    cas = [certificate(f"M{number}") for number in range(size)]
    signed = [(by, certificate(to.subject.common_name, issuer=by)) for by, to in permutations(cas, 2)]
    return Setting(graph=graph_of([*((ca, ca) for ca in cas), *signed]), anchors=anchored(cas[:1], random.Random(1)))


def ladder(levels: int) -> Setting:
    """Two CAs a level, each certified by both of the level above: 2 ** levels paths."""
    root = certificate("R")
    above, signed = [root], [(root, root)]
    for level in range(levels):
        made = [
            [certificate(f"{level}{side}", issuer=by, serial=f"0{n}") for n, by in enumerate(above)] for side in "ab"
        ]
        signed += [pair for own in made for pair in zip(above, own, strict=True)]
        above = [own[0] for own in made]
    return Setting(graph=graph_of(signed), anchors=anchored([root], random.Random(1)))


def seconds(run: Callable[[], object]) -> float:
    """Wall time of one run, the cyclic collector off as in `analysis.assess`."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start
    finally:
        gc.enable()


def paired(run: Callable[[], object], yardstick: Callable[[], float], pairs: int) -> tuple[float, str]:
    """Median of the ratios to a yardstick measured in turn, and the spread in words."""
    seconds(run)
    ratios = [seconds(run) / yardstick() for _ in range(pairs)]
    return statistics.median(ratios), f"{min(ratios):.3f} to {max(ratios):.3f}"


def line(what: str, value: float, spread: str, budget: float, unit: str) -> tuple[str, bool]:
    """One line of the report, and whether the budget is missed by more than 10 %."""
    missed = value > 1.1 * budget
    return f"{what:<44}{value:>9.4f} {unit} ({spread}; budget {budget}){'  MISSED' if missed else ''}", missed


def on_real_world(store: Path, day: date | None, data: Path, pairs: int) -> Iterator[tuple[str, bool]]:
    """Pass, what-if and smallest cuts on the store."""
    with open_store(store) as opened:
        facts = survey(opened.snapshot(day)).facts
    facts.graph.adjacency  # noqa: B018  belongs to the build of the graph, as its budget counts it
    calls = signature_calls(data)
    gc.freeze()
    anchors, revocations = facts.verdicts.anchors, facts.revocations

    def judge(distrust: frozenset[CertificateId] = frozenset()) -> Verdicts:
        return judge_all(facts.graph, anchors, revocations, facts.as_of, distrust=Distrust(certificates=distrust))

    again = judge()
    assert all(again.uses(id_) == facts.verdicts.uses(id_) for id_ in facts.graph.certificates)
    signature_floor(calls)
    ratio, spread = paired(judge, lambda: signature_floor(calls), pairs)
    yield line(f"real world, {len(facts.graph.certificates)} certificates", ratio, spread, PASS, "x floor")
    roots = frozenset(sorted({anchor.certificate for anchor in anchors.anchored})[:20])
    ratio, spread = paired(lambda: judge(roots), lambda: seconds(judge), pairs)
    yield line("what-if, 20 roots", ratio, spread, WHAT_IF, "x pass ")
    yield cuts(facts)


def cuts(facts: Facts) -> tuple[str, bool]:
    """Smallest cuts of CAs drawn by number; each is checked by judging the world without it."""
    live = [ca for ca in facts.graph.cas.values() if facts.verdicts.live_ca(ca.id)]
    drawn = random.Random(1).sample(live, min(40, len(live)))
    times = []
    for ca in drawn:
        found: list[object] = []
        times.append(seconds(lambda ca=ca, found=found: found.append(smallest_cut(facts, ca.certificates, (), ()))))
    return line(
        f"smallest cut, {len(times)} targets", statistics.median(times), f"at most {max(times):.4f}", CUT, "s      "
    )


def on_synthetic_worlds(pairs: int, sizes: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
    """Growth from 1 to 100 times the edges, and the two hard shapes."""
    base = synthetic(1)
    base.graph.adjacency  # noqa: B018
    for times in sizes:
        large = synthetic(times)
        large.graph.adjacency  # noqa: B018
        gc.freeze()
        ratio, spread = paired(large.judge, lambda: seconds(base.judge), pairs if times == 10 else 3)
        verdicts = large.judge()
        assert not verdicts.undecided
        yield line(f"synthetic, {times} x {EDGES} edges", ratio, spread, GROWTH * times / 100, "x one  ")
    for what, setting, budget in (("mesh of ten CAs", mesh(10), MESH), ("ladder of 2 x 14", ladder(14), MESH)):
        assert all(setting.judge().live_ca(ca) for ca in setting.graph.cas)
        times_taken = [seconds(setting.judge) for _ in range(pairs)]
        yield line(what, statistics.median(times_taken), f"at most {max(times_taken):.4f}", budget, "s      ")


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 when a budget is missed by more than 10 %."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--store", type=Path, help="a store of the public data; without it only synthetic worlds")
    parser.add_argument("--large", action="store_true", help="also a hundred times the edges: minutes to draw")
    parser.add_argument("--day", type=date.fromisoformat)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    missed = False
    if options.store is None or options.data is None:
        print("no real world: give --store, and name the public data in SUBCA_TEST_DATA")
    else:
        for text, over in on_real_world(options.store, options.day, options.data, options.pairs):
            print(text, flush=True)
            missed |= over
    for text, over in on_synthetic_worlds(options.pairs, (10, 100) if options.large else (10,)):
        print(text, flush=True)
        missed |= over
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
