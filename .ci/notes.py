"""Notes of a release: its section of CHANGELOG.md, under the version of explorer/__init__.py.

    python .ci/notes.py

A version without a section of its own has the notes of "Unreleased", and says so.
"""

from __future__ import annotations

import re
import sys

from lock import ROOT


def version() -> str:
    """The one place where it stands, read without importing the program."""
    text = (ROOT / "explorer" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)[1]  # type: ignore[index]


def notes() -> str:
    """Markdown: a title and the section. Raises ValueError when there is neither a section nor "Unreleased"."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = {title.split()[0]: body for title, body in re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", text)}
    if version() in sections:
        return f"# subca {version()}\n{sections[version()]}"
    if "Unreleased" in sections:
        return f"# subca {version()}, unreleased\n{sections['Unreleased']}"
    raise ValueError(f"CHANGELOG.md has no section {version()}")


if __name__ == "__main__":
    sys.stdout.write(notes())
