"""A sample log on disk in one format, and the work that counts it; workers of other processes import this module."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from explorer.model.census import KeyCensus
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.ct.census import CensusReport, Job, LogToCount, count_logs
from ingest.ct.count import count_unit
from ingest.ct.executor import Engine
from ingest.ct.plan import AtHand, at_hand
from ingest.ct.shelf import Shelf
from ingest.ct.tally import Part
from ingest.sample.log import SampleLog
from ingest.sample.log_cast import alder_cast
from ingest.sample.log_files import rfc6962_files, tiled_files

NOW = datetime(2026, 7, 10, tzinfo=UTC)
FORMATS = {"tiles": tiled_files, "get-entries": rfc6962_files}
MARK = "SUBCA_TEST_KILLED"  # names a file: the worker that makes it dies


@lru_cache(maxsize=2)
def sample(size: int) -> SampleLog:
    """The log of so many entries."""
    return SampleLog(cast=alder_cast(), size=size)


def write_log(folder: Path, size: int, form: str) -> AtHand:
    """Write the log, and list it."""
    for path, data in FORMATS[form](sample(size)):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    shelf = Shelf(base=str(folder))
    return at_hand(shelf, shelf.files())


def count(
    store: Path, held: AtHand, *, engine: Engine | None = None, size: int = 4_096, verified: int = 0
) -> CensusReport:
    """Count it into a store."""
    log = LogToCount(name="alder", description="Alder", at_hand=held, verified=verified)
    return count_logs(store, [log], engine=engine, now=NOW, progress=SILENT, unit_entries=size)


def keys_of(store: Path) -> dict[tuple[str, bool], KeyCensus]:
    """What the store holds, by key and standing."""
    with open_store(store) as opened:
        return {(one.key, one.is_verified): one for rows in opened.census().keys.values() for one in rows}


def check_counts(store: Path, size: int, *, is_verified: bool = False) -> None:
    """Every number is the one known beforehand: exact where it is counted, within its bounds where it is estimated."""
    log = sample(size)
    with open_store(store) as opened:
        (counted,) = [one for one in opened.census().logs if one.is_verified == is_verified]
    assert (counted.entries, counted.unread, counted.unattributed) == (size, log.garbage, 0)
    keys = {key: seen for (key, standing), seen in keys_of(store).items() if standing == is_verified}
    assert keys.keys() == {one.issuer for one in log.issued}
    for key, seen in keys.items():
        issued = [one for one in log.issued if one.issuer == key]
        assert seen.precertificates == sum(one.precertificates for one in issued)
        assert seen.finals == sum(one.certificates for one in issued)
        assert seen.certificates.is_exact and seen.certificates.value == len(issued)
        assert seen.first == min(one.not_before for one in issued).date()
        assert seen.last == max(one.not_before for one in issued).date()
        domains = len({one.domain for one in issued} - {""})
        assert seen.domains.low * 0.97 <= domains <= seen.domains.high * 1.03
        unexpired = sum(one.not_before.date() <= NOW.date() <= one.not_after.date() for one in issued)
        found = seen.unexpired(NOW.date())
        assert found.low <= unexpired <= found.high


def die_once(job: Job) -> Part:
    """Count a unit, but the first time with kill -9 of the process itself."""
    mark = Path(os.environ[MARK])
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return count_unit(job.unit)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("lived on")


def always_die(number: int) -> int:
    """No unit of this work is ever done."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number
