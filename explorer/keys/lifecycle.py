"""KeyLife: what the register and the certificates say of a key's destruction (rules.md section 6).

A key with no record is SILENT: no evidence was found. That is never read as "not destroyed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from explorer.graph.delegation import DelegationGraph
from explorer.model.evidence import Evidence, KeyState
from explorer.model.ids import CertificateId, KeyId, SpkiHash, parse_sha256

STRONG_FORMS = ("auditor_destruction_report", "auditor_lifecycle_report", "audit_statement")
"""Forms 1 to 3 of rules.md 6.2: an auditor's own document."""

_PRESENT = frozenset({"used", "parked", "certified", "generated"})  # events that need the key to exist
_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Days:
    """First and last day on which an event can have been."""

    first: date
    last: date


class KeyLife:
    """The state of each key on one day, with the records it rests on."""

    def __init__(self, evidence: Iterable[Evidence], graph: DelegationGraph, as_of: datetime) -> None:
        self._graph = graph
        self._as_of = as_of
        records = sorted(evidence, key=lambda e: (e.event_date or date.max, e.id))
        superseded = {id_ for record in records for id_ in record.supersedes}
        keys: dict[SpkiHash, KeyId] = {}
        if records:
            keys = {certificate.spki: certificate.key for certificate in graph.certificates.values()}
        self._of_key: dict[KeyId, list[Evidence]] = {}
        unresolved: list[Evidence] = []
        for record in records:
            if record.id in superseded or (record.event_date is not None and record.event_date > as_of.date()):
                continue
            found = dict.fromkeys(keys[spki] for spki in record.keys if spki in keys)
            for certificate in record.certificates:
                if certificate in graph.certificates:
                    found[graph.certificates[certificate].key] = None
            for key in found:
                self._of_key.setdefault(key, []).append(record)
            if not found:
                unresolved.append(record)
        self.unresolved = tuple(unresolved)  # in force, but name no key that a known certificate holds
        self._states: dict[KeyId, KeyState] = {}

    def state(self, key: KeyId) -> KeyState:
        """CONTRADICTED before EVIDENCED before CLAIMED before SILENT (rules.md 6.3)."""
        if key not in self._of_key:
            return KeyState.SILENT
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = self._weigh(key)
        return state

    def evidence(self, key: KeyId) -> tuple[Evidence, ...]:
        """The records in force that name the key, dated ones first, by date; superseded and later ones left out."""
        return tuple(self._of_key.get(key, ()))

    def missing(self, key: KeyId) -> tuple[str, ...]:
        """What the best record of destruction lacks to be evidence; () when it lacks nothing.

        The best record is the one that lacks least. Without any record the answer is that none was found.
        """
        gaps = [_gaps(record) for record in self._destructions(key)]
        return min(gaps, key=len) if gaps else ("no record of destruction found",)

    def contradictions(self, key: KeyId) -> tuple[str, ...]:
        """Why the destruction can't be true as recorded, one sentence each; () when nothing speaks against it.

        Certificates speak by a signature that the key made, dated more than a day after the event; records of the
        register by a later event that needs the key, or by another auditor's date. Pre-dated CRLs and OCSP answers are
        the known false alarm: only those that the register calls "used" count.
        """
        destructions = [record for record in self._destructions(key) if record.copies != "backup-remains"]
        found: list[str] = []
        for record in destructions:
            days = _days(record)
            if days is not None:
                found.extend(self._signed_after(key, days.last))
                found.extend(self._recorded_after(key, days.last))
        found.extend(_clashing_dates(destructions))
        return tuple(dict.fromkeys(found))

    def _weigh(self, key: KeyId) -> KeyState:
        destructions = self._destructions(key)
        if not destructions:
            return KeyState.SILENT
        if self.contradictions(key):
            return KeyState.CONTRADICTED
        return KeyState.EVIDENCED if not self.missing(key) else KeyState.CLAIMED

    def _destructions(self, key: KeyId) -> list[Evidence]:
        return [record for record in self._of_key.get(key, ()) if record.event == "destroyed"]

    def _signed_after(self, key: KeyId, day: date) -> Iterator[str]:
        limit = datetime(day.year, day.month, day.day, tzinfo=UTC) + _TOLERANCE
        for certificate in sorted(self._signed_by(key)):
            not_before = self._graph.certificates[certificate].not_before
            if not_before > limit:
                yield (
                    f"destroyed by {day.isoformat()}, but it signed certificate {certificate}, "
                    f"valid from {not_before.date().isoformat()}"
                )

    def _signed_by(self, key: KeyId) -> Iterator[CertificateId]:
        """Every certificate proved to be signed by a CA of the key, self-signed ones included."""
        for ca in self._graph.cas_of_key(key):
            for issuance in self._graph.issued_by(ca):
                yield issuance.certificate
            for certificate in self._graph.cas[ca].certificates:
                if self._graph.is_self_signed(certificate):
                    yield certificate

    def _recorded_after(self, key: KeyId, day: date) -> Iterator[str]:
        for record in self._of_key.get(key, ()):
            days = _days(record)
            if record.event in _PRESENT and days is not None and days.first > day + _TOLERANCE:
                yield (
                    f"destroyed by {day.isoformat()}, but record {record.id[:12]} says {record.event} "
                    f"on {days.first.isoformat()}"
                )


def key_life(evidence: Iterable[Evidence], graph: DelegationGraph, as_of: datetime) -> KeyLife:
    """Read the register as it stood on a day (UTC): later events are not yet known."""
    return KeyLife(evidence, graph, as_of)


def _gaps(record: Evidence) -> tuple[str, ...]:
    """What one record of destruction lacks to be evidence, in the order of rules.md 6.3."""
    lacks = (
        (record.form not in STRONG_FORMS, f"a document of an auditor (Form is {record.form or 'blank'})"),
        (not record.keys and not record.certificates, "the key (Key-SPKI-SHA256 or Certificate-SHA256)"),
        (parse_sha256(record.document_sha256) is None, "the document's digest (Document-SHA256)"),
        (not record.auditor.strip(), "the auditor (Auditor)"),
        (record.event_date is None, "the day of the event (Event-Date)"),
        (record.copies != "all", f"that all copies are gone (Copies is {record.copies or 'blank'})"),
        (record.source_level != "primary", "a primary source (Source-Level)"),
    )
    return tuple(words for lacking, words in lacks if lacking)


def _days(record: Evidence) -> _Days | None:
    """The span in which the event was, by Event-Date-Precision; None: undated."""
    day = record.event_date
    if day is None:
        return None
    if record.precision == "month":
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        return _Days(day.replace(day=1), following - timedelta(days=1))
    return _Days(date.min, day) if record.precision == "before" else _Days(day, day)


def _clashing_dates(destructions: list[Evidence]) -> Iterator[str]:
    """Two auditors' documents, both for all copies, whose dates can't both be right."""
    strong = [record for record in destructions if record.form in STRONG_FORMS and record.copies == "all"]
    dated = [(record, days) for record in strong if (days := _days(record)) is not None]
    for position, (one, days) in enumerate(dated):
        for other, others in dated[position + 1 :]:
            if max(days.first, others.first) - min(days.last, others.last) > _TOLERANCE:
                yield f"records {one.id[:12]} and {other.id[:12]} give different days of destruction"
