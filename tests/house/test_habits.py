"""Small laws: empty packages, names of files, docstrings, no clock below the top floor, no trace of a machine."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from tests.house.source import ROOT, all_files, code_files, imports_of, name_of, place_of, tree_of

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "core", "manager", "managers"}
TEXT_SUFFIXES = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".css",
    ".js",
    ".csv",
    ".json",
    ".yml",
    ".yaml",
    ".cfg",
    ".ini",
    "",
}

# The border to the outside (docs/architecture.md): here the clock, the environment and the folder may be read.
BORDER = ("app.py", "explorer/cli/", "explorer/ui/", "explorer/terminal/", "explorer/__main__.py", "ingest/cli/")

OUTSIDE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "time.time", "time.time_ns", "time.localtime", "time.ctime",
    "os.environ", "os.getenv", "os.getcwd", "os.getcwdb", "os.urandom", "os.path.expanduser",
    "Path.cwd", "Path.home", "tempfile.gettempdir", "uuid.uuid4", "uuid.uuid1",
}  # fmt: skip
OUTSIDE_METHODS = {"expanduser"}
OUTSIDE_MODULES = {"secrets", "uuid", "getpass", "locale"}


def test_packages_are_empty_but_for_the_version() -> None:
    for path in code_files():
        if path.name == "__init__.py":
            body = [node for node in tree_of(path).body if not _is_docstring(node)]
            allowed = 1 if place_of(path) == "explorer/__init__.py" else 0
            assert len(body) <= allowed, f"{place_of(path)} must be empty"


def test_no_drawers() -> None:
    drawers = [
        place_of(p)
        for p in all_files()
        if DRAWERS & {part.lower() for part in p.relative_to(ROOT).with_suffix("").parts}
    ]
    assert not drawers, f"name these after what they hold: {drawers}"


def test_everything_public_is_documented() -> None:
    silent = []
    for path in code_files():
        tree = tree_of(path)
        if path.name != "__init__.py" and not ast.get_docstring(tree):
            silent.append(place_of(path))
        for owner, node in _definitions(tree):
            public = not any(part.startswith("_") for part in (*owner, node.name))
            if public and not ast.get_docstring(node):
                silent.append(f"{place_of(path)}:{node.lineno} {'.'.join((*owner, node.name))}")
    assert not silent, "no docstring:\n" + "\n".join(silent)


def test_the_outside_is_read_at_the_border_only() -> None:
    read = []
    for path in code_files():
        if place_of(path).startswith(BORDER):
            continue
        read += [f"{place_of(path)}:{line}: imports {m}" for m, line in imports_of(path) if m in OUTSIDE_MODULES]
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Global):
                read.append(f"{place_of(path)}:{node.lineno}: global {', '.join(node.names)}")
            if isinstance(node, ast.Attribute) and _reads_outside(node):
                read.append(f"{place_of(path)}:{node.lineno}: {ast.unparse(node)}")
    assert not read, "hand it down as an argument (`as_of`, a path):\n" + "\n".join(read)


def test_no_catch_all_that_passes_in_silence() -> None:
    silent = []
    for path in code_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
                if broad and not any(isinstance(inner, ast.Raise | ast.Return) for inner in ast.walk(node)):
                    silent.append(f"{place_of(path)}:{node.lineno}")
    assert not silent, silent


@pytest.mark.parametrize(
    "trace",
    ["/wor" + "k/main", "/wor" + "k/shared", "/op" + "t/venv", "/roo" + "t/", "/hom" + "e/"],
)
def test_no_path_of_a_machine(trace: str) -> None:
    found = [place_of(path) for path in all_files() if path.suffix in TEXT_SUFFIXES and trace in _text(path)]
    assert not found, f"{trace} in {found}"


@pytest.mark.parametrize(
    "host",
    [
        "pypi" + ".org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "deb.debian" + ".org",
        "registry" + ".npm",
        "dl" + ".cloudsmith",
    ],
)
def test_no_host_of_a_package_registry(host: str) -> None:
    found = [place_of(path) for path in all_files() if path.suffix in TEXT_SUFFIXES and host in _text(path)]
    assert not found, f"{host} in {found}"


def test_long_files_are_named() -> None:
    """Past 300 lines ask what second thing the file does; a warning, not a failure."""
    for path in code_files():
        lines = len(_text(path).splitlines())
        if lines > 300:
            warnings.warn(f"{place_of(path)} has {lines} lines", stacklevel=1)


def test_roof_is_low() -> None:
    assert len(_text(ROOT / "app.py").splitlines()) <= 100


def _definitions(
    tree: ast.Module,
) -> list[tuple[tuple[str, ...], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    found: list[tuple[tuple[str, ...], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]] = []
    waiting: list[tuple[tuple[str, ...], list[ast.stmt]]] = [((), tree.body)]
    while waiting:
        owner, body = waiting.pop()
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.append((owner, node))
            if isinstance(node, ast.ClassDef):
                waiting.append(((*owner, node.name), node.body))
    return found


def _reads_outside(node: ast.Attribute) -> bool:
    whole = ast.unparse(node)
    parts = whole.split(".")
    return ".".join(parts[-2:]) in OUTSIDE or whole in OUTSIDE or node.attr in OUTSIDE_METHODS


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_names_of_modules_are_their_paths() -> None:
    assert name_of(ROOT / "explorer" / "model" / "ids.py") == "explorer.model.ids"
