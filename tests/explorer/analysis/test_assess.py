"""The assessment: same snapshot, same answers; nothing rests on order, and what is unknown is kept apart."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from explorer.analysis.assess import Assessment, assess
from explorer.analysis.survey import gather
from explorer.model.finding import Status
from explorer.rules.registry import rules_for
from explorer.store.catalog import open_store
from explorer.store.snapshot import RecordHistory, Snapshot

T = TypeVar("T")


@pytest.fixture(scope="module")
def snapshot(sample_store: Path) -> Snapshot:
    with open_store(sample_store) as opened:
        return opened.snapshot()


@pytest.fixture(scope="module")
def assessment(snapshot: Snapshot) -> Assessment:
    return assess(snapshot)


def told(judged: Assessment) -> tuple[object, ...]:
    return judged.findings, judged.unknown, judged.warnings


def test_twice_the_same(snapshot: Snapshot, assessment: Assessment) -> None:
    assert told(assess(snapshot)) == told(assessment)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_inside_a_snapshot_does_not_matter(seed: int, snapshot: Snapshot, assessment: Assessment) -> None:
    """Links, anchors, entries, evidence and affiliates in any order; certificates and records keep theirs by contract."""
    chance = Random(seed)

    def shuffled(items: tuple[T, ...]) -> tuple[T, ...]:
        mixed = list(items)
        chance.shuffle(mixed)
        return tuple(mixed)

    other = replace(
        snapshot,
        links=shuffled(snapshot.links),
        anchors=shuffled(snapshot.anchors),
        revocation_entries=shuffled(snapshot.revocation_entries),
        evidence=shuffled(snapshot.evidence),
        affiliates=shuffled(snapshot.affiliates),
    )
    assert told(assess(other)) == told(assessment)


def test_sorted_and_apart(assessment: Assessment) -> None:
    for found in (assessment.findings, assessment.unknown):
        keys = [(f.severity.rank, f.rule, f.subject) for f in found]
        assert keys == sorted(keys)
        assert len({(f.rule, f.kind, f.subject) for f in found}) == len(found), "one finding is one rule and subject"
    assert {f.status for f in assessment.findings} == {Status.OPEN}
    assert {f.status for f in assessment.unknown} == {Status.UNKNOWN}
    both = {(f.rule, f.subject) for f in assessment.findings} & {(f.rule, f.subject) for f in assessment.unknown}
    assert not both, "a rule that fired could tell"


def test_every_subject_is_known_to_the_facts(assessment: Assessment) -> None:
    facts = assessment.facts
    for f in (*assessment.findings, *assessment.unknown):
        assert f.because and all(f.because)
        assert f.record is None or f.record in facts.records
        assert f.ca is None or f.ca in facts.graph.cas or f.certificate in facts.graph.certificates
        assert f.key is None or facts.graph.certificates_of_key(f.key) or f.rule.startswith("KEY-")
        assert set(f.proof) <= set(facts.graph.certificates)


def test_a_view_runs_its_own_rules(snapshot: Snapshot) -> None:
    for view in ("proof", "record"):
        judged = assess(snapshot, view=view)
        allowed = {rule.id for rule in rules_for(view)}
        assert {f.rule for f in (*judged.findings, *judged.unknown)} <= allowed
        assert judged.view == view


def test_warnings_of_both_floors_are_carried(snapshot: Snapshot, assessment: Assessment) -> None:
    _, warnings = gather(snapshot)
    assert assessment.warnings == (*snapshot.manifest.warnings, *warnings)
    assert any("quarantine" in warning for warning in assessment.warnings)


def test_nothing_at_all_can_be_assessed(snapshot: Snapshot) -> None:
    empty = replace(
        snapshot, certificates={}, opaque={}, links=(), disclosures=(), anchors=(), revocation_entries=(),
        evidence=(), affiliates=(), history=RecordHistory(),
    )  # fmt: skip
    assert assess(empty).findings == ()


def test_without_records_or_without_certificates(snapshot: Snapshot) -> None:
    """Half blind, but never a crash."""
    assess(replace(snapshot, disclosures=()))
    assess(replace(snapshot, certificates={}, links=()))
    assess(replace(snapshot, anchors=()))


def test_the_collector_runs_again_afterwards(snapshot: Snapshot) -> None:
    assert gc.isenabled()
    assess(snapshot)
    assert gc.isenabled()
