"""Filters: what a table, a file or a screen shows; the same words in options, links and views, about findings and CAs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from explorer.model.evidence import KeyState
from explorer.model.finding import Finding, Severity, Status, Use
from explorer.model.program import Program
from explorer.model.purpose import Purpose


class Known(StrEnum):
    """Only what is known to be so, or all else: what cannot be told is never left out as if it were so."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What filters ask of the subject of a finding, or of a CA."""

    owner: str
    operator: str
    is_external: bool  # declared: another organisation runs it (E3, E4)
    is_revoked: bool
    is_expired: bool
    key_state: KeyState | None  # None: no key at hand
    words: tuple[str, ...]  # names, fingerprints and hashes, in any case


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """A choice of findings and of CAs; empty and default fields choose all."""

    programs: tuple[Program, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    rules: tuple[str, ...] = ()  # ids or names
    owner: str = ""  # part of the CA owner, any case
    operator: str = ""  # part of the operator, any case
    text: str = ""  # part of a name, fingerprint or hash, any case
    below: str = ""  # a CA: only it and what hangs below it; `views/scope.py` finds it
    min_severity: Severity = Severity.INFO
    external: Known | None = None
    revoked: Known | None = None
    expired: Known | None = None
    key_states: tuple[KeyState, ...] = ()
    live_only: bool = False  # leave out what nobody trusts
    unknown: bool = False  # rows where a rule could not tell, too

    @property
    def asks_for_findings(self) -> bool:
        """A field that only findings have is set: a CA passes when one of its findings does."""
        return bool(self.rules) or self.min_severity is not Severity.INFO

    def choose_uses(self, uses: Iterable[Use]) -> bool:
        """A use is of a chosen program and purpose; what nobody trusts passes unless `live_only`."""
        own = tuple(uses)
        if not own:
            return not self.live_only
        return any(
            (not self.programs or use.program in self.programs) and (not self.purposes or use.purpose in self.purposes)
            for use in own
        )

    def choose(self, finding: Finding, rule_name: str) -> bool:
        """What the finding itself says; `choose_about` asks of its subject."""
        return (
            (not self.rules or finding.rule in self.rules or rule_name in self.rules)
            and finding.severity.rank <= self.min_severity.rank
            and (self.unknown or finding.status is not Status.UNKNOWN)
            and self.choose_uses(finding.uses)
        )

    def choose_about(self, about: About) -> bool:
        """What is known of a subject or CA; `below` is not asked here."""
        text = self.text.casefold()
        return (
            self.owner.casefold() in about.owner.casefold()
            and self.operator.casefold() in about.operator.casefold()
            and _known(self.external, about.is_external)
            and _known(self.revoked, about.is_revoked)
            and _known(self.expired, about.is_expired)
            and (not self.key_states or about.key_state in self.key_states)
            and (not text or any(text in word.casefold() for word in about.words))
        )


def _known(wanted: Known | None, found: bool) -> bool:
    return wanted is None or found is (wanted is Known.YES)
