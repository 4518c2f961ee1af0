"""The width of text in a drawing, estimated on the safe side: no font is at hand where the drawing is made."""

from __future__ import annotations

# Advance widths in thousandths of the size: for each character the widest of the sans-serif faces that browsers
# fall back to (DejaVu Sans, Liberation Sans, Arial), rounded up to 50. Measured in Chromium.
_REGULAR = {
    300: "'Iijl",
    350: " ,./:;\\|",
    400: "()-[]ft",
    450: "!r",
    500: '"*J`⟦⟧',
    550: "csz",
    600: "?L_kvxy",
    650: "0123456789$FTabdeghnopqu{}",
    700: "ABEKPSVXYZ",
    750: "CNRU",
    800: "&DGHOQ",
    850: "#+<=>^w~×",
    900: "M⚑",
    1000: "%Wm…",
    1050: "@",
}
_BOLD = {
    350: "'ijl",
    400: " ,./:;I\\|",
    450: "-f",
    500: "!()[]`rt⟦⟧",
    550: '"*',
    600: "J_csz",
    650: "?Lx",
    700: "0123456789$EFTaekovy",
    750: "CPSYZbdghnpqu{}",
    800: "ABKRVX",
    850: "#+<=>DGHNU^~×",
    900: "&OQ⚑",
    950: "w",
    1000: "@M…",
    1050: "%m",
    1150: "W",
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
