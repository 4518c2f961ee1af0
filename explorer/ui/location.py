"""Addresses: the link is the state. A strict grammar reads them, one writer makes them, and each undoes the other.

What the grammar does not know is dropped with a notice; nothing of an address is used to build anything but
a look-up. Source: interface specification section 2.7, reliability contract section 7.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode

from explorer.model.change import ChangeKind
from explorer.model.evidence import KeyState
from explorer.model.finding import Severity
from explorer.model.ids import SHA256_DIGITS
from explorer.model.program import Program
from explorer.model.purpose import EV, OID_OF, Purpose
from explorer.rules.registry import rule_ids
from explorer.text import safe
from explorer.ui.span import NO_SPAN, Span
from explorer.views.filters import Filters, Known
from explorer.views.what_if import NO_QUESTION, Question
from explorer.views.words import BASES, DEFAULT_BASIS

LIMIT = 4_000  # characters of a query
TEXT_LIMIT = 100  # characters of one text filter
NAME_LIMIT = 300  # characters of a whole name
_PARTS_LIMIT = 64
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_HEX = re.compile(r"[0-9A-Fa-f]{6,64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,19})){1,20}")
_GROUP = re.compile(r"[a-z]+(-[a-z]+){1,3}")

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)


class Page(StrEnum):
    """The first word of a path."""

    OVERVIEW = ""
    OWNER = "owner"
    CA = "ca"
    CERTIFICATE = "cert"
    KEY = "key"
    FINDINGS = "findings"
    CHANGES = "changes"
    WHAT_IF = "what-if"
    METHOD = "method"
    NOWHERE = "nowhere"


class Tab(StrEnum):
    """Tables under a CA."""

    FINDINGS = "findings"
    CERTIFICATES = "certificates"
    CHILDREN = "children"
    ABOVE = "above"
    RECORDS = "records"
    OCSP = "ocsp"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One view: which page of which thing, on which day, with which filters."""

    page: Page
    key: str = ""  # slug of an owner, digits of a CA, certificate or key, id of a rule
    day: date | None = None  # None: the newest
    filters: Filters = field(default_factory=Filters)
    basis: str = DEFAULT_BASIS  # the definition that decides "constrained"
    path: int = 1
    tab: Tab | None = None  # None: the first that has rows
    group: str = ""
    span: Span = NO_SPAN  # of the page of changes
    question: Question = NO_QUESTION  # of the page of what-if
    notices: tuple[str, ...] = ()  # what was dropped, for the reader

    @property
    def pathname(self) -> str:
        """The path below the root of the site, with the slash in front."""
        return "/" + "/".join(quote(part, safe="") for part in (self.page.value, self.key) if part)

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Day, filters and definition: the parts of a query that links to other views keep."""
        chosen = self.filters
        parts = (
            ("date", self.day.isoformat() if self.day else ""),
            *(("program", program.value) for program in chosen.programs),
            *(("purpose", str(purpose)) for purpose in chosen.purposes),
            ("severity", "" if chosen.min_severity is Severity.INFO else chosen.min_severity.value),
            *(("rule", rule) for rule in chosen.rules),
            ("owner", chosen.owner),
            ("operator", chosen.operator),
            ("text", chosen.text),
            ("below", chosen.below),
            ("external", chosen.external or ""),
            ("revoked", chosen.revoked or ""),
            ("expired", chosen.expired or ""),
            *(("key-state", state.value) for state in chosen.key_states),
            ("basis", "" if self.basis == DEFAULT_BASIS else self.basis),
            ("live", "1" if chosen.live_only else ""),
            ("unknown", "1" if chosen.unknown else ""),
        )
        return tuple((name, value) for name, value in parts if value)

    @property
    def query(self) -> str:
        """The query in canonical order, defaults left out; empty or with the question mark in front."""
        parts = [
            *self.carried,
            *self.span.parts,
            *self.question.parts,
            ("path", str(self.path) if self.path != 1 else ""),
            ("tab", self.tab.value if self.tab else ""),
            ("group", self.group),
        ]
        kept = [(name, value) for name, value in parts if value]
        return f"?{urlencode(kept)}" if kept else ""

    def href(self, prefix: str = "/") -> str:
        """The whole link on a site whose root is `prefix`."""
        return prefix.rstrip("/") + self.pathname + self.query

    def with_(self, **changes: object) -> Address:
        """The same view but for some fields, without notices."""
        return replace(self, **{"notices": (), **changes})  # type: ignore[arg-type]  # fields are checked by replace

    def elsewhere(self, page: Page, key: str = "") -> Address:
        """Another page with the same day, filters and definition."""
        return Address(page=page, key=key, day=self.day, filters=self.filters, basis=self.basis)


def parse(pathname: object, search: object, prefix: str = "/") -> Address:
    """Read an address. Never raises: what is not understood gives page NOWHERE or a notice."""
    if not isinstance(pathname, str) or not isinstance(search, str | None):
        return Address(page=Page.NOWHERE)
    page, key = _page(pathname, prefix)
    reader = _Reader(search or "")
    reader.skip("expired", "1")  # of older links: expired ones are shown unless a link hides them
    address = Address(
        page=page,
        key=key,
        day=reader.one("date", _day),
        filters=Filters(
            programs=reader.many("program", _program),
            purposes=reader.many("purpose", _purpose),
            rules=reader.many("rule", _rule),
            owner=(reader.one("owner", _text) if page is not Page.WHAT_IF else None) or "",
            operator=reader.one("operator", _text) or "",
            min_severity=reader.one("severity", _severity) or Severity.INFO,
            text=reader.one("text", _text) or "",
            below=reader.one("below", _digits) or "",
            external=reader.one("external", _known),
            revoked=reader.one("revoked", _known),
            expired=reader.one("expired", _known),
            key_states=reader.many("key-state", _key_state),
            live_only=reader.one("live", _switch) or False,
            unknown=reader.one("unknown", _switch) or False,
        ),
        basis=reader.one("basis", _basis) or DEFAULT_BASIS,
        path=reader.one("path", _number) or 1,
        tab=reader.one("tab", _tab),
        group=reader.one("group", _group) or "",
        span=_span(reader) if page is Page.CHANGES else NO_SPAN,
        question=_question(reader) if page is Page.WHAT_IF else NO_QUESTION,
    )
    return replace(address, notices=reader.notices())


def _page(pathname: str, prefix: str) -> tuple[Page, str]:
    root = prefix.rstrip("/")
    if not pathname.startswith(root) or len(pathname) > LIMIT:
        return Page.NOWHERE, ""
    parts = [unquote(part) for part in pathname[len(root) :].strip("/").split("/")]
    if parts == [""]:
        return Page.OVERVIEW, ""
    head, key = parts[0], parts[1] if len(parts) == 2 else ""
    if len(parts) > 2:
        return Page.NOWHERE, ""
    if head == Page.OWNER and _SLUG.fullmatch(key):
        return Page.OWNER, key
    if head in (Page.CA, Page.CERTIFICATE, Page.KEY) and _HEX.fullmatch(key):
        return Page(head), key.upper()
    if head in (Page.FINDINGS, Page.CHANGES, Page.WHAT_IF) and len(parts) == 1:
        return Page(head), ""
    if head == Page.METHOD and (not key or key in rule_ids()):
        return Page.METHOD, key
    return Page.NOWHERE, ""


def _span(reader: _Reader) -> Span:
    return Span(
        first=reader.one("from", _day),
        last=reader.one("to", _day),
        kinds=reader.many("type", partial(_word, ChangeKind)),
    )


def _question(reader: _Reader) -> Question:
    return Question(
        owners=reader.many("owner", _name),
        roots=reader.many("root", _name),
        keys=reader.many("key", _digits),
        certificates=reader.many("certificate", _digits),
        issued_after=reader.one("issued-after", _day),
        target=reader.one("target", _name) or "",
    )


class _Reader:
    """Takes the parts of a query one by one; what is left over, or does not parse, becomes a notice."""

    def __init__(self, search: str) -> None:
        self._parts: dict[str, list[str]] = {}
        self._dropped: list[str] = []
        if len(search) > LIMIT:
            self._dropped.append("a query of more than 4,000 characters")
            return
        try:
            pairs = parse_qsl(search.removeprefix("?"), max_num_fields=_PARTS_LIMIT, errors="replace")
        except ValueError:
            self._dropped.append(f"a query of more than {_PARTS_LIMIT} parts")
            return
        for name, value in pairs:
            self._parts.setdefault(name, []).append(value)

    def skip(self, name: str, value: str) -> None:
        """Pass over a part that says what holds anyway."""
        if self._parts.get(name) == [value]:
            del self._parts[name]

    def many(self, name: str, read: Callable[[str], Value | None]) -> tuple[Value, ...]:
        found: list[Value] = []
        for text in self._parts.pop(name, []):
            value = read(text)
            if value is None:
                self._dropped.append(f"{name}={text}")
            elif value not in found:
                found.append(value)
        return tuple(found)

    def one(self, name: str, read: Callable[[str], Value | None]) -> Value | None:
        found = self.many(name, read)
        self._dropped += [f"a second {name}"] * (len(found) > 1)
        return found[0] if found else None

    def notices(self) -> tuple[str, ...]:
        left = [f"{name}={value}" for name, values in self._parts.items() for value in values]
        return tuple(safe(f"not understood in the link: {part}", 120) for part in [*self._dropped, *left][:5])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _word(words: type[Word], text: str) -> Word | None:
    return words(text) if text in {word.value for word in words} else None


def _program(text: str) -> Program | None:
    return _word(Program, text)


def _purpose(text: str) -> Purpose | None:
    return Purpose(text) if text in OID_OF or text == EV or _OID.fullmatch(text) else None


def _severity(text: str) -> Severity | None:
    return _word(Severity, text)


def _rule(text: str) -> str | None:
    return text if text in rule_ids() else None


def _known(text: str) -> Known | None:
    return _word(Known, text)


def _key_state(text: str) -> KeyState | None:
    return _word(KeyState, text)


def _basis(text: str) -> str | None:
    return text if text in BASES else None


def _text(text: str) -> str | None:
    shown = text.strip()
    return shown if 0 < len(shown) <= TEXT_LIMIT else None


def _name(text: str) -> str | None:
    return text if 0 < len(text) <= NAME_LIMIT and text == text.strip() else None


def _digits(text: str) -> str | None:
    return text.upper() if _HEX.fullmatch(text) else None


def _switch(text: str) -> bool | None:
    return True if text == "1" else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 999 and len(text) <= 3 else None


def _tab(text: str) -> Tab | None:
    return _word(Tab, text)


def _group(text: str) -> str | None:
    return text if _GROUP.fullmatch(text) and len(text) <= 40 else None


def is_full_id(key: str) -> bool:
    """A whole SHA-256, not the beginning of one."""
    return len(key) == SHA256_DIGITS
