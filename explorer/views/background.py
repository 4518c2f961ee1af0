"""Background: what earlier days and the list of accepted findings say of the findings of one day, by fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """By fingerprint; an open finding that `compared` does not name is new."""

    compared: Mapping[str, Compared] | None = None  # None: nothing to compare with
    accepted: Mapping[str, str] = field(default_factory=dict)  # why, by whom, until when


NOTHING_KNOWN = Background()


def background_of(
    assessment: Assessment, history: FindingHistory | None, acceptances: Mapping[str, Acceptance]
) -> Background:
    """Compare with the assessed day before, where there is one; tell why findings are accepted."""
    accepted = {
        fingerprint: f"{a.reason} (accepted by {a.author} on {a.accepted.isoformat()}, until {a.until.isoformat()})"
        for fingerprint, a in acceptances.items()
    }
    day = assessment.manifest.as_of
    compared = None
    if history is not None and day in history.days and any(before < day for before in history.days):
        compared = {
            fingerprint: _compared(history, fingerprint, day)
            for fingerprint in (fingerprint_of(f.rule, f.subject) for f in assessment.findings)
        }
    return Background(compared=compared, accepted=accepted)


def background_of_news(news: News, told: Told | None) -> Background:
    """Compare with what earlier runs told; `told` None: there is none."""
    if told is None:
        return NOTHING_KNOWN
    new = {identity_of(finding) for finding in news.new}
    compared = {}
    for identity in news.current:
        state = Compared.UNCHANGED if identity not in new else Compared.UPDATED if identity in told else Compared.NEW
        compared[fingerprint_of(*identity.split(" ", 1))] = state
    return Background(compared=compared)


def _compared(history: FindingHistory, fingerprint: str, day: date) -> Compared:
    life = history.life(fingerprint)
    kinds = {event.kind for event in life.events if event.day == day} if life else {EventKind.OPENED}
    if EventKind.OPENED in kinds:
        return Compared.NEW
    return Compared.UPDATED if kinds else Compared.UNCHANGED
