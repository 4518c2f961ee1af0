"""CCADB and a program's own list of one day disagree on a root.

Why it matters: everything below a root is trusted or not by that one statement. Where two sources differ, whoever reads
only one of them is wrong about the whole hierarchy.

One finding is one root certificate; each program of which CCADB's status column and the list of the same day say different
things is a sentence, with the statement that our verdicts used. Low.

Limits: only statements of the same day are held against each other, and only inclusion: CCADB's records do not
carry purposes that could be compared.

Traps: a list of another day may differ by right; a root whose purposes a list has all disabled is not trusted by it; "Change Requested" is an included root under review, "NotBefore" one
with a cut-off.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId
from explorer.rules.citations import CCADB_P_1
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate
from explorer.trust.anchors import Disagreement


def subjects(facts: Facts) -> Iterator[str]:
    """Roots on which two sources disagree."""
    yield from sorted({found.certificate for found in facts.verdicts.anchors.disagreements})


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this root."""
    certificate = CertificateId(subject)
    found = [d for d in facts.verdicts.anchors.disagreements if d.certificate == certificate]
    if found:
        yield about_certificate(
            RULE.id,
            certificate,
            facts,
            severity=Severity.LOW,
            because=tuple(
                _sentence(disagreement, facts)
                for disagreement in sorted(found, key=lambda d: (d.program, d.day, d.ccadb))
            ),
        )


def _sentence(found: Disagreement, facts: Facts) -> str:
    used = any(program is found.program for program, _ in facts.included.get(found.certificate, ()))
    taken = "the program's list" if used == found.is_listed else "CCADB"
    listed = "trusts it" if found.is_listed else "does not"
    return f"{found.program} on {found.day}: CCADB says {found.ccadb or '(nothing)'!s}, the program's list {listed}; used: {taken}"


RULE = Rule(
    id="DATA-011",
    name="anchor-statements-disagree",
    title="Statements about an anchor disagree",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.LOW,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CCADB_P_1,),
    remedy="Ask the program which of the two is right.",
    subjects=subjects,
    check=check,
)
