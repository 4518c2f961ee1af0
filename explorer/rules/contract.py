"""What a rule is: an id, a name, a severity, citations, and two functions over `Facts`.

A rule's docstring is its documentation: `docs/method.md` and `subca rules ID` are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.rules.citations import Citation
from explorer.rules.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One flag.

    `subjects` lists the ids the rule looks at (of `kind`), each once and in order; `check` yields at most one
    finding for each: an open one, or one with `Status.UNKNOWN` when a value that it needs is not known.
    """

    id: str  # never reused: "SUBCA-001"
    name: str  # never renamed: "external-unconstrained"; the file's name with hyphens
    title: str
    kind: SubjectKind
    severity: Severity  # the worst it can be
    confidence: Confidence  # the best it can be
    since: date | None  # window in which the requirement was in force; None: no start
    citations: tuple[Citation, ...]
    remedy: str  # what the CA or reviewer can do, one sentence
    subjects: Callable[[Facts], Iterator[str]]
    check: Callable[[str, Facts], Iterator[Finding]]

    def run(self, facts: Facts) -> Iterator[Finding]:
        """Every finding of this rule on these facts, in order of subject."""
        for subject in self.subjects(facts):
            yield from self.check(subject, facts)
