"""The whole road on the sample: what the rules find is what `expected.py` says, no more and no less."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from explorer.analysis.assess import Assessment, assess
from explorer.model.finding import Finding, SubjectKind
from explorer.rules.registry import RULES
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.build import BuildReport, ingest_bytes
from ingest.cli.ingest import take_sample_log
from ingest.reading import Asked
from ingest.sample.draw import AS_OF
from ingest.sample.expected import EXPECTED, OF_A_BAD_RUN, PREPARED, certificate_id, record_of
from ingest.sample.stories.healthy import HOUSES
from ingest.sample.told import told_world
from ingest.sample.world import sample_files

# (rule, label) -> why the rule does not say yet what it should; an entry that has become untrue fails
KNOWN_GAPS: dict[tuple[str, str], str] = {}


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildReport, Assessment]:
    store = tmp_path_factory.mktemp("sample") / "sample.sqlite"
    received = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)
    report = ingest_bytes(
        sample_files(), Asked(today=date(2026, 9, 2)), store=store, now=received, progress=SILENT, workers=1
    )
    take_sample_log(store, received, SILENT)
    with open_store(store) as opened:
        return report, assess(opened.snapshot())


@pytest.fixture(scope="module")
def found(road: tuple[BuildReport, Assessment]) -> dict[str, dict[str, Finding]]:
    """Rule -> label -> its finding, unknown ones among them."""
    _, assessment = road
    names = _Names(assessment)
    findings: dict[str, dict[str, Finding]] = {rule.id: {} for rule in RULES}
    for finding in (*assessment.findings, *assessment.unknown):
        label = names.label(finding)
        assert label not in findings[finding.rule], "one finding a subject"
        findings[finding.rule][label] = finding
    return findings


class _Names:
    """Ids of the assessment back to labels of the sample."""

    def __init__(self, assessment: Assessment) -> None:
        world = told_world()
        self._certificates = {certificate_id(label): label for label in world.plans}
        self._records = {record_of(label): label for label in world.records}
        order = list(world.plans)
        self._keys: dict[str, str] = {}
        self._cas: dict[str, str] = {}
        for id_, certificate in assessment.facts.graph.certificates.items():
            label = self._certificates[id_]
            self._keys[certificate.key] = min(label, self._keys.get(certificate.key, label), key=order.index)
            self._cas[certificate.ca] = min(label, self._cas.get(certificate.ca, label), key=order.index)

    def label(self, finding: Finding) -> str:
        by_kind = {
            SubjectKind.CERTIFICATE: self._certificates,
            SubjectKind.RECORD: self._records,
            SubjectKind.KEY: self._keys,
            SubjectKind.CA: self._cas,
        }
        return by_kind[finding.kind][finding.subject] if finding.kind in by_kind else finding.subject


def without_gaps(rule: str, verdicts: dict[str, str]) -> dict[str, str]:
    return {label: verdict for label, verdict in verdicts.items() if (rule, label) not in KNOWN_GAPS}


def test_every_input_is_stored_whole(road: tuple[BuildReport, Assessment]) -> None:
    report, _ = road
    assert report.rejected == ()
    assert len(report.outcomes) == len(sample_files())
    quarantined = {outcome.file: outcome.quarantined for outcome in report.outcomes if outcome.quarantined}
    assert sum(quarantined.values()) == 4  # the test owner's row on three days, a PEM under another fingerprint


def test_judged_day_is_that_of_the_newest_report(road: tuple[BuildReport, Assessment]) -> None:
    _, assessment = road
    assert assessment.manifest.as_of == AS_OF


def test_every_rule_has_its_cases() -> None:
    assert {rule.id for rule in RULES} == set(EXPECTED)
    for rule, expected in EXPECTED.items():
        assert bool(expected.guilty) != (rule in OF_A_BAD_RUN), rule
        assert expected.clean, rule
        assert not set(expected.guilty) & (set(expected.clean) | set(expected.unknown)), rule


def test_prepared_cases_wait_for_rules_that_do_not_exist_yet() -> None:
    world = told_world()
    assert not set(PREPARED) & {rule.id for rule in RULES}, "move them to EXPECTED"
    assert {label for labels in PREPARED.values() for label in labels} <= world.plans.keys() | world.records.keys()


def test_every_label_is_drawn() -> None:
    world = told_world()
    not_drawn = {
        "umberfield trust centre",
        "old lantern trust",
        "responders-without-record",
        "audit-contents",
        "between-lists",
        "ccadb-all-records",
    }  # owners; all of a run
    for rule, expected in EXPECTED.items():
        labels = {*expected.guilty, *expected.clean, *expected.unknown}
        assert labels <= world.plans.keys() | world.records.keys() | not_drawn, rule


@pytest.mark.parametrize("rule", sorted(EXPECTED))
def test_findings_are_the_expected_ones(rule: str, found: dict[str, dict[str, Finding]]) -> None:
    expected: dict[str, str] = {label: str(severity) for label, severity in EXPECTED[rule].guilty.items()}
    expected |= dict.fromkeys(EXPECTED[rule].unknown, "unknown")
    got = {
        label: "unknown" if finding.status == "unknown" else str(finding.severity)
        for label, finding in found[rule].items()
    }
    assert without_gaps(rule, got) == without_gaps(rule, expected)


@pytest.mark.parametrize("rule", sorted(EXPECTED))
def test_near_misses_are_left_alone(rule: str, found: dict[str, dict[str, Finding]]) -> None:
    assert not set(EXPECTED[rule].clean) & set(found[rule])


def test_known_gaps_are_still_gaps(found: dict[str, dict[str, Finding]]) -> None:
    for rule, label in KNOWN_GAPS:
        got = found[rule].get(label)
        verdict = None if got is None else "unknown" if got.status == "unknown" else got.severity
        guilty = EXPECTED[rule].guilty.get(label)
        wanted = "unknown" if label in EXPECTED[rule].unknown else guilty  # None: must stay silent
        assert verdict != wanted, f"{rule} is right about {label} now: take it off the list"


def test_healthy_owners_raise_nothing(found: dict[str, dict[str, Finding]]) -> None:
    healthy = tuple(house.slug for house in HOUSES)
    labels = {label for findings in found.values() for label in findings}
    assert not [label for label in labels if label.startswith(healthy)]


def test_seven_external_cas_of_the_story_are_found(found: dict[str, dict[str, Finding]]) -> None:
    seven = {label for label in found["SUBCA-001"] if label.startswith("lantern-")}
    assert len(seven) == 7
    assert {label for label in found["KEY-001"] if label.startswith("lantern-")} == {"lantern-orchard"}
