"""Smallest sets of certificates to revoke: milliseconds for one target.

    python -m benchmarks.bench_cut [--short] [--data FOLDER] [--pairs N] [--json FILE]

Targets are trusted CAs of the world of the data, drawn by a seed. Answers are checked on the whole world: with the set
revoked nobody trusts the target, with any one of it left somebody does, and each path that is said to need one of the set
holds today. That no smaller set does it is tried by brute force in `tests/explorer/analysis/test_distrust.py`.
"""

from __future__ import annotations

import gc
import random
import statistics
from functools import partial

from benchmarks.measure import seconds
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from benchmarks.worlds import World, inputs, read
from explorer.analysis.distrust import Cut, smallest_cut
from explorer.graph.delegation import DelegationGraph
from explorer.graph.reach import ancestors
from explorer.model.authority import CertificateAuthority
from explorer.rules.facts import Facts
from explorer.trust.masks import Distrust

TARGETS = {True: 20, False: 100}  # by `short`
CHECKED = 8  # answers that the whole world is judged for: a pass for each certificate of the set


def check(world: World, graph: DelegationGraph, cut: Cut) -> None:
    """The answer ends all trust in the targets, and nothing of it can be left out."""
    if cut.certificates is None:
        assert any(len(path) == 1 for path in cut.against), "only an anchor has no cut"
        return

    def is_trusted(without: tuple[str, ...]) -> bool:
        revoked = frozenset(graph.certificates.keys() & set(without))
        judged = world.judge(graph, Distrust(certificates=revoked, anchors_too=False))
        return any(judged.uses(target) for target in cut.targets)

    assert not is_trusted(cut.certificates)
    for left_out in cut.certificates:
        assert is_trusted(tuple(id_ for id_ in cut.certificates if id_ != left_out))
    assert all(set(path) & set(cut.certificates) for path in cut.against)


def targets(facts: Facts, count: int) -> list[CertificateAuthority]:
    """Trusted CAs, drawn by a seed."""
    live = [ca for ca in facts.graph.cas.values() if facts.verdicts.live_ca(ca.id)]
    return random.Random(1).sample(live, min(count, len(live)))


def measured(world: World, facts: Facts, count: int) -> list[Ratio]:
    """One figure for all targets; each asked once, so that nothing is remembered from the time before."""
    found: list[Cut] = []

    def cut(ca: CertificateAuthority) -> None:
        found.append(smallest_cut(facts, ca.certificates, (), ()))

    drawn = targets(facts, count)
    smallest_cut(facts, drawn[0].certificates, (), ())
    times = [seconds(partial(cut, ca)) * 1000 for ca in drawn]
    for one in found[:CHECKED]:
        check(world, facts.graph, one)
    sizes = [len(one.certificates) for one in found if one.certificates is not None]
    cones = [len(ancestors(facts.graph, ca.id)) for ca in drawn]
    note = (
        f"sets of 1 to {max(sizes, default=0)}, {statistics.median(cones):.0f} CAs above a target, at most {max(cones)}"
    )
    return [ratio_of("smallest-cut", times, note)]


def main() -> int:
    """Measure, print, write."""
    options = arguments(__doc__ or "").parse_args()
    if options.data is None:
        print("no data: name their folder in SUBCA_TEST_DATA, or give --data")
        return 0
    world, facts = read(options.data)
    gc.collect()
    gc.freeze()
    figures = measured(world, facts, TARGETS[options.short])
    print("\n".join(map(line, figures)))
    if options.json:
        write(options.json, figures, inputs(options.data))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
