"""Who includes which root: every disagreement with CCADB and the root stores has an explanation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import EV, TLS_CLIENT, TLS_SERVER, Purpose
from explorer.terminal.progress import SILENT
from explorer.trust.anchors import UNKNOWN_PURPOSE, weigh_anchors
from explorer.trust.path_judge import PathJudge
from explorer.trust.verdict import State
from ingest.build import ingest_bytes
from ingest.reading import Asked
from tests.corpus.inclusion import Compared, main, nearest_day
from tests.explorer.trust.drawn_worlds import AS_OF, Drawn
from tests.pki.certificates import certificate
from tests.pki.disclosures import DAY, disclosure
from tests.real_data import DATA, needs_real_data

NEVER = datetime.min.replace(tzinfo=UTC)
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
R = certificate("R")
DAYS = ("2020-07-01", "2021-07-01")


def row(purpose: Purpose, **differs: object) -> TrustAnchor:
    plain = TrustAnchor(
        program=Program.MICROSOFT,
        certificate=R.id,
        purpose=purpose,
        policy="1.1" if purpose == EV else "",
        disabled_from=None,
        not_before_until=None,
        label="R",
        source="root-store:Microsoft",
        day=DAY,
    )
    return replace(plain, **differs)  # type: ignore[arg-type]  # words of the cases


def test_ev_falls_with_tls() -> None:
    rows = [row(TLS_SERVER, disabled_from=NEVER), row(TLS_CLIENT), row(EV)]
    assert [a.purpose for a in weigh_anchors([], rows, NOON).anchored] == [TLS_CLIENT]


def test_ev_is_cut_off_with_tls() -> None:
    rows = [row(TLS_SERVER, not_before_until=datetime(2020, 2, 2, tzinfo=UTC)), row(EV)]
    assert {(a.purpose, a.until) for a in weigh_anchors([], rows, NOON).anchored} == {
        (TLS_SERVER, date(2020, 2, 2)),
        (EV, date(2020, 2, 2)),
    }


def test_included_with_every_purpose_disabled_is_unknown() -> None:
    record = replace(disclosure("R", R), microsoft_status="Included")
    (anchor,) = weigh_anchors([record], [row(TLS_SERVER, disabled_from=NEVER)], NOON).anchored
    assert anchor.purpose == UNKNOWN_PURPOSE
    assert "disables every purpose" in anchor.note


@pytest.mark.parametrize(("not_after", "state"), [("2030-01-01", State.UNKNOWN), ("2021-01-01", State.DEAD)])
def test_below_a_root_of_unknown_purposes(not_after: str, state: State) -> None:
    record = replace(disclosure("R", R), microsoft_status="Included")
    made = certificate("S", issuer=R, not_after=not_after)
    anchored = weigh_anchors([record], [], NOON).anchored
    world = Drawn(signed=((R, made),), roots=(R,), anchored=anchored, revocations={})
    judge = PathJudge(world.graph, world.anchors, {}, AS_OF, Program.MICROSOFT, TLS_SERVER)
    assert judge.judge((R.id, made.id)).state is state
    asked = Use(program=Program.MICROSOFT, purpose=TLS_SERVER)
    assert bool(world.verdicts().unknown(made.id, asked)) == (state is State.UNKNOWN)


def test_the_nearest_list_is_compared() -> None:
    rows = [row(TLS_SERVER, day=date(2020, 6, 13)), row(TLS_SERVER, day=date(2025, 8, 28))]
    assert nearest_day(rows, date(2020, 7, 1)) == date(2020, 6, 13)
    assert nearest_day([], date(2020, 7, 1)) is None


def test_a_class_that_nobody_explained_is_seen() -> None:
    odd = Compared(
        program=Program.MOZILLA, certificate=CertificateId("A"), status="removed", listed="absent", ours="trusted"
    )
    assert not odd.agrees
    assert odd.explanation == ""


@pytest.fixture(scope="module")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the records of two days and the lists of both programs; certificates are not needed."""
    assert DATA is not None
    paths = [
        *(DATA / "ccadb" / f"AllCertificateRecords_{day}.csv.gz" for day in DAYS),
        *sorted((DATA / "rootstores").glob("mozilla_*")),
        *sorted((DATA / "rootstores").glob("microsoft_*")),
    ]
    store = tmp_path_factory.mktemp("inclusion") / "store.sqlite"
    now = datetime(2026, 9, 1, tzinfo=UTC)
    ingest_bytes(
        {path.name: path.read_bytes() for path in paths}, Asked(today=now.date()), store=store, now=now, progress=SILENT
    )
    return store


TABLES = {
    "2020-07-01": ("Mozilla", 507, 502, "Microsoft", 514, 480),
    "2021-07-01": ("Mozilla", 555, 530, "Microsoft", 555, 508),
}


@needs_real_data
@pytest.mark.parametrize("day", DAYS)
def test_every_disagreement_is_explained(real_store: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(real_store), day]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if line.endswith("agree in all three")]
    found = [word.strip(",:") for head in heads for word in (head.split()[0], head.split()[-7], head.split()[-5])]
    assert found == [str(word) for word in TABLES[day]]
