"""Session: the store as the screen sees it, read-only, loaded once a day judged and kept until the store changes.

A world is everything of one day, with the indexes that make clicks quick. When the store's file changes, a new
world is made beside the old one and takes its place when it is ready: views never wait for it, and never see half.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread

from explorer.analysis.assess import Assessment, assess
from explorer.analysis.survey import no_collector, survey
from explorer.errors import ExplorerError
from explorer.store.catalog import RECORDS, open_store
from explorer.store.snapshot import ListedDay
from explorer.views.changes import Compared, compared
from explorer.views.filters import Filters
from explorer.views.finder import Finder
from explorer.views.hierarchy import Hierarchy
from explorer.views.overview import Overview, overview_of
from explorer.views.owner import Owners
from explorer.views.rows import FindingRow, finding_rows

KEPT_DAYS = 3  # worlds held at once, the newest among them
KEPT_PAIRS = 12  # comparisons of two days held at once; a few megabytes each
_KEPT_ANSWERS = 32  # filtered tables held for each world
_SEARCHED = ("subject_name", "certificate_sha256", "spki_sha256", "ca_id", "issuer_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One day, judged, with its indexes. `rows` and `overview` answer from memory when asked again."""

    assessment: Assessment
    hierarchy: Hierarchy
    owners: Owners
    finder: Finder
    lists: tuple[ListedDay, ...]  # every stored day of every list
    days: tuple[date, ...]  # days that can be chosen, newest first
    rows: Callable[[Filters, str], tuple[FindingRow, ...]]
    overview: Callable[[Filters], Overview]

    @property
    def day(self) -> date:
        """The day judged."""
        return self.assessment.manifest.as_of


def _today() -> date:
    return datetime.now(UTC).date()


class Session:
    """Worlds by day, for all threads of one process."""

    def __init__(self, store: Path, today: Callable[[], date] = _today) -> None:
        self.store = store
        self.today = today  # of the clock: says how old the newest list is, decides nothing
        self._lock = Lock()
        self._making = Lock()
        self._comparing = Lock()
        self._worlds: OrderedDict[date | None, World] = OrderedDict()
        self._compared: OrderedDict[tuple[date, date], Compared] = OrderedDict()
        self._stamp = self._read_stamp()
        self._renewing = False

    def world(self, day: date | None = None) -> World:
        """The world of a stored day, of the newest one by default. Raises `ExplorerError` when there is none."""
        self._notice_changes()
        found = self._held(day)
        if found is not None:
            return found
        with self._making:  # one day at a time is made; days that are held answer meanwhile
            found = self._held(day)
            if found is None:
                found = self._make(day)
                with self._lock:
                    self._keep(day, found)
            return found

    def _held(self, day: date | None) -> World | None:
        with self._lock:
            if day in self._worlds:
                self._worlds.move_to_end(day)
                return self._worlds[day]
            newest = self._worlds.get(None)
            return newest if newest is not None and newest.day == day else None

    def compared(self, first: date, last: date) -> Compared:
        """What changed between two stored days; the first time it costs up to two surveys and the comparison."""
        self._notice_changes()
        with self._comparing:  # one pair at a time is compared; what is held answers at once
            with self._lock:
                found = self._compared.get((first, last))
                stamp = self._stamp
                judged = {world.day: world.assessment for world in self._worlds.values()}
            if found is not None:
                return found
            is_current = (
                self._read_stamp() == stamp
            )  # else worlds are of the store as it was, and the answer is not kept
            with open_store(self.store) as opened, no_collector():
                before, after = (
                    (judged.get(day) if is_current else None) or survey(opened.snapshot(day)) for day in (first, last)
                )
                found = compared(opened, before, after)
            with self._lock:
                if is_current and self._stamp == stamp:
                    self._compared[first, last] = found
                while len(self._compared) > KEPT_PAIRS:
                    self._compared.popitem(last=False)
            return found

    def columns_of(self, row: int) -> tuple[tuple[str, str], ...]:
        """The whole CCADB row behind a disclosure."""
        with open_store(self.store) as opened:
            return opened.columns_of(row)

    def refresh(self) -> None:
        """Make the newest world anew and forget the others; the old one answers until then."""
        stamp = self._read_stamp()
        made = self._make(None)
        with self._lock:
            self._worlds.clear()
            self._compared.clear()
            self._keep(None, made)
            self._stamp = stamp
            self._renewing = False

    def _keep(self, day: date | None, world: World) -> None:
        self._worlds[day] = world
        while len(self._worlds) > KEPT_DAYS:
            oldest = next(known for known in self._worlds if known is not None)
            del self._worlds[oldest]

    def _notice_changes(self) -> None:
        """A look at the file's time and size; a change starts one renewal in the background."""
        with self._lock:
            changed = bool(self._worlds) and self._read_stamp() != self._stamp
            if not changed or self._renewing:
                return
            self._renewing = True
        Thread(target=self._renew, name="renew", daemon=True).start()

    def _renew(self) -> None:
        try:
            self.refresh()
        except ExplorerError:  # the store can't be read just now: the old world stays, the next look tries again
            with self._lock:
                self._renewing = False

    def _read_stamp(self) -> tuple[tuple[int, int], ...]:
        stamps = []
        for path in (self.store, self.store.with_name(self.store.name + "-wal")):
            try:
                found = path.stat()
                stamps.append((found.st_mtime_ns, found.st_size))
            except OSError:
                stamps.append((0, 0))
        return tuple(stamps)

    def _make(self, day: date | None) -> World:
        with open_store(self.store) as opened:
            lists = opened.days()
            snapshot = opened.snapshot(day)
        return world_of(assess(snapshot), lists)


def world_of(assessment: Assessment, lists: tuple[ListedDay, ...] = ()) -> World:
    """The indexes of one assessment."""
    hierarchy = Hierarchy(assessment)
    records = {listed.day for listed in lists if listed.name.startswith(RECORDS)}
    days = records or {listed.day for listed in lists} or {assessment.manifest.as_of}

    @lru_cache(maxsize=_KEPT_ANSWERS)
    def rows(filters: Filters, text: str) -> tuple[FindingRow, ...]:
        found = finding_rows(assessment, filters)
        if not text:
            return found
        wanted = text.casefold()
        return tuple(row for row in found if any(wanted in getattr(row, name).casefold() for name in _SEARCHED))

    @lru_cache(maxsize=_KEPT_ANSWERS)
    def overview(filters: Filters) -> Overview:
        return overview_of(assessment, hierarchy, filters)

    return World(
        assessment=assessment,
        hierarchy=hierarchy,
        owners=Owners(hierarchy, assessment.facts),
        finder=Finder(hierarchy, assessment.facts),
        lists=lists,
        days=tuple(sorted(days, reverse=True)),
        rows=rows,
        overview=overview,
    )
