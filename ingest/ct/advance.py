"""One log, read as far as it goes: no entry counts before a head that the log signed covers it (reliability contract 4).

    head verified -> stands to the last one as a later tree to an earlier -> entries in stretches -> each stretch proved

A stretch is stored in one transaction with the position behind it. The files of a stretch that does not fit are got
once more; what then still does not fit, like two heads that cannot be of one tree, is evidence and raises the alarm.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from explorer.errors import InputRejected, IntegrityAlarm
from explorer.model.sighting import Place
from explorer.store.ct import (
    Seen,
    Standing,
    StoredHead,
    StoredLog,
    Tally,
    add_head,
    add_unreadable,
    move_log,
    read_heads,
    see,
)
from explorer.store.writer import Writer, open_writer
from explorer.terminal.progress import Progress
from ingest.certificates import CertificateCounts, join
from ingest.ct.folder import CHECKPOINT, STH
from ingest.ct.harvest import ChainMembers
from ingest.ct.heads import TreeHead
from ingest.ct.kept import POSITION, KeptLog
from ingest.ct.merkle import CompactRange
from ingest.ct.reader import LogReader, verified_head
from ingest.ct.stretch import Bounds, Stretch, begins
from ingest.status import prove_status

STRETCH = 1 << 16  # entries proved and stored at once, about
OLDER_HEAD_TRIES = 3  # a front end may lag behind
OLDER_HEAD_WAIT = 10.0  # seconds before the second try, doubled each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What one run did for one log."""

    log: StoredLog  # as it is now
    head: TreeHead
    read: Tally  # entries of this run
    certificates: CertificateCounts
    poisoned: int  # precertificates for CAs and responders
    missing: int  # issuers that entries name and that are not at hand
    superfluous: int  # certificates in chains that are no CA's
    refetched: int  # stretches of which the files had to be got once more
    is_complete: bool  # all that the head covers is read


