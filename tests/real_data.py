"""Where the public files lie that some tests read, and the mark that skips these tests elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_NAMED = os.environ.get("SUBCA_TEST_DATA")
_FOLDER = Path(_NAMED) if _NAMED else Path(__file__).resolve().parents[2] / "shared" / "data"

DATA: Path | None = _FOLDER if (_FOLDER / "ccadb").is_dir() else None

needs_real_data = pytest.mark.skipif(
    DATA is None, reason="the public data are not here: name their folder in SUBCA_TEST_DATA"
)


def real_bytes(path: str) -> bytes:
    """One of the public files, as stored; the test that asks must carry `needs_real_data`."""
    assert DATA is not None
    return (DATA / path).read_bytes()
