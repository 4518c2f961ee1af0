"""The code of the house as syntax trees, for the tests of its laws."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("explorer", "ingest")
NOT_OURS = frozenset(
    {
        ".git",
        ".venv",
        ".hypothesis",
        ".benchmarks",
        "build",
        "dist",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".fuzz",
    }
)


def code_files() -> list[Path]:
    """Every Python file of the two packages and the roof."""
    files = [ROOT / "app.py"]
    for package in PACKAGES:
        files += (ROOT / package).rglob("*.py")
    return sorted(files)


def all_files() -> list[Path]:
    """Every file of the project, generated folders left out."""
    found: list[Path] = []
    folders = [ROOT]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                if entry.name not in NOT_OURS:
                    folders.append(entry)
            elif entry.name not in NOT_OURS:  # in a worktree of git, .git is a file
                found.append(entry)
    return sorted(found)


def name_of(path: Path) -> str:
    """`explorer.model.ids`; a package for its `__init__.py`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place_of(path: Path) -> str:
    """The path as a message shows it."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Each module a file imports, also inside functions and for types only, with its line.

    `from a.b import c` names `a.b.c` where that is a module of ours, else `a.b`.
    """
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place_of(path)}:{node.lineno}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if is_module(whole) else str(node.module)), node.lineno


def is_module(name: str) -> bool:
    """Whether a dotted name is a module or package of this project."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
