"""The words of one exchange with a server: what is asked, what came back, and the bounds it must keep.

Pure values; connections are opened in `ingest/http.py` and nowhere else (reliability contract section 4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from explorer.errors import ExplorerError, InputRejected, SourceUnreachable

RETRIED = frozenset({408, 429, 500, 502, 503, 504})
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of every exchange; times in seconds."""

    connect: float = 10.0
    gap: float = 30.0  # between two bytes
    rate: int = 1_000  # bytes a second, at least, over `rate_window`
    rate_window: float = 30.0
    download: float = 600.0  # one try, from the first look-up to the last byte
    run: float = 3_600.0  # all of a run, waits included
    tries: int = 5
    wait_first: float = 1.0  # before the second try; doubled each time
    wait_most: float = 60.0
    pause: float = 1.0  # between two requests to one host
    redirects: int = 5
    ratio: int = 200  # unpacked bytes per byte on the wire ...
    ratio_free: int = MEGABYTE  # ... beyond so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time and chance, handed in so that tests need not wait."""

    now: Callable[[], datetime]  # UTC
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], float]  # in [0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to fetch."""

    url: str
    cap: int  # bytes, on the wire and unpacked
    etag: str = ""  # of the body that we hold
    last_modified: str = ""
    check: Callable[[bytes], None] | None = None  # raises InputRejected for a body that is not what was asked for


class Trouble(StrEnum):
    """Why there is no body."""

    OFFLINE = "offline"  # --offline: nothing was opened
    REFUSED = "refused"  # our own rule: scheme, address, redirect
    UNREACHABLE = "unreachable"  # no connection, or it broke or stalled
    BROKEN = "broken"  # not all of it came, or it cannot be unpacked
    STATUS = "status"  # the server's no
    LATER = "later"  # the server asks to come back after the end of this run
    DEADLINE = "deadline"  # the run's time is over
    TOO_BIG = "too big"
    INVALID = "invalid"  # all of it came, and it is something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What the server sent, whole and checked."""

    url: str  # that answered, after redirects
    data: bytes  # without the packing of the transfer
    etag: str
    last_modified: str  # as the server wrote it; empty: it did not


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304: what we hold is what the server has."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No body, and why."""

    url: str
    trouble: Trouble
    what: str
    status: int | None = None  # the server's last, where it answered
    tries: int = 0
    come_back: datetime | None = None

    @property
    def has_answered(self) -> bool:
        """The server is there, but not with this report: an older version of the report may be worth a try."""
        return self.trouble in (Trouble.STATUS, Trouble.INVALID)

    def error(self) -> ExplorerError:
        """The failure in the four parts of a message; a wrong body is a rejected input, all else a source not reached."""
        tried = f"after {self.tries} tries: {self.what}" if self.tries > 1 else self.what
        if self.trouble in (Trouble.TOO_BIG, Trouble.INVALID):
            return InputRejected(
                tried,
                where=self.url,
                done="nothing stored of it; the last good data stay current",
                remedy="look at what the address serves; if its limit is too tight, raise max_megabytes",
            )
        return SourceUnreachable(
            tried,
            where=self.url,
            done="nothing stored of it; the last good data stay current",
            remedy=self._remedy(),
        )

    def _remedy(self) -> str:
        if self.come_back is not None:
            return f"the server asks to come back at {self.come_back:%Y-%m-%dT%H:%M:%SZ}"
        if self.trouble is Trouble.OFFLINE:
            return "run without --offline"
        if self.trouble is Trouble.REFUSED:
            return "mend the address in the configuration, or allow this exact target with --allow-target HOST:PORT"
        if self.trouble is Trouble.STATUS:
            return "if the report has moved, give its new address in the configuration"
        return "run again later"


Answer = Body | NotModified | Failed


def wait_before(attempt: int, retry_after: float | None, limits: Limits, chance: float) -> float:
    """Seconds before try number `attempt` (2, 3, ...): doubled each time, half of it by chance, `Retry-After` at least."""
    most = min(limits.wait_most, limits.wait_first * 2.0 ** (attempt - 2))
    wait = most / 2 + chance * most / 2
    return wait if retry_after is None else max(wait, retry_after)


def seconds_of_retry_after(value: str | None, now: datetime) -> float | None:
    """`Retry-After` in seconds (RFC 9110 10.2.3: a number or an HTTP date); None: absent or neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    moment = moment_of(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def moment_of(text: str) -> datetime | None:
    """An HTTP date in UTC; None: blank or none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def markup_in(data: bytes) -> str:
    """What a body looks like when it is a server's page and not data, whatever its header says; empty: no page."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "HTML or XML" if head.startswith(b"<") else ""
