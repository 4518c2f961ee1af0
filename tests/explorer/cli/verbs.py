"""Run a verb of the real command as a scheduler would, and look at all that it leaves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import VERBS
from explorer.cli.main import run_verbs


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


class Subca:
    """The command `subca` with captured output."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Ran:
        self._capsys.readouterr()
        code = run_verbs(VERBS, [str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(code, said.out, said.err)


def summary_of(path: Path) -> dict[str, Any]:
    """A summary, with what every one must hold."""
    document: dict[str, Any] = json.loads(path.read_bytes())
    assert set(document) == {
        "schema", "program", "version", "run", "verb", "started", "ended", "exit_code", "exit_name", "causes", "counts",
    }  # fmt: skip
    assert document["schema"] == 1
    for cause in document["causes"]:
        assert set(cause) == {"code", "where", "what", "done", "remedy"}
    return document
