"""KeyLife: what the register and the certificates say of a key's destruction (docs/key-destruction.md).

A key with no record is SILENT: no evidence was found. That is never read as "not destroyed".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from explorer.graph.delegation import DelegationGraph
from explorer.keys.record_dates import STRONG_FORMS, TOLERANCE, Days, clashing_dates, dated_after, days_of
from explorer.model.evidence import Evidence, KeyState
from explorer.model.ids import CertificateId, KeyId, SpkiHash, parse_sha256
from explorer.model.key_use import KeyUse, UseKind


class KeyLife:
    """The state of each key on one day, with the records it rests on."""

    def __init__(
        self, evidence: Iterable[Evidence], graph: DelegationGraph, as_of: datetime, uses: Iterable[KeyUse] = ()
    ) -> None:
        self._graph = graph
        self._as_of = as_of
        signed = [use for use in uses if use.moment.date() <= as_of.date()]
        records = sorted(evidence, key=lambda e: (e.event_date or date.max, e.id))
        superseded = {id_ for record in records for id_ in record.supersedes}
        keys: dict[SpkiHash, KeyId] = {}
        if records or signed:
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
        self._uses: dict[KeyId, list[KeyUse]] = {}
        for use in sorted(signed, key=lambda u: (u.moment, u.id)):
            if use.key in keys:
                self._uses.setdefault(keys[use.key], []).append(use)
        self.unresolved = tuple(unresolved)  # in force, but name no key that a known certificate holds
        self._states: dict[KeyId, KeyState] = {}

    def state(self, key: KeyId) -> KeyState:
        """CONTRADICTED before EVIDENCED before CLAIMED before SILENT (docs/key-destruction.md)."""
        if key not in self._of_key:
            return KeyState.SILENT
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = self._weigh(key)
        return state

    def evidence(self, key: KeyId) -> tuple[Evidence, ...]:
        """The records in force that name the key, dated ones first, by date; superseded and later ones left out."""
        return tuple(self._of_key.get(key, ()))

    def uses(self, key: KeyId) -> tuple[KeyUse, ...]:
        """CRLs and OCSP responses that the key was proved to have signed, dated on the day or before, by moment."""
        return tuple(self._uses.get(key, ()))

    def missing(self, key: KeyId) -> tuple[str, ...]:
        """What the best record of destruction lacks to be evidence; () when it lacks nothing.

        The best record is the one that lacks least. Without any record the answer is that none was found.
        """
        gaps = [_gaps(record) for record in self._destructions(key)]
        return min(gaps, key=len) if gaps else ("no record of destruction found",)

    def contradictions(self, key: KeyId) -> tuple[str, ...]:
        """Why the destruction can't be true as recorded, one sentence each; () when nothing speaks against it.

        Certificates, CRLs and OCSP responses speak by a signature that the key made, dated more than a day after the
        event; records of the register by a later event that needs the key, or by another auditor's date. What was
        signed beforehand and dated ahead does not speak: see `notes`.
        """
        found: list[str] = []
        for record in self._for_good(key):
            days = days_of(record)
            if days is not None:
                found.extend(self._signed_after(key, days))
                found.extend(
                    words for use, words in self._used_after(key, days) if not self._explanation(key, use, days)
                )
                found.extend(dated_after(record, self._of_key.get(key, ())))
        found.extend(clashing_dates(self._for_good(key)))
        return tuple(dict.fromkeys(found))

    def notes(self, key: KeyId) -> tuple[str, ...]:
        """What looks like use after destruction and is none: signed beforehand, with a date ahead (docs/key-destruction.md)."""
        found: list[str] = []
        for record in self._for_good(key):
            days = days_of(record)
            if days is not None:
                for use, words in self._used_after(key, days):
                    why = self._explanation(key, use, days)
                    if why:
                        found.append(f"{words}: no contradiction, {why}")
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

    def _for_good(self, key: KeyId) -> list[Evidence]:
        """The records of destruction that leave no copy."""
        return [record for record in self._destructions(key) if record.copies != "backup-remains"]

    def _signed_after(self, key: KeyId, days: Days) -> Iterator[str]:
        for certificate in sorted(self._signed_by(key)):
            since = self._graph.certificates[certificate].not_before.date()
            if since - days.last > TOLERANCE:
                yield (
                    f"destroyed by {days.last.isoformat()}, but it signed certificate {certificate}, "
                    f"valid from {since.isoformat()}"
                )

    def _used_after(self, key: KeyId, days: Days) -> Iterator[tuple[KeyUse, str]]:
        """Each signed object with any date more than a day after the event, and what it is."""
        for use in self._uses.get(key, ()):
            latest = max(use.moment, use.this_update).date()
            if latest - days.last > TOLERANCE:
                what = "a CRL" if use.kind is UseKind.CRL else "an OCSP response"
                when = f"thisUpdate {use.this_update.date().isoformat()}"
                if use.produced_at is not None:
                    when = f"produced {use.produced_at.date().isoformat()}, {when}"
                yield use, f"destroyed by {days.last.isoformat()}, but it signed {what} ({when}; {use.id[:12]})"

    def _explanation(self, key: KeyId, use: KeyUse, days: Days) -> str:
        """Why a date after the event needs no key that day; empty when it does.

        An OCSP response says itself when it was produced. Of a CRL only its producer can say so: by a record "used"
        of the day on which it was signed, with the CRL's digest as its document.
        """
        if use.produced_at is not None and use.produced_at.date() - days.last <= TOLERANCE:
            return "it was produced before and is dated ahead"
        for record in self._of_key.get(key, ()):
            day = days_of(record)
            if (
                record.event == "used"
                and parse_sha256(record.document_sha256) == use.id
                and day is not None
                and day.last - days.last <= TOLERANCE
            ):
                return f"record {record.id[:12]} says that it was signed on {day.last.isoformat()}"
        return ""

    def _signed_by(self, key: KeyId) -> Iterator[CertificateId]:
        """Every certificate proved to be signed by a CA of the key, self-signed ones included."""
        for ca in self._graph.cas_of_key(key):
            for issuance in self._graph.issued_by(ca):
                yield issuance.certificate
            for certificate in self._graph.cas[ca].certificates:
                if self._graph.is_self_signed(certificate):
                    yield certificate


def key_life(
    evidence: Iterable[Evidence], graph: DelegationGraph, as_of: datetime, uses: Iterable[KeyUse] = ()
) -> KeyLife:
    """Read the register as it stood on a day (UTC): later events and uses are not yet known."""
    return KeyLife(evidence, graph, as_of, uses)


def _gaps(record: Evidence) -> tuple[str, ...]:
    """What one record of destruction lacks to be evidence, in the order of docs/key-destruction.md."""
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
