"""The key-lifecycle register as people use it: keys with state and need, a key's life, and a record to fill in.

A record is computed from what is at hand and never stored: `subca evidence check` says whether it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.analysis.assess import Assessment
from explorer.keys.record_dates import days_of
from explorer.model.evidence import KeyState
from explorer.model.ids import CertificateId, KeyId, sha256_hex
from explorer.model.key_use import UseKind
from explorer.rules.facts import Facts
from explorer.rules.status_power import is_ca_responder, needed
from explorer.views.lookup import Found

_PREFILLED = {
    "Copies": "unstated",
    "Event": "destroyed",
    "Event-Date-Precision": "unknown",
    "Form": "third_party_note",
    "Source-Level": "secondary",
    "Document-Locator": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One key of `subca evidence list`; the columns in their order."""

    key_spki: tuple[str, ...]  # SHA-256 of each encoding of the key at hand
    name: str
    owner: str
    state: str
    need: str  # yes: an unexpired CA certificate with OCSPSigning under a trusted issuer is on the key
    need_until: str  # last notAfter of those certificates; empty without need
    revoked: str
    records: tuple[str, ...]
    missing: tuple[str, ...]  # what keeps the best record from being evidence
    contradictions: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One event in a key's life."""

    day: date | None  # None: undated
    what: str  # "certificate", "crl", "ocsp-response", or the event of a record
    text: str
    certificate: CertificateId | None = None
    record: str = ""  # id of the register record


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A record to fill in, and the name that its bytes prove now; the name follows every change."""

    text: str
    name: str


def key_rows(assessment: Assessment, *, all_keys: bool = False) -> tuple[KeyRow, ...]:
    """Keys that are needed, or that the register or a contradiction speaks of, worst state first; `all_keys`: every OCSP-capable one."""
    facts = assessment.facts
    rows = []
    for key in facts.graph.keys():  # noqa: SIM118  a method of the graph, not a mapping
        certificates = facts.graph.certificates_of_key(key)
        responders = needed(key, facts)
        capable = [id_ for id_ in certificates if is_ca_responder(id_, facts)]
        if responders or facts.key_life.evidence(key) or (all_keys and capable):
            rows.append(_row(key, certificates, responders, facts))
    order = list(reversed(KeyState))
    return tuple(
        sorted(rows, key=lambda r: (r.need != "yes", order.index(KeyState(r.state)), r.owner, r.name, r.key_spki))
    )


def unresolved(assessment: Assessment) -> tuple[str, ...]:
    """Records in force that name no key at hand, one line each: somebody has to find the hashes."""
    return tuple(
        f"{record.id[:12].lower()}  {record.event:9}  {record.event_date or 'undated'}  {record.owner}: {record.document_locator}"
        for record in assessment.facts.key_life.unresolved
    )


def life_of(facts: Facts, key: KeyId) -> tuple[Moment, ...]:
    """A key's life in order: its certificates, what it was proved to have signed, and what the register says."""
    found: list[Moment] = []
    for id_ in facts.graph.certificates_of_key(key):
        certificate = facts.graph.certificates[id_]
        name = certificate.subject.short
        found.append(
            Moment(day=certificate.not_before.date(), what="certificate", text=f"certified as {name}", certificate=id_)
        )
        found.append(
            Moment(day=certificate.not_after.date(), what="expiry", text=f"certificate of {name} ends", certificate=id_)
        )
        found += [
            Moment(day=r.since, what="revoked", text=f"revoked by {r.source}: {r.reason}".rstrip(": "), certificate=id_)
            for r in facts.revocations.get(id_, ())
        ]
    for ca in facts.graph.cas_of_key(key):
        issued = [facts.graph.certificates[i.certificate] for i in facts.graph.issued_by(ca)]
        for certificate in issued:
            text = f"signed a certificate for {certificate.subject.short}"
            found.append(
                Moment(day=certificate.not_before.date(), what="signed", text=text, certificate=certificate.id)
            )
    for use in facts.key_life.uses(key):
        what = "a CRL" if use.kind is UseKind.CRL else f"an OCSP response of {len(use.answers)} answers"
        found.append(Moment(day=use.moment.date(), what=use.kind.value, text=f"signed {what}", certificate=use.signer))
    for record in facts.key_life.evidence(key):
        days = days_of(record)
        text = f"{record.event} ({record.form}, {record.source_level}): {record.document_locator}"
        found.append(Moment(day=days.last if days else None, what=record.event, text=text, record=record.id))
    return tuple(
        sorted(found, key=lambda m: (m.day is None, m.day or date.max, m.what, m.text, m.record, m.certificate or ""))
    )


