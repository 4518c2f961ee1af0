"""Claims that changed between two days: rows whose span begins or ends in between, and the life of single records.

Cost: what changed, plus one pass over the spans of a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId
from explorer.store.catalog import ONECRL, RECORDS, ROOT_STORE, Store
from explorer.store.disclosures import read_versions

_WINDOW = (
    "span.first <= :end AND (span.last IS NULL OR span.last > :start) AND (span.first > :start OR span.last <= :end)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """One row of one record, with the stored days on which it stood: from `first` until before `last`."""

    list: str
    first: date
    last: date | None  # the first stored day of the list without it; None: it stands in the newest one
    disclosure: Disclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSpan:
    """An anchor row or a revocation entry with the stored days on which its list held it."""

    list: str
    first: date
    last: date | None
    certificate: CertificateId | None  # of an anchor row
    program: str  # of an anchor row
    purpose: str
    issuer: bytes  # of a revocation entry
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorSpan:
    """One row of a root store about one certificate, with the stored days on which the list held it."""

    list: str
    first: date
    last: date | None  # the first stored day of the list without it; None: it stands in the newest one
    certificate: CertificateId
    program: str
    purpose: str
    disabled: date | None  # from this day on it is not believed
    until: date | None  # only what was issued up to this day is believed


def changed_records(store: Store, start: date, end: date) -> tuple[RecordVersion, ...]:
    """Rows of the CCADB lists that went or came after `start`, up to `end`; by record and day.

    An unchanged record has none; of a changed one every version of the time between is there.
    """
    found = []
    for list_, name in _lists(store, RECORDS):
        rows = read_versions(
            store.connection,
            name,
            f"span.list = :list AND {_WINDOW}",
            {"list": list_, "start": start.toordinal(), "end": end.toordinal()},
        )
        found += [_version(name, row) for row in rows]
    return _sorted(found)


def versions_of(store: Store, certificates: Iterable[CertificateId]) -> tuple[RecordVersion, ...]:
    """Every row that any stored day holds of these certificates; by record and day."""
    wanted = sorted(set(certificates))
    marks = ", ".join(f"X'{id_}'" for id_ in wanted if len(id_) == 64 and set(id_) <= set("0123456789ABCDEF"))
    found = []
    for list_, name in _lists(store, RECORDS):
        rows = read_versions(store.connection, name, f"span.list = :list AND certificate IN ({marks})", {"list": list_})
        found += [_version(name, row) for row in rows]
    return _sorted(found)


def anchor_spans(store: Store, certificates: Iterable[CertificateId]) -> tuple[AnchorSpan, ...]:
    """Every row that any stored root store holds of these certificates; by list, certificate, purpose and day."""
    wanted = sorted(set(certificates))
    marks = ", ".join(f"X'{id_}'" for id_ in wanted if len(id_) == 64 and set(id_) <= set("0123456789ABCDEF"))
    found = []
    for list_, name in _lists(store, ROOT_STORE):
        rows = store.connection.execute(
            "SELECT span.first, span.last, certificate, program, purpose, disabled_from, not_before_until "  # noqa: S608  constants and hex digits only
            f"FROM span JOIN anchor ON anchor.id = span.item WHERE span.list = ? AND certificate IN ({marks})",
            (list_,),
        )
        found += [
            AnchorSpan(
                list=name,
                first=date.fromordinal(first),
                last=None if last is None else date.fromordinal(last),
                certificate=CertificateId(certificate.hex().upper()),
                program=program,
                purpose=purpose,
                disabled=_day(disabled),
                until=_day(until),
            )
            for first, last, certificate, program, purpose, disabled, until in rows
        ]
    return tuple(sorted(found, key=lambda a: (a.list, a.certificate, a.purpose, a.first)))


def _day(seconds: int | None) -> date | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date()


def changed_claims(store: Store, start: date, end: date) -> tuple[ClaimSpan, ...]:
    """Anchor rows and revocation entries whose list took them up or dropped them after `start`, up to `end`."""
    found = []
    window = {"start": start.toordinal(), "end": end.toordinal()}
    for list_, name in _lists(store, ROOT_STORE):
        rows = store.connection.execute(
            "SELECT span.first, span.last, certificate, program, purpose FROM span JOIN anchor ON anchor.id = span.item "  # noqa: S608  constants only
            f"WHERE span.list = :list AND {_WINDOW}",
            {"list": list_, **window},
        )
        for first, last, certificate, program, purpose in rows:
            found.append(_claim(name, first, last, CertificateId(certificate.hex().upper()), program, purpose, b"", ""))
    for list_, name in (*_lists(store, ONECRL), *_lists(store, "crl:")):
        rows = store.connection.execute(
            "SELECT span.first, span.last, issuer, serial FROM span JOIN revocation ON revocation.id = span.item "  # noqa: S608  constants only
            f"WHERE span.list = :list AND {_WINDOW}",
            {"list": list_, **window},
        )
        found += [_claim(name, first, last, None, "", "", issuer, serial) for first, last, issuer, serial in rows]
    return tuple(found)


def _lists(store: Store, beginning: str) -> list[tuple[int, str]]:
    rows = store.connection.execute("SELECT id, name FROM list ORDER BY name")
    return [(id_, name) for id_, name in rows if name.startswith(beginning)]


def _version(name: str, row: tuple[Disclosure, int, int | None]) -> RecordVersion:
    disclosure, first, last = row
    return RecordVersion(
        list=name,
        first=date.fromordinal(first),
        last=None if last is None else date.fromordinal(last),
        disclosure=disclosure,
    )


def _sorted(found: list[RecordVersion]) -> tuple[RecordVersion, ...]:
    return tuple(sorted(found, key=lambda v: (v.disclosure.record, v.first, v.list, v.last or date.max)))


def _claim(
    name: str,
    first: int,
    last: int | None,
    certificate: CertificateId | None,
    program: str,
    purpose: str,
    issuer: bytes,
    serial: str,
) -> ClaimSpan:
    return ClaimSpan(
        list=name,
        first=date.fromordinal(first),
        last=None if last is None else date.fromordinal(last),
        certificate=certificate,
        program=program,
        purpose=purpose,
        issuer=issuer,
        serial=serial,
    )
