"""A finding under no program is low at most, so that leaving those out hides nothing that is worse (docs/method.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.analysis.assess import assess
from explorer.analysis.survey import Assessment
from explorer.model.finding import Finding, Severity
from explorer.rules.delegated_responder import RULE as OCSP_001
from explorer.rules.facts import Facts
from explorer.rules.key_destruction_unproven import RULE as KEY_001
from explorer.rules.revoked_but_self_unrevocable import RULE as OCSP_003
from explorer.rules.status_power_outside import RULE as OCSP_002
from explorer.store.catalog import open_store
from tests.pki.world import World

ABOUT_A_CONTRADICTION = "KEY-003"  # not about trust


@pytest.fixture(scope="module")
def assessment(sample_store: Path) -> Assessment:
    with open_store(sample_store) as opened:
        return assess(opened.snapshot(None))


def over_low(assessment: Assessment) -> Iterator[Finding]:
    for finding in assessment.findings:
        if not finding.uses and finding.severity.rank < Severity.LOW.rank and finding.rule != ABOUT_A_CONTRADICTION:
            yield finding


def is_told(finding: Finding, facts: Facts) -> bool:
    """Whether it is known that nobody trusts what the finding is about, its issuers included."""
    certificate = finding.certificate
    if certificate is None or certificate not in facts.graph.certificates:
        return True
    above = (c for i in facts.graph.issuers_of(certificate) for c in facts.graph.cas[i.issuer].certificates)
    return not any(facts.verdicts.unknown(c) for c in (certificate, *above))


def test_no_finding_of_the_sample_world_is_severe_for_nobody(assessment: Assessment) -> None:
    found = [finding for finding in over_low(assessment) if is_told(finding, assessment.facts)]
    assert [(finding.rule, finding.severity.value, finding.subject) for finding in found] == []


RESPONDER = {"eku": ("tls-server", "ocsp-signing"), "operator": "Beta"}
BY_RULE = {rule.id: rule for rule in (OCSP_001, OCSP_002, OCSP_003, KEY_001)}


@pytest.mark.parametrize("rule", BY_RULE.values(), ids=BY_RULE)
def test_power_over_a_trusted_issuer_is_listed_under_its_programs(rule: object) -> None:
    """R -> X -> S (revoked, OCSPSigning): nobody trusts S, and its key can still speak for X."""
    world = World().root("R").sub("X", under="R").sub("S", under="X", **RESPONDER).revoked("S")
    (finding,) = world.findings(rule)
    assert finding.severity is Severity.CRITICAL or rule is OCSP_002
    assert [str(use) for use in finding.uses] == ["Mozilla:email", "Mozilla:tls-server"], "those of X, not of S"


@pytest.mark.parametrize("rule", BY_RULE.values(), ids=BY_RULE)
def test_power_over_an_untrusted_issuer_is_listed_under_no_program(rule: object) -> None:
    world = World().root("R").sub("X", under="R").sub("S", under="X", **RESPONDER).revoked("S").revoked("X")
    assert all(finding.uses == () and finding.severity is Severity.LOW for finding in world.findings(rule))
