"""What was fetched of a log, kept for ever in the layout of `folder.py` below `<store>.raw/ct/<log id>/`.

A file is whole or not there, so a run that was killed goes on where the files end. `evidence/` holds what a log must
answer for, `log.json` how the log is called and `position` how far it was proved, so that the store can be made again
from this folder alone.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from explorer.errors import StoreError
from explorer.store.check import RAW_SUFFIX
from explorer.terminal.files import sync_folder, write_file

LOGS = "ct"
DESCRIPTION = "log.json"
EVIDENCE = "evidence"
POSITION = "position"  # file: how many entries were proved when it was last stored

_COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class KeptLog:
    """The folder of one log."""

    folder: Path

    def read(self, path: str) -> bytes | None:
        """One file; None: it is not kept."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            raise _fault(self.folder / path, fault) from fault

    def keep(self, path: str, data: bytes) -> None:
        """Write one file, durably; one that is there is replaced."""
        place = self.folder / path
        _make_folders(place.parent)
        write_file(place, data)

    def names(self, folder: str) -> list[str]:
        """The files of one folder, whole ones only."""
        try:
            return sorted(one.name for one in (self.folder / folder).iterdir() if not one.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def keep_evidence(self, now: datetime, what: str, files: Mapping[str, bytes]) -> Path:
        """Keep files that show a contradiction, in a folder of their own; its path."""
        name = f"{EVIDENCE}/{now:%Y%m%dT%H%M%SZ}-{what}"
        number = 2
        while (self.folder / name).exists():
            name = f"{EVIDENCE}/{now:%Y%m%dT%H%M%SZ}-{what}-{number}"
            number += 1
        for file, data in files.items():
            flat = (
                f"served_{file.replace('/', '_')}" if "/" in file else file
            )  # a name that no reader takes for entries
            self.keep(f"{name}/{flat}", data)
        return self.folder / name

    def drop(self, path: str) -> None:
        """Forget one file, so that it is fetched anew."""
        with suppress(FileNotFoundError):
            (self.folder / path).unlink()

    def sweep(self) -> None:
        """Remove what a killed run left half-written."""
        for path in self.folder.rglob(".*.part"):
            with suppress(OSError):
                path.unlink()

    def describe(self, **words: str) -> None:
        """Keep name, operator, key and address of the log."""
        text = json.dumps(words, indent=1, sort_keys=True).encode("ascii") + b"\n"
        if self.read(DESCRIPTION) != text:
            self.keep(DESCRIPTION, text)


def kept_log(store: Path, id_: bytes) -> KeptLog:
    """The folder of a log beside a store."""
    return KeptLog(Path(f"{store}{RAW_SUFFIX}") / LOGS / id_.hex())


def kept_logs(store: Path) -> Iterator[tuple[KeptLog, dict[str, str]]]:
    """Every log kept beside a store, with its description."""
    for path in sorted((Path(f"{store}{RAW_SUFFIX}") / LOGS).glob(f"*/{DESCRIPTION}")):
        yield KeptLog(path.parent), json.loads(path.read_bytes())


def packed(data: bytes) -> bytes:
    """An answer as it is kept in a `.json.gz` file: the same bytes every time."""
    return gzip.compress(data, _COMPRESSION, mtime=0)


def _make_folders(folder: Path) -> None:
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        _make_folders(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    except OSError as fault:
        raise _fault(folder, fault) from fault


def _fault(path: Path, fault: OSError) -> StoreError:
    return StoreError(
        f"cannot read or write: {fault.strerror or fault}",
        where=str(path),
        done="nothing stored",
        remedy="look at space and permissions, then run again",
    )
