"""The width of text in a drawing, estimated on the safe side: no font is at hand where the drawing is made."""

from __future__ import annotations

# Advance widths in thousandths of the size: for each character the widest of the sans-serif faces that browsers
# fall back to (DejaVu Sans, Liberation Sans, Arial), rounded up to 20. Measured in Chromium.
_REGULAR = {
    280: "'ijl",
    300: "I",
    320: " ,.",
    340: "/:;\\|",
    360: "f",
    380: "-",
    400: "()[]t",
    420: "!r",
    460: '"',
    500: "*J`⟦⟧",
    540: "sz",
    560: "?L_c",
    580: "k",
    600: "vxy",
    620: "FTaeo",
    640: "0123456789$bdghnpqu{}",
    680: "EKPSY",
    700: "ABVXZ",
    740: "CRU",
    760: "HN",
    780: "&DG",
    800: "OQ",
    820: "w",
    840: "#+<=>^~×",
    880: "M",
    900: "⚑",
    960: "%",
    980: "m",
    1000: "W…",
    1020: "@",
}
_BOLD = {
    320: "'",
    360: " ijl",
    380: ",./I\\|",
    400: ":;",
    420: "-",
    440: "f",
    460: "!()[]",
    480: "t",
    500: "`r⟦⟧",
    540: '"*',
    560: "J_",
    600: "csz",
    620: "?",
    640: "L",
    660: "vxy",
    680: "aek",
    700: "0123456789$EFTo",
    720: "bdghnpqu{}",
    740: "CPSYZ",
    780: "ABKRVX",
    820: "U",
    840: "#+<=>DGHN^~×",
    860: "OQ",
    880: "&",
    900: "⚑",
    940: "w",
    1000: "@M…",
    1020: "%",
    1060: "m",
    1120: "W",
}
_LETTER, _WIDE = 850, 1100  # any other letter; anything from the first ideographic block on
_FIRST_WIDE = 0x2E80

_WIDTHS = {
    bold: {character: width for width, characters in table.items() for character in characters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that `text` takes at most, at a font size in pixels."""
    known = _WIDTHS[bold]
    return sum(known.get(c) or (_WIDE if ord(c) >= _FIRST_WIDE else _LETTER) for c in text) / 1000 * size


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