@dataclass(slots=True, kw_only=True)
class LogRun:
    """One log on its way; `transaction` opens the store for one stretch."""

    log: StoredLog
    reader: LogReader
    kept: KeptLog
    store: Path
    now: datetime
    progress: Progress
    lock_wait: float = 0.0
    stretch: int = STRETCH
    wait: Callable[[float], None] = lambda seconds: None
    say: Callable[[str], None] = lambda line: None

    def advance(self, bounds: Bounds) -> Advance:
        """Raises `IntegrityAlarm` with the evidence kept, `InputRejected`, `SourceUnreachable`, `StoreError`, `StoreBusy`.

        Whatever it raises, the stretches before are stored.
        """
        head = self._new_head()
        tree = CompactRange.from_bytes(self.log.position, self.log.peaks)
        members = ChainMembers(self.reader.issuer)
        read, counts, poisoned, refetched = Tally(), CertificateCounts(), 0, 0
        end = head.size if bounds.most is None else min(head.size, tree.size + bounds.most)
        self.progress.step(f"reading {self.log.name}", end - tree.size)
        while tree.size < end and not bounds.is_over():
            until = min(end, tree.size + self.stretch)
            stretch = self._read(tree, until, head, members, bounds)
            if stretch.is_proved(head) is False and self._get_again(stretch):
                refetched += 1
                stretch = self._read(tree, until, head, members, bounds)
            if stretch.tree.size == tree.size and not stretch.broken:
                break  # no more is at hand
            self._refuse_unproved(stretch, head)
            counts = counts.plus(self._store(stretch))
            tree = stretch.tree
            read, poisoned = read.plus(stretch.harvest.tally), poisoned + stretch.harvest.poisoned
        return Advance(
            log=self.log,
            head=head,
            read=read,
            certificates=counts,
            poisoned=poisoned,
            missing=len(members.missing),
            superfluous=len(members.superfluous),
            refetched=refetched,
            is_complete=tree.size == head.size,
        )

    def keep_roots(self) -> int:
        """Note which certificates the log accepts chains to; how many."""
        roots = self.reader.roots()
        if roots:
            with self._transaction() as writer:
                seen = (Seen(certificate=sha256(der).digest(), place=Place.ROOT) for der in roots)
                see(writer.connection, self.log.number, seen)
        return len(roots)

    def _read(self, tree: CompactRange, until: int, head: TreeHead, members: ChainMembers, bounds: Bounds) -> Stretch:
        stretch = Stretch(self.reader, tree, members)
        stretch.read(until, head.size, bounds)
        self.progress.advance(stretch.tree.size - tree.size)
        return stretch

    def _get_again(self, stretch: Stretch) -> bool:
        """Keep what did not fit, and forget it; False: there is nowhere else to get it from."""
        files = self._files(stretch)
        if not self.reader.fetch_again(stretch.paths):
            return False
        self.kept.keep_evidence(self.now, "first-answer", files)
        self.say(
            f"{self.log.name}: entries from {self.log.position} on do not fit the signed head; they are got once more"
        )
        return True

    def _refuse_unproved(self, stretch: Stretch, head: TreeHead) -> None:
        proved = stretch.is_proved(head)
        span = f"entries {self.log.position} to {stretch.tree.size - 1}"
        if proved is None:
            raise InputRejected(
                f"{span} of {head.size} cannot be proved: the rest of the log, or its hash tiles, are not at hand",
                where=self.log.name,
                done=f"entries before {self.log.position} are stored",
                remedy="give the whole log, or read it from its server: subca ct sync",
            )
        if not proved:
            holds = f"{stretch.broken} does not hold" if stretch.broken else f"{span} are not"
            place = self.kept.keep_evidence(self.now, "entries", {**self._files(stretch), "head": head.signed})
            self.reader.fetch_again(stretch.paths)
            raise self._alarm(f"{holds} those of the tree of {head.size} entries that the log signed", place)

    def _files(self, stretch: Stretch) -> dict[str, bytes]:
        return {path: data for path in stretch.paths if (data := self.kept.read(path)) is not None}

    def _new_head(self) -> TreeHead:
        """The newest head, verified and found to follow the last one; it is stored."""
        last = self._last_head()
        head = self._head()
        tries = 1
        while last is not None and head.size < last.size and head.timestamp <= last.timestamp:
            if tries == OLDER_HEAD_TRIES:
                raise self._contradiction(
                    last, head, f"the log keeps serving {head.size} entries where it had {last.size}"
                )
            self.wait(OLDER_HEAD_WAIT * 2 ** (tries - 1))
            head = self._head()
            tries += 1
        if last is not None:
            self._compare(last, head)
        elif head.size == 0:
            self.say(f"{self.log.name}: the log is empty")
        stored = StoredHead(
            size=head.size, timestamp=head.timestamp, root=head.root, signed=head.signed,
            received=self.now, standing=Standing.ACCEPTED,
        )  # fmt: skip
        with self._transaction() as writer:
            add_head(writer.connection, self.log.number, stored)
        self.kept.keep(CHECKPOINT if self.log.is_tiled else STH, head.signed)
        return head

    def _compare(self, last: StoredHead, head: TreeHead) -> None:
        """Raise the alarm unless the new head's tree begins with the last one's."""
        if head.size < last.size:
            raise self._contradiction(last, head, f"the tree shrank from {last.size} to {head.size} entries")
        if head.size == last.size:
            if head.root != last.root:
                raise self._contradiction(last, head, f"two roots for the same {head.size} entries")
            return
        follows = begins(last.size, last.root, head, self.reader)
        if follows is False:  # a proof is not signed: once more before anybody is accused
            follows = begins(last.size, last.root, head, self.reader)
        if follows is False:
            raise self._contradiction(
                last, head, f"the tree of {head.size} entries does not begin with that of {last.size}"
            )
        if follows is None and self.log.position != last.size:  # else the entries tell
            raise InputRejected(
                f"nothing at hand tells whether the tree of {head.size} entries begins with that of {last.size}",
                where=self.log.name,
                done="nothing stored of it",
                remedy="read it from its server: subca ct sync",
            )

    def _head(self) -> TreeHead:
        assert self.log.key is not None
        where = self.log.url or self.log.name
        return verified_head(
            self.reader.head(), id_=self.log.id, key=self.log.key, is_tiled=self.log.is_tiled, where=where
        )

    def _last_head(self) -> StoredHead | None:
        with self._transaction() as writer:
            heads = read_heads(writer.connection, self.log.number)
        accepted = [head for head in heads if head.standing is Standing.ACCEPTED]
        return max(accepted, key=lambda head: (head.size, head.timestamp), default=None)

    def _store(self, stretch: Stretch) -> CertificateCounts:
        """One transaction: what the stretch shows, and the position behind it."""
        harvest = stretch.harvest
        self.kept.keep(POSITION, b"%d\n" % stretch.tree.size)
        with self._transaction() as writer:
            counts = join(writer, harvest.to_join(self.log.name), self.progress)
            prove_status(writer, (), new_certificates=counts.new > 0, now=self.now)
            see(writer.connection, self.log.number, harvest.seen())
            add_unreadable(writer.connection, self.log.number, harvest.unreadable)
            tree = stretch.tree
            move_log(writer.connection, self.log.number, tree.size, tree.to_bytes(), harvest.tally)
        self.log = replace(
            self.log, position=tree.size, peaks=tree.to_bytes(), tally=self.log.tally.plus(harvest.tally)
        )
        return counts

    def _transaction(self) -> AbstractContextManager[Writer]:
        return open_writer(self.store, lock_wait=self.lock_wait, now=self.now)

    def _contradiction(self, last: StoredHead, head: TreeHead, what: str) -> IntegrityAlarm:
        stored = StoredHead(
            size=head.size, timestamp=head.timestamp, root=head.root, signed=head.signed,
            received=self.now, standing=Standing.CONTRADICTS,
        )  # fmt: skip
        with self._transaction() as writer:
            add_head(writer.connection, self.log.number, stored)
        told = f"{self.log.name} ({self.log.id.hex()}), {self.log.url}\n{what}\nnoticed {self.now.isoformat()}\n"
        place = self.kept.keep_evidence(
            self.now, "heads", {"before": last.signed, "after": head.signed, "what.txt": told.encode()}
        )
        return self._alarm(what, place)

    def _alarm(self, what: str, place: Path) -> IntegrityAlarm:
        return IntegrityAlarm(
            what,
            where=self.log.name,
            done=f"nothing of it was stored; the evidence is in {place}",
            remedy="show it to the log's operator and to the programs that list the log; keep the folder",
        )
