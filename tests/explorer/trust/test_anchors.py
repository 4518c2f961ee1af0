"""What each program trusts on a day: statements of CCADB and of root stores weighed by date (docs/trust.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest

from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.ids import CertificateId, RecordId, sha256_hex
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import EMAIL, TLS_SERVER, Purpose
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchors, weigh_anchors

DAY = date(2021, 6, 1)
AS_OF = datetime(2021, 6, 1, tzinfo=UTC)
BEFORE, LONG_BEFORE, AFTER, LONG_AFTER = date(2021, 5, 1), date(2021, 4, 1), date(2021, 7, 1), date(2021, 8, 1)
R, Q = (CertificateId(sha256_hex(word)) for word in (b"R", b"Q"))


def record(word: str | None, day: date = BEFORE, certificate: CertificateId = R, **differs: object) -> Disclosure:
    """A root's record with this Mozilla status; None: the report has no such column."""
    sound = Disclosure(
        record=RecordId(f"record-{certificate}"), source="ccadb-all-records", day=day, since=day,
        certificate=certificate, certificate_cell=certificate, name="", kind=RecordKind.ROOT, owner="Alpha",
        subordinate_owner="", parent_record=None, parent_name="", parent_certificate=None,
        revocation=RevocationStatus.UNSTATED, technically_constrained=None, audits_same_as_parent=None,
        standard_audit_url=None, apple_status=None, chrome_status=None, microsoft_status=None, mozilla_status=word,
        derived_trust_bits=None, valid_from=None, valid_to=None, row=0,
    )  # fmt: skip
    return replace(sound, **differs)  # type: ignore[arg-type]  # a case names fields of the record


def row(
    day: date,
    certificate: CertificateId = R,
    purpose: Purpose = TLS_SERVER,
    disabled: datetime | None = None,
    until: datetime | None = None,
) -> TrustAnchor:
    return TrustAnchor(
        program=Program.MOZILLA, certificate=certificate, purpose=purpose, policy="", disabled_from=disabled,
        not_before_until=until, label="", source="root-store:Mozilla", day=day,
    )  # fmt: skip


def told(found: Anchors) -> set[tuple[CertificateId, str, date | None]]:
    return {(a.certificate, a.purpose, a.until) for a in found.anchored}


ALWAYS = datetime.min.replace(tzinfo=UTC)
LIMIT = datetime(2020, 1, 1, tzinfo=UTC)
CASES = {
    "nobody says anything": ([], [], set()),
    "the root store's newest list": ([], [row(BEFORE)], {(R, TLS_SERVER, None)}),
    "two purposes": (
        [],
        [row(BEFORE), row(BEFORE, purpose=EMAIL)],
        {(R, TLS_SERVER, None), (R, EMAIL, None)},
    ),
    "a root that left the root store": ([], [row(LONG_BEFORE), row(BEFORE, Q)], {(Q, TLS_SERVER, None)}),
    "no list before, the first later one": ([], [row(AFTER), row(LONG_AFTER, Q)], {(R, TLS_SERVER, None)}),
    "a newer root store beats CCADB": ([record("Removed", LONG_BEFORE)], [row(BEFORE)], {(R, TLS_SERVER, None)}),
    "a newer CCADB beats the root store": ([record("Removed")], [row(LONG_BEFORE)], set()),
    "status from CCADB, purposes from before": ([record("Included")], [row(LONG_BEFORE)], {(R, TLS_SERVER, None)}),
    "status from CCADB, purposes from after": ([record("Included")], [row(AFTER)], {(R, TLS_SERVER, None)}),
    "words fold": ([record("INCLUDED")], [row(LONG_BEFORE)], {(R, TLS_SERVER, None)}),
    "under review is included": ([record("Change Requested")], [row(LONG_BEFORE)], {(R, TLS_SERVER, None)}),
    "not yet included": ([record("Not Yet Included")], [row(AFTER)], set()),
    "included, purposes never stated": ([record("Included")], [], {(R, UNKNOWN_PURPOSE, None)}),
    "a filler word of an intermediate": ([record("Provided by CA", kind=RecordKind.INTERMEDIATE)], [], set()),
    "an intermediate's Included is no statement": ([record("Included", kind=RecordKind.INTERMEDIATE)], [], set()),
    "no such column: the first later list": ([record(None)], [row(AFTER)], {(R, TLS_SERVER, None)}),
    "disabled": ([], [row(BEFORE, disabled=datetime(2021, 6, 1, tzinfo=UTC))], set()),
    "disabled tomorrow": ([], [row(BEFORE, disabled=datetime(2021, 6, 2, tzinfo=UTC))], {(R, TLS_SERVER, None)}),
    "never was": ([], [row(BEFORE, disabled=ALWAYS)], set()),
    "a cut-off": ([], [row(BEFORE, until=LIMIT)], {(R, TLS_SERVER, date(2020, 1, 1))}),
    "CCADB's NotBefore with the row's date": (
        [record("NotBefore")],
        [row(LONG_BEFORE, until=LIMIT)],
        {(R, TLS_SERVER, date(2020, 1, 1))},
    ),
    "CCADB's NotBefore without a date": ([record("NotBefore")], [row(LONG_BEFORE)], {(R, TLS_SERVER, BEFORE)}),
    "CCADB's NotBefore without purposes": ([record("NotBefore")], [], {(R, UNKNOWN_PURPOSE, BEFORE)}),
}


@pytest.mark.parametrize(("records", "rows", "expected"), CASES.values(), ids=CASES)
def test_weighing(
    records: list[Disclosure], rows: list[TrustAnchor], expected: set[tuple[CertificateId, str, date | None]]
) -> None:
    assert told(weigh_anchors(records, rows, AS_OF)) == expected


NOTED = {
    "purposes of a later day": ([record("Included")], [row(AFTER)], "2021-07-01"),
    "purposes never stated": ([record("Included")], [], "no source"),
    "a later list": ([], [row(AFTER)], "no statement of Mozilla at or before"),
    "a cut-off without a date": ([record("NotBefore")], [row(LONG_BEFORE)], "without a date"),
}


@pytest.mark.parametrize(("records", "rows", "word"), NOTED.values(), ids=NOTED)
def test_what_was_assumed_is_noted(records: list[Disclosure], rows: list[TrustAnchor], word: str) -> None:
    (anchor,) = weigh_anchors(records, rows, AS_OF).anchored
    assert word in anchor.note


def test_plain_statements_carry_no_note() -> None:
    assert [a.note for a in weigh_anchors([], [row(BEFORE)], AS_OF).anchored] == [""]
    assert weigh_anchors([], [row(BEFORE)], AS_OF).warnings == ()


def test_programs_do_not_speak_for_each_other() -> None:
    rows = [row(BEFORE), replace(row(BEFORE, Q), program=Program.APPLE)]
    found = weigh_anchors([record("Removed", DAY, microsoft_status="Included")], rows, AS_OF)
    assert {(a.program, a.certificate) for a in found.anchored} == {(Program.APPLE, Q), (Program.MICROSOFT, R)}


def test_the_order_of_statements_does_not_matter() -> None:
    records = [record("Included"), record("NotBefore", certificate=Q)]
    rows = [row(LONG_BEFORE), row(LONG_BEFORE, purpose=EMAIL), row(AFTER, Q), row(AFTER, Q, EMAIL)]
    expected = weigh_anchors(records, rows, AS_OF)
    for seed in range(10):
        Random(seed).shuffle(records)
        Random(seed).shuffle(rows)
        assert weigh_anchors(records, rows, AS_OF) == expected
