"""Findings held against a baseline: accepted ones do not count, expired and worse ones fire again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from explorer.analysis.assess import Assessment
from explorer.analysis.history import got_worse
from explorer.errors import UsageError
from explorer.model.finding import Finding, Status
from explorer.model.fingerprint import fingerprint_of
from explorer.model.ids import parse_sha256
from explorer.store.baseline import Acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An assessment seen through a baseline."""

    assessment: Assessment  # accepted findings have that status
    expired: tuple[Acceptance, ...]  # the finding is there, the acceptance ran out
    worse: tuple[Acceptance, ...]  # the finding is worse than what was accepted
    gone: tuple[Acceptance, ...]  # no such finding on this day: the entry may be removed


def hold_against(assessment: Assessment, baseline: Mapping[str, Acceptance]) -> Accepted:
    """Give accepted findings their status; days are those of the assessment, never of the clock."""
    day = assessment.manifest.as_of
    findings: list[Finding] = []
    expired, worse, met = [], [], set()
    for finding in assessment.findings:
        acceptance = baseline.get(fingerprint_of(finding.rule, finding.subject))
        if acceptance is None:
            findings.append(finding)
            continue
        met.add(acceptance.fingerprint)
        programs = [str(use) for use in finding.uses]
        if acceptance.until < day:
            expired.append(acceptance)
        elif got_worse(acceptance.severity, acceptance.programs, finding.severity.value, programs):
            worse.append(acceptance)
        else:
            finding = replace(finding, status=Status.ACCEPTED)
        findings.append(finding)
    return Accepted(
        assessment=replace(assessment, findings=tuple(findings)),
        expired=tuple(expired),
        worse=tuple(worse),
        gone=tuple(a for f, a in sorted(baseline.items()) if f not in met),
    )


def acceptance_of(assessment: Assessment, named: str, *, reason: str, author: str, until: date) -> Acceptance:
    """Accept the finding that is named by fingerprint or as RULE:SUBJECT, as it is on the day of the assessment.

    Raises `UsageError` when there is no such finding, or the acceptance would have run out already.
    """
    day = assessment.manifest.as_of
    fingerprint = parse_sha256(named) or fingerprint_of(*_rule_and_subject(named))
    finding = next((f for f in assessment.findings if fingerprint_of(f.rule, f.subject) == fingerprint), None)
    if finding is None:
        raise UsageError(
            f"no such finding on {day}",
            where=f"--accept {named}",
            done="nothing was accepted",
            remedy="give its fingerprint, or RULE:SUBJECT as rule_id and subject_id of flags.csv have them",
        )
    if until < day:
        raise UsageError(
            f"{until} lies before the day judged, {day}",
            where="--until",
            done="nothing was accepted",
            remedy="give a later day",
        )
    return Acceptance(
        fingerprint=fingerprint,
        rule=finding.rule,
        subject=finding.subject,
        severity=finding.severity.value,
        programs=tuple(sorted({str(use).partition(" (")[0] for use in finding.uses})),
        reason=reason,
        author=author,
        accepted=day,
        until=until,
    )


def _rule_and_subject(named: str) -> tuple[str, str]:
    rule, _, subject = named.partition(":")
    return rule, subject
