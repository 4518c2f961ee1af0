"""The baseline: any text comes back, hand-made files are read strictly, merges stay apart."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import UsageError
from explorer.model.ids import sha256_hex
from explorer.store.baseline import Acceptance, read_baseline, write_baseline

ONE = Acceptance(
    fingerprint=sha256_hex(b"1"), rule="SUBCA-001", subject="AB" * 32, severity="high",
    programs=("Mozilla:tls-server",), reason="under review", author="R. Viewer", accepted=date(2026, 1, 1),
    until=date(2026, 6, 30),
)  # fmt: skip


def again(path: Path, *acceptances: Acceptance) -> dict[str, Acceptance]:
    write_baseline(path, acceptances)
    return read_baseline(path)


@given(st.text(min_size=1), st.text(min_size=1), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_comes_back(reason: str, author: str, programs: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        one = replace(ONE, reason=reason, author=author, programs=tuple(sorted(programs)))
        assert again(Path(folder) / "b.toml", one) == {one.fingerprint: one}


def test_order_in_does_not_matter(tmp_path: Path) -> None:
    two = replace(ONE, fingerprint=sha256_hex(b"2"), rule="KEY-001")
    write_baseline(tmp_path / "a.toml", [ONE, two])
    write_baseline(tmp_path / "b.toml", [two, ONE])
    assert (tmp_path / "a.toml").read_bytes() == (tmp_path / "b.toml").read_bytes()


def test_a_new_acceptance_leaves_the_lines_of_others_alone(tmp_path: Path) -> None:
    two = replace(ONE, fingerprint=sha256_hex(b"2"), rule="KEY-001")
    write_baseline(tmp_path / "a.toml", [ONE])
    write_baseline(tmp_path / "b.toml", [ONE, two])
    old, new = ((tmp_path / name).read_text().split("\n\n") for name in ("a.toml", "b.toml"))
    assert {part.strip() for part in old} <= {part.strip() for part in new}
    assert tomllib.loads((tmp_path / "b.toml").read_text())["accepted"].keys() == {ONE.fingerprint, two.fingerprint}


GOOD = "\n".join(
    (
        f"[accepted.{ONE.fingerprint}]", 'rule = "SUBCA-001"', 'subject = "x"', 'severity = "high"', "programs = []",
        'reason = "r"', 'author = "a"', "accepted = 2026-01-01", "until = 2026-02-01",
    )
)  # fmt: skip
BAD = {
    "no TOML": "a = ",
    "another table": "[other]\nx = 1",
    "no fingerprint": GOOD.replace(ONE.fingerprint, "abc"),
    "no reason": GOOD.replace('reason = "r"\n', ""),
    "an empty author": GOOD.replace('author = "a"', 'author = ""'),
    "an unknown word": GOOD + "\nforever = true",
    "a moment for a day": GOOD.replace("until = 2026-02-01", "until = 2026-02-01T00:00:00Z"),
    "a day as text": GOOD.replace("until = 2026-02-01", 'until = "2026-02-01"'),
    "twice the same": GOOD + "\n" + GOOD,
    "no UTF-8": GOOD.replace('"r"', '"\udcff"'),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_no_baseline_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match="baseline"):
        read_baseline(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_baseline(tmp_path / "none.toml")


def test_the_good_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(GOOD)
    assert read_baseline(tmp_path / "b.toml")[ONE.fingerprint].until == date(2026, 2, 1)
