"""Links between screens, relative to the root of the site; the grammar that reads them is `explorer/ui/location.py`."""

from __future__ import annotations

import hashlib
import unicodedata
from urllib.parse import quote, urlencode

_SLUG_LIMIT = 48


def slug(name: str) -> str:
    """An owner's name as one word of a link; a name that this would change beyond reading gets a digest behind it.

    Different names have different slugs unless they differ only in case, accents and punctuation.
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(c if c.isascii() and c.isalnum() else " " if c.isascii() else "" for c in folded).split()
    plain = "-".join(words)
    if plain and len(plain) <= _SLUG_LIMIT:
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain[:_SLUG_LIMIT].rstrip('-')}-{digest}".lstrip("-")


def owner_link(owner: str) -> str:
    """The page of an owner."""
    return f"owner/{slug(owner)}"


def ca_link(short: str, *, tab: str = "", group: str = "", path: int = 0) -> str:
    """The page of a CA, on one of its tabs, with one of its paths shown; defaults are left out."""
    parts = {"path": str(path) if path > 1 else "", "tab": tab, "group": group}
    return f"ca/{quote(short)}" + query(parts)


def query(parts: dict[str, str]) -> str:
    """The query of a link, empty values left out."""
    kept = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
