"""JSON from foreign hands, bounded in size and depth."""

from __future__ import annotations

import json

from ingest.sources.csv_table import read_text
from ingest.sources.interface import JSON_LIMIT, rejected


def read_json(data: bytes, *, where: str) -> object:
    """Parse a JSON file; raises `InputRejected` when it is none, cut off, too big or too deep."""
    text = read_text(data, where=where, limit=JSON_LIMIT)
    head = text[:1024].lstrip()
    if head.startswith("<"):
        raise rejected("HTML where JSON is expected", where=where)
    if not head.startswith(("{", "[")):
        raise rejected("no JSON object or array", where=where)
    try:
        parsed: object = json.loads(text, object_pairs_hook=_object)
    except RecursionError as error:
        raise rejected("JSON nested too deeply", where=where) from error
    except json.JSONDecodeError as error:
        cut = "truncated or broken" if error.pos >= len(text.rstrip()) - 1 else "broken"
        raise rejected(f"{cut} JSON at line {error.lineno}, column {error.colno}: {error.msg}", where=where) from error
    except ValueError as error:  # a doubled key, or a number of more digits than Python reads
        raise rejected(f"JSON that cannot be taken at its word: {error}", where=where) from error
    return parsed


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; a key that stands twice would hide one of its values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
