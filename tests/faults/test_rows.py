"""Every test of a fault is in a row of the table, and every row names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults.run import ROWS

HERE = Path(__file__).parent


def test_rows_cover_all_tests_of_faults() -> None:
    named = {one for row in ROWS for one in row.tests.split()}
    existing = {
        f"{path.name}::{name}"
        for path in HERE.glob("test_*.py")
        if path != Path(__file__)
        for name in re.findall(r"(?m)^def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    covered = {one for one in existing if one in named or one.partition("::")[0] in named}
    assert covered == existing, f"in no row: {sorted(existing - covered)}"
    assert named <= existing | {one.partition("::")[0] for one in existing}
