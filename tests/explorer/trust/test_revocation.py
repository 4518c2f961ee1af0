"""Whose word makes a certificate revoked; sources are kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from explorer.graph.delegation import build_graph
from explorer.model.disclosure import RevocationStatus
from explorer.model.ids import RecordId
from explorer.model.revocation import RevocationEntry
from explorer.trust.revocation import match_revocations
from tests.explorer.trust.test_anchors import record
from tests.pki.certificates import certificate

R = certificate("R")
S = certificate("S", issuer=R, serial="00ff")
T = certificate("T", issuer=R, serial="ff")
GRAPH = build_graph({c.id: c for c in (R, S, T)}, ())
D1, D2 = date(2021, 1, 1), date(2021, 2, 2)


def entry(issuer: bytes = R.subject.der, serial: str = "00FF", reason: str = "why") -> RevocationEntry:
    return RevocationEntry(source="onecrl", issuer=issuer, serial=serial, since=D1, reason=reason)


def sources(*args: object) -> dict[str, list[str]]:
    return {id_: [r.source for r in rs] for id_, rs in match_revocations(GRAPH, *args).items()}  # type: ignore[arg-type]


def test_a_list_names_by_issuer_and_serial_octets() -> None:
    """A leading zero octet is part of the serial: 00FF and FF are two certificates."""
    assert sources([], [entry()]) == {S.id: ["onecrl"]}
    assert sources([], [entry(serial="ff")]) == {T.id: ["onecrl"]}
    assert sources([], [entry(issuer=S.subject.der)]) == {}


def test_only_revoked_counts_and_the_parent_s_revocation_does_not() -> None:
    for status in RevocationStatus:
        found = sources([record("", certificate=S.id, revocation=status)], [])
        assert bool(found) is (status is RevocationStatus.REVOKED)


def test_sources_are_never_merged_and_equal_entries_are_one() -> None:
    records = [record("", certificate=S.id, revocation=RevocationStatus.REVOKED)]
    found = match_revocations(GRAPH, records, [entry(), entry(), entry(reason="other")])
    assert [(r.source, r.reason) for r in found[S.id]] == [("ccadb", ""), ("onecrl", "why"), ("onecrl", "other")]


def test_the_earliest_record_says_since_when() -> None:
    late = record("", D2, S.id, revocation=RevocationStatus.REVOKED)
    early = replace(late, record=RecordId("b"), since=D1)
    for records in ([late, early], [early, late]):
        assert match_revocations(GRAPH, records, [])[S.id][0].since == D1


def test_a_certificate_that_is_not_at_hand_is_known_to_its_record() -> None:
    elsewhere = certificate("U").id
    assert sources([record("", certificate=elsewhere, revocation=RevocationStatus.REVOKED)], [entry()]) == {
        S.id: ["onecrl"],
        elsewhere: ["ccadb"],
    }
    assert sources([record("", revocation=RevocationStatus.REVOKED, certificate=None)], []) == {}  # type: ignore[arg-type]
