"""The commands that the written pages show, in order, with what they are said to print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.house.source import ROOT

GENERATED = {"cli.md", "method.md", "python-functions.md", "store-schema.md"}  # examples in help: test_docs.py
PAGES = [ROOT / "README.md", *sorted(p for p in (ROOT / "docs").glob("*.md") if p.name not in GENERATED)]
FENCE = re.compile(r"(?ms)^( *)```(\w*)\n(.*?)^\1```$")
CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One command of a page; `printed` is None where the page shows no output."""

    page: str
    command: str
    printed: tuple[str, ...] | None


def shown_by(page: Path) -> list[Shown]:
    """Every command in a fenced block: the lines of `sh`, and those after `$ ` in `console`."""
    found: list[Shown] = []
    for indent, language, body in FENCE.findall(page.read_text(encoding="utf-8")):
        lines = [line.removeprefix(indent) for line in body.splitlines()]
        if language == "sh":
            whole = "\n".join(lines).replace("\\\n", " ").splitlines()
            commands = [" ".join(re.sub(r"(^|\s)#.*", "", line).split()) for line in whole]
            found += [Shown(page=page.name, command=command, printed=None) for command in commands if command]
        elif language == "console":
            assert lines[0].startswith("$ "), f"{page.name}: a console block begins with a command"
            for part in re.split(r"(?m)^\$ ", "\n".join(lines))[1:]:
                command, *printed = part.splitlines()
                found.append(Shown(page=page.name, command=command, printed=tuple(printed)))
    return found


def missing(printed: tuple[str, ...], really: str) -> str | None:
    """The first line of a page that the command did not print, in order; `…` stands for any text, alone for any lines.

    Blanks are not counted: the width of a column hangs on all its cells.
    """
    lines = [" ".join(line.split()) for line in really.splitlines()]
    place, is_anywhere = 0, False
    for line in printed:
        if line.strip() == CUT:
            is_anywhere = True
            continue
        wanted = re.compile(".*".join(map(re.escape, " ".join(line.split()).split(CUT))))
        while is_anywhere and place < len(lines) and not wanted.fullmatch(lines[place]):
            place += 1
        if place == len(lines) or not wanted.fullmatch(lines[place]):
            return line
        place, is_anywhere = place + 1, False
    return None if is_anywhere or place == len(lines) else f"(then) {lines[place]}"
