"""Quarrystone Cloud: names that try to be something else than text on a screen, in a cell or on a terminal."""

from __future__ import annotations

from explorer.model.purpose import SERVER_AUTH
from ingest.sample.draw import OWN, WEB, Entry, World

MARKUP = "<script>alert('subca')</script> CA"
BIDI = "Quarrystone \u202eAC toor\u202c CA"
FORMULA = '=HYPERLINK("http://formula.example/","Quarrystone CA")'
TERMINAL = "Quarrystone \x1b[31mred\x1b[0m\x07 CA"
LINES = "Quarrystone\r\nServer CA,second line"
LONG = "Quarrystone " + "very " * 400 + "long CA"
IMAGE = "<img src=x onerror=alert(1)> & \"quoted\" 'CA'"
HOSTILE = (MARKUP, BIDI, FORMULA, TERMINAL, LINES, LONG, IMAGE)


def tell(world: World) -> None:
    """The names stand in certificates and in records, once also as the operator of an external CA."""
    quarry = world.owner("Quarrystone Cloud", "quarrystone.example", "XI")
    root = quarry.root("quarry-root", "Quarrystone Root", "2016-01-01", "2041-01-01", trust=WEB)
    for number, text in enumerate(HOSTILE, 1):
        root.sub(f"quarry-{number}", text, f"2021-0{number}-01", f"2031-0{number}-01", eku=(SERVER_AUTH,))
    operator = '=cmd|"/C calc"!A0 <b>Bold</b> Traders'
    root.sub(
        "quarry-external",
        "+Traders CA",
        "2021-09-01",
        "2031-09-01",
        organisation=operator,
        eku=(SERVER_AUTH,),
        entry=Entry(operator=operator, audits=OWN),
    )
