"""The engine says what listing every simple path says, on thousands of random small worlds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from explorer.graph.delegation import DelegationGraph
from explorer.graph.reach import ancestors
from explorer.model.authority import EdgeState
from explorer.model.ids import CertificateId
from tests.explorer.trust.worlds import COUNT, every_path, expected_uses, random_world, with_one_more

PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_uses_proofs_and_doubts_are_those_of_all_simple_paths(part: int) -> None:
    told = {"live": 0, "dead": 0, "unknown": 0}
    for seed in range(part, COUNT, PARTS):
        world = random_world(Random(seed))
        graph, verdicts = world.graph(), world.verdicts()
        for id_, paths in every_path(world, graph).items():
            place = f"world {seed}, certificate {id_[:8]}"
            uses = expected_uses(paths)
            assert verdicts.uses(id_) == uses, place
            assert verdicts.live(id_) is bool(uses), place
            sure = [path for path in paths if not path.doubtful]
            for use in uses:
                asked = (use.program, use.purpose, use.until)  # the proof holds for the cut-off that is told
                own = [path for path in sure if (path.program, path.purpose, path.until) == asked]
                proof = verdicts.proof(id_, use)
                assert proof in [path.steps for path in own], place
                assert len(proof) == min(len(path.steps) for path in own), place
            proof = verdicts.proof(id_)
            assert len(proof) == min((len(path.steps) for path in sure), default=0), place
            assert proof == () or proof in [path.steps for path in sure], place
            is_unknown = not uses and (bool(paths) or graph.edge_state(id_) is EdgeState.UNVERIFIABLE)
            if uses or is_unknown or not is_below_unchecked(graph, id_):  # else test_oracle.py says which of the two
                assert bool(verdicts.unknown(id_)) is is_unknown, place
            told["live" if uses else "unknown" if is_unknown else "dead"] += 1
    assert all(count > 20 for count in told.values()), "the worlds must hold all three"


def is_below_unchecked(graph: DelegationGraph, id_: CertificateId) -> bool:
    """A certificate of some CA above has a signature that could not be checked."""
    issuers = {issuance.issuer for issuance in graph.issuers_of(id_)}
    above = issuers.union(*(ancestors(graph, ca) for ca in issuers))
    return any(graph.edge_state(c) is EdgeState.UNVERIFIABLE for ca in above for c in graph.cas[ca].certificates)


def test_nothing_depends_on_the_order_of_what_is_given() -> None:
    for seed in range(0, COUNT, 5):
        chance = Random(seed)
        world = random_world(chance)
        ids, links, anchors = list(world.certificates), list(world.links), list(world.anchors)
        for part in (ids, links, anchors):
            chance.shuffle(part)
        shuffled = replace(
            world,
            certificates={id_: world.certificates[id_] for id_ in ids},
            links=tuple(links),
            anchors=tuple(anchors),
        )
        one, other = world.verdicts(), shuffled.verdicts()
        for id_ in ids:
            assert one.uses(id_) == other.uses(id_), seed
            assert one.unknown(id_) == other.unknown(id_), seed
            assert [one.proof(id_, use) for use in one.uses(id_)] == [other.proof(id_, use) for use in one.uses(id_)]


def test_one_more_certificate_never_takes_a_use_away() -> None:
    """But for what makes a leaf a CA: a second certificate of its name and key that says cA TRUE."""
    for seed in range(0, COUNT, 5):
        chance = Random(seed)
        world = random_world(chance)
        more = with_one_more(world, chance)
        before, after = world.verdicts(), more.verdicts()
        cas = world.graph().cas.keys()
        for id_, certificate in world.certificates.items():
            if certificate.ca not in cas and certificate.ca in more.graph().cas:
                continue
            held = {(use.program, use.purpose): use.until for use in after.uses(id_)}
            for use in before.uses(id_):
                assert (use.program, use.purpose) in held, (seed, id_)
                until = held[use.program, use.purpose]
                assert until is None or (use.until is not None and until >= use.until), (seed, id_)


def test_uses_of_a_ca_are_those_of_its_certificates() -> None:
    for seed in range(0, COUNT, 10):
        world = random_world(Random(seed))
        graph, verdicts = world.graph(), world.verdicts()
        for ca in graph.cas.values():
            of_any = {(u.program, u.purpose) for c in ca.certificates for u in verdicts.uses(c)}
            assert {(u.program, u.purpose) for u in verdicts.uses_of_ca(ca.id)} == of_any
            assert verdicts.live_ca(ca.id) is bool(of_any)
