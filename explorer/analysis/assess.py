"""Assessment: the facts of one snapshot, and the findings of every rule."""

from __future__ import annotations

from dataclasses import replace

from explorer.analysis.survey import Assessment, no_collector, survey
from explorer.model.finding import Status
from explorer.rules.registry import rules_for
from explorer.store.snapshot import Snapshot

__all__ = ["Assessment", "assess", "judge"]


def judge(surveyed: Assessment, *, view: str = "proof", about: frozenset[str] | None = None) -> Assessment:
    """A survey with the findings of every rule. `about` asks only of these subjects, by id; None: of all."""
    facts = surveyed.facts
    with no_collector():
        findings = [
            finding
            for rule in rules_for(view)
            for subject in rule.subjects(facts)
            if about is None or subject in about
            for finding in rule.check(subject, facts)
        ]
    findings.sort(key=lambda f: (f.severity.rank, f.rule, f.subject))
    return replace(
        surveyed,
        view=view,
        findings=tuple(f for f in findings if f.status is not Status.UNKNOWN),
        unknown=tuple(f for f in findings if f.status is Status.UNKNOWN),
    )


def assess(snapshot: Snapshot, *, basis: str = "mrsp", view: str = "proof") -> Assessment:
    """Judge a snapshot: same snapshot, basis and view, same assessment.

    `basis` names the definition that decides "constrained" (mrsp, v25, v29, crtsh, ccadb); `view` is
    `proof`, or `record` for CCADB columns alone.
    """
    return judge(survey(snapshot, basis=basis), view=view)
