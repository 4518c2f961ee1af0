"""Which certificates each program trusts, for what, and until when: statements of several sources weighed by date.

Status comes from the newest statement of the program at or before the day; purposes from the newest
one with trust bits for that root at or before the day, else from the earliest later one, labelled so
(docs/trust.md). "Included" alone is not "trusted for new certificates": cut-offs stay on the anchor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.ids import CertificateId
from explorer.model.program import INCLUDED_ROOTS, Program, TrustAnchor
from explorer.model.purpose import EV, TLS_SERVER, Purpose
from explorer.trust.statements import one_voice

UNKNOWN_PURPOSE = Purpose("unknown")  # included, but no source states for what

_INCLUDED = frozenset({"included", "change requested"})  # CCADB words; the second is an included root under review
_CUT_OFF = "notbefore"  # CCADB word for a Microsoft root whose later certificates are not trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """One program's trust in one certificate for one purpose on the day judged."""

    program: Program
    certificate: CertificateId
    purpose: Purpose
    policy: str  # EV policy OID where the purpose is `ev`, else empty
    until: date | None  # certificates issued later are not trusted; None: no cut-off
    note: str  # which statements were used, where they are not all of the day; empty when plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """CCADB and a root store, of the same day, differ on whether a program includes a root; both are kept."""

    program: Program
    certificate: CertificateId
    day: date
    ccadb: str  # its status word
    is_listed: bool  # by the root store, for some purpose that it has not disabled


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """All anchors of a day, by program, certificate and purpose, and what was assumed to get them."""

    anchored: tuple[Anchored, ...]
    warnings: tuple[str, ...]
    disagreements: tuple[Disagreement, ...] = ()


def weigh_anchors(disclosures: Iterable[Disclosure], statements: Iterable[TrustAnchor], as_of: datetime) -> Anchors:
    """Weigh CCADB status columns against root-store rows for every program.

    Only records of roots speak; those of intermediates carry a filler word ("Provided by CA").
    """
    roots = [d for d in disclosures if d.certificate is not None and d.kind is RecordKind.ROOT]
    rows = list(statements)
    anchored: list[Anchored] = []
    warnings: list[str] = []
    disagreements: list[Disagreement] = []
    for program in Program:
        own = [s for s in rows if s.program is program]
        found, warning = _weigh(program, roots, one_voice(own, as_of.date()), as_of)
        anchored += found
        warnings += warning
        disagreements += _disagreements(program, roots, [s for s in own if s.source != INCLUDED_ROOTS])
    anchored.sort(key=lambda a: (a.program, a.certificate, a.purpose, a.policy))
    return Anchors(anchored=tuple(anchored), warnings=tuple(warnings), disagreements=tuple(disagreements))


def _disagreements(program: Program, roots: list[Disclosure], rows: list[TrustAnchor]) -> list[Disagreement]:
    """Where both sources speak of one root on one day and say different things (DATA-011)."""
    listed = {(r.certificate, r.day) for r in rows if r.disabled_from is None or r.disabled_from.date() > r.day}
    days = {row.day for row in rows}
    found = []
    for root in roots:
        if root.certificate is None or root.day not in days or not _speaks(root, program):
            continue
        word = root.status_of(program) or ""
        is_listed = (root.certificate, root.day) in listed
        if is_listed != (word.casefold() in _INCLUDED or word.casefold() == _CUT_OFF):
            found.append(
                Disagreement(
                    program=program, certificate=root.certificate, day=root.day, ccadb=word, is_listed=is_listed
                )
            )
    return found


def _weigh(
    program: Program, roots: list[Disclosure], rows: list[TrustAnchor], as_of: datetime
) -> tuple[list[Anchored], list[str]]:
    status = {d.certificate: (d.status_of(program) or "").casefold() for d in roots if _speaks(d, program)}
    listed = max((d.day for d in roots if _speaks(d, program)), default=None)
    stored = max((r.day for r in rows if r.day <= as_of.date()), default=None)
    later = min((r.day for r in rows if r.day > as_of.date()), default=None)
    bits: dict[CertificateId, list[TrustAnchor]] = {}
    for row in rows:
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
        if not found:
            unstated += 1
            until = listed if word == _CUT_OFF else None
            note = "included, for purposes that no source at hand states"
            if own:
                note = f"included, says CCADB on {listed}; the list of {own[0].day} disables every purpose: for which is unknown"
            found = [
                Anchored(
                    program=program, certificate=certificate, purpose=UNKNOWN_PURPOSE, policy="", until=until, note=note
                )
            ]
        anchored += found
    unrecorded = {c: own for c, own in bits.items() if c not in status and own[0].day == stored}
    for certificate, own in sorted(unrecorded.items()):  # the store is then the newest that speaks of this root
        note = f"listed by {program} on {stored}; the CCADB list of {listed} has no record of it"
        anchored += _from_rows(program, {certificate: own}, as_of, note)
    warning: list[str] = []
    if unstated:
        told = "CCADB's report of included roots may tell them"
        warning.append(f"{program}: purposes of {unstated} included roots are not stated by any source at hand; {told}")
    if unrecorded:
        warning.append(
            f"{program}: {len(unrecorded)} roots of its list of {stored} have no CCADB record: the list counts"
        )
    return anchored, warning


def _speaks(disclosure: Disclosure, program: Program) -> bool:
    """The report has a status column for the program."""
    return disclosure.status_of(program) is not None


def _cut(anchor: Anchored, listed: date) -> Anchored:
    """CCADB says NotBefore and the rows give no date: the cut-off lies at or before the day of the record."""
    if anchor.until is not None:
        return anchor
    return replace(anchor, until=listed, note="cut-off stated without a date: at or before the day of the record")


def _from_rows(
    program: Program, rows: dict[CertificateId, list[TrustAnchor]], as_of: datetime, note: str
) -> list[Anchored]:
    """The rows that stand. EV needs TLS of the same root: where that is disabled or cut off, so is EV."""
    found = []
    for certificate, own in rows.items():
        standing = [row for row in own if row.disabled_from is None or row.disabled_from > as_of]
        of_tls = [row for row in standing if row.purpose == TLS_SERVER]
        for row in standing:
            if row.purpose == EV and not of_tls:
                continue
            until = row.not_before_until.astimezone(UTC).date() if row.not_before_until else None
            if row.purpose == EV and of_tls[0].not_before_until is not None:
                of_tls_until = of_tls[0].not_before_until.astimezone(UTC).date()
                until = of_tls_until if until is None else min(until, of_tls_until)
            found.append(
                Anchored(
                    program=program,
                    certificate=certificate,
                    purpose=row.purpose,
                    policy=row.policy,
                    until=until,
                    note=note,
                )
            )
    return found
