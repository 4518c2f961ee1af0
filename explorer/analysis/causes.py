"""Why a value changed: the last claim between two days that made it what it is.

Claims of a list have the first stored day on which they stood; what lies in a certificate or in the register has its
own date; an audit lapses by the calendar. Where no claim of its own changed, the day of the later list is named.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from explorer.analysis.standing import AUDIT_VALID, LAPSED, Standing
from explorer.model.change import Aspect, Cause, Place
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CaId, CertificateId, KeyId, RecordId
from explorer.store.catalog import RECORDS, ROOT_STORE, Store
from explorer.store.changed import ClaimSpan, RecordVersion, changed_claims, changed_records

CERTIFICATE, REGISTER, CALENDAR, COMPUTED = "certificate", "key-lifecycle register", "calendar", "computed"

_FIELDS: dict[Aspect, str] = {
    Aspect.OWNER: "CA Owner",
    Aspect.OPERATOR: "Subordinate CA Owner",
    Aspect.EXTERNAL: "Subordinate CA Owner",
    Aspect.FLAG: "Technically Constrained",
    Aspect.REVOKED: "Revocation Status",
    Aspect.AUDIT: "Standard Audit Period End Date",
    Aspect.PARENT: "Parent Salesforce Record ID",
}


class Causes:
    """The claims that changed between two days, ready to be asked."""

    def __init__(self, store: Store, before: Standing, after: Standing) -> None:
        self._before, self._after = before, after
        self._versions: dict[str, list[RecordVersion]] = {}
        self._of_certificate: dict[str, set[str]] = {}
        for version in changed_records(store, before.day, after.day):
            record = version.disclosure.record
            self._versions.setdefault(record, []).append(version)
            if version.disclosure.certificate:
                self._of_certificate.setdefault(version.disclosure.certificate, set()).add(record)
        claims = changed_claims(store, before.day, after.day)
        self._anchors: dict[tuple[str, str, str], list[ClaimSpan]] = {}
        self._entries: dict[str, list[ClaimSpan]] = {}
        for claim in claims:
            if claim.certificate is not None:
                self._anchors.setdefault((claim.certificate, claim.program, claim.purpose), []).append(claim)
            else:
                self._entries.setdefault(claim.serial.lower(), []).append(claim)

    def of(self, place: Place, old: str | None, new: str | None) -> Cause:
        """The cause of one value that differs."""
        ask = {
            Aspect.LISTED: self._listed,
            Aspect.OPERATOR: self._operator,
            Aspect.EXTERNAL: self._operator,
            Aspect.REVOKED: self._revoked,
            Aspect.AUDIT: self._audit,
            Aspect.ANCHOR: self._anchor,
            Aspect.CONSTRAINED: self._constrained,
            Aspect.CROSS: self._issued,
            Aspect.OCSP: self._issued,
            Aspect.EVIDENCE: self._evidence,
            Aspect.DESTRUCTION: self._evidence,
        }.get(place.aspect, self._column)
        return ask(place, old or "", new or "")

    def _column(self, place: Place, old: str, new: str) -> Cause:
        found = self._last(place.subject, _FIELDS[place.aspect])
        return found or self._otherwise(place.subject, _FIELDS[place.aspect], old, new)

    def _listed(self, place: Place, old: str, new: str) -> Cause:
        found = self._last(place.subject, "record")
        return found or self._otherwise(place.subject, "record", old, new)

    def _operator(self, place: Place, old: str, new: str) -> Cause:
        """Its own cell, that of the record it inherits from on either day, its owner, or its parent pointer."""
        records = [place.subject]
        for side in (self._after, self._before):
            if place.subject in side.facts.records:
                inherited = side.facts.roles.of_record(RecordId(place.subject)).inherited_from
                records += [inherited] if inherited else []
        asked = [(record, "Subordinate CA Owner") for record in dict.fromkeys(records)]
        asked += [(place.subject, "CA Owner"), (place.subject, "Parent Salesforce Record ID")]
        for record, field in asked:
            found = self._last(record, field)
            if found is not None:
                return found
        return self._otherwise(place.subject, "Subordinate CA Owner", old, new)

    def _revoked(self, place: Place, old: str, new: str) -> Cause:
        records = sorted(self._of_certificate.get(place.subject, ()))
        if place.part == "ccadb":
            for record in records:
                found = self._last(record, "Revocation Status")
                if found is not None:
                    return found
        held = self._after.facts.graph.certificates.get(CertificateId(place.subject))
        spans = [c for c in self._entries.get(held.serial.lower() if held else "", ()) if held]
        spans = [c for c in spans if not c.issuer or (held and c.issuer == held.issuer.der) or place.part == "crl"]
        return self._from_spans(spans, place.part, place.subject, "entry", old, new)

    def _audit(self, place: Place, old: str, new: str) -> Cause:
        """The calendar, when the period that the record names ran out in between; else what the record says now."""
        record = self._after.facts.roles.of_record(RecordId(place.subject)).audit_record if new else None
        end = self._after.facts.audit_ends.get(record) if record else None
        if record and end is not None and new == LAPSED:
            day = end + AUDIT_VALID + timedelta(days=1)
            if self._before.day < day <= self._after.day:
                return Cause(
                    source=CALENDAR, claim=record, field=_FIELDS[Aspect.AUDIT], day=day, old=old, new=end.isoformat()
                )
        for asked in dict.fromkeys((str(record or place.subject), place.subject)):
            found = self._last(asked, _FIELDS[Aspect.AUDIT])
            if found is not None:
                return found
        return self._otherwise(place.subject, _FIELDS[Aspect.AUDIT], old, new)

    def _anchor(self, place: Place, old: str, new: str) -> Cause:
        """The program's status in CCADB, else the rows of its root store."""
        program, _, purpose = place.part.partition(":")
        for record in sorted(self._of_certificate.get(place.subject, ())):
            found = self._last(record, f"{program} Status")
            if found is not None:
                return found
        spans = self._anchors.get((place.subject, program, purpose.partition(" ")[0]), [])
        return self._from_spans(spans, f"{ROOT_STORE}{program}", place.subject, purpose, old, new)

    def _constrained(self, place: Place, old: str, new: str) -> Cause:
        """The certificate of the CA that came, was revoked, or expired last."""
        events: list[tuple[date, str, str]] = []
        for ca in (side.facts.graph.cas.get(CaId(place.subject)) for side in (self._before, self._after)):
            for own in ca.certificates if ca else ():
                held = self._after.facts.graph.certificates.get(own) or self._before.facts.graph.certificates[own]
                events.append((held.not_before.date(), own, "notBefore"))
                events.append((held.not_after.date() + timedelta(days=1), own, "notAfter"))
                if (own in self._before.facts.revocations) != (own in self._after.facts.revocations):
                    source = self._after.facts.revocations.get(own) or self._before.facts.revocations[own]
                    found = self._revoked(Place(aspect=Aspect.REVOKED, subject=own, part=source[0].source), "", "")
                    events.append((found.day or self._after.day, own, f"revocation ({source[0].source})"))
        within = [e for e in sorted(set(events)) if self._before.day < e[0] <= self._after.day]
        if not within:
            return Cause(source=COMPUTED, claim=place.subject, field="certificates", day=None, old=old, new=new)
        day, id_, field = within[-1]
        return Cause(source=CERTIFICATE, claim=id_, field=field, day=day, old=old, new=new)

    def _issued(self, place: Place, old: str, new: str) -> Cause:
        held = self._after.facts.graph.certificates.get(CertificateId(place.subject))
        if held is None:
            return Cause(source=COMPUTED, claim=place.subject, field="certificates", day=None, old=old, new=new)
        field, day = ("notBefore", held.not_before.date()) if new else ("notAfter", held.not_after.date())
        return Cause(source=CERTIFICATE, claim=held.id, field=field, day=day, old=old, new=new)

    def _evidence(self, place: Place, old: str, new: str) -> Cause:
        records = {record.id: record for record in self._after.facts.key_life.evidence(KeyId(place.subject))}
        chosen = records.get(place.part) or max(
            records.values(), key=lambda r: (r.event_date or date.min, r.id), default=None
        )
        if chosen is None:
            return Cause(source=REGISTER, claim=place.part, field="record", day=None, old=old, new=new)
        return Cause(
            source=REGISTER, claim=chosen.id, field=chosen.document_locator or "record", day=chosen.event_date, old=old,
            new=new,
        )  # fmt: skip

    # -- claims with spans -----------------------------------------------------------------------

    def _last(self, record: str, field: str) -> Cause | None:
        """The last time in between that a record said something else in one column; None: it never did."""
        read = _READ[field]
        versions = self._versions.get(record, [])
        days = sorted({d for v in versions for d in (v.first, v.last) if d and self._before.day < d <= self._after.day})
        for day in reversed(days):
            was = {read(v.disclosure) for v in versions if v.first < day and (v.last is None or v.last >= day)}
            now = {read(v.disclosure) for v in versions if v.first <= day and (v.last is None or v.last > day)}
            if was != now:
                source = next((v.list for v in versions if day in (v.first, v.last)), RECORDS)
                return Cause(
                    source=source, claim=record, field=field, day=day, old=_told(was, field), new=_told(now, field)
                )
        return None

    def _from_spans(self, spans: list[ClaimSpan], source: str, claim: str, field: str, old: str, new: str) -> Cause:
        days = [(d, s.list) for s in spans for d in (s.first, s.last) if d and self._before.day < d <= self._after.day]
        if days:
            day, name = max(days)
            return Cause(source=name, claim=claim, field=field, day=day, old=old, new=new)
        return Cause(source=source, claim=claim, field=field, day=None, old=old, new=new)

    def _otherwise(self, record: str, field: str, old: str, new: str) -> Cause:
        """No version of its own changed: the value follows from other records."""
        return Cause(source=COMPUTED, claim=record, field=field, day=None, old=old, new=new)


def _told(values: set[str | None], field: str) -> str:
    if not values:
        return "" if field == "record" else "(not listed)"
    return "; ".join(sorted("(no such column)" if value is None else value for value in values))


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


_READ: dict[str, Callable[[Disclosure], str | None]] = {
    "record": lambda d: "listed",
    "CA Owner": lambda d: d.owner,
    "Subordinate CA Owner": lambda d: d.subordinate_owner,
    "Technically Constrained": lambda d: _flag(d.technically_constrained),
    "Revocation Status": lambda d: d.revocation.value,
    "Standard Audit Period End Date": lambda d: d.standard_audit_end.isoformat() if d.standard_audit_end else "",
    "Parent Salesforce Record ID": lambda d: f"{d.parent_record or ''} {d.parent_certificate or d.parent_name}".strip(),
    "Apple Status": lambda d: d.apple_status,
    "Chrome Status": lambda d: d.chrome_status,
    "Microsoft Status": lambda d: d.microsoft_status,
    "Mozilla Status": lambda d: d.mozilla_status,
}
