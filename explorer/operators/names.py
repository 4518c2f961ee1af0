"""Spellings of one organisation: a key that groups candidates, and the groups with a suggested form.

Equal keys make two spellings candidates for the same organisation, enough to count them together and to show
them side by side; nothing is ever rewritten (docs/method.md). Trap: two companies that differ only in legal form.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_TRAILING_WORDS = """
    inc incorporated llc lc llp lp ltd limited plc corp corporation co company pty pte pvt private
    gmbh ag kg kgaa ohg ug ev eg gag mbh se
    sa sas sasu sarl sàrl eurl scrl sprl bvba bv nv cvba vof
    spa srl sl slu sau scoop cv sab ltda eireli lda
    oy oyj ab as asa aps ans ehf hf
    sro doo dd ad ood eood jsc ojsc cjsc pjsc kft zrt nyrt bt rt zoo spzoo
    aş aê ae epe ike
    kk gk sdn bhd tbk
    ооо оао зао пао ао тов пат прат
"""
_LEADING_WORDS = "as ooo oao zao pao uab sia pt ооо оао зао пао ао тов пат прат"
_TRAILING = frozenset(_TRAILING_WORDS.split())
_LEADING = frozenset(_LEADING_WORDS.split())
_PHRASES = (
    ("sp", "z", "oo"),
    ("sp", "z", "o", "o"),
    ("s", "a", "r", "l"),
    ("sà", "rl"),
    ("a", "s"),
    ("s", "a"),
    ("de", "cv"),
)
_ATTACHED = ("股份有限公司", "有限责任公司", "有限公司", "株式会社", "有限会社", "合同会社", "주식회사")


@lru_cache(maxsize=1 << 14)
def organisation_key(text: str) -> str:
    """What spellings of one organisation have in common; empty for a blank text.

    NFKC, case folded, dots and apostrophes dropped, other punctuation to spaces, legal forms cut off at the ends.
    A name that is nothing but legal forms keeps them.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    for form in _ATTACHED:
        folded = folded.replace(form, " ")
    spaced = "".join(_separate(character) for character in folded)
    words = spaced.split()
    return " ".join(_without_legal_forms(words) or words) or (text.strip() and folded.strip())


def same_organisation(one: str, other: str) -> bool:
    """Equal keys; two blanks are the same."""
    return organisation_key(one) == organisation_key(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingGroup:
    """Every raw spelling that falls on one key, most frequent first."""

    key: str
    spellings: tuple[tuple[str, int], ...]  # raw text, how often
    suggested: str  # the most frequent spelling, without surrounding spaces

    @property
    def is_varied(self) -> bool:
        """At least two raw spellings, or one with leading or trailing spaces (DATA-004)."""
        return len(self.spellings) > 1 or any(text != text.strip() for text, _ in self.spellings)

    @property
    def count(self) -> int:
        """How often the organisation is written, in any spelling."""
        return sum(times for _, times in self.spellings)


def spelling_groups(texts: Iterable[str]) -> tuple[SpellingGroup, ...]:
    """Group raw spellings, one text per occurrence, by key; blanks are left out. Sorted by key."""
    by_key: dict[str, list[tuple[str, int]]] = {}
    for text, times in Counter(texts).items():
        if text.strip():
            by_key.setdefault(organisation_key(text), []).append((text, times))
    return tuple(_group(key, by_key[key]) for key in sorted(by_key))


def _group(key: str, found: list[tuple[str, int]]) -> SpellingGroup:
    ordered = tuple(sorted(found, key=lambda item: (-item[1], item[0] != item[0].strip(), item[0])))
    return SpellingGroup(key=key, spellings=ordered, suggested=ordered[0][0].strip())


def _separate(character: str) -> str:
    if character in ".'’`´":
        return ""
    return character if character.isalnum() or unicodedata.category(character).startswith("M") else " "


def _without_legal_forms(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while end > start:
        phrase = next((p for p in _PHRASES if tuple(words[start:end][-len(p) :]) == p), ())
        if phrase:
            end -= len(phrase)
        elif words[end - 1] in _TRAILING:
            end -= 1
        elif words[start] in _LEADING:
            start += 1
        else:
            break
    return words[start:end]
