"""States of a key: no evidence found, claimed, evidenced, contradicted. R -> S -> T throughout; the key is S's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from explorer.graph.delegation import DelegationGraph
from explorer.keys.lifecycle import KeyLife, key_life
from explorer.model.certificate import Certificate
from explorer.model.evidence import Evidence, KeyState
from explorer.model.ids import sha256_hex
from tests.pki.certificates import certificate, key_of, spki_of
from tests.pki.links import graph_of

AS_OF = datetime(2024, 1, 1, tzinfo=UTC)
R = certificate("R")
S = certificate("S", issuer=R)
T = certificate("T", issuer=S, not_before="2020-03-01")
KEY = S.key
CHAIN = ((R, R), (R, S), (S, T))

REPORT = Evidence(
    id=sha256_hex(b"report"),
    event="destroyed",
    event_date=date(2020, 7, 14),
    precision="day",
    keys=(S.spki,),
    certificates=(),
    owner="Alpha",
    holder="Beta",
    form="auditor_destruction_report",
    copies="all",
    auditor="Auditor LLP",
    document_sha256="AB" * 32,
    document_locator="bug 1",
    source_level="primary",
    supersedes=(),
    fields=(),
)


def record(**differs: Any) -> Evidence:  # any: field by field, checked by the dataclass
    """The report, with another digest for every difference."""
    return replace(REPORT, id=sha256_hex(repr(sorted(differs.items())).encode()), **differs)


def life(*evidence: Evidence, graph: DelegationGraph | None = None) -> KeyLife:
    return key_life(evidence, graph or graph_of(CHAIN), AS_OF)


def test_without_a_record_nothing_was_found() -> None:
    found = life()
    assert found.state(KEY) is KeyState.SILENT
    assert found.missing(KEY) == ("no record of destruction found",)
    assert found.evidence(KEY) == ()


def test_a_full_auditors_report_is_evidence() -> None:
    found = life(REPORT)
    assert found.state(KEY) is KeyState.EVIDENCED
    assert found.missing(KEY) == ()
    assert found.contradictions(KEY) == ()


EVIDENCED = {
    "lifecycle report": {"form": "auditor_lifecycle_report"},
    "audit statement": {"form": "audit_statement"},
    "by certificate hash": {"keys": (), "certificates": (S.id,)},
    "some day before": {"precision": "before"},
}


@pytest.mark.parametrize("differs", EVIDENCED.values(), ids=EVIDENCED)
def test_evidenced(differs: dict[str, Any]) -> None:
    assert life(record(**differs)).state(KEY) is KeyState.EVIDENCED


CLAIMED = {
    "witnessed, no document": ({"form": "ca_statement_witnessed"}, "Form is ca_statement_witnessed"),
    "period report": ({"form": "auditor_period_report"}, "Form is auditor_period_report"),
    "third party": ({"form": "third_party_note"}, "Form is third_party_note"),
    "no digest": ({"document_sha256": ""}, "Document-SHA256"),
    "a digest that is none": ({"document_sha256": "to be done"}, "Document-SHA256"),
    "no auditor": ({"auditor": " "}, "Auditor"),
    "no date": ({"event_date": None, "precision": "unknown"}, "Event-Date"),
    "a backup remains": ({"copies": "backup-remains"}, "Copies is backup-remains"),
    "copies not stated": ({"copies": "unstated"}, "Copies is unstated"),
    "known at second hand": ({"source_level": "secondary"}, "Source-Level"),
}


@pytest.mark.parametrize(("differs", "missing"), CLAIMED.values(), ids=CLAIMED)
def test_claimed_names_what_is_missing(differs: dict[str, Any], missing: str) -> None:
    found = life(record(**differs))
    assert found.state(KEY) is KeyState.CLAIMED
    assert len(found.missing(KEY)) == 1
    assert missing in found.missing(KEY)[0]


def test_missing_is_that_of_the_best_record() -> None:
    poor = record(form="ca_statement", document_sha256="", auditor="")
    assert len(life(poor, record(auditor="")).missing(KEY)) == 1


SILENT = {
    "another key": {"keys": (spki_of("Other"),)},
    "unresolved": {"keys": ()},
    "an event that is no destruction": {"event": "revoked"},
    "no misuse, says an auditor": {"event": "misuse-excluded", "form": "auditor_period_report"},
    "an event that is still to come": {"event_date": date(2024, 1, 2)},
}


@pytest.mark.parametrize("differs", SILENT.values(), ids=SILENT)
def test_silent(differs: dict[str, Any]) -> None:
    assert life(record(**differs)).state(KEY) is KeyState.SILENT


def test_a_record_without_known_key_is_kept_apart() -> None:
    unresolved = record(keys=())
    assert life(REPORT, unresolved).unresolved == (unresolved,)


def test_a_superseded_record_is_ignored() -> None:
    correction = record(form="ca_statement", supersedes=(REPORT.id,))
    found = life(REPORT, correction)
    assert found.state(KEY) is KeyState.CLAIMED
    assert found.evidence(KEY) == (correction,)


def test_another_encoding_of_the_key_is_the_same_key() -> None:
    """S twice, its SPKI encoded in two ways: the record names one, the key has both."""
    other = certificate("S", issuer=R, key="S", encoding="PSS")
    found = life(record(keys=(other.spki,)), graph=graph_of([*CHAIN, (R, other)]))
    assert other.spki != S.spki
    assert found.state(key_of("S")) is KeyState.EVIDENCED


SIGNED_LATER = {
    "within a day": ("2020-07-15", KeyState.EVIDENCED),
    "more than a day": ("2020-07-16", KeyState.CONTRADICTED),
}


@pytest.mark.parametrize(("not_before", "state"), SIGNED_LATER.values(), ids=SIGNED_LATER)
def test_a_certificate_signed_after_destruction(not_before: str, state: KeyState) -> None:
    """S -> U, from after the event."""
    u = certificate("U", issuer=S, not_before=not_before)
    found = life(REPORT, graph=graph_of([*CHAIN, (S, u)]))
    assert found.state(KEY) is state
    assert any(u.id in words for words in found.contradictions(KEY)) is (state is KeyState.CONTRADICTED)


LATE_SIGNERS = {
    "a responder": (certificate("O", issuer=S, is_ca=False, eku=("ocsp-signing",), not_before="2021-01-01"), S, True),
    "self-signed": (certificate("S", not_before="2021-01-01"), S, True),
    "another CA of the key": (certificate("V", issuer="W", not_before="2021-01-01"), certificate("W", key="S"), True),
    "a certificate for the key, signed by another": (certificate("S", issuer=R, not_before="2021-01-01"), R, False),
}


@pytest.mark.parametrize(("late", "issuer", "contradicts"), LATE_SIGNERS.values(), ids=LATE_SIGNERS)
def test_whatever_the_key_signed_counts(late: Certificate, issuer: Certificate, contradicts: bool) -> None:
    found = life(REPORT, graph=graph_of([*CHAIN, (issuer, late)]))
    assert (found.state(KEY) is KeyState.CONTRADICTED) is contradicts


def test_a_signature_that_does_not_verify_contradicts_nothing() -> None:
    u = certificate("U", issuer=S, not_before="2021-01-01")
    assert life(REPORT, graph=graph_of([(S, u)], failed=True)).state(KEY) is KeyState.EVIDENCED


LATER_EVENTS = {
    "used later": ((record(event="used", event_date=date(2021, 2, 1)),), True),
    "listed as parked later": ((record(event="parked", event_date=date(2021, 2, 1)),), True),
    "used a day later": ((record(event="used", event_date=date(2020, 7, 15)),), False),
    "used before": ((record(event="used", event_date=date(2020, 7, 1)),), False),
    "revoked later": ((record(event="revoked", event_date=date(2021, 2, 1)),), False),
    "used in the same month, no day": ((record(event="used", event_date=date(2020, 7, 1), precision="month"),), False),
    "another report, a year off": ((record(event_date=date(2021, 7, 14)),), True),
    "another report, same month": ((record(event_date=date(2020, 7, 1), precision="month"),), False),
    "another report, next month": ((record(event_date=date(2020, 8, 1), precision="month"),), True),
    "another report, some day before a later one": ((record(event_date=date(2020, 9, 1), precision="before"),), False),
    "a statement with another date": ((record(form="ca_statement", event_date=date(2020, 8, 1)),), False),
    "one copy earlier": ((record(copies="backup-remains", event_date=date(2020, 1, 1)),), False),
}


@pytest.mark.parametrize(("others", "contradicts"), LATER_EVENTS.values(), ids=LATER_EVENTS)
def test_records_that_contradict(others: tuple[Evidence, ...], contradicts: bool) -> None:
    found = life(REPORT, *others)
    assert (found.state(KEY) is KeyState.CONTRADICTED) is contradicts, found.contradictions(KEY)


def test_a_remaining_backup_may_be_used() -> None:
    """One copy destroyed in 2020, the backup signs in 2021: claimed, not contradicted."""
    u = certificate("U", issuer=S, not_before="2021-01-01")
    found = life(record(copies="backup-remains"), graph=graph_of([*CHAIN, (S, u)]))
    assert found.state(KEY) is KeyState.CLAIMED


def test_the_last_day_of_a_month_is_the_day_of_a_monthly_record() -> None:
    """Destroyed in July 2020; signed on 31 July: possible; on 2 August: not."""
    monthly = record(precision="month", event_date=date(2020, 7, 1))
    for not_before, state in (("2020-07-31", KeyState.EVIDENCED), ("2020-08-02", KeyState.CONTRADICTED)):
        u = certificate("U", issuer=S, not_before=not_before)
        assert life(monthly, graph=graph_of([*CHAIN, (S, u)])).state(KEY) is state


def test_records_come_by_date() -> None:
    early, undated = record(event="retired", event_date=date(2019, 1, 1)), record(event_date=None)
    assert life(REPORT, undated, early).evidence(KEY) == (early, REPORT, undated)
