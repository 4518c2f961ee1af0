"""CCADB list that looks partial or is old.

Why it matters: a download that broke off looks like thousands of vanished records, and an old list like a quiet week.
Whoever acts on either is wrong about all of it.

One finding is one run. Medium: the list has no rows, or more than 2 % fewer than that of the stored day before, or is more
than seven days older than the day judged. Every "vanished" flag (DATA-005) of such a run is unknown.

Limits: a file whose header is not that of a CCADB report never gets this far: it is refused when it is read. Lists of the
root programs and OneCRL have days of their own and are not looked at.

Traps: when CCADB split its list in two (V4 into V4a and V4b), each part has fewer rows: the sum is compared, and
with V4a alone what expired more than five years before is not missed.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.rules.citations import CCADB_P_3_2
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.suspicion import ccadb_lists, suspicions
from explorer.store.listing import RECORDS


def subjects(facts: Facts) -> Iterator[str]:
    """The run, if it has a list of CCADB."""
    if ccadb_lists(facts):
        yield RECORDS


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this run."""
    found = suspicions(facts)
    if found:
        yield Finding(
            rule=RULE.id,
            kind=SubjectKind.RUN,
            subject=subject,
            severity=Severity.MEDIUM,
            confidence=Confidence.CERTAIN,
            because=(*found, "whether records have vanished can't be told from it"),
        )


RULE = Rule(
    id="DATA-010",
    name="snapshot-suspicious",
    title="CCADB list looks partial or is old",
    kind=SubjectKind.RUN,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_3_2,),
    remedy="Fetch it again.",
    subjects=subjects,
    check=check,
)
