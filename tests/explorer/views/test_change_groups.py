"""Changes by type: what moves most trust first, a cap that says what it leaves out, the command that has all of it."""

from __future__ import annotations

from datetime import date

from explorer.model.change import ChangeKind
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.views.change_groups import FEW, MANY, diff_command, groups_of
from explorer.views.changes import ChangeFilters, ChangeRow


def row(kind: ChangeKind, *, below_lost: int = 0, lost: tuple[str, ...] = ()) -> ChangeRow:
    return ChangeRow(
        type=kind.value, subject_kind="certificate", subject_name="S", subject_id="S", certificate_sha256="", record_id="",
        ca_owner="", old="", new="", note="", cause_source="", cause_claim="", cause_field="", cause_day="", cause_old="",
        cause_new="", programs=(), trust_lost=lost, trust_gained=(), below_lost=below_lost, below_gained=0,
        from_day="2026-01-01", to_day="2026-02-01",
    )  # fmt: skip


def test_what_moves_most_trust_comes_first() -> None:
    rows = [row(ChangeKind.REVOKED), row(ChangeKind.REVOKED, below_lost=7), row(ChangeKind.REVOKED, lost=("a", "b"))]
    (group,) = groups_of(rows)
    assert [r.below_lost + len(r.trust_lost) for r in group.rows] == [7, 2, 0]


def test_one_type_among_others_is_cut_and_counted() -> None:
    rows = [row(ChangeKind.APPEARED)] * (FEW + 3) + [row(ChangeKind.REVOKED)]
    first, second = groups_of(rows)
    assert (first.count, len(first.rows), first.left) == (FEW + 3, FEW, 3)
    assert (second.count, second.left) == (1, 0)


def test_one_type_alone_gets_more_rows() -> None:
    (group,) = groups_of([row(ChangeKind.APPEARED)] * (MANY + 1))
    assert (len(group.rows), group.left) == (MANY, 1)
    assert groups_of([]) == ()


def test_the_command_says_every_filter() -> None:
    filters = ChangeFilters(
        kinds=(ChangeKind.REVOKED,), programs=(Program.MOZILLA,), purposes=(TLS_SERVER,), owner="A; rm -rf"
    )
    assert diff_command(date(2026, 1, 1), date(2026, 2, 1), filters) == (
        "subca diff 2026-01-01 2026-02-01 --format csv --type revoked --owner 'A; rm -rf' --program Mozilla "
        "--purpose tls-server"
    )
