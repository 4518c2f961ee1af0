"""Budgets decide: met, within a tenth, missed; the short form is wider; what was not measured is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.compare import (
    BEGIN,
    END,
    Budget,
    as_text,
    compare,
    missed,
    read_budgets,
    read_results,
    rows,
    write_page,
)
from benchmarks.results import Ratio, ratio_of, write

FLOOR = Budget(name="build", what="cold build", unit="x floor", gate="hard", at_most=1.5)
SPEED = Budget(name="workers", what="two workers", unit="x as fast", gate="soft", at_least=1.7)
BUDGETS = {"build": FLOOR, "workers": SPEED}


def figure(name: str, ratio: float) -> Ratio:
    return ratio_of(name, [ratio])


@pytest.mark.parametrize(
    ("name", "ratio", "wider", "said"),
    [
        ("build", 1.5, 1.0, "met"),
        ("build", 1.6, 1.0, "over by 7%, within a tenth"),
        ("build", 3.0, 1.0, "MISSED by 100%"),
        ("build", 2.2, 1.5, "met"),
        ("workers", 1.7, 1.0, "met"),
        ("workers", 1.0, 1.0, "over by 70%"),
        ("workers", 1.2, 1.5, "met"),
        ("other", 9.0, 1.0, "no budget"),
    ],
)
def test_verdict(name: str, ratio: float, wider: float, said: str) -> None:
    found = [row for row in rows([figure(name, ratio)], BUDGETS, wider) if row.measured]
    assert [row.verdict for row in found] == [said]


@pytest.mark.parametrize(
    ("measured", "fails"),
    [
        ([("build", 1.64)], False),
        ([("build", 1.66)], True),
        ([("workers", 0.1)], False),
        ([("other", 1e9)], False),
        ([("build", 1.0), ("build", 9.0)], True),
    ],
)
def test_only_a_hard_budget_missed_by_more_than_a_tenth_fails(measured: list[tuple[str, float]], fails: bool) -> None:
    assert missed([figure(*one) for one in measured], BUDGETS, 1.0) is fails


def test_what_was_not_measured_is_listed() -> None:
    text = as_text(list(rows([figure("build", 1.0)], BUDGETS)))
    assert [line.split("  ")[0] for line in text.splitlines() if "not measured" in line] == ["two workers"]


def test_results_are_read_as_written_and_no_result_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(tmp_path, short=False) == 1
    measured = ratio_of("trust-mesh", [3.0, 1.0, 2.0], "quiet machine")
    write(tmp_path / "bench_trust.json", [measured], [Path(__file__)])
    figures, origins = read_results(tmp_path)
    assert figures == [measured] and measured.ratio == 2.0
    assert origins[0]["input"]["bytes"] == Path(__file__).stat().st_size
    assert {"python", "cryptography", "openssl", "processor", "cores"} <= origins[0]["machine"].keys()
    capsys.readouterr()
    assert compare(tmp_path, short=False) == 0
    assert "2 ms" in capsys.readouterr().out


def test_the_page_gets_the_table_between_its_marks_and_keeps_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_page(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit):
        write_page(page, "new")


def test_every_budget_has_one_limit_and_a_gate() -> None:
    for budget in read_budgets().values():
        assert (budget.at_most is None) is not (budget.at_least is None), budget.name
        assert budget.gate in {"hard", "soft", "wish"} and budget.what and budget.unit


def test_a_gate_of_the_short_form_holds_there_only() -> None:
    full, short = read_budgets(), read_budgets(short=True)
    assert (full["ingest-cold"].gate, short["ingest-cold"].gate) == ("hard", "soft")
    assert full["build-1-thread"] == short["build-1-thread"]
