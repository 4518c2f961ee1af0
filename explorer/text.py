"""Foreign text made safe to show: the one function that everything shown passes.

Names, addresses and cells were written by people who may gain from misleading a reader: a direction
override makes one name look like another, an escape sequence repaints a terminal. Here such characters
become a visible mark and stay readable. Escaping for HTML, XML or CSV comes after, at the point of output.
"""

from __future__ import annotations

import unicodedata

# Categories that never reach a reader as they are: Cc (C0, DEL, C1), Cf (direction controls, zero-width
# and tag characters, BOM, soft hyphen), Cs (lone surrogates), Co (no agreed shape), Zl and Zp (line ends).
# Not Cn: which characters are unassigned changes with the Python release, and our bytes must not.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

# Outside those categories: characters that draw nothing (fillers, the combining grapheme joiner, variation
# selectors, ignorable code points still unassigned) and noncharacters.
_HIDDEN_RANGES = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE0FFF),
)

_OPEN, _CLOSE = "⟦", "⟧"  # foreign text that holds one is marked too, so that no mark can be forged


def _is_shown(character: str) -> bool:
    if character in (_OPEN, _CLOSE):
        return False
    if unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return False
    point = ord(character)
    if point & 0xFFFE == 0xFFFE:  # the last two of each plane are noncharacters
        return False
    return not any(first <= point <= last for first, last in _HIDDEN_RANGES)


def mark(character: str) -> str:
    """The visible mark of one character: `⟦U+202E⟧`."""
    return f"{_OPEN}U+{ord(character):04X}{_CLOSE}"


def safe(text: str, limit: int | None = None) -> str:
    """`text` with every control, invisible or direction-changing character as a visible mark.

    The result is one line. With `limit` (characters of the original, at least 2), a longer text is cut
    in the middle and the mark `⟦… 10000 characters …⟧` tells its full length. Linear in the text.
    Source: reliability contract section 6; categories of Unicode UAX 44.
    """
    if text.isascii() and text.isprintable() and (limit is None or len(text) <= limit):
        return text
    if limit is None or len(text) <= limit:
        return "".join(c if _is_shown(c) else mark(c) for c in text)
    keep = max(limit, 2)
    head, tail = text[: keep - keep // 2], text[len(text) - keep // 2 :]
    return f"{safe(head)}{_OPEN}… {len(text)} characters …{_CLOSE}{safe(tail)}"
