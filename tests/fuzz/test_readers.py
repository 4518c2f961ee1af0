"""Every reader against 200 damaged inputs, and every input that once found a fault against the verdict beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from tests.fuzz.corpus import damages
from tests.fuzz.readers import BY_NAME, READERS, Reader, ask

FOUND = Path(__file__).parent / "found"  # READER/NAME.bin, and beside it NAME.txt: how the verdict begins


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_damaged_inputs_are_read_or_refused(reader: Reader) -> None:
    @given(damages(reader.seeds()))
    def answers(data: bytes) -> None:
        ask(reader, data)

    run: Callable[[], None] = answers
    run()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_whole_inputs_reach_the_reader(reader: Reader) -> None:
    """A seed that the reader refuses would let the fuzzing stay at the door."""
    verdicts = [ask(reader, seed) for seed in reader.seeds()]
    assert "read" in verdicts
    assert "read" in [ask(reader, seed) for seed in reader.seeds()[:1]], verdicts[:1]


@pytest.mark.parametrize("path", sorted(FOUND.rglob("*.bin")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_stays_mended(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
    assert expected and ask(BY_NAME[path.parent.name], path.read_bytes()).startswith(expected)
