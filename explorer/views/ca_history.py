"""The life of one CA over time: certificates, records, owners, root programs, revocations, the register, findings, and gaps.

Everything stands twice: as a bar, mark or gap of the drawing and as a row of the table, in the same order. What stored
lists tell stands on the first stored day that shows it. Days that no list or no assessment covers are gaps, never nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from explorer.analysis.assess import Assessment
from explorer.analysis.history import EventKind, series_of
from explorer.model.ids import CertificateId
from explorer.rules.facts import Facts
from explorer.store.assessed import fresh_days, stored_days
from explorer.store.catalog import Store
from explorer.store.changed import AnchorSpan, anchor_spans
from explorer.views.hierarchy import Member
from explorer.views.history import HistoryEvent, history_of
from explorer.views.key_timeline import Lane as KeyLane
from explorer.views.key_timeline import key_timeline
from explorer.views.timeline import Bar, Gap, Tick, Timeline

RECORDS = "CCADB records"
OWNERS = "owner, operator"
PROGRAMS = "root programs"
REVOKED = "revoked"
REGISTER = "register of keys"
FINDINGS = "findings"
LANES = (RECORDS, OWNERS, PROGRAMS, REVOKED, REGISTER, FINDINGS)
CERTIFICATES = "certificates"  # rows that the bars draw
LISTS = "all lists"  # rows of gaps that every lane shows which lists fill
_FILLED_BY_LISTS = (RECORDS, OWNERS, PROGRAMS, FINDINGS)

MOST_BARS = 16
MOST_TICKS = 150
MOST_ROWS = 400

_OWNER_COLUMNS = frozenset({"CA Owner", "Subordinate CA Owner"})
_PROGRAM_WORDS = ("Mozilla", "Microsoft", "Google", "Chrome", "Apple", "Trust Bits", "Distrust")
_ORDER = (LISTS, *LANES, CERTIFICATES)
_SIGNS = {
    "appeared": "+", "added": "+", "vanished": "−", "removed": "−", "changed": "~", "cut off": "◷",
    EventKind.OPENED.value: "⚑", EventKind.WORSE.value: "▲", EventKind.BETTER.value: "▽", EventKind.CLOSED.value: "✓",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeRow:
    """One row of the table; the place in the order is its name on the page."""

    place: str
    day: date | None  # None: undated
    until: date | None  # of a gap: its end
    is_exact: bool  # False: at or before `day`
    lane: str
    what: str
    text: str
    source: str
    certificate: CertificateId | None
    is_bad: bool  # it speaks against what the register says


@dataclass(frozen=True, slots=True, kw_only=True)
class CaHistory:
    """The life of one CA, as drawn and as listed."""

    drawing: Timeline
    rows: tuple[LifeRow, ...]  # oldest first, undated ones last
    hidden_rows: int
    hidden_bars: int
    hidden_ticks: int
    assessed: int  # days of which findings are known
    stored: int  # days of which a list is stored

    @property
    def summary(self) -> str:
        """Counts, in words."""
        return f"{len(self.rows) + self.hidden_rows} events · {self.assessed} of {self.stored} stored days assessed"


def ca_history(store: Store, assessment: Assessment, member: Member) -> CaHistory:
    """The life of one CA up to the day of the assessment. Linear in its records, rows and findings."""
    facts, as_of = assessment.facts, assessment.manifest.as_of
    days = tuple(day for day in stored_days(store) if day <= as_of)
    series = series_of(view="proof", basis=facts.basis)
    assessed = tuple(day for day in fresh_days(store, series) if day <= as_of)
    events = [
        *_of_certificates(facts, member),
        *(_listed(event) for event in history_of(store, assessment, member.certificates)),
        *_of_programs(store, member, as_of),
        *_of_revocations(facts, member),
        *_of_register(assessment, member),
        *_gaps(facts, member, days, assessed, as_of),
    ]
    events.sort(key=lambda e: (e.day is None, e.day or date.min, _ORDER.index(e.lane), e.what, e.text))
    rows = tuple(_placed(event, place, len(list(same))) for place, (event, same) in enumerate(groupby(events), start=1))
    ticks = tuple(_ticks(rows))
    bars = _bars(facts, member)
    return CaHistory(
        drawing=Timeline(
            bars=bars[-MOST_BARS:],
            ticks=ticks[:MOST_TICKS],
            lanes=LANES,
            records=REGISTER,
            as_of=as_of,
            gaps=tuple(
                Gap(lane=lane, first=row.day, last=row.until, why=row.what)
                for row in rows
                if row.day is not None and row.until is not None
                for lane in (_FILLED_BY_LISTS if row.lane == LISTS else (row.lane,))
            ),
        ),
        rows=rows[:MOST_ROWS],
        hidden_rows=max(len(rows) - MOST_ROWS, 0),
        hidden_bars=max(len(bars) - MOST_BARS, 0),
        hidden_ticks=max(len(ticks) - MOST_TICKS, 0),
        assessed=len(assessed),
        stored=len(days),
    )


def _row(
    day: date | None,
    lane: str,
    what: str,
    text: str,
    source: str,
    *,
    is_exact: bool = True,
    certificate: CertificateId | None = None,
    until: date | None = None,
    is_bad: bool = False,
) -> LifeRow:
    return LifeRow(
        place="", day=day, until=until, is_exact=is_exact, lane=lane, what=what, text=text, source=source,
        certificate=certificate, is_bad=is_bad,
    )  # fmt: skip


def _placed(row: LifeRow, place: int, count: int) -> LifeRow:
    """The row with its place; `count` rows that say the same, of several records, are one."""
    return LifeRow(
        place=f"event-{place}", day=row.day, until=row.until, is_exact=row.is_exact, lane=row.lane, what=row.what,
        text=row.text if count == 1 else f"{row.text} ({count} times)", source=row.source, certificate=row.certificate, is_bad=row.is_bad,
    )  # fmt: skip


def _bars(facts: Facts, member: Member) -> tuple[Bar, ...]:
    own = sorted(
        (facts.graph.certificates[id_] for id_ in member.certificates), key=lambda c: (c.not_before, c.not_after, c.id)
    )
    return tuple(
        Bar(
            certificate=c.id,
            name=f"{c.id[:8]} by {c.issuer.short}"
            if not facts.graph.is_self_signed(c.id)
            else f"{c.id[:8]} self-signed",
            start=c.not_before.date(),
            end=c.not_after.date(),
            revoked=facts.revoked(c.id),
        )
        for c in own
    )


def _of_certificates(facts: Facts, member: Member) -> Iterator[LifeRow]:
    for id_ in member.certificates:
        c = facts.graph.certificates[id_]
        by = "self-signed" if facts.graph.is_self_signed(id_) else f"issued by {c.issuer.short}"
        yield _row(c.not_before.date(), CERTIFICATES, "valid from", by, "certificate", certificate=id_)
        yield _row(c.not_after.date(), CERTIFICATES, "valid until", by, "certificate", certificate=id_)


def _listed(event: HistoryEvent) -> LifeRow:
    """An event of a record or a finding in its lane."""
    if event.what in {kind.value for kind in EventKind}:
        text = f"{event.subject} {event.text}"
        return _row(event.day, FINDINGS, event.what, text, event.source, is_exact=event.is_exact)
    lane = RECORDS
    if event.columns:
        if _OWNER_COLUMNS.intersection(event.columns):
            lane = OWNERS
        elif "Revocation Status" in event.columns:
            lane = REVOKED
        elif any(word in column for column in event.columns for word in _PROGRAM_WORDS):
            lane = PROGRAMS
    text = f"record {event.subject}" + (f": {event.text}" if event.text else "")
    return _row(event.day, lane, event.what, text, event.source, is_exact=event.is_exact)


def _of_programs(store: Store, member: Member, as_of: date) -> Iterator[LifeRow]:
    """One row for each day on which a list took a certificate up, changed what it says, or dropped it; purposes together."""
    firsts = {name: min(d.day for d in days) for name, days in groupby(store.days(), key=lambda d: d.name)}  # sorted
    spans = anchor_spans(store, member.certificates)
    told: dict[tuple[date, str, str, CertificateId, str], list[str]] = {}
    for (_, certificate, _), group in groupby(spans, key=lambda a: (a.list, a.certificate, a.purpose)):
        before: AnchorSpan | None = None
        for span in group:
            is_same = before is not None and before.last == span.first
            what = ("cut off" if span.until or span.disabled else "changed") if is_same else "added"
            ends = [f" until {span.until}"] * bool(span.until) + [f" disabled from {span.disabled}"] * bool(
                span.disabled
            )
            told.setdefault((span.first, what, span.list, certificate, span.program), []).append(
                span.purpose + "".join(ends)
            )
            if before is not None and not is_same and before.last:
                told.setdefault((before.last, "removed", span.list, certificate, span.program), []).append(span.purpose)
            before = span
        if before is not None and before.last:
            told.setdefault((before.last, "removed", before.list, certificate, before.program), []).append(
                before.purpose
            )
    for (day, what, list_, certificate, program), purposes in told.items():
        if day <= as_of:
            text = f"{program}: {', '.join(dict.fromkeys(purposes))}"
            yield _row(day, PROGRAMS, what, text, list_, certificate=certificate, is_exact=day != firsts[list_])


def _of_revocations(facts: Facts, member: Member) -> Iterator[LifeRow]:
    for id_ in member.certificates:
        for revocation in facts.revocations.get(id_, ()):
            text = f"certificate {id_[:8]}" + (f": {revocation.reason}" if revocation.reason else "")
            yield _row(revocation.since, REVOKED, "revoked", text, revocation.source, certificate=id_, is_bad=True)


def _of_register(assessment: Assessment, member: Member) -> Iterator[LifeRow]:
    """Records of the key, and what speaks against them."""
    key = assessment.facts.graph.certificates[member.certificates[-1]].key
    for event in key_timeline(assessment, key).moments:
        moment = event.moment
        if moment.record or event.contradicts:
            yield _row(
                moment.day, REGISTER, moment.what, moment.text, KeyLane.REGISTER.value, certificate=moment.certificate,
                is_bad=event.contradicts,
            )  # fmt: skip


def _gaps(
    facts: Facts, member: Member, days: tuple[date, ...], assessed: tuple[date, ...], as_of: date
) -> Iterator[LifeRow]:
    """Before the first stored day nobody looked; a stored day that was not assessed tells of no finding."""
    begin = min(facts.graph.certificates[id_].not_before.date() for id_ in member.certificates)
    first = days[0] if days else as_of
    if begin < first:
        yield _row(begin, LISTS, "no list stored", f"what they said before {first} is not known", "store", until=first)
    looked, pending = set(assessed), None
    for day, following in zip(days, (*days[1:], as_of), strict=True):
        if day in looked:
            pending = None
        elif following > day:
            pending = pending or day
            if following in looked or following == as_of:
                text = "findings of these days are not known; subca flags --history assesses them"
                yield _row(pending, FINDINGS, "not assessed", text, "store", until=following)


def _ticks(rows: Iterable[LifeRow]) -> Iterator[Tick]:
    """Marks of events that have a day: one for those of one lane, day and kind."""
    own = [row for row in rows if row.day is not None and row.until is None and row.lane in LANES]
    for (lane, day, what), group in groupby(own, key=lambda r: (r.lane, r.day, r.what)):
        pile = list(group)
        if day is not None:
            text = pile[0].text if len(pile) == 1 else f"{len(pile)} times {what}: {pile[0].text}"
            is_bad = any(row.is_bad for row in pile)
            yield Tick(
                lane=lane, day=day, count=len(pile), text=f"{what}: {text}", contradicts=is_bad, record=pile[0].place,
                sign="✗" if is_bad else _SIGNS.get(what, ""),
            )  # fmt: skip
