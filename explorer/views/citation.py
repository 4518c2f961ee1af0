"""Citation: what a page says, as plain text for a post to a mailing list: names, fingerprints, path, snapshot, link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.analysis.assess import Assessment
from explorer.model.ids import CertificateId
from explorer.text import safe
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.rows import RULE_OF, FindingRow

ROWS = 20  # findings listed; more are counted
CERTIFICATES = 12  # certificates of one CA listed
_NAME = 160


def cite_member(
    assessment: Assessment, hierarchy: Hierarchy, member: Member, path: Iterable[CertificateId], words: str, link: str
) -> str:
    """One CA or responder with its certificates, the path shown (`words` say of what) and its findings."""
    return _text(_member(assessment, hierarchy, member, tuple(path), words), assessment, link)


def cite_findings(assessment: Assessment, rows: tuple[FindingRow, ...], words: str, link: str) -> str:
    """A table of findings: the first of them, and how many there are."""
    return _text(_findings(rows, words), assessment, link)


def cite_page(assessment: Assessment, title: str, words: str, link: str) -> str:
    """Any other page: its title and what it shows."""
    return _text(iter((_safe(title), f"  {_safe(words)}")), assessment, link)


def _member(
    assessment: Assessment, hierarchy: Hierarchy, member: Member, path: tuple[CertificateId, ...], words: str
) -> Iterator[str]:
    facts = assessment.facts
    graph = facts.graph
    newest = graph.certificates[member.certificates[-1]]
    yield _safe(newest.subject.text)
    yield f"  CA owner: {_safe(member.owner) or 'no CCADB record'}"
    if member.operator:
        yield f"  Operator, as CCADB declares: {_safe(member.operator)}"
    yield f"  Key (SPKI SHA-256): {newest.spki}"
    yield f"  Certificates ({len(member.certificates)}), by SHA-256:"
    for id_ in member.certificates[::-1][:CERTIFICATES]:
        certificate = graph.certificates[id_]
        revoked = sorted({entry.source for entry in facts.revocations.get(id_, ())})
        ends = f"{certificate.not_before.date()} to {certificate.not_after.date()}"
        yield f"    {id_}"
        yield f"      {ends}{', revoked by ' + ', '.join(revoked) if revoked else ''}; https://crt.sh/?sha256={id_}"
    if len(member.certificates) > CERTIFICATES:
        yield f"    and {len(member.certificates) - CERTIFICATES} older ones"
    if path:
        yield f"  Path ({_safe(words)}), anchor first:"
        for number, id_ in enumerate(path, start=1):
            yield f"    {number}. {_safe(graph.certificates[id_].subject.short)}"
            yield f"       {id_}"
    else:
        yield f"  Path: {_safe(words)}"
    findings = hierarchy.findings_of(member.id)
    yield f"  Findings: {len(findings) or 'none'}"
    for finding in findings[:ROWS]:
        yield f"    {finding.severity} {finding.rule}: {RULE_OF[finding.rule].title}"
    if len(findings) > ROWS:
        yield f"    and {len(findings) - ROWS} more"


def _findings(rows: tuple[FindingRow, ...], words: str) -> Iterator[str]:
    yield f"{len(rows):,} findings. {_safe(words)}"
    for row in rows[:ROWS]:
        owner = f" ({_safe(row.ca_owner)})" if row.ca_owner else ""
        yield f"  {row.severity} {row.rule_id} {row.title}: {_safe(row.subject_name)}{owner}"
        if row.certificate_sha256:
            yield f"    {row.certificate_sha256}"
    if len(rows) > ROWS:
        yield f"  and {len(rows) - ROWS:,} more"


def _text(lines: Iterator[str], assessment: Assessment, link: str) -> str:
    manifest = assessment.manifest
    foot = (
        "",
        f"As of {manifest.as_of.isoformat()}, from CCADB and root-program lists; snapshot {manifest.id}",
        "A finding is a question to the CA, not a verdict.",
        f"Link: {link}",
    )
    return "\n".join((*lines, *foot)) + "\n"


def _safe(text: str) -> str:
    return safe(text, _NAME)
