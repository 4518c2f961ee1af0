"""A key's life as lanes over time: certificates, what it signed, what the register says, and what contradicts it.

The events are those of `views.evidence.life_of`; here they get a lane, a sign and, where one speaks against a recorded
destruction, a mark. Many events of one kind stand as one tick a month with their count; the table has all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explorer.analysis.assess import Assessment
from explorer.keys.record_dates import days_of
from explorer.model.evidence import Evidence, KeyState
from explorer.model.ids import KeyId
from explorer.rules.facts import Facts
from explorer.rules.status_power import needed
from explorer.views.evidence import Moment, life_of
from explorer.views.timeline import Bar, Tick, Timeline

MOST_BARS = 16  # certificates drawn
MOST_MOMENTS = 300  # rows of the table
_ENDS = frozenset({"certificate", "expiry"})  # told by the bars


class Lane(StrEnum):
    """A row of the drawing below the certificates."""

    REVOKED = "revoked"
    SIGNED = "signed certificates"
    CRL = "signed CRLs"
    OCSP = "signed OCSP responses"
    REGISTER = "register"


_LANE_OF = {"revoked": Lane.REVOKED, "signed": Lane.SIGNED, "crl": Lane.CRL, "ocsp-response": Lane.OCSP}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMoment:
    """One event of the table."""

    moment: Moment
    contradicts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTimeline:
    """The life of one key, as drawn and as listed."""

    state: KeyState
    needed: bool  # its destruction matters today
    missing: tuple[str, ...]
    contradictions: tuple[str, ...]
    notes: tuple[str, ...]
    records: tuple[Evidence, ...]
    bars: tuple[Bar, ...]  # oldest first
    hidden_bars: int
    ticks: tuple[Tick, ...]
    moments: tuple[KeyMoment, ...]
    hidden_moments: int
    as_of: date

    @property
    def drawing(self) -> Timeline:
        """What is drawn."""
        return Timeline(
            bars=self.bars, ticks=self.ticks, lanes=tuple(map(str, Lane)), records=Lane.REGISTER, as_of=self.as_of
        )


def key_timeline(assessment: Assessment, key: KeyId) -> KeyTimeline:
    """The life of one key. Linear in its certificates and in what it signed."""
    facts = assessment.facts
    told = facts.key_life.contradictions(key)
    moments = [
        KeyMoment(moment=moment, contradicts=_contradicts(facts, key, moment, told)) for moment in life_of(facts, key)
    ]
    own = sorted(
        (facts.graph.certificates[id_] for id_ in facts.graph.certificates_of_key(key)),
        key=lambda c: (c.not_before, c.not_after, c.id),
    )
    bars = [
        Bar(
            certificate=c.id,
            name=c.subject.short,
            start=c.not_before.date(),
            end=c.not_after.date(),
            revoked=facts.revoked(c.id),
        )
        for c in own
    ]
    return KeyTimeline(
        state=facts.key_life.state(key),
        needed=bool(needed(key, facts)),
        missing=facts.key_life.missing(key),
        contradictions=told,
        notes=facts.key_life.notes(key),
        records=facts.key_life.evidence(key),
        bars=tuple(bars[-MOST_BARS:]),
        hidden_bars=max(len(bars) - MOST_BARS, 0),
        ticks=tuple(_ticks(moments)),
        moments=tuple(moments[:MOST_MOMENTS]),
        hidden_moments=max(len(moments) - MOST_MOMENTS, 0),
        as_of=assessment.manifest.as_of,
    )


def _contradicts(facts: Facts, key: KeyId, moment: Moment, told: Iterable[str]) -> bool:
    """Whether one of the sentences of contradiction is about this event."""
    if moment.record:
        return any(moment.record[:12] in words for words in told)
    if moment.what == "signed" and moment.certificate:
        return any(moment.certificate in words for words in told)
    if moment.what in ("crl", "ocsp-response"):
        same = [u for u in facts.key_life.uses(key) if u.moment.date() == moment.day and u.kind.value == moment.what]
        return any(use.id[:12] in words for use in same for words in told)
    return False


def _ticks(moments: Iterable[KeyMoment]) -> Iterable[Tick]:
    """Register records and contradictions one by one, the rest by month."""
    piles: dict[tuple[Lane, date], list[KeyMoment]] = {}
    for event in moments:
        moment = event.moment
        if moment.day is None or moment.what in _ENDS:
            continue
        lane = _LANE_OF.get(moment.what, Lane.REGISTER)
        if lane is Lane.REGISTER or event.contradicts:
            yield Tick(
                lane=lane,
                day=moment.day,
                count=1,
                text=moment.text,
                contradicts=event.contradicts,
                record=moment.record,
            )
        else:
            piles.setdefault((lane, moment.day.replace(day=1)), []).append(event)
    for (lane, _), pile in piles.items():
        days = [event.moment.day for event in pile if event.moment.day]
        text = pile[0].moment.text if len(pile) == 1 else f"{len(pile)} in this month: {lane}"
        yield Tick(lane=lane, day=days[0], count=len(pile), text=text, contradicts=False, record="")


def record_days(record: Evidence) -> str:
    """When an event of the register was, in words."""
    days = days_of(record)
    if days is None:
        return "undated"
    if days.first == days.last:
        return days.last.isoformat()
    return f"by {days.last.isoformat()}"
