"""The listing of paths says of every certificate what the engine says, on the public lists of two days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

import pytest

from explorer.analysis.survey import survey
from explorer.model.finding import Use
from explorer.rules.facts import Facts
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from explorer.trust.anchors import UNKNOWN_PURPOSE
from explorer.trust.conditions import AnchorRules
from explorer.trust.engine import Verdicts
from explorer.trust.listing import list_paths
from explorer.trust.path_judge import PathJudge, judged_paths
from explorer.trust.verdict import State
from ingest.build import ingest_bytes
from ingest.reading import Asked
from tests.real_data import DATA, needs_real_data

DAYS = ("2020-07-01", "2021-07-01")
DRAWN = 300  # certificates of each day; a world of 7,000 takes minutes
RULES = {"as programs do": AnchorRules(), "anchors held to everything": AnchorRules(expiry=True, constraints=True)}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Facts]:
    """Both days with everything that is at hand."""
    assert DATA is not None
    paths = sorted(path for folder in ("ccadb", "pem", "rootstores", "onecrl") for path in (DATA / folder).glob("*.gz"))
    store = tmp_path_factory.mktemp("listing") / "store.sqlite"
    now = datetime(2026, 9, 1, tzinfo=UTC)
    ingest_bytes(
        {path.name: path.read_bytes() for path in paths}, Asked(today=now.date()), store=store, now=now, progress=SILENT
    )
    with open_store(store) as opened:
        return {day: survey(opened.snapshot(date.fromisoformat(day))).facts for day in DAYS}


def disagreements(facts: Facts, rules: AnchorRules) -> Iterator[str]:
    """Certificates, programs and purposes for which the two say different things."""
    anchors = facts.verdicts.anchors
    verdicts = Verdicts(facts.graph, anchors, facts.revocations, facts.as_of, anchor_rules=rules)
    tops = frozenset(anchor.certificate for anchor in anchors.anchored)
    pairs = sorted({(a.program, a.purpose) for a in anchors.anchored if a.purpose != UNKNOWN_PURPOSE})
    judges = [
        PathJudge(facts.graph, anchors, facts.revocations, facts.as_of, program, purpose, anchor_rules=rules)
        for program, purpose in pairs
    ]
    for id_ in Random(1).sample(sorted(facts.graph.certificates), DRAWN):
        listing = list_paths(facts.graph, tops, id_)
        if listing.more:
            continue
        uses = {(use.program, use.purpose): use for use in verdicts.uses(id_)}
        for (program, purpose), judge in zip(pairs, judges, strict=True):
            judged = next(judged_paths(judge, listing), None)  # the best comes first
            use = uses.get((program, purpose))
            if use is not None:
                state, until = (State.CONDITIONAL if use.until else State.LIVE), use.until
            else:
                unknown = verdicts.unknown(id_, Use(program=program, purpose=purpose))
                state, until = (State.UNKNOWN if unknown else State.DEAD), None
            found = (judged.state, judged.until) if judged else (State.DEAD, None)
            if found != (state, until):
                yield f"{id_[:16]} {program}:{purpose}: engine {state} {until}, listing {found[0]} {found[1]}"


@needs_real_data
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_the_best_listed_path_is_the_verdict(worlds: dict[str, Facts], day: str, rules: AnchorRules) -> None:
    assert list(disagreements(worlds[day], rules)) == []
