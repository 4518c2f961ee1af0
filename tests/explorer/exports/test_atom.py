"""Atom feeds: what RFC 4287 asks of a feed and an entry, ids that stay, days that are not the clock's."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as Xml

from explorer.analysis.assess import Assessment
from explorer.exports.atom import NAMESPACE, write_findings_feed, write_news_feed
from explorer.views.changes import ChangeList, ChangeRow
from explorer.views.rows import FindingRow
from tests.explorer.exports.evil import EVIL, evil_rows

ATOM = f"{{{NAMESPACE}}}"
URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def checked(data: bytes) -> Xml.Element:
    feed = Xml.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
        assert URN.fullmatch(element.findtext(f"{ATOM}id", ""))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated", ""))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    return feed


def findings(assessment: Assessment, rows: tuple[FindingRow, ...], most: int = 500) -> Xml.Element:
    stream, again = io.BytesIO(), io.BytesIO()
    write_findings_feed(assessment, rows, stream, most=most)
    write_findings_feed(assessment, rows, again, most=most)
    assert stream.getvalue() == again.getvalue()
    return checked(stream.getvalue())


def test_open_findings_newest_first(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    own = [row for row in sample_rows if row.status == "open"]
    feed = findings(sample, (*own[:3], replace(own[3], first_seen="2099-01-02"), *own[4:]))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(own)
    days = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert days == sorted(days, reverse=True) and days[0] == "2099-01-02T00:00:00Z"


def test_an_entry_keeps_its_id_on_another_day(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    row = next(row for row in sample_rows if row.status == "open")
    ids = {
        findings(sample, (changed,)).findtext(f"{ATOM}entry/{ATOM}id")
        for changed in (row, replace(row, first_seen="2001-01-01", explanation="other", severity="low"))
    }
    assert len(ids) == 1


def test_the_cut_is_told(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    own = tuple(row for row in sample_rows if row.status == "open")
    feed = findings(sample, own, most=2)
    assert len(feed.findall(f"{ATOM}entry")) == 2
    assert f"{len(own) - 2} more" in feed.findtext(f"{ATOM}subtitle", "")


def test_names_cannot_break_it(sample: Assessment, sample_rows: tuple[FindingRow, ...]) -> None:
    rows = tuple(replace(row, status="open") for row in evil_rows(sample_rows[0]))
    assert len(findings(sample, rows).findall(f"{ATOM}entry")) == len(EVIL)


def test_changes_with_their_cause() -> None:
    row = ChangeRow(
        type="revoked", subject_kind="certificate", subject_name=EVIL[0], subject_id="A", certificate_sha256="A" * 64,
        record_id="", ca_owner=EVIL[3], old="", new="yes", note="", cause_source="onecrl", cause_claim="A",
        cause_field="entry", cause_day="2021-07-01", cause_old="", cause_new="yes", programs=("Mozilla",),
        trust_lost=("Mozilla:tls-server",), trust_gained=(), below_lost=2, below_gained=0, from_day="2020-07-01",
        to_day="2021-08-01",
    )  # fmt: skip
    rows = (row, *(replace(row, subject_id=text, cause_day="") for text in EVIL))
    changes = ChangeList(
        from_day=date(2020, 7, 1), to_day=date(2021, 8, 1), from_snapshot="", to_snapshot="", warnings=(), rows=rows,
        untyped=0,
    )  # fmt: skip
    stream = io.BytesIO()
    write_news_feed(changes.to_day, (), changes, b"", stream)
    feed = checked(stream.getvalue())
    last = feed.findall(f"{ATOM}entry")[-1]
    assert last.findtext(f"{ATOM}updated") == "2021-07-01T00:00:00Z"
    assert "cause: onecrl, entry: nothing -> yes, since 2021-07-01" in last.findtext(f"{ATOM}content", "")


def news(day: int, rows: tuple[FindingRow, ...], earlier: bytes, most: int = 500) -> bytes:
    to_day = date(2026, 9, day)
    changes = ChangeList(
        from_day=to_day, to_day=to_day, from_snapshot="", to_snapshot="", warnings=(), rows=(), untyped=0
    )
    stream = io.BytesIO()
    write_news_feed(to_day, rows, changes, earlier, stream, most=most)
    checked(stream.getvalue())
    return stream.getvalue()


def test_news_keep_what_was_told_before(sample_rows: tuple[FindingRow, ...]) -> None:
    one, two, three = sample_rows[:3]
    first = news(1, (one, two), b"")
    second = news(2, (three, one), first)
    days = [entry.findtext(f"{ATOM}updated", "")[:10] for entry in checked(second).iter(f"{ATOM}entry")]
    assert days == ["2026-09-02", "2026-09-02", "2026-09-01"]  # told again: once, as of the later day
    assert len(list(checked(news(3, (), second, most=2)).iter(f"{ATOM}entry"))) == 2
    assert news(2, (one,), b"no feed") == news(2, (one,), b"")
