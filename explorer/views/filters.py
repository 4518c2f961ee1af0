"""Filters: what a table, a file or a screen shows; the same words in options, links and views."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.model.finding import Finding, Severity, Status
from explorer.model.program import Program
from explorer.model.purpose import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """A choice of findings; empty and default fields choose all."""

    programs: tuple[Program, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    rules: tuple[str, ...] = ()  # ids or names
    owner: str = ""  # part of the CA owner, any case
    operator: str = ""  # part of the operator, any case
    min_severity: Severity = Severity.INFO
    live_only: bool = False  # leave out what nobody trusts
    unknown: bool = False  # rows where a rule could not tell, too

    def choose_use(self, finding: Finding) -> bool:
        """The finding is live in a chosen program and purpose; one that nobody trusts passes unless `live_only`."""
        if not finding.uses:
            return not self.live_only
        return any(
            (not self.programs or use.program in self.programs) and (not self.purposes or use.purpose in self.purposes)
            for use in finding.uses
        )

    def choose(self, finding: Finding, rule_name: str) -> bool:
        """Every filter but those of owner and operator, which rows know."""
        return (
            (not self.rules or finding.rule in self.rules or rule_name in self.rules)
            and finding.severity.rank <= self.min_severity.rank
            and (self.unknown or finding.status is not Status.UNKNOWN)
            and self.choose_use(finding)
        )
