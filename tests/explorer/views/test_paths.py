"""Verdicts as a table: the engine's answer, with the listed paths as its explanation."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment
from explorer.analysis.survey import survey
from explorer.model.finding import Use
from explorer.model.program import Program
from explorer.model.purpose import CODE_SIGNING, EMAIL, TLS_SERVER, Purpose
from explorer.store.catalog import open_store
from explorer.trust import spread
from explorer.trust.verdict import State
from explorer.views.paths import verdicts


@pytest.fixture(scope="module")
def assessment(sample_store: Path) -> Assessment:
    with open_store(sample_store) as opened:
        return survey(opened.snapshot(None))


def test_every_verdict_is_the_engines(assessment: Assessment) -> None:
    facts = assessment.facts
    for id_ in facts.graph.certificates:
        uses = {(use.program, use.purpose): use for use in facts.verdicts.uses(id_)}
        for verdict in verdicts(assessment, [id_], (), ()):
            use = uses.get((verdict.program, verdict.purpose))
            if use is None:
                assert verdict.state in (State.DEAD, State.UNKNOWN)
                assert verdict.proof == ()
            else:
                assert verdict.state is (State.CONDITIONAL if use.until else State.LIVE)
                assert verdict.until == use.until
                assert verdict.proof[-1] == id_
                assert verdict.of_itself is None


def test_every_dead_verdict_is_explained(assessment: Assessment) -> None:
    for id_ in assessment.facts.graph.certificates:
        for verdict in verdicts(assessment, [id_], (Program.MOZILLA,), (TLS_SERVER,)):
            if verdict.state is State.DEAD:
                assert verdict.refused or verdict.more or verdict.of_itself, id_
            assert all(path.refusal is not None for path in verdict.refused)


def test_what_no_program_speaks_of_is_answered_when_asked_for(assessment: Assessment) -> None:
    id_ = next(iter(assessment.facts.graph.certificates))
    (verdict,) = verdicts(assessment, [id_], (Program.CHROME,), (CODE_SIGNING,))
    assert verdict.state is State.DEAD


def test_refused_paths_are_capped_and_the_cap_is_told(assessment: Assessment) -> None:
    for id_ in assessment.facts.graph.certificates:
        (all_of_them,) = verdicts(assessment, [id_], (Program.MOZILLA,), (EMAIL,))
        if len(all_of_them.refused) > 1:
            (one,) = verdicts(assessment, [id_], (Program.MOZILLA,), (EMAIL,), shown=1)
            assert one.refused == all_of_them.refused[:1]
            assert one.more
            assert one.unshown == len(all_of_them.refused) - 1 and all_of_them.unshown == 0
            return
    raise AssertionError("the sample world has no certificate with two refused paths")


def test_further_paths_that_hold_are_counted(assessment: Assessment) -> None:
    """As many as the engine finds endings for, at least: it drops those that another one covers."""
    facts, counted = assessment.facts, 0
    for id_ in facts.graph.certificates:
        for verdict in verdicts(assessment, [id_], (Program.MOZILLA,), (TLS_SERVER,)):
            pair = (verdict.program, verdict.purpose)
            endings = [e for e in facts.verdicts.endings(id_) if not e.doubt and pair in map(_pair, e.uses)]
            assert verdict.further >= len(endings) - 1
            assert bool(verdict.proof) or not verdict.further
            counted += verdict.further
    assert counted > 3, "the sample world has cross-certificates"


def _pair(use: Use) -> tuple[Program, Purpose]:
    return use.program, use.purpose


def test_lenient_reading_never_takes_trust_away(assessment: Assessment) -> None:
    for id_ in list(assessment.facts.graph.certificates)[:80]:
        strict = verdicts(assessment, [id_], (), ())
        lenient = verdicts(assessment, [id_], (), (), lenient=True)
        for one, other in zip(strict, lenient, strict=True):
            assert one.state not in (State.LIVE, State.CONDITIONAL) or other.state == one.state


def test_a_spent_budget_is_unknown_in_the_table(sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "MAX_LABELS", 0)
    with open_store(sample_store) as opened:
        assessment = survey(opened.snapshot(None))
    facts = assessment.facts
    below = [
        id_
        for id_ in facts.graph.certificates
        if facts.verdicts.is_incomplete(id_) and not facts.verdicts.included_in(id_)
    ]
    assert below
    for id_ in below[:40]:
        for verdict in verdicts(assessment, [id_], (Program.MOZILLA,), (TLS_SERVER,)):
            assert verdict.state is not State.DEAD
