"""Session: the store as the screen sees it, read-only, loaded once a day judged and kept until the store changes.

A world is everything of one day, with the indexes that make clicks quick. When the store's file changes, a new
world is made beside the old one and takes its place when it is ready: views never wait for it, and never see half.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread

from explorer.analysis.assess import Assessment, assess
from explorer.analysis.history import FindingHistory, finding_history
from explorer.analysis.survey import no_collector, survey
from explorer.errors import ExplorerError
from explorer.model.ids import CaId, CertificateId
from explorer.store.appearances import first_day_of, owner_days
from explorer.store.catalog import RECORDS, open_store
from explorer.store.snapshot import ListedDay
from explorer.views.ca_history import CaHistory, ca_history
from explorer.views.changes import Compared, compared
from explorer.views.choice import choose_members
from explorer.views.filters import Filters
from explorer.views.finder import Finder
from explorer.views.flags_per_day import FlagsPerDay, flags_per_day
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import slug
from explorer.views.outline import leading_to
from explorer.views.overview import Overview, overview_of
from explorer.views.owner import Owners
from explorer.views.rows import FindingRow, finding_rows
from explorer.views.words import DEFAULT_BASIS

KEPT_PAIRS = 12  # comparisons of two days held at once; a few megabytes each
KEPT_WORLDS = 4  # held at once, the newest among them
_KEPT_ANSWERS = 32  # filtered tables held for each world

Choice = tuple[date | None, str]
"""A day, or None for the newest, and the definition that decides "constrained"."""

NEWEST: Choice = (None, DEFAULT_BASIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One day, judged by one definition, with its indexes. What it answers to filters it keeps.

    `rows`, `overview` and `passing` raise `UsageError` when the filters name a CA that is not there.
    """

    assessment: Assessment
    hierarchy: Hierarchy
    owners: Owners
    finder: Finder
    lists: tuple[ListedDay, ...]  # every stored day of every list
    days: tuple[date, ...]  # days that can be chosen, newest first
    flags: FlagsPerDay
    rows: Callable[[Filters], tuple[FindingRow, ...]]
    overview: Callable[[Filters], Overview]
    passing: Callable[[Filters], frozenset[CaId]]  # members that the filters choose
    leading: Callable[[Filters], frozenset[CaId]]  # those, and all above them

    @property
    def day(self) -> date:
        """The day judged."""
        return self.assessment.manifest.as_of


def _today() -> date:
    return datetime.now(UTC).date()


def _nearest(days: list[date], day: date) -> tuple[date, ...]:
    """The six nearest days, newest first."""
    return tuple(sorted(sorted(days, key=lambda found: abs((found - day).days))[:6], reverse=True))


