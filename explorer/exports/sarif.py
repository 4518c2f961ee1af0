"""Findings as SARIF 2.1.0, for code scanning: worst first, within its limits, and a cut is told in the file.

A certificate has no source file, so each result names the CCADB list the day was read from, and the subject as a
logical location. Findings of the run before that are there no more come last, as absent. Written result by result; the
same findings give the same bytes. Source: OASIS SARIF 2.1.0.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO
from urllib.parse import quote

from explorer import __version__
from explorer.analysis.assess import Assessment
from explorer.model.finding import Severity
from explorer.model.fingerprint import fingerprint_of
from explorer.rules.contract import Rule
from explorer.rules.registry import rules_for
from explorer.store.snapshot import ListedDay
from explorer.text import safe
from explorer.views.background import NOTHING_KNOWN, Background, Compared, Gone
from explorer.views.rows import FindingRow

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "subcaFinding/v1"
RESULTS = 25_000  # that code scanning takes in a run
OCTETS = 9_500_000  # compressed: it takes 10 MB, and compresses in its own way
_TEXT_LIMIT = 4000  # characters of one message

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "1.0",
}
_PRECISION = {"certain": "very-high", "disclosed": "high", "inferred": "medium"}

Json = str | int | bool | Sequence["Json"] | dict[str, "Json"]


def write_sarif(
    assessment: Assessment,
    rows: Iterable[FindingRow],
    stream: BinaryIO,
    *,
    background: Background = NOTHING_KNOWN,
    most: int = RESULTS,
    octets: int = OCTETS,
) -> None:
    """Write one run; `rows` come worst first, and those beyond `most` or `octets` (compressed) are only counted."""
    rules = rules_for(assessment.view)
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    artifacts = [_artifact(listed) for listed in assessment.manifest.lists]
    where = _place_of(assessment)
    stream.write(f'{{\n"$schema": {_json(SCHEMA)},\n"version": "2.1.0",\n"runs": [{{\n'.encode("ascii"))
    stream.write(f'"tool": {_json(_tool(rules))},\n"results": ['.encode("ascii"))
    squeezed, size, written, left = zlib.compressobj(), 0, 0, 0
    for row in rows:
        line = _json(_result(row, numbers[row.rule_id], where, background)).encode("ascii")
        size += len(squeezed.compress(line)) if not left else 0
        if left or written >= most or size > octets:
            left += 1
            continue
        stream.write((b",\n" if written else b"\n") + line)
        written += 1
    known = [gone for gone in background.gone if gone.rule in numbers][: max(0, most - written) if not left else 0]
    for gone in known:
        line = _json(_absent(gone, rules[numbers[gone.rule]], numbers[gone.rule], where)).encode("ascii")
        stream.write((b",\n" if written else b"\n") + line)
        written += 1
    tail: dict[str, Json] = {
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notes(assessment, left))}],
        "artifacts": artifacts,
        "automationDetails": {"id": "subca/"},
        "columnKind": "unicodeCodePoints",
        "properties": {
            "asOf": assessment.manifest.as_of.isoformat(),
            "snapshot": assessment.manifest.id,
            "basis": assessment.facts.basis,
            "view": assessment.view,
            "resultsLeftOut": left,
            "resultsGone": len(background.gone),
        },
    }
    for name, value in tail.items():
        stream.write(f'{"]," if name == "invocations" else ","}\n"{name}": {_json(value)}'.encode("ascii"))
    stream.write(b"\n}]\n}\n")


def _json(value: Json) -> str:
    return json.dumps(value)


def _tool(rules: Iterable[Rule]) -> Json:
    driver: dict[str, Json] = {
        "name": "subca",
        "version": __version__,
        "semanticVersion": __version__,
        "fullName": f"subca {__version__}, delegation graph explorer of the WebPKI",
        "rules": [_rule(rule) for rule in rules],
    }
    return {"driver": driver}


def _rule(rule: Rule) -> Json:
    citations = "; ".join(str(citation) for citation in rule.citations)
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": f"{rule.remedy}\nCitations: {citations}\nsubca rules {rule.id} tells how it decides."},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["security", "webpki", rule.kind.value],
            "security-severity": SCORES[rule.severity],
            "precision": _PRECISION[rule.confidence.value],
        },
    }


def _result(row: FindingRow, number: int, where: dict[str, Json], background: Background) -> dict[str, Json]:
    severity = Severity(row.severity)
    is_unknown = row.status == "unknown"
    fingerprint = fingerprint_of(row.rule_id, row.subject_id)
    result: dict[str, Json] = {
        "ruleId": row.rule_id,
        "ruleIndex": number,
        "kind": "open" if is_unknown else "fail",  # open: not enough is known to tell
        "level": "none" if is_unknown else LEVELS[severity],
        "message": {"text": _message(row)},
        "locations": [{**where, "logicalLocations": [_subject(row)]}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {
            "severity": row.severity,
            "security-severity": SCORES[severity],
            "confidence": row.confidence,
            "status": row.status,
            "caOwner": safe(row.ca_owner),
            "operator": safe(row.operator),
            "programs": [safe(program) for program in row.programs],
            "certificateSha256": row.certificate_sha256,
            "spkiSha256": safe(row.spki_sha256),
            "caId": safe(row.ca_id),
            "proof": list(row.proof),
            "firstSeen": row.first_seen,
        },
    }
    if background.compared is not None:  # in all results of a run or in none (3.27.24)
        unnamed = Compared.NEW if row.status == "open" else Compared.UNCHANGED
        result["baselineState"] = background.compared.get(fingerprint, unnamed).value
    result["suppressions"] = []  # present in all results or in none (3.27.23)
    if row.status == "accepted":
        why = background.accepted.get(fingerprint, "")
        suppression: dict[str, Json] = {"kind": "external", "status": "accepted"}
        result["suppressions"] = [{**suppression, "justification": safe(why)} if why else suppression]
    if row.crtsh_url:
        result["hostedViewerUri"] = row.crtsh_url
    return result


def _absent(gone: Gone, rule: Rule, number: int, where: dict[str, Json]) -> dict[str, Json]:
    """A finding of before that is there no more (3.27.24); `pass`, for readers that look at no baseline."""
    subject = safe(gone.subject)
    return {
        "ruleId": gone.rule,
        "ruleIndex": number,
        "kind": "pass",
        "level": "none",
        "message": {"text": f"{safe(rule.title)}: not found any more on {subject[:16]}"},
        "locations": [{**where, "logicalLocations": [{"name": subject, "fullyQualifiedName": subject}]}],
        "partialFingerprints": {FINGERPRINT: fingerprint_of(gone.rule, gone.subject)},
        "baselineState": "absent",
        "suppressions": [],
    }


def _message(row: FindingRow) -> str:
    subject = f"{safe(row.subject_name, 300)} ({safe(row.subject_id)[:16]})"
    return f"{safe(row.title)}: {subject}. {safe(row.explanation, _TEXT_LIMIT)}"


def _subject(row: FindingRow) -> Json:
    name = safe(row.subject_name, 300) or row.subject_id
    return {"name": name, "fullyQualifiedName": safe(row.subject_id), "kind": row.subject_kind}


def _place_of(assessment: Assessment) -> dict[str, Json]:
    """The list of CCADB records the day was read from, else the first list there is; viewers want some file."""
    lists = assessment.manifest.lists
    for number, listed in enumerate(lists):
        if listed.name.startswith("ccadb-all-records"):
            return _physical(listed, number)
    return _physical(lists[0], 0) if lists else {}


def _physical(listed: ListedDay, number: int) -> dict[str, Json]:
    artifact: dict[str, Json] = {"uri": _uri(listed), "index": number}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1}}}


def _artifact(listed: ListedDay) -> dict[str, Json]:
    return {
        "location": {"uri": _uri(listed)},
        "description": {"text": safe(f"{listed.name} of {listed.day.isoformat()}")},
        "hashes": {"sha-256": listed.sha256.lower()},
    }


def _uri(listed: ListedDay) -> str:
    """The file's own name: where it lay on the machine that read it is nobody's business."""
    return quote(listed.file.rsplit("/", 1)[-1].encode("utf-8", "surrogatepass"), safe="") or "unnamed"


def _notes(assessment: Assessment, left: int) -> Iterator[Json]:
    for warning in assessment.warnings:
        yield {"level": "warning", "message": {"text": safe(warning)}}
    if left:
        told = (
            f"{left} findings, the least severe ones, are left out to keep the limits of code scanning; CSV holds all"
        )
        yield {"level": "warning", "message": {"text": told}}
