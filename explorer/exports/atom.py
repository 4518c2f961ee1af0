"""Findings, or changes between two days, as an Atom feed (RFC 4287): an entry keeps its id, so a reader shows it once.

No clock inside: a finding is of the day it was first seen, a change of the day of its cause. Newest first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO
from xml.etree import ElementTree as Xml

from explorer.analysis.assess import Assessment
from explorer.model.finding import Severity
from explorer.model.fingerprint import fingerprint_of
from explorer.text import safe
from explorer.views.changes import ChangeList, ChangeRow
from explorer.views.rows import FindingRow

NAMESPACE = "http://www.w3.org/2005/Atom"
ENTRIES = 500  # a feed is news, not an archive
_TEXT_LIMIT = 4000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    id: str
    day: date
    title: str
    content: str
    link: str
    terms: tuple[str, ...]


def write_findings_feed(
    assessment: Assessment, rows: Iterable[FindingRow], stream: BinaryIO, *, most: int = ENTRIES
) -> None:
    """The findings, newest first and among those of a day worst first; those beyond `most` are only counted."""
    manifest = assessment.manifest
    told = [row for row in rows if row.status == "open"]
    told.sort(key=lambda row: (-_first_day(row, manifest.as_of).toordinal(), Severity(row.severity).rank))
    entries = [_element(_of_finding(row, manifest.as_of)) for row in told[:most]]
    subtitle = f"Findings as of {manifest.as_of.isoformat()}, snapshot {manifest.id[:16]}"
    _write("findings", "subca: findings", subtitle, manifest.as_of, entries, len(told) - len(entries), stream)


def write_news_feed(
    as_of: date,
    rows: Iterable[FindingRow],
    changes: ChangeList,
    earlier: bytes,
    stream: BinaryIO,
    *,
    most: int = ENTRIES,
) -> None:
    """What one run tells: findings that are news, and changes; then the entries of the feed before it, newest first.

    `earlier` is that feed, or empty; one that can't be read is left out. An entry told again takes the place of the old.
    """
    entries = [replace(_of_finding(row, as_of), day=as_of) for row in rows]
    entries += [_of_change(change, changes.to_day) for change in changes.rows]
    elements = [_element(entry) for entry in sorted(entries, key=lambda entry: (-entry.day.toordinal(), entry.id))]
    ids = {entry.id for entry in entries}
    elements += [old for old in _entries_of(earlier) if old.findtext("id") not in ids]
    subtitle = f"New findings and changes, as of {as_of.isoformat()}"
    _write("news", "subca: news", subtitle, as_of, elements[:most], max(len(entries) - most, 0), stream)


def _entries_of(feed: bytes) -> list[Xml.Element]:
    try:
        entries = Xml.fromstring(feed).findall(f"{{{NAMESPACE}}}entry")  # noqa: S314  our own file; expat limits entities
    except Xml.ParseError:
        return []
    for element in (element for entry in entries for element in entry.iter()):
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    return entries


def _of_finding(row: FindingRow, as_of: date) -> _Entry:
    lines = (
        row.explanation,
        f"owner: {row.ca_owner or 'no CCADB record'}; operator: {row.operator or 'not known'}",
        f"trusted by: {'; '.join(row.programs) or 'nobody'}",
        f"proof: {' > '.join(row.proof) or 'none'}",
        f"remedy: {row.remedy}",
    )
    return _Entry(
        id=_urn(fingerprint_of(row.rule_id, row.subject_id)),
        day=_first_day(row, as_of),
        title=f"{row.severity}: {safe(row.title)}: {safe(row.subject_name, 200)}",
        content="\n".join(safe(line, _TEXT_LIMIT) for line in lines),
        link=row.crtsh_url,
        terms=(row.rule_id, row.severity),
    )


def _of_change(change: ChangeRow, to_day: date) -> _Entry:
    day = _cause_day(change, to_day)
    said = f"{change.cause_source}, {change.cause_field}: {change.cause_old or 'nothing'} -> {change.cause_new or 'nothing'}"
    lines = (
        f"{change.old or 'nothing'} -> {change.new or 'nothing'}",
        change.note,
        f"cause: {said}" + (f", since {change.cause_day}" if change.cause_day else ""),
        f"owner: {change.ca_owner or 'no CCADB record'}",
        f"trusted by: {'; '.join(change.programs) or 'nobody'}",
        f"trust lost: {'; '.join(change.trust_lost)}" if change.trust_lost else "",
        f"trust gained: {'; '.join(change.trust_gained)}" if change.trust_gained else "",
        f"certificates below it that lost trust: {change.below_lost}" if change.below_lost else "",
        f"certificates below it that gained trust: {change.below_gained}" if change.below_gained else "",
    )
    identity = "\0".join((change.type, change.subject_id, day.isoformat(), change.old, change.new))
    return _Entry(
        id=_urn(hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()),
        day=day,
        title=f"{change.type}: {safe(change.subject_name, 200) or safe(change.subject_id)}",
        content="\n".join(safe(line, _TEXT_LIMIT) for line in lines if line),
        link=f"https://crt.sh/?sha256={change.certificate_sha256}" if change.certificate_sha256 else "",
        terms=(change.type,),
    )


def _write(
    name: str, title: str, subtitle: str, updated: date, entries: Iterable[Xml.Element], left: int, stream: BinaryIO
) -> None:
    feed = _tag("feed", {"xmlns": NAMESPACE})
    _leaf(feed, "id", _urn(hashlib.sha256(f"subca feed of {name}".encode()).hexdigest()))
    _leaf(feed, "title", title)
    more = f"; {left} more are not in this feed: CSV and JSON hold all" if left else ""
    _leaf(feed, "subtitle", subtitle + more)
    _leaf(feed, "updated", _moment(updated))
    author = _tag("author")
    feed.append(author)
    _leaf(author, "name", "subca")
    feed.extend(entries)
    Xml.indent(feed, " ")
    stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n')
    stream.write(Xml.tostring(feed, encoding="utf-8", xml_declaration=False) + b"\n")


def _element(entry: _Entry) -> Xml.Element:
    own = _tag("entry")
    _leaf(own, "id", entry.id)
    _leaf(own, "title", entry.title)
    _leaf(own, "updated", _moment(entry.day))
    for term in entry.terms:
        own.append(_tag("category", {"term": term}))
    if entry.link:
        own.append(_tag("link", {"rel": "alternate", "href": entry.link}))
    content = _tag("content", {"type": "text"})
    content.text = entry.content
    own.append(content)
    return own


def _tag(name: str, words: dict[str, str] | None = None) -> Xml.Element:
    return Xml.Element(name, words or {})


def _leaf(parent: Xml.Element, name: str, text: str) -> None:
    made = _tag(name)
    made.text = text
    parent.append(made)


def _first_day(row: FindingRow, as_of: date) -> date:
    """The day in `first_seen`, with whatever words around it."""
    found = _DAY.search(row.first_seen)
    return date.fromisoformat(found[0]) if found else as_of


def _cause_day(change: ChangeRow, to_day: date) -> date:
    """The day of the cause, where one can be named."""
    return date.fromisoformat(change.cause_day) if _DAY.fullmatch(change.cause_day) else to_day


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _urn(digest: str) -> str:
    """A name made from a digest as a UUID (RFC 9562 version 8)."""
    own = digest[:32].lower()
    variant = "89ab"[int(own[16], 16) & 3]
    return f"urn:uuid:{own[:8]}-{own[8:12]}-8{own[13:16]}-{variant}{own[17:20]}-{own[20:]}"
