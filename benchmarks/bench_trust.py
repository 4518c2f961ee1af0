"""The graph and the trust pass against their budgets, measured in turn with their yardsticks in this process.

    python -m benchmarks.bench_trust [--short] [--data FOLDER] [--pairs N] [--json FILE]

The pass over the world of the data (x floor: one signature check per certificate, `floors.py`), what-if on it, ten and a
hundred copies of it side by side (each lacks other anchors), a mesh of ten CAs certified both ways and a ladder of 2 x 14.
Every figure comes with a check of its result: the pass against brute force over every simple path on small worlds, a copy
among many against the same copy alone, and what-if against the pass without.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from functools import partial

from benchmarks.floors import signature_calls, signature_floor
from benchmarks.measure import paired, seconds
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from benchmarks.worlds import World, copies, inputs, ladder, mesh, read
from explorer.graph.delegation import DelegationGraph
from explorer.trust.engine import Verdicts, judge_all
from explorer.trust.masks import Distrust
from tests.explorer.trust.drawn_worlds import ALWAYS, AS_OF, best, brute_force, draw

SMALL_WORLDS = 150  # compared with brute force
GROWTH_PAIRS = 3  # of the large worlds: each takes many seconds


def check_against_brute_force() -> None:
    """On small worlds every path that holds is found, and every label is a path that holds."""
    for number in range(SMALL_WORLDS):
        world = draw(number)
        verdicts, found = world.verdicts(), brute_force(world)
        for id_ in world.graph.certificates:
            held = found.get(id_, {})
            expected = {pair: until for pair, ways in held.items() if (until := best(ways)) is not None}
            uses = {(use.program, use.purpose): use.until or ALWAYS for use in verdicts.uses(id_)}
            assert uses == expected, f"world {number}, {id_}"
            endings = verdicts.endings(id_)
            paths = {way.path for ways in held.values() for way in ways}
            assert {ending.path for ending in endings} <= paths, f"world {number}, {id_}: a label that is no path"


def the_pass(world: World, graph: DelegationGraph, floor: partial[float], pairs: int) -> Iterator[Ratio]:
    """The pass against the floor, and what-if against the pass."""
    judge = partial(world.judge, graph)
    verdicts = judge()
    yield ratio_of(
        "trust-pass", paired(partial(seconds, judge), floor, pairs), f"{len(world.certificates)} certificates"
    )
    roots = frozenset(sorted({anchor.certificate for anchor in world.anchors.anchored})[:20])
    question = partial(world.judge, graph, Distrust(certificates=roots))
    after = question()
    pairs_before = [{(u.program, u.purpose) for u in verdicts.uses(id_)} for id_ in graph.certificates]
    pairs_after = [{(u.program, u.purpose) for u in after.uses(id_)} for id_ in graph.certificates]
    assert pairs_before != pairs_after
    assert all(later <= earlier for earlier, later in zip(pairs_before, pairs_after, strict=True))
    yield ratio_of("what-if", paired(partial(seconds, question), partial(seconds, judge), pairs), f"{len(roots)} roots")


def growth(world: World, graph: DelegationGraph, times: int, pairs: int) -> Iterator[Ratio]:
    """Building and judging many copies against one: the time of ours over that of the yardstick."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    large = copies(world, range(times))
    gc.collect()
    gc.freeze()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    build = paired(partial(seconds, large.graph), partial(seconds, world.graph), pairs)
    large_graph = large.graph()
    verdicts: list[Verdicts] = []

    def judge() -> None:
        verdicts[:] = [large.judge(large_graph)]

    passed = paired(partial(seconds, judge), partial(seconds, partial(world.judge, graph)), pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    check_one_copy(world, large_graph, verdicts[0], times - 1)
    note = f"{len(large.certificates)} certificates, {(held - before) >> 10} MB of them, {(peak - held) >> 10} MB more"
    suffix = "" if times == 100 else f"-{times}"
    yield ratio_of(f"graph-growth{suffix}", build, note)
    yield ratio_of(f"trust-growth{suffix}", passed, f"one pass {seconds(judge):.2f} s")


def check_one_copy(world: World, graph: DelegationGraph, verdicts: Verdicts, number: int) -> None:
    """A copy among many is judged as the same copy alone."""
    alone = copies(world, range(number, number + 1))
    own = alone.graph()
    expected = alone.judge(own)
    assert own.certificates.keys() <= graph.certificates.keys()
    for id_ in own.certificates:
        assert verdicts.uses(id_) == expected.uses(id_), id_
        assert graph.issuers_of(id_) == own.issuers_of(id_), id_


def hard_shapes(pairs: int) -> Iterator[Ratio]:
    """Mesh and ladder, in milliseconds."""
    for name, (graph, anchors) in (("trust-mesh", mesh(10)), ("ladder of 2 x 14, ms", ladder(14))):
        judge = partial(judge_all, graph, anchors, {}, AS_OF)
        assert all(judge().live_ca(ca) for ca in graph.cas)
        yield ratio_of(name, [seconds(judge) * 1000 for _ in range(pairs)])


def main() -> int:
    """Measure, print, write."""
    options = arguments(__doc__ or "").parse_args()
    if options.data is None:
        print("no data: name their folder in SUBCA_TEST_DATA, or give --data")
        return 0
    check_against_brute_force()
    world, facts = read(options.data)
    graph = world.graph()
    assert all(world.judge(graph).uses(id_) == facts.verdicts.uses(id_) for id_ in list(graph.certificates)[::50])
    del facts
    calls = signature_calls(options.data)
    gc.collect()
    gc.freeze()
    figures = []
    for figure in (
        *the_pass(world, graph, partial(signature_floor, calls), options.pairs),
        *hard_shapes(max(7, options.pairs)),
    ):
        figures.append(figure)
        print(line(figure), flush=True)
    for times in (10,) if options.short else (10, 100):
        for figure in growth(world, graph, times, min(GROWTH_PAIRS, options.pairs)):
            figures.append(figure)
            print(line(figure), flush=True)
    if options.json:
        write(options.json, figures, inputs(options.data))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
