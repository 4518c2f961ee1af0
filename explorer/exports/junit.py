"""Findings as JUnit XML, for build servers: one test case per rule and subject, failed from medium on.

Low and informational findings pass with their text as output; accepted ones and those that could not be told are
skipped with the reason. No times of day and no host name inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import BinaryIO
from xml.etree import ElementTree as Xml

from explorer.analysis.assess import Assessment
from explorer.model.fingerprint import fingerprint_of
from explorer.text import safe
from explorer.views.background import NOTHING_KNOWN, Background
from explorer.views.rows import FindingRow

FAILING = ("critical", "high", "medium")  # error and warning in SARIF
_TEXT_LIMIT = 4000


def write_junit(
    assessment: Assessment, rows: Iterable[FindingRow], stream: BinaryIO, *, background: Background = NOTHING_KNOWN
) -> None:
    """One suite per rule, in order of rule ids, written suite by suite; without findings one case says so."""
    manifest = assessment.manifest
    by_rule = sorted(rows, key=lambda row: row.rule_id)  # stable: inside a rule still worst first
    name = f"subca as of {manifest.as_of.isoformat()}, snapshot {manifest.id[:16]}"
    failed, skipped = sum(map(_fails, by_rule)), sum(map(_is_skipped, by_rule))
    total = {"tests": str(len(by_rule) or 1), "failures": str(failed), "errors": "0", "skipped": str(skipped)}
    head = Xml.tostring(Xml.Element("testsuites", {"name": name, **total}), encoding="unicode")
    stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n')
    stream.write(head.replace(" />", ">\n").encode("utf-8"))
    for rule, found in groupby(by_rule, key=lambda row: row.rule_id):
        stream.write(Xml.tostring(_suite(rule, list(found), background), encoding="utf-8", xml_declaration=False))
        stream.write(b"\n")
    if not by_rule:
        suite = Xml.Element("testsuite", {"name": "subca", **total})
        Xml.SubElement(suite, "testcase", {"classname": "subca", "name": "no finding in this report", "time": "0"})
        stream.write(Xml.tostring(suite, encoding="utf-8", xml_declaration=False) + b"\n")
    stream.write(b"</testsuites>\n")


def _suite(rule: str, rows: list[FindingRow], background: Background) -> Xml.Element:
    suite = Xml.Element(
        "testsuite",
        {
            "name": safe(f"{rule} {rows[0].rule_name}"),
            "tests": str(len(rows)),
            "failures": str(sum(map(_fails, rows))),
            "errors": "0",
            "skipped": str(sum(map(_is_skipped, rows))),
            "time": "0",
        },
    )
    for row in rows:
        _case(suite, row, background)
    return suite


def _case(suite: Xml.Element, row: FindingRow, background: Background) -> None:
    name = f"{safe(row.subject_name, 200)} [{safe(row.subject_id)}]"
    case = Xml.SubElement(suite, "testcase", {"classname": f"subca.{row.rule_id}", "name": name, "time": "0"})
    text = _text(row)
    if row.status == "accepted":
        why = background.accepted.get(fingerprint_of(row.rule_id, row.subject_id), "")
        Xml.SubElement(case, "skipped", {"message": f"accepted: {safe(why)}" if why else "accepted"})
    elif row.status == "unknown":
        Xml.SubElement(case, "skipped", {"message": f"could not tell: {safe(row.explanation, _TEXT_LIMIT)}"})
    elif _fails(row):
        Xml.SubElement(case, "failure", {"type": row.severity, "message": safe(row.title)}).text = text
    else:
        Xml.SubElement(case, "system-out").text = text


def _text(row: FindingRow) -> str:
    lines = [
        f"{row.severity}, {row.confidence}: {row.title}",
        row.explanation,
        f"owner: {row.ca_owner or 'no CCADB record'}; operator: {row.operator or 'not known'}",
        f"trusted by: {'; '.join(row.programs) or 'nobody'}",
        f"proof: {' > '.join(row.proof) or 'none'}",
        f"remedy: {row.remedy}",
        row.crtsh_url,
    ]
    return "\n".join(safe(line, _TEXT_LIMIT) for line in lines if line)


def _fails(row: FindingRow) -> bool:
    return row.status == "open" and row.severity in FAILING


def _is_skipped(row: FindingRow) -> bool:
    return row.status in ("accepted", "unknown")