class Session:
    """Worlds by day, for all threads of one process."""

    def __init__(self, store: Path, today: Callable[[], date] = _today, *, has_sample: bool = False) -> None:
        self.store = store
        self.has_sample = has_sample  # the sample world stands beside it, for a first look
        self.today = today  # of the clock: says how old the newest list is, decides nothing
        self._lock = Lock()
        self._making = Lock()
        self._comparing = Lock()
        self._compared: OrderedDict[tuple[date, date, str], Compared] = OrderedDict()
        self._worlds: OrderedDict[Choice, World] = OrderedDict()
        self._stamp = self._read_stamp()
        self._renewing = False

    def world(self, day: date | None = None, basis: str = DEFAULT_BASIS) -> World:
        """The world of a stored day, of the newest one by default, under one definition of "constrained".

        Raises `ExplorerError` when there is none.
        """
        self._notice_changes()
        choice = (day, basis)
        found = self._held(choice)
        if found is not None:
            return found
        with self._making:  # one world at a time is made; those that are held answer meanwhile
            found = self._held(choice)
            if found is None:
                found = self._make(choice)
                with self._lock:
                    self._keep(choice, found)
            return found

    def _held(self, choice: Choice) -> World | None:
        with self._lock:
            if choice in self._worlds:
                self._worlds.move_to_end(choice)
                return self._worlds[choice]
            day, basis = choice
            newest = self._worlds.get((None, basis))
            return newest if newest is not None and newest.day == day else None

    def compared(self, first: date, last: date, basis: str = DEFAULT_BASIS) -> Compared:
        """What changed between two stored days; the first time it costs up to two surveys and the comparison."""
        self._notice_changes()
        choice = (first, last, basis)
        with self._comparing:  # one pair at a time is compared; what is held answers at once
            with self._lock:
                found = self._compared.get(choice)
                stamp = self._stamp
                judged = {w.day: w.assessment for (_, own), w in self._worlds.items() if own == basis}
            if found is not None:
                return found
            if self._read_stamp() != stamp:  # worlds are of the store as it was, and the answer is not kept
                return self._compare(choice, {})
            found = self._compare(choice, judged)
            with self._lock:
                if self._stamp == stamp:
                    self._compared[choice] = found
                while len(self._compared) > KEPT_PAIRS:
                    self._compared.popitem(last=False)
            return found

    def _compare(self, choice: tuple[date, date, str], judged: Mapping[date, Assessment]) -> Compared:
        first, last, basis = choice
        with open_store(self.store) as opened, no_collector():
            before, after = (judged.get(day) or survey(opened.snapshot(day), basis=basis) for day in (first, last))
            return compared(opened, before, after)

    def certificates(self, wanted: Iterable[CertificateId]) -> tuple[tuple[CertificateId, bytes], ...]:
        """The stored bytes of certificates, in the order asked for; those that are not stored are left out."""
        with open_store(self.store) as opened:
            return tuple((id_, der) for id_ in wanted if (der := opened.der(id_)) is not None)

    def days_of(self, digits: str, world: World) -> tuple[date, ...]:
        """Stored days nearest to the world's on which a certificate, CA or key begins with these digits."""
        with open_store(self.store) as opened:
            first = first_day_of(opened.connection, digits)
        return _nearest([day for day in world.days if first is not None and day >= first], world.day)

    def days_of_owner(self, word: str, world: World) -> tuple[date, ...]:
        """Stored days nearest to the world's on which CCADB's records name an owner with this word in links."""
        with open_store(self.store) as opened:
            spans = [(first, last) for owner, first, last in owner_days(opened.connection) if slug(owner) == word]
        found = [day for day in world.days if any(first <= day and (not last or day < last) for first, last in spans)]
        return _nearest(found, world.day)

    def history(self, world: World, member: Member) -> CaHistory:
        """The life of one CA of a world over the stored days."""
        with open_store(self.store) as opened:
            return ca_history(opened, world.assessment, member)

    def columns_of(self, row: int) -> tuple[tuple[str, str], ...]:
        """The whole CCADB row behind a disclosure."""
        with open_store(self.store) as opened:
            return opened.columns_of(row)

    def refresh(self) -> None:
        """Make the newest world anew and forget the others; the old one answers until then."""
        stamp = self._read_stamp()
        made = self._make(NEWEST)
        with self._lock:
            self._worlds.clear()
            self._compared.clear()
            self._keep(NEWEST, made)
            self._stamp = stamp
            self._renewing = False

    def _keep(self, choice: Choice, world: World) -> None:
        self._worlds[choice] = world
        while len(self._worlds) > KEPT_WORLDS:
            oldest = next(known for known in self._worlds if known != NEWEST)
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

    def _make(self, choice: Choice) -> World:
        day, basis = choice
        with open_store(self.store) as opened:
            lists = opened.days()
            snapshot = opened.snapshot(day)
            since = finding_history(opened, basis=basis)
        return world_of(assess(snapshot, basis=basis), since, lists)


def world_of(assessment: Assessment, since: FindingHistory, lists: tuple[ListedDay, ...]) -> World:
    """The indexes of one assessment; `since` says on which day each finding was first seen."""
    hierarchy = Hierarchy(assessment)
    records = {listed.day for listed in lists if listed.name.startswith(RECORDS)}
    days = records or {listed.day for listed in lists} or {assessment.manifest.as_of}

    @lru_cache(maxsize=_KEPT_ANSWERS)
    def rows(filters: Filters) -> tuple[FindingRow, ...]:
        return finding_rows(assessment, filters, since)

    @lru_cache(maxsize=_KEPT_ANSWERS)
    def overview(filters: Filters) -> Overview:
        return overview_of(assessment, hierarchy, filters)

    @lru_cache(maxsize=_KEPT_ANSWERS)
    def passing(filters: Filters) -> frozenset[CaId]:
        return frozenset(m.id for m in choose_members(hierarchy.members.values(), assessment, hierarchy, filters))

    @lru_cache(maxsize=_KEPT_ANSWERS)
    def leading(filters: Filters) -> frozenset[CaId]:
        return leading_to(hierarchy, passing(filters))

    return World(
        assessment=assessment,
        hierarchy=hierarchy,
        owners=Owners(hierarchy, assessment.facts),
        finder=Finder(hierarchy, assessment.facts),
        lists=lists,
        days=tuple(sorted(days, reverse=True)),
        flags=flags_per_day(assessment, since),
        rows=rows,
        overview=overview,
        passing=passing,
        leading=leading,
    )
