"""The roof mounts the verbs of both packages and decides nothing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import app
from explorer import __version__
from tests.house.source import ROOT, tree_of


def test_verbs_in_the_order_of_a_newcomer() -> None:
    verbs = list(app.VERBS)
    assert verbs[:4] == ["demo", "ingest", "flags", "show"]
    assert {"rules", "store", "serve"} <= set(verbs)


def test_roof_decides_nothing() -> None:
    decisions = [
        node for node in ast.walk(tree_of(ROOT / "app.py")) if isinstance(node, ast.If | ast.IfExp | ast.For | ast.Try)
    ]
    assert {ast.unparse(node.test) for node in decisions if isinstance(node, ast.If)} == {
        "TYPE_CHECKING",
        "name == 'server'",
        "__name__ == '__main__'",
    }
    assert all(isinstance(node, ast.If | ast.IfExp) for node in decisions)


def test_unknown_name_of_the_roof_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        app.nonsense  # noqa: B018


@pytest.mark.parametrize("command", [["app.py"], ["-m", "explorer"]], ids=" ".join)
def test_other_ways_to_start_it(command: list[str]) -> None:
    ran = subprocess.run([sys.executable, *command, "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == f"subca {__version__}\n"


def test_server_is_a_wsgi_application(sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUBCA_STORE", str(sample_store))
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8050", "HTTP_HOST": "127.0.0.1:8050", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": None, "wsgi.errors": sys.stderr, "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    body = b"".join(app.server(environ, lambda status, headers, fault=None: said.append(status)))  # type: ignore[operator]
    assert said == ["200 OK"]
    assert b"<!DOCTYPE html>" in body


def test_version_is_one_and_the_same() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", __version__)
    assert "## Unreleased" in changes or f"## {__version__}" in changes