def life_lines(facts: Facts, key: KeyId) -> Iterable[tuple[str, str, str]]:
    """What speaks against a recorded destruction, what only seems to, and every proved use: name, value, source."""
    for words in facts.key_life.contradictions(key):
        yield "Contradicted", words, "computed from signatures and the key-lifecycle register"
    for words in facts.key_life.notes(key):
        yield "Note", words, "computed from signatures and the key-lifecycle register"
    for use in facts.key_life.uses(key):
        what = "CRL" if use.kind is UseKind.CRL else "OCSP response"
        signer = f" with responder certificate {use.signer[:16]}" if use.signer else ""
        produced = f"produced {use.produced_at.isoformat()}, " if use.produced_at else ""
        value = f"{what}{signer}, {produced}thisUpdate {use.this_update.isoformat()}, {use.signature_algorithm}"
        yield "Signed", value, f"{use.kind.value} {use.id[:16]} of input {use.input[:16]}"


def template(assessment: Assessment, found: Found, given: Iterable[tuple[str, str]] = ()) -> Template:
    """A record about the key of what was looked up; `given` fields replace or add to what is filled in."""
    facts = assessment.facts
    key = facts.graph.certificates[found.certificates[0]].key
    own = [facts.graph.certificates[id_] for id_ in facts.graph.certificates_of_key(key)]
    capable = [c for c in own if is_ca_responder(c.id, facts)] or own
    owners = sorted({facts.owner_of(c.id) for c in own} - {""})
    holders = sorted({facts.holder_of(c.id) for c in own} - {"", *owners})
    fields: dict[str, tuple[str, ...]] = {name: (value,) for name, value in _PREFILLED.items()}
    fields["CA-Subject"] = tuple(sorted({_line(c.subject.text) for c in capable}))
    fields["Certificate-SHA256"] = tuple(sorted(c.id for c in capable))
    fields["Key-SPKI-SHA256"] = tuple(sorted({c.spki for c in own}))
    fields["Owner"] = (_line("; ".join(owners)),)
    if holders:
        fields["Holder"] = (_line("; ".join(holders)),)
    added: dict[str, list[str]] = {}
    for name, value in given:
        added.setdefault(name, []).append(_line(value))
    fields.update({name: tuple(values) for name, values in added.items()})
    text = "".join(f"{name}: {value}".rstrip() + "\n" for name, values in sorted(fields.items()) for value in values)
    return Template(text=text, name=name_of(text, fields))


def name_of(text: str, fields: dict[str, tuple[str, ...]]) -> str:
    """Folder and file name that prove a record (docs/evidence.md)."""
    when = next(iter(fields.get("Event-Date", ())), "") or "undated"
    folder = min(fields["Key-SPKI-SHA256"])[:16]
    return f"{folder}/{fields['Event'][0]}-{when}-{sha256_hex(text.encode())[:12].lower()}.txt"


def _row(
    key: KeyId, certificates: tuple[CertificateId, ...], responders: tuple[CertificateId, ...], facts: Facts
) -> KeyRow:
    life = facts.key_life
    own = [facts.graph.certificates[id_] for id_ in certificates]
    shown = facts.graph.certificates[(responders or certificates)[0]]
    state = life.state(key)
    records = life.evidence(key)
    return KeyRow(
        key_spki=tuple(sorted({c.spki for c in own})),
        name=shown.subject.text,
        owner=facts.owner_of(shown.id),
        state=state.value,
        need="yes" if responders else "no",
        need_until=max((facts.graph.certificates[id_].not_after.date().isoformat() for id_ in responders), default=""),
        revoked="yes" if any(facts.revoked(id_) for id_ in responders or certificates) else "no",
        records=tuple(f"{r.event} {r.event_date or 'undated'} {r.form} {r.id[:12].lower()}" for r in records),
        missing=life.missing(key) if state in (KeyState.CLAIMED, KeyState.SILENT) else (),
        contradictions=life.contradictions(key),
        notes=life.notes(key),
    )


def _line(text: str) -> str:
    """Foreign text as one line of a record."""
    return " ".join(text.split())
