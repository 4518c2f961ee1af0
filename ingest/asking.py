"""One address asked with what we hold of it, and what came of it: new, unchanged, frozen, gone back, or not to be had."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from explorer.errors import ExplorerError, InputRejected, IntegrityAlarm, SourceUnreachable, StoreError
from explorer.model.ids import sha256_hex
from explorer.model.program import Program
from explorer.store.validators import Validator
from ingest.archive import Archive
from ingest.build import Received
from ingest.config import Source
from ingest.exchange import Answer, Body, Failed, NotModified, Question, moment_of
from ingest.reading import Asked, Reading, read_input
from ingest.sources.recognise import DATED, Kind

_SEGMENT_LIMIT = 120  # characters of a name made from an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One answer, accepted as far as can be told without the store."""

    received: Received | None  # None: certificates that are there already
    reading: Reading | None
    validator: Validator
    is_new: bool


@dataclass(slots=True, kw_only=True)
class Asker:
    """Asks for the addresses of one run."""

    get: Callable[[Question], Answer]
    archive: Archive
    validators: dict[str, Validator]
    now: datetime
    accept_rollback: bool
    alarms: list[ExplorerError] = field(default_factory=list)

    def ask(self, name: str, source: Source, url: str) -> Brought | Failed | ExplorerError:
        """Ask for one address of a source; an error is told, and ends that source for this run."""
        held = self.validators.get(url)
        file = f"{name}/{file_name(url)}"
        kind = Kind(source.kind)
        asked = Asked(kind=kind, program=Program(source.program) if source.program else None, today=self.now.date())
        readings: dict[str, Reading] = {}

        def check(data: bytes) -> None:
            readings["last"] = read_input(file, data, asked)

        plain = Question(url=url, cap=source.cap, check=check)
        answer = self.get(plain if held is None else replace(plain, etag=held.etag, last_modified=held.last_modified))
        if isinstance(answer, NotModified) and held is not None:
            if kind not in DATED:
                return Brought(received=None, reading=None, validator=replace(held, received=self.now), is_new=False)
            data = self._archived(held, check)
            answer = (
                self.get(plain)
                if data is None
                else Body(url=url, data=data, etag=held.etag, last_modified=held.last_modified)
            )
        if not isinstance(answer, Body):
            return answer if isinstance(answer, Failed) else _confused(url)
        sha256 = sha256_hex(answer.data)
        is_new = held is None or held.sha256 != sha256
        validator = Validator(
            url=url, source=name, etag=answer.etag, last_modified=answer.last_modified, sha256=sha256,
            changed=self.now if held is None or is_new else held.changed, received=self.now,
        )  # fmt: skip
        problem = self._frozen(source, validator, readings["last"]) or self._went_back(validator, held)
        received = Received(file=file, data=answer.data, asked=asked)
        return problem or Brought(received=received, reading=readings["last"], validator=validator, is_new=is_new)

    def _archived(self, held: Validator, check: Callable[[bytes], None]) -> bytes | None:
        """The body that the server confirmed; None when it is not there any more, or is refused now: ask again for it."""
        try:
            data = self.archive.read(held.sha256)
            check(data)
        except IntegrityAlarm as error:
            self.alarms.append(error)
            return None
        except (StoreError, InputRejected):
            return None
        return data

    def _frozen(self, source: Source, found: Validator, reading: Reading) -> ExplorerError | None:
        """The source has not changed for longer than it may, by what we saw, its own date, or the server's."""
        if not source.max_age_days:
            return None
        own = datetime.combine(reading.day, self.now.timetz()) if reading.day else None
        said = moment_of(found.last_modified)
        since = min(moment for moment in (found.changed, own, said) if moment is not None)
        if self.now - since <= timedelta(days=source.max_age_days):
            return None
        return SourceUnreachable(
            f"frozen: the same since {since:%Y-%m-%d}, longer than {source.max_age_days} days",
            where=found.url,
            done="nothing stored of it; the last good data stay current",
            remedy="look whether the source is still kept; max_age_days in the configuration says how long it may rest",
        )

    def _went_back(self, found: Validator, held: Validator | None) -> ExplorerError | None:
        """The server dates its body before the one that it gave us last."""
        before, now = moment_of(held.last_modified) if held else None, moment_of(found.last_modified)
        if before is None or now is None or now >= before or self.accept_rollback:
            return None
        return InputRejected(
            f"the source went back: last modified {now:%Y-%m-%d %H:%M}, but we hold one of {before:%Y-%m-%d %H:%M}",
            where=found.url,
            done="nothing stored of it; the last good list stays current",
            remedy="look at the source; if it is right, use --accept-rollback",
        )


def file_name(url: str) -> str:
    """A name for what an address serves: its last part and its question, in letters that any file system takes."""
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "list"
    text = f"{last}_{parts.query}" if parts.query else last
    return re.sub(r"[^A-Za-z0-9.-]+", "_", text)[-_SEGMENT_LIMIT:].lstrip(".") or "list"


def _confused(url: str) -> ExplorerError:
    return SourceUnreachable(
        "the server says that nothing changed, but we asked for the whole",
        where=url,
        done="nothing stored of it; the last good data stay current",
        remedy="run again later",
    )
