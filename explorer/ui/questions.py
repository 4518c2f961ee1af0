"""What the pages about time ask, as parts of a link: two days with types of change, and a question "what if"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from explorer.model.change import ChangeKind

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one stored day to another; None: the newest, and the stored day before it."""

    first: date | None = None
    last: date | None = None
    kinds: tuple[ChangeKind, ...] = ()  # empty: all

    @property
    def parts(self) -> Parts:
        """Names and values of the query, in their order; what is not chosen has an empty value."""
        return (
            ("from", self.first.isoformat() if self.first else ""),
            ("to", self.last.isoformat() if self.last else ""),
            *(("type", kind.value) for kind in self.kinds),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is not to be believed, in the words of `subca distrust`; each may be named several times."""

    owners: tuple[str, ...] = ()  # exact names
    roots: tuple[str, ...] = ()  # CA ids, fingerprints or exact names
    keys: tuple[str, ...] = ()  # digits
    certificates: tuple[str, ...] = ()  # digits
    issued_after: date | None = None
    target: str = ""  # a CA for which a smallest set of revocations is looked for

    @property
    def is_empty(self) -> bool:
        """Nothing is named."""
        return not (self.owners or self.roots or self.keys or self.certificates)

    @property
    def parts(self) -> Parts:
        """Names and values of the query, in their order; what is not asked has an empty value."""
        return (
            *(("owner", name) for name in self.owners),
            *(("root", name) for name in self.roots),
            *(("key", digits) for digits in self.keys),
            *(("certificate", digits) for digits in self.certificates),
            ("issued-after", self.issued_after.isoformat() if self.issued_after else ""),
            ("target", self.target),
        )


NO_SPAN = Span()
NO_QUESTION = Question()
