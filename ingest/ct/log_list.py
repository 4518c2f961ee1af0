"""Lists of logs, version 3 of the JSON that Chrome publishes: names, keys, addresses, states, intervals.

A log's id is the SHA-256 of its key; a log of which that is not so is set aside, for its heads could be anybody's.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from explorer.errors import UsageError
from ingest.sources.interface import Counts, Quarantined, rejected
from ingest.sources.json_text import read_json

SOURCE = "ct-log-list"
MAX_LOGS = 10_000

_GROUPS = {"logs": False, "tiled_logs": True}
_LEAST_DIGITS = 6  # of a beginning of a log id


class _Broken(ValueError):
    """One log of the list that cannot be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLog:
    """One log as the list has it."""

    operator: str
    description: str
    id: bytes  # SHA-256 of the key
    key: bytes  # SPKI, DER
    is_tiled: bool  # static-ct-api; else RFC 6962
    url: str  # where it is read: the monitoring prefix of a tiled log; with a slash at its end
    state: str  # pending, qualified, usable, readonly, retired, rejected; empty: not told
    starts: datetime | None  # notAfter of the certificates it takes, inclusive; None: no interval
    ends: datetime | None  # exclusive


@dataclass(frozen=True, slots=True, kw_only=True)
class LogList:
    """One list, with what could not be taken from it."""

    logs: tuple[ListedLog, ...]  # in order of the list
    counts: Counts
    quarantined: tuple[Quarantined, ...]

    def find(self, word: str, *, where: str) -> ListedLog:
        """The log of this description, address or id (base64, hex, or a beginning of the hex).

        Raises `UsageError` when none or several are meant.
        """
        found = [log for log in self.logs if word in (log.description, base64.b64encode(log.id).decode())]
        address = word.rstrip("/") + "/"
        found = found or [log for log in self.logs if log.url == address]
        digits = word.lower()
        if not found and len(digits) >= _LEAST_DIGITS:
            found = [log for log in self.logs if log.id.hex().startswith(digits)]
        found = found or [log for log in self.logs if digits in log.description.lower()]
        if len(found) == 1:
            return found[0]
        names = "; ".join(sorted(log.description for log in found)[:8])
        raise UsageError(
            f"{word!r} means {len(found)} logs: {names}" if found else f"no log {word!r} in the list",
            where=where,
            done="nothing was started",
            remedy="give its description, its address or its id as the list has it",
        )


def read_log_list(data: bytes, *, where: str) -> LogList:
    """Every log of the list; raises `InputRejected` when it is no such list."""
    document = read_json(data, where=where)
    operators = document.get("operators") if isinstance(document, dict) else None
    if not isinstance(operators, list):
        raise rejected("no list of logs: `operators` is missing", where=where)
    logs: list[ListedLog] = []
    seen: set[bytes] = set()
    quarantined: list[Quarantined] = []
    read = duplicates = 0
    for operator, is_tiled, position, plain in _listed(operators, where):
        read += 1
        if read > MAX_LOGS:
            raise rejected(f"more than {MAX_LOGS} logs (MAX_LOGS)", where=where)
        try:
            log = _log(operator, plain, is_tiled)
        except _Broken as error:
            raw = repr(plain).encode("utf-8", "backslashreplace")
            quarantined.append(Quarantined(source=SOURCE, position=position, reason=str(error), raw=raw))
            continue
        if log.id in seen:
            duplicates += 1
            continue
        seen.add(log.id)
        logs.append(log)
    counts = Counts(read=read, rows=len(logs), duplicates=duplicates, quarantined=len(quarantined))
    return LogList(logs=tuple(logs), counts=counts, quarantined=tuple(quarantined))


def _listed(operators: list[object], where: str) -> Iterator[tuple[str, bool, str, dict[str, object]]]:
    for number, operator in enumerate(operators, 1):
        if not isinstance(operator, dict):
            raise rejected(f"operator {number} is no object", where=where)
        name = str(operator.get("name", ""))
        for group, is_tiled in _GROUPS.items():
            listed = operator.get(group, [])
            if not isinstance(listed, list):
                raise rejected(f"`{group}` of operator {number} is no list", where=where)
            for place, plain in enumerate(listed, 1):
                if not isinstance(plain, dict):
                    raise rejected(f"log {place} of operator {number} is no object", where=where)
                yield name, is_tiled, f"operator {number}, {group} {place}", plain


def _log(operator: str, plain: dict[str, object], is_tiled: bool) -> ListedLog:
    key = _octets(plain, "key")
    id_ = _octets(plain, "log_id")
    if sha256(key).digest() != id_:
        raise _Broken("log_id is not the SHA-256 of the key")
    url = _text(plain, "monitoring_url" if is_tiled else "url")
    if "://" not in url:
        url = f"https://{url}"  # as older lists have it
    state = plain.get("state")
    interval = plain.get("temporal_interval")
    return ListedLog(
        operator=operator,
        description=_text(plain, "description"),
        id=id_,
        key=key,
        is_tiled=is_tiled,
        url=url.rstrip("/") + "/",
        state=next(iter(state), "") if isinstance(state, dict) else "",
        starts=_moment(interval, "start_inclusive"),
        ends=_moment(interval, "end_exclusive"),
    )


def _text(plain: dict[str, object], name: str) -> str:
    value = plain.get(name)
    if not isinstance(value, str) or not value:
        raise _Broken(f"no `{name}`")
    return value


def _octets(plain: dict[str, object], name: str) -> bytes:
    try:
        return base64.b64decode(_text(plain, name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _Broken(f"`{name}` is no base64: {error}") from error


def _moment(interval: object, name: str) -> datetime | None:
    if not isinstance(interval, dict):
        return None
    try:
        return datetime.fromisoformat(str(interval.get(name, ""))).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _Broken(f"`{name}` of the interval is no time") from error
