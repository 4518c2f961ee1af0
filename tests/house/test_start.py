"""Starting is quick: `--help` and `--version` load no verb and no heavy package; each verb loads only what it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.source import ROOT

HEAVY = {
    "cryptography", "dash", "flask", "hypothesis", "networkx", "numpy", "pandas", "plotly", "pydantic",
    "requests", "rich", "sqlite3", "urllib3", "waitress", "werkzeug",
}  # fmt: skip

SCRIPT = """
import sys
import app
try:
    app.main({arguments!r})
except SystemExit as end:
    code = end.code
print(code, *sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def loaded_after(*arguments: str) -> tuple[str, set[str]]:
    """The exit code, and the top-level modules loaded, of one run of `subca`."""
    script = SCRIPT.format(arguments=list(arguments))
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    code, *modules = ran.stderr.splitlines()[-1].split()
    return code, set(modules)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    code, modules = loaded_after(*arguments)
    assert code == "0"
    assert not modules & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_help_and_version_load_neither_model_nor_store(arguments: list[str]) -> None:
    script = SCRIPT.format(arguments=arguments).replace('.partition(".")[0]', "")
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = {m for m in ran.stderr.splitlines()[-1].split() if m.split(".")[0] in {"explorer", "ingest"}}
    rooms = {".".join(module.split(".")[:2]) for module in ours}
    assert rooms <= {"explorer", "explorer.cli", "explorer.errors", "explorer.terminal", "explorer.text"}


NEEDS = {
    "flags": {"dash", "flask", "plotly", "requests", "waitress", "cryptography", "pydantic", "networkx"},
    "show": {"dash", "flask", "plotly", "requests", "waitress", "cryptography", "pydantic", "networkx"},
    "rules": {"dash", "flask", "plotly", "requests", "waitress", "cryptography", "pydantic", "networkx"},
    "store": {"dash", "flask", "plotly", "requests", "waitress", "networkx"},
    "ingest": {"dash", "flask", "plotly", "requests", "waitress", "networkx"},
}


@pytest.mark.parametrize(("verb", "unneeded"), NEEDS.items())
def test_help_of_a_verb_stays_light(verb: str, unneeded: set[str]) -> None:
    code, modules = loaded_after(verb, "--help")
    assert code == "0"
    assert not modules & unneeded


def test_importing_the_words_loads_nothing_but_the_standard_library() -> None:
    script = "import sys, explorer.model.certificate, explorer.model.finding; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    tops = {name.partition(".")[0] for name in ran.stdout.split()}
    assert not tops & (HEAVY | {"click"})


def test_importing_the_roof_makes_no_server() -> None:
    script = "import sys, app; print('dash' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
