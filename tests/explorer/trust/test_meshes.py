"""Shapes in which paths are many or long: an answer within a second, and the right one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations

import pytest

from explorer.model.certificate import Certificate
from explorer.model.finding import Use
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.trust.anchors import Anchored, Anchors
from explorer.trust.engine import Verdicts
from explorer.trust.listing import list_paths
from explorer.trust.masks import Distrust
from explorer.trust.path_judge import PathJudge, judged_paths
from tests.explorer.trust.drawn_worlds import AS_OF
from tests.pki.certificates import certificate
from tests.pki.links import graph_of

SECOND = 1.0
TLS = Use(program=Program.MOZILLA, purpose=TLS_SERVER)
Pairs = list[tuple[Certificate, Certificate]]


@contextmanager
def within_a_second() -> Iterator[None]:
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < SECOND


def anchored(*roots: Certificate) -> Anchors:
    return Anchors(
        anchored=tuple(
            Anchored(program=Program.MOZILLA, certificate=root.id, purpose=TLS_SERVER, policy="", until=None, note="")
            for root in roots
        ),
        warnings=(),
    )


def ladder(levels: int, **differs: object) -> tuple[Certificate, Pairs, Certificate]:
    """R -> (1a, 1b) -> (2a, 2b) ... -> T, each CA certified by both of the level above."""
    root = certificate("R")
    signed: Pairs = []
    above = [root]
    for level in range(1, levels + 1):
        made = []
        for side in "ab":
            own = [
                certificate(f"{level}{side}", issuer=by, serial=f"{number:02x}", **differs)  # type: ignore[arg-type]
                for number, by in enumerate(above)
            ]
            signed += zip(above, own, strict=True)
            made.append(own[0])
        above = made
    ends = [certificate("T", issuer=by, serial=f"{number:02x}") for number, by in enumerate(above)]
    signed += zip(above, ends, strict=True)
    return root, signed, ends[0]


def test_ladder_of_fourteen_cross_signing_levels() -> None:
    root, signed, end = ladder(14)
    graph = graph_of([(root, root), *signed])
    with within_a_second():
        verdicts = Verdicts(graph, anchored(root), {}, AS_OF)
        assert verdicts.uses(end.id) == (TLS,)
        assert len(verdicts.proof(end.id, TLS)) == 16
        assert not verdicts.undecided


def test_ladder_with_names_and_lengths_that_differ_by_side() -> None:
    """Every path has its own mixture of limits; only what is left at the end counts."""
    root = certificate("R")
    signed: Pairs = []
    above = [root]
    for level in range(1, 15):
        made = []
        for side, names in (("a", ("x", "y")), ("b", ("y", "z"))):
            own = [
                certificate(
                    f"{level}{side}", issuer=by, serial=f"{number:02x}", permitted_dns=names, path_length=20 - level
                )
                for number, by in enumerate(above)
            ]
            signed += zip(above, own, strict=True)
            made.append(own[0])
        above = made
    graph = graph_of([(root, root), *signed])
    with within_a_second():
        verdicts = Verdicts(graph, anchored(root), {}, AS_OF)
        assert [verdicts.uses(one.id) for one in above] == [(TLS,), (TLS,)]


def test_ladder_whose_listing_is_cut_says_so() -> None:
    root, signed, end = ladder(14)
    graph = graph_of([(root, root), *signed])
    with within_a_second():
        listing = list_paths(graph, frozenset({root.id}), end.id)
        judge = PathJudge(graph, anchored(root), {}, AS_OF, Program.MOZILLA, TLS_SERVER)
        assert list(judged_paths(judge, listing)) == []
        assert listing.more


def test_full_mesh_of_ten_cas_certified_both_ways() -> None:
    cas = {name: certificate(name) for name in "ABCDEFGHIJ"}
    signed = [
        (cas[by], certificate(to, issuer=cas[by], serial="0203"[: 2 * (by < to) + 2]))
        for by, to in permutations(cas, 2)
    ]
    graph = graph_of([*((c, c) for c in cas.values()), *signed])
    with within_a_second():
        verdicts = Verdicts(graph, anchored(cas["A"]), {}, AS_OF)
        for issuer, made in signed:
            assert bool(verdicts.uses(made.id)) == (made.ca != cas["A"].ca), (issuer.subject.text, made.subject.text)


def test_full_mesh_with_only_one_way_in() -> None:
    """A -> B is the only certificate of A left; all others are reached through B, by the shortest way."""
    cas = {name: certificate(name) for name in "ABCDEFGHIJ"}
    signed = {(by, to): certificate(to, issuer=cas[by]) for by, to in permutations(cas, 2)}
    graph = graph_of([*((c, c) for c in cas.values()), *((cas[by], made) for (by, _), made in signed.items())])
    gone = frozenset(made.id for (by, to), made in signed.items() if by == "A" and to != "B")
    with within_a_second():
        verdicts = Verdicts(graph, anchored(cas["A"]), {}, AS_OF, distrust=Distrust(certificates=gone))
        for (by, to), made in signed.items():
            if by not in "AB" and to not in "AB":
                way = (cas["A"].id, signed["A", "B"].id, signed["B", by].id, made.id)
                assert verdicts.proof(made.id, TLS) == way


def chain(length: int) -> tuple[Certificate, Pairs]:
    root = certificate("R")
    signed: Pairs = []
    above = root
    for number in range(length):
        made = certificate(f"S{number}", issuer=above)
        signed.append((above, made))
        above = made
    return root, signed


def test_chain_of_five_hundred() -> None:
    root, signed = chain(500)
    graph = graph_of([(root, root), *signed])
    end = signed[-1][1].id
    with within_a_second():
        verdicts = Verdicts(graph, anchored(root), {}, AS_OF)
        assert verdicts.proof(end, TLS) == (root.id, *(made.id for _, made in signed))
    with within_a_second():
        assert list_paths(graph, frozenset({root.id}), end).more


@pytest.mark.parametrize(("limit", "is_live"), [(499, True), (498, False)])
def test_chain_of_five_hundred_with_a_path_length_at_its_top(limit: int, is_live: bool) -> None:
    """S0 has the limit; S1 to S<limit> may follow it."""
    root = certificate("R")
    first = certificate("S0", issuer=root, path_length=limit)
    signed = [(root, first)]
    for number in range(1, 500):
        signed.append((signed[-1][1], certificate(f"S{number}", issuer=signed[-1][1])))
    graph = graph_of([(root, root), *signed])
    with within_a_second():
        verdicts = Verdicts(graph, anchored(root), {}, AS_OF)
        assert verdicts.live(signed[498][1].id)
        assert verdicts.live(signed[499][1].id) is is_live
