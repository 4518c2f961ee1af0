"""Background: what earlier days and the list of accepted findings say of the findings of one day, by fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from explorer.analysis.assess import Assessment
from explorer.analysis.history import EventKind, FindingHistory
from explorer.analysis.news import News, Told, identity_of
from explorer.model.fingerprint import fingerprint_of
from explorer.store.baseline import Acceptance


class Compared(StrEnum):
    """A finding, seen from the day or the run before; the words of SARIF."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"  # known, and worse or better now


@dataclass(frozen=True, slots=True, order=True)
class Gone:
    """A finding that was there on the day or in the run before, and is not any more."""

    rule: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """By fingerprint; an open finding that `compared` does not name is new."""

    compared: Mapping[str, Compared] | None = None  # None: nothing to compare with
    accepted: Mapping[str, str] = field(default_factory=dict)  # why, by whom, until when
    gone: tuple[Gone, ...] = ()  # sorted


NOTHING_KNOWN = Background()


def background_of(
    assessment: Assessment, history: FindingHistory | None, acceptances: Mapping[str, Acceptance]
) -> Background:
    """Compare with the assessed day before, where there is one; tell why findings are accepted."""
    day = assessment.manifest.as_of
    compared = None
    gone: tuple[Gone, ...] = ()
    if history is not None and day in history.days and any(before < day for before in history.days):
        compared = {
            fingerprint: _compared(history, fingerprint, day)
            for fingerprint in (fingerprint_of(f.rule, f.subject) for f in assessment.findings)
        }
        ended = (life for life in history.lives() if life.events[-1].kind is EventKind.CLOSED)
        gone = _gone(assessment, (Gone(life.rule, life.subject) for life in ended if life.events[-1].day == day))
    return Background(compared=compared, accepted=_reasons(acceptances), gone=gone)


def background_of_news(
    assessment: Assessment, news: News, told: Told | None, acceptances: Mapping[str, Acceptance]
) -> Background:
    """Compare with what earlier runs told; `told` None: there is none. Tell why findings are accepted."""
    accepted = _reasons(acceptances)
    if told is None:
        return Background(accepted=accepted)
    new = {identity_of(finding) for finding in news.new}
    compared = {}
    for identity in news.current:
        state = Compared.UNCHANGED if identity not in new else Compared.UPDATED if identity in told else Compared.NEW
        compared[fingerprint_of(*identity.split(" ", 1))] = state
    gone = _gone(assessment, (Gone(*identity.split(" ", 1)) for identity in told))
    return Background(compared=compared, accepted=accepted, gone=gone)


def _gone(assessment: Assessment, before: Iterable[Gone]) -> tuple[Gone, ...]:
    """Those of before of which no rule speaks today; one that can't be told today is not gone."""
    today = {Gone(finding.rule, finding.subject) for finding in (*assessment.findings, *assessment.unknown)}
    return tuple(sorted(set(before) - today))


def _reasons(acceptances: Mapping[str, Acceptance]) -> dict[str, str]:
    return {
        fingerprint: f"{a.reason} (accepted by {a.author} on {a.accepted.isoformat()}, until {a.until.isoformat()})"
        for fingerprint, a in acceptances.items()
    }


def _compared(history: FindingHistory, fingerprint: str, day: date) -> Compared:
    life = history.life(fingerprint)
    kinds = {event.kind for event in life.events if event.day == day} if life else {EventKind.OPENED}
    if EventKind.OPENED in kinds:
        return Compared.NEW
    return Compared.UPDATED if kinds else Compared.UNCHANGED
