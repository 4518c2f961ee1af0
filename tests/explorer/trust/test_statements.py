"""Several lists speak of one root: the newest is heard, and does not take back what it has no column for."""

from __future__ import annotations

from datetime import UTC, date, datetime

from explorer.model.ids import CertificateId
from explorer.model.program import INCLUDED_ROOTS, Program, TrustAnchor
from explorer.model.purpose import EMAIL, EV, TLS_SERVER, Purpose
from explorer.trust.anchors import weigh_anchors
from explorer.trust.statements import one_voice

OWN = "root-store:Mozilla"
DAY = date(2026, 9, 10)
CUT = datetime(2025, 4, 15, tzinfo=UTC)


def row(
    source: str, day: int, purpose: Purpose = TLS_SERVER, *, until: datetime | None = None, root: str = "AA"
) -> TrustAnchor:
    return TrustAnchor(
        program=Program.MOZILLA, certificate=CertificateId(root * 32), purpose=purpose,
        policy="1.2.3" if purpose == EV else "", disabled_from=None, not_before_until=until, label="",
        source=source, day=date(2026, 9, day),
    )  # fmt: skip


def heard(*rows: TrustAnchor) -> list[tuple[str, int, str, datetime | None]]:
    return sorted((r.source, r.day.day, str(r.purpose), r.not_before_until) for r in one_voice(rows, DAY))


def test_one_list_is_heard_as_it_is() -> None:
    assert heard(row(OWN, 1, until=CUT), row(OWN, 1, EMAIL)) == [
        (OWN, 1, "email", None), (OWN, 1, "tls-server", CUT),
    ]  # fmt: skip


def test_the_newest_list_states_the_purposes() -> None:
    assert heard(row(OWN, 1), row(OWN, 1, EMAIL), row(INCLUDED_ROOTS, 9)) == [(INCLUDED_ROOTS, 9, "tls-server", None)]
    assert heard(row(OWN, 9), row(INCLUDED_ROOTS, 1, EMAIL)) == [(OWN, 9, "tls-server", None)]


def test_of_one_day_the_program_s_own_list_is_heard() -> None:
    assert heard(row(INCLUDED_ROOTS, 9), row(OWN, 9, until=CUT)) == [(OWN, 9, "tls-server", CUT)]


def test_a_list_without_cut_offs_takes_none_back() -> None:
    assert heard(row(OWN, 1, until=CUT), row(INCLUDED_ROOTS, 9)) == [(INCLUDED_ROOTS, 9, "tls-server", CUT)]


def test_a_list_without_ev_policies_takes_none_back() -> None:
    assert heard(row(OWN, 1, EV), row(OWN, 1), row(INCLUDED_ROOTS, 9)) == [
        (INCLUDED_ROOTS, 9, "tls-server", None), (OWN, 9, "ev", None),
    ]  # fmt: skip


def test_a_later_list_is_heard_only_where_none_is_earlier() -> None:
    assert heard(row(OWN, 20), row(INCLUDED_ROOTS, 1)) == [(INCLUDED_ROOTS, 1, "tls-server", None)]
    assert heard(row(OWN, 20), row(INCLUDED_ROOTS, 15)) == [(INCLUDED_ROOTS, 15, "tls-server", None)]


def test_a_distrusted_root_stays_cut_off_when_ccadb_is_newer() -> None:
    as_of = datetime(2026, 9, 10, tzinfo=UTC)
    (found,) = weigh_anchors([], [row(OWN, 1, until=CUT), row(INCLUDED_ROOTS, 9)], as_of).anchored
    assert (found.purpose, found.until) == (TLS_SERVER, CUT.date())
