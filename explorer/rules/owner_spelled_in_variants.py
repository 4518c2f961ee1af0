"""One organisation, spelled in several ways in CCADB.

Why it matters: counts by owner, filters and inherited operators go wrong where one organisation looks like two.

One finding is one organisation, after folding of case, punctuation and legal forms, that stands in CA Owner or Subordinate
CA Owner in at least two spellings, or with spaces around it. Info. The spellings, how often each occurs, and the most
frequent one as a suggestion are named; nothing is rewritten.

Limits: spellings are grouped by what folding makes equal; translations, former names and abbreviations stay apart.

Traps: two companies that differ only in legal form are grouped here, and may be two.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.rules.citations import CCADB_P_3_2_NAMES
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts


def subjects(facts: Facts) -> Iterator[str]:
    """Organisations with more than one spelling, by key."""
    return (key for key, group in facts.spellings.items() if group.is_varied)


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this organisation."""
    group = facts.spellings[subject]
    yield Finding(
        rule=RULE.id,
        kind=SubjectKind.OWNER,
        subject=subject,
        severity=Severity.INFO,
        confidence=Confidence.CERTAIN,
        because=(
            f"{len(group.spellings)} spellings in CA Owner and Subordinate CA Owner, suggested: {group.suggested}",
            *(f"{text!r} in {times} cells" for text, times in group.spellings),
        ),
        owner=group.suggested,
    )


RULE = Rule(
    id="DATA-004",
    name="owner-spelled-in-variants",
    title="Owner spelled in variants",
    kind=SubjectKind.OWNER,
    severity=Severity.INFO,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_3_2_NAMES,),
    remedy="Write it as in the audit statement, the same in every record.",
    subjects=subjects,
    check=check,
)
