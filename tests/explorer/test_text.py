"""Foreign text made safe to show."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.text import mark, safe

ANY_TEXT = st.text(alphabet=st.characters(), max_size=200)
ANY_CHARACTER = st.characters() | st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp"))

MARKED = {
    "NUL": "\x00",
    "newline": "\n",
    "carriage return": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "delete": "\x7f",
    "C1 control sequence introducer": "\x9b",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "Arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "tag letter": "\U000e0041",
    "variation selector": "\ufe0f",
    "variation selector supplement": "\U000e0100",
    "Hangul filler": "\u3164",
    "lone surrogate": "\udc80",
    "private use": "\ue000",
    "noncharacter": "\uffff",
    "noncharacter of plane 16": "\U0010fffe",
    "ignorable though unassigned": "\U000e0080",
    "opening bracket of a mark": "⟦",
    "closing bracket of a mark": "⟧",
}


@pytest.mark.parametrize("character", MARKED.values(), ids=MARKED)
def test_hidden_character_becomes_a_mark(character: str) -> None:
    assert safe(f"a{character}b") == f"a⟦U+{ord(character):04X}⟧b"


@pytest.mark.parametrize("text", ["", "Alpha Trust CA", "Ünï çödé", "日本認証局", "Ελληνικά", "עברית", "a\u0301", "😀"])
def test_readable_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_long_text_is_cut_in_the_middle_with_its_length() -> None:
    assert safe("a" * 500 + "b" * 500, limit=10) == "aaaaa⟦… 1000 characters …⟧bbbbb"


def test_odd_limit_keeps_the_longer_beginning() -> None:
    assert safe("abcdefgh", limit=3) == "ab⟦… 8 characters …⟧h"


def test_text_of_exactly_the_limit_is_whole() -> None:
    assert safe("abcdef", limit=6) == "abcdef"


def test_cut_cannot_be_forged() -> None:
    assert "⟦… 9 characters …⟧" not in safe("a⟦… 9 characters …⟧b")


@given(ANY_TEXT)
@example("".join(MARKED.values()))
def test_result_is_one_visible_line_that_encodes(text: str) -> None:
    shown = safe(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in shown)


@given(ANY_TEXT)
def test_marks_can_be_read_back_to_the_original(text: str) -> None:
    shown = safe(text)
    assert re.sub(r"⟦U\+([0-9A-F]{4,6})⟧", lambda m: chr(int(m[1], 16)), shown) == text


@given(ANY_CHARACTER)
def test_every_character_is_itself_or_its_mark(character: str) -> None:
    assert safe(character) in (character, mark(character))


@given(ANY_TEXT, st.integers(min_value=2, max_value=50))
def test_cut_text_is_bounded(text: str, limit: int) -> None:
    widest_mark = len("⟦U+10FFFF⟧")
    assert len(safe(text, limit=limit)) <= limit * widest_mark + 40
