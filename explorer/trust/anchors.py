"""Which certificates each program trusts, for what, and until when: statements of several sources weighed by date.

Status comes from the newest statement of the program at or before the day; purposes from the newest
one with trust bits for that root at or before the day, else from the earliest later one, labelled so
(rules.md section 4.1). "Included" alone is not "trusted for new certificates": cut-offs stay on the anchor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.ids import CertificateId
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import EV, Purpose

UNKNOWN_PURPOSE = Purpose("unknown")  # included, but no source states for what

_INCLUDED = frozenset({"included", "change requested"})  # CCADB words; the second is an included root under review
_CUT_OFF = "notbefore"  # CCADB word for a Microsoft root whose later certificates are not trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """One program's trust in one certificate for one purpose on the day judged."""

    program: Program
    certificate: CertificateId
    purpose: Purpose
    until: date | None  # certificates issued later are not trusted; None: no cut-off
    note: str  # which statements were used, where they are not all of the day; empty when plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """All anchors of a day, by program, certificate and purpose, and what was assumed to get them."""

    anchored: tuple[Anchored, ...]
    warnings: tuple[str, ...]


def weigh_anchors(disclosures: Iterable[Disclosure], statements: Iterable[TrustAnchor], as_of: datetime) -> Anchors:
    """Weigh CCADB status columns against root-store rows for every program."""
    roots = [d for d in disclosures if d.certificate is not None]
    rows = list(statements)
    anchored: list[Anchored] = []
    warnings: list[str] = []
    for program in Program:
        own = [s for s in rows if s.program is program]
        found, warning = _weigh(program, roots, own, as_of)
        anchored += found
        warnings += warning
    key = lambda a: (a.program, a.certificate, a.purpose)  # noqa: E731 - a one-line sort key
    return Anchors(anchored=tuple(sorted(anchored, key=key)), warnings=tuple(warnings))


def _weigh(
    program: Program, roots: list[Disclosure], rows: list[TrustAnchor], as_of: datetime
) -> tuple[list[Anchored], list[str]]:
    status = {d.certificate: (d.status_of(program) or "").casefold() for d in roots if _speaks(d, program)}
    listed = max((d.day for d in roots if _speaks(d, program)), default=None)
    stored = max((r.day for r in rows if r.day <= as_of.date()), default=None)
    later = min((r.day for r in rows if r.day > as_of.date()), default=None)
    bits: dict[CertificateId, list[TrustAnchor]] = {}
    for row in rows:
        if row.purpose != EV:  # EV is a policy on top of TLS, not a purpose of the path
            bits.setdefault(row.certificate, []).append(row)
    if stored is not None and (listed is None or stored > listed):
        held = {c: found for c, found in bits.items() if found[0].day == stored}
        return _from_rows(program, held, as_of, ""), []
    if listed is None:
        if later is None:
            return [], []
        note = f"no statement of {program} at or before {as_of.date()}: its list of {later} is used"
        held = {c: found for c, found in bits.items() if found[0].day == later}
        return _from_rows(program, held, as_of, note), [note]
    anchored: list[Anchored] = []
    unstated = 0
    for certificate, word in sorted(status.items(), key=lambda item: str(item[0])):
        if certificate is None or (word not in _INCLUDED and word != _CUT_OFF):
            continue
        own = bits.get(certificate, [])
        note = f"purposes as stated on {own[0].day}" if own and own[0].day > as_of.date() else ""
        found = _from_rows(program, {certificate: own}, as_of, note)
        if word == _CUT_OFF:
            found = [_cut(anchor, listed) for anchor in found]
        if not own:
            unstated += 1
            until = listed if word == _CUT_OFF else None
            note = "included, for purposes that no source at hand states"
            found = [
                Anchored(program=program, certificate=certificate, purpose=UNKNOWN_PURPOSE, until=until, note=note)
            ]
        anchored += found
    warning = [f"{program}: purposes of {unstated} included roots are stated by no source at hand"] if unstated else []
    return anchored, warning


def _speaks(disclosure: Disclosure, program: Program) -> bool:
    """The record states something of a root; intermediates carry a filler word ("Provided by CA")."""
    return disclosure.status_of(program) is not None and disclosure.kind is RecordKind.ROOT


def _cut(anchor: Anchored, listed: date) -> Anchored:
    """CCADB says NotBefore and the rows give no date: the cut-off lies at or before the day of the record."""
    if anchor.until is not None:
        return anchor
    return Anchored(
        program=anchor.program,
        certificate=anchor.certificate,
        purpose=anchor.purpose,
        until=listed,
        note="cut-off stated without a date: at or before the day of the record",
    )


def _from_rows(
    program: Program, rows: dict[CertificateId, list[TrustAnchor]], as_of: datetime, note: str
) -> list[Anchored]:
    found = []
    for certificate, own in rows.items():
        for row in own:
            if row.disabled_from is not None and row.disabled_from <= as_of:
                continue
            until = row.not_before_until.astimezone(UTC).date() if row.not_before_until else None
            found.append(
                Anchored(program=program, certificate=certificate, purpose=row.purpose, until=until, note=note)
            )
    return found
