"""Which findings are news: not told yet by a run that ended in a way that tells them.

A run that ends with another code than 0 or 1 has hidden its findings behind that code, so they stay news until a
run says them. A finding that got worse is news again; one that went away and came back, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.model.finding import Finding, Severity, Status

Told = Mapping[str, Severity]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The open findings of one run, seen from the runs before it."""

    new: tuple[Finding, ...]
    current: Told  # every open finding, by identity

    def told_after(self, before: Told | None, *, is_told: bool) -> dict[str, Severity]:
        """What counts as told after this run; `is_told`: it ended in a way that tells its findings."""
        if is_told:
            return dict(self.current)
        return {identity: severity for identity, severity in (before or {}).items() if identity in self.current}


def news_of(findings: Iterable[Finding], told: Told | None) -> News:
    """Compare with what was told; `told` None: there is no run before, and everything is news."""
    own = [finding for finding in findings if finding.status is Status.OPEN]
    before = told or {}
    new = tuple(f for f in own if identity_of(f) not in before or f.severity.rank < before[identity_of(f)].rank)
    return News(new=new, current={identity_of(finding): finding.severity for finding in own})


def identity_of(finding: Finding) -> str:
    """One finding is one rule and one subject."""
    return f"{finding.rule} {finding.subject}"
