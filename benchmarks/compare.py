"""Results against the budgets: a table of what was measured, and whether it may pass.

    python -m benchmarks.compare FOLDER [--short] [--page docs/performance.md]

FOLDER holds the JSON files of `results.write`. Ends with 1 when a hard budget is missed by more than a tenth; a soft one
warns. `--short` widens every budget by a half: the small run on shared machines. `--page` writes the table between the
marks of that page, with machine, versions and input. What has a budget and was not measured is listed, never left out.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from benchmarks.results import Ratio

Gate = Literal["hard", "soft", "wish"]
TOLERANCE = 1.1
WIDER = 1.5  # for the short form
BEGIN, END = "<!-- measured: written by `make bench` -->", "<!-- end -->"
BUDGETS = Path(__file__).with_name("budgets.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One row of `budgets.toml`."""

    name: str
    what: str
    unit: str
    gate: Gate
    short: Gate | None = None  # gate of the short form, where it is another
    at_most: float | None = None
    at_least: float | None = None

    def share(self, measured: float, wider: float = 1.0) -> float:
        """How much of the budget is used: 1 is all of it, more is a miss."""
        if self.at_most is not None:
            return measured / (self.at_most * wider)
        assert self.at_least is not None, self.name
        return self.at_least / wider / measured if measured else float("inf")

    def limit(self) -> str:
        """The budget for people."""
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    spread: str
    limit: str
    gate: str
    verdict: str
    note: str

    def cells(self) -> tuple[str, ...]:
        """The columns as they are printed."""
        return self.what, self.measured, self.spread, self.limit, self.gate, self.verdict, self.note


HEADS = ("what", "median", "spread", "budget", "gate", "verdict", "note")


def read_budgets(path: Path = BUDGETS, *, short: bool = False) -> dict[str, Budget]:
    """All budgets by name, in the order of the file, with the gates of the form."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {name: Budget(name=name, **fields) for name, fields in content.items()}
    return {name: replace(one, gate=one.short or one.gate) if short else one for name, one in found.items()}


def read_results(folder: Path) -> tuple[list[Ratio], list[dict[str, dict[str, str | int]]]]:
    """Every figure, and of each file the machine and the input."""
    figures, origins = [], []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        figures += [Ratio(**{**one, "spread": tuple(one["spread"])}) for one in content["ratios"]]
        origins.append({"machine": content["machine"], "input": {"benchmark": path.stem, **content["input"]}})
    return figures, origins


def verdict(budget: Budget | None, figure: Ratio, wider: float) -> str:
    """What the budget says of the median."""
    if budget is None:
        return "no budget"
    share = budget.share(figure.ratio, wider)
    if share <= 1:
        return "met"
    if share <= TOLERANCE:
        return f"over by {share - 1:.0%}, within a tenth"
    return f"{'MISSED' if budget.gate == 'hard' else 'over'} by {share - 1:.0%}"


def rows(figures: Iterable[Ratio], budgets: dict[str, Budget], wider: float = 1.0) -> Iterator[Row]:
    """The table: budgets in their order with their figures, then figures without a budget."""
    by_name: dict[str, list[Ratio]] = {}
    for figure in figures:
        by_name.setdefault(figure.name, []).append(figure)
    for name in [*budgets, *(name for name in by_name if name not in budgets)]:
        budget = budgets.get(name)
        what, unit = (budget.what, budget.unit) if budget else (name, "")
        limit, gate = (budget.limit(), budget.gate) if budget else ("", "")
        for one in by_name.get(name, []):
            yield Row(
                what=what,
                measured=f"{one.ratio:.3g} {unit}".strip(),
                spread=f"{one.spread[0]:.3g} to {one.spread[1]:.3g} in {one.pairs}",
                limit=limit,
                gate=gate,
                verdict=verdict(budget, one, wider),
                note=one.note,
            )
        if name not in by_name:
            yield Row(what=what, measured="", spread="", limit=limit, gate=gate, verdict="not measured", note="")


def missed(figures: Iterable[Ratio], budgets: dict[str, Budget], wider: float) -> bool:
    """Whether a hard budget is missed by more than a tenth."""
    return any(
        budget.gate == "hard" and budget.share(figure.ratio, wider) > TOLERANCE
        for figure in figures
        if (budget := budgets.get(figure.name))
    )


def as_text(table: list[Row]) -> str:
    """Columns for a terminal."""
    lines = [HEADS, *(row.cells() for row in table)]
    widths = [max(len(cells[n]) for cells in lines) for n in range(len(HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in lines
    )


def as_markdown(table: list[Row], origins: list[dict[str, dict[str, str | int]]], wider: float) -> str:
    """The table of the page, with where and on what it was measured."""
    machines = {tuple(origin["machine"].items()) for origin in origins}
    about = [f"- {', '.join(f'{name} {value}' for name, value in one)}" for one in sorted(machines)]
    inputs = [
        f"- `{one['benchmark']}`: {one['files']} files, {one['bytes']:,} bytes, SHA-256 `{str(one['sha256'])[:16]}…`"
        for origin in origins
        if (one := origin["input"])["files"]
    ]
    head = "| " + " | ".join(HEADS) + " |\n|" + "---|" * len(HEADS)
    body = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row.cells()) + " |" for row in table)
    widened = "" if wider == 1 else f"\nShort form on synthetic data: budgets widened by {wider - 1:.0%}.\n"
    return "\n".join(("Machine:\n", *about, "\nInputs:\n", *inputs, widened, head, body))


def write_page(page: Path, text: str) -> None:
    """Put the table between the marks of the page."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} has no place for the table: {BEGIN} ... {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def compare(folder: Path, *, short: bool, page: Path | None = None) -> int:
    """Print the table; 1 when a hard budget is missed by more than a tenth."""
    figures, origins = read_results(folder)
    if not figures:
        print(f"no results in {folder}")
        return 1
    budgets, wider = read_budgets(short=short), WIDER if short else 1.0
    table = list(rows(figures, budgets, wider))
    print(as_text(table))
    print(f"\nBudgets widened by {wider - 1:.0%}: the short form, on a machine that others share." if short else "")
    if page is not None:
        write_page(page, as_markdown(table, origins, wider))
    return int(missed(figures, budgets, wider))


def main() -> int:
    """Compare the results of one folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    return compare(options.folder, short=options.short, page=options.page)


if __name__ == "__main__":
    raise SystemExit(main())
