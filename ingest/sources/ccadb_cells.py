"""What a cell of a CCADB report means: dates, truths, ids and lists.

Each function takes a stripped cell. None always means "not to be read", never "blank" and never "false".
"""

from __future__ import annotations

import re
from datetime import date

from explorer.model.ids import RecordId

_DATE = re.compile(r"(\d{4})([.-])(\d\d)\2(\d\d)", re.ASCII)
_RECORD = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?", re.ASCII)
_SEPARATORS = re.compile(r"[;\r\n]+")


def day(cell: str) -> date | None:
    """A day as CCADB writes it, `YYYY.MM.DD` in GMT, or in ISO 8601; nothing else is unambiguous."""
    found = _DATE.fullmatch(cell)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def truth(cell: str) -> bool | None:
    """`true` (V1), `True` (later), `TRUE`, and their opposites; a blank is not to be read as either."""
    return {"true": True, "false": False}.get(cell.casefold())


def record_id(cell: str) -> RecordId | None:
    """A Salesforce record id of 15 or 18 letters and digits."""
    return RecordId(cell) if _RECORD.fullmatch(cell) else None


def values(cell: str) -> tuple[str, ...]:
    """The parts of a cell of several URLs or trust bits, split at `;` and line ends, in their order."""
    return tuple(part for part in map(str.strip, _SEPARATORS.split(cell)) if part)
