"""Writes the pages that are made from code: `make docs`. A test fails when one of them is stale.

cli.md comes from the help of every verb, csv-columns.md from the columns, method.md from the rules, store-schema.md from
the tables; the help of the screen comes from glossary.md.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import VERBS  # noqa: E402  the checkout, wherever this is started from
from docs import reference  # noqa: E402
from explorer.cli.main import group  # noqa: E402
from explorer.exports.census_files import CENSUS_COLUMNS  # noqa: E402
from explorer.exports.changes_files import CHANGE_COLUMNS  # noqa: E402
from explorer.exports.csv_tables import COLUMNS  # noqa: E402
from explorer.exports.distrust_files import DISTRUST_COLUMNS  # noqa: E402
from explorer.exports.graph_csv import EDGE_COLUMNS, NODE_COLUMNS  # noqa: E402
from explorer.rules.contract import Rule  # noqa: E402
from explorer.rules.registry import RULES  # noqa: E402
from explorer.terminal.exit_codes import MEANING, PRECEDENCE  # noqa: E402

WIDTH = 100
RULES_FROM_HERE = "<!-- From here on made by docs/generate.py from the docstrings of the rules: make docs -->\n"
NOTE = "<!-- Made by docs/generate.py; do not edit: make docs -->\n"


def cli_page() -> str:
    """Every verb with its options, and the table of exit codes."""
    root = group(VERBS)
    parts = [
        "# Command line\n",
        NOTE,
        "Results go to standard output or `--out`, everything else to standard error. Only `fetch` and `watch` open\nconnections, and only to what the settings name (docs/scheduled.md).\n",
        _help_block("subca", root, None),
    ]
    for names, command, context in _commands(root):
        parts += [f"## `{' '.join(names)}`\n", _help_block(" ".join(names), command, context)]
    codes = "\n".join(f"| {int(code)} | {meaning} |" for code, meaning in MEANING.items())
    order = ", ".join(str(int(code)) for code in PRECEDENCE)
    parts.append(
        f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n\n"
        f"When several apply, the first of {order} wins; all causes stand in the `--summary` file.\n"
    )
    return "\n".join(parts)


def columns_page() -> str:
    """Every column of flags.csv, changes.csv, distrust.csv, nodes.csv, edges.csv and the census, in order."""
    rows, of_changes, of_distrust, of_nodes, of_edges, of_census = (
        "\n".join(f"| {place} | `{name}` | {_cell(about)} |" for place, (name, about) in enumerate(columns.items(), 1))
        for columns in (COLUMNS, CHANGE_COLUMNS, DISTRUST_COLUMNS, NODE_COLUMNS, EDGE_COLUMNS, CENSUS_COLUMNS)
    )
    return (
        "# Columns of flags.csv\n\n"
        f"{NOTE}\n"
        "UTF-8, RFC 4180, every field quoted, header always present, sorted by severity, rule and subject. The same\n"
        "store, day and options give the same bytes. Hashes are 64 upper-case hex digits; lists inside a cell are joined\n"
        "by `; ` and sorted; dates are ISO 8601 UTC. A cell that a spreadsheet would run as a formula begins with an\n"
        "apostrophe (`--raw-csv` leaves it out). Order and names are API.\n\n"
        f"| no. | column | meaning |\n|---|---|---|\n{rows}\n\n"
        "# Columns of changes.csv\n\n"
        "Of `subca diff --format csv`; JSON and JSON Lines use the same names. Same form as above; sorted by type, owner and\n"
        "subject. What the types mean: [history.md](history.md).\n\n"
        f"| no. | column | meaning |\n|---|---|---|\n{of_changes}\n\n"
        "# Columns of distrust.csv\n\n"
        "Of `subca distrust --format csv`: one row for each certificate that loses trust or is limited, by id, then for\n"
        "each that stands below and keeps all of it. Same form as above.\n\n"
        f"| no. | column | meaning |\n|---|---|---|\n{of_distrust}\n\n"
        "# Columns of nodes.csv\n\n"
        "Of `subca export csv`: one row for each CA, and for each responder that is no CA, by id. Same form as above.\n\n"
        f"| no. | column | meaning |\n|---|---|---|\n{of_nodes}\n\n"
        "# Columns of edges.csv\n\n"
        "Of `subca export csv`: one row for each certificate and CA that is proved to have issued it; certificates without\n"
        "a proved issuer come last. Same form as above.\n\n"
        f"| no. | column | meaning |\n|---|---|---|\n{of_edges}\n\n"
        "# Columns of the census\n\n"
        "Of `subca ct census --format csv`; JSON uses the same names. One row for each issuing key and standing of the tree\n"
        "head, those with most unexpired certificates first; with `--per-log` one for each of its logs. Same form as above.\n\n"
        f"| no. | column | meaning |\n|---|---|---|\n{of_census}\n"
    )


def method_page() -> str:
    """The written part of the page, then each rule from its module's docstring."""
    written = (ROOT / "docs" / "method.md").read_text(encoding="utf-8").partition(RULES_FROM_HERE)[0]
    index = "\n".join(f"| [{r.id}](#{_anchor(r)}) | `{r.name}` | {r.title} | {r.severity.value} |" for r in RULES)
    sections = "\n".join(_rule_section(rule) for rule in RULES)
    return (
        f"{written}{RULES_FROM_HERE}\n"
        f"# Rules\n\n| id | name | title | at most |\n|---|---|---|---|\n{index}\n\n{sections}"
    )


def glossary_file() -> str:
    """The words of docs/glossary.md, for the help of the screen: word to meaning, in the order of the page."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]
    plain = {word.replace("*", ""): " ".join(meaning).replace("`", "").replace("*", "") for word, *meaning in rows}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def schema_page() -> str:
    """Every table of the store."""
    return f"# The store's tables\n\n{NOTE}\n{reference.schema_page()}"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "csv-columns.md": columns_page,
    "method.md": method_page,
    "../explorer/ui/glossary.json": glossary_file,
    "store-schema.md": schema_page,
}


def _commands(root: click.Group) -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    top = click.Context(root, info_name="subca", help_option_names=["-h", "--help"])
    waiting = [(("subca", name), root.get_command(top, name), top) for name in root.list_commands(top)]
    while waiting:
        names, command, parent = waiting.pop(0)
        assert command is not None, f"{' '.join(names)} cannot be loaded"
        yield names, command, parent
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=names[-1], parent=parent)
            below = command.list_commands(context)
            waiting[:0] = [((*names, name), command.get_command(context, name), context) for name in below]


def _help_block(name: str, command: click.Command, parent: click.Context | None) -> str:
    context = click.Context(
        command,
        info_name=name.split()[-1],
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    return f"```text\n{command.get_help(context)}\n```\n"


def _rule_section(rule: Rule) -> str:
    about = inspect.cleandoc(sys.modules[rule.check.__module__].__doc__ or "")
    facts = {
        "Name": f"`{rule.name}`",
        "Subject": rule.kind.value,
        "Severity": f"{rule.severity.value} at most",
        "Confidence": f"{rule.confidence.value} at best",
        "In force": f"since {rule.since.isoformat()}" if rule.since else "always",
        "Citations": "; ".join(str(citation) for citation in rule.citations),
        "Remedy": rule.remedy,
    }
    listed = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    return f"## {rule.id}: {rule.title}\n\n{listed}\n\n{about}\n"


def _anchor(rule: Rule) -> str:
    kept = "".join(c for c in f"{rule.id}: {rule.title}".lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write every page."""
    for name, make in PAGES.items():
        (ROOT / "docs" / name).write_text(make(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
