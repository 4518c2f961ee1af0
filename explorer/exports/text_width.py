"""The width of text in a drawing, estimated on the safe side: no font is at hand where the drawing is made."""

from __future__ import annotations

# Advance widths in thousandths of the size, a little above those of common sans-serif faces.
_NARROW = frozenset("iIjl.,:;'|!()[]ft/ ")
_WIDE = frozenset("mMW@%&GOQ—…⟦⟧×⚑")
_BOLD = 1.07


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that `text` takes at most, at a font size in pixels."""
    thousandths = sum(_advance(c) for c in text)
    return thousandths / 1000 * size * (_BOLD if bold else 1.0)


def clip(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The longest beginning of `text` that fits into `room` pixels, with an ellipsis where it is cut."""
    if width_of(text, size, bold=bold) <= room:
        return text
    left = room - width_of("…", size, bold=bold)
    kept = []
    for character in text:
        left -= width_of(character, size, bold=bold)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def _advance(character: str) -> int:
    if character in _NARROW:
        return 340
    if character in _WIDE:
        return 920
    if not character.isascii():
        return 1000 if ord(character) > 0x2E7F else 680
    return 720 if character.isupper() else 590
