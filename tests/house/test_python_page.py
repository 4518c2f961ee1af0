"""Every piece of Python in docs/python.md runs, in order, on the sample world."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_page_runs(
    sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "world.sqlite").symlink_to(sample_store)
    monkeypatch.chdir(tmp_path)
    pieces = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(pieces) == 4
    shared: dict[str, object] = {}
    for piece in pieces:
        exec(compile(piece, str(PAGE), "exec"), shared)
    printed = capsys.readouterr().out
    assert "still trusted: ()" in printed
    assert "separate hierarchies" in printed
