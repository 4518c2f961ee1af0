"""The trust matrix and the paths behind one of its words: the engine's answers, and why not."""

from __future__ import annotations

from explorer.analysis.assess import Assessment
from explorer.model.program import Program
from explorer.model.purpose import CODE_SIGNING, EMAIL, TLS_SERVER
from explorer.trust.verdict import State
from explorer.views.hierarchy import Hierarchy
from explorer.views.lineage import lineage_of
from explorer.views.trust_view import ALWAYS, MOST_CERTIFICATES, answer_of, matrix_of
from tests.explorer.views.drawn import assessment_of, hierarchy_of
from tests.pki.world import World


def test_every_word_of_the_matrix_is_the_answer_behind_it(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    for member in list(sample_hierarchy.members.values())[::7]:
        matrix = matrix_of(sample, member)
        for row in (*matrix.rows, *matrix.refused):
            for cell in row:
                answer = answer_of(sample, member, cell.program, cell.purpose)
                assert answer.cell == cell
                assert (answer.proofs > 0) == (cell.state in (State.LIVE, State.CONDITIONAL))
                assert all(path.refusal is None for path in answer.paths[: answer.proofs])
                assert all(path.certificates[-1] in member.certificates for path in answer.paths)


def test_rows_that_are_no_throughout_stand_apart_but_for_the_common_purposes(
    sample: Assessment, sample_hierarchy: Hierarchy
) -> None:
    for member in sample_hierarchy.members.values():
        matrix = matrix_of(sample, member)
        assert all(cell.word == "no" for row in matrix.refused for cell in row)
        assert not {row[0].purpose for row in matrix.refused} & set(ALWAYS)


def test_why_not_names_certificate_condition_clause_and_source() -> None:
    """R -> S (expired) and Q (in no program) -> S2, the same CA."""
    world = World().root("R").root("Q", programs=()).sub("S", under="R", expired=True).sub("S2", under="Q", same_as="S")
    assessment, hierarchy = assessment_of(world), hierarchy_of(world)
    answer = answer_of(assessment, hierarchy.members[world.ca("S")], Program.MOZILLA, TLS_SERVER)
    assert answer.is_refused and answer.cell.word == "no"
    told = {
        world.path(p.certificates): (p.refusal.clause.name, p.refusal.clause.source) for p in answer.paths if p.refusal
    }
    assert told["R > S"][0] == "validity" and told["R > S"][1].startswith("RFC 5280")
    assert told["Q > S2"][0] == "anchor"


def test_the_failing_step_is_named_in_the_drawing() -> None:
    world = World().root("R").sub("S", under="R", expired=True)
    hierarchy = hierarchy_of(world)
    path = (world.id("R"), world.id("S"))
    lineage = lineage_of(hierarchy, world.ca("S"), path=path, failed=(world.id("S"), "validity"))
    assert [line.failed for line in lineage.lines if line.certificates] == ["validity"]
    lineage = lineage_of(hierarchy, world.ca("S"), path=path, failed=(world.id("R"), "anchor"))
    assert {box.title: box.failed for box in lineage.boxes if box.failed} == {"R": "anchor"}
    assert not any(line.failed for line in lineage.lines)


def test_a_ca_with_many_certificates_says_how_many_were_not_looked_at() -> None:
    world = World().root("R").sub("S", under="R")
    for number in range(MOST_CERTIFICATES + 2):
        world.sub(f"S{number}", under="R", same_as="S")
    member = hierarchy_of(world).members[world.ca("S")]
    answer = answer_of(assessment_of(world), member, Program.MOZILLA, CODE_SIGNING)
    assert answer.unseen == len(member.certificates) - MOST_CERTIFICATES > 0


def test_a_world_without_programs_has_no_matrix() -> None:
    world = World().root("R", programs=())
    member = hierarchy_of(world).members[world.ca("R")]
    assert matrix_of(assessment_of(world), member).programs == ()
    assert answer_of(assessment_of(world), member, Program.APPLE, EMAIL).is_refused
