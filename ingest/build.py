"""The whole road once: bytes come in, records are read, certificates decoded and linked, one transaction stored.

Every input ends in exactly one of three ways: stored, known already, or rejected; every record of a stored input
is stored, a duplicate, or in quarantine, and the sum is checked (reliability.md section 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from explorer.errors import ExplorerError, InputRejected
from explorer.model.certificate import Tier
from explorer.model.ids import CertificateId
from explorer.store.certificates import (
    certificate_ids,
    every_der,
    read_certificates,
    read_links,
    write_certificates,
    write_links,
    write_opaque,
)
from explorer.store.check import RAW_SUFFIX
from explorer.store.writer import Writer, open_writer
from explorer.terminal.progress import Progress
from ingest.archive import Archive
from ingest.decode.certificate import CertificateReader
from ingest.decode.der import DerError
from ingest.decode.skim import skim
from ingest.link.issuers import LinkInput, link
from ingest.reading import Asked, Reading, read_input
from ingest.receipts import write_receipt
from ingest.sources.inputs import files_below, read_file
from ingest.status import prove_status
from ingest.storing import Outcome, is_known, outcome_of, receipt_of, store_reading

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCounts:
    """What became of the certificates of one run."""

    new: int = 0
    tolerant: int = 0  # of the new ones, those that only our own reader could read
    opaque: int = 0  # of the new ones, those that nobody could read
    links_checked: int = 0  # signatures checked; each once in the life of the store


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What one ingest did."""

    outcomes: tuple[Outcome, ...]
    rejected: tuple[ExplorerError, ...]
    certificates: CertificateCounts
    proved_late: int = 0  # CRLs and OCSP responses that had waited for a certificate of this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One input at hand, and what was said of it."""

    file: str  # its name as given
    data: bytes
    asked: Asked


def ingest(
    paths: tuple[Path, ...],
    asked: Asked,
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """Bring files and folders into the store, all in one transaction.

    `now` is the moment of receipt, UTC. Raises `UsageError` for paths that do not exist, `StoreBusy`, `StoreError`;
    inputs that are rejected are in the report, and the rest is stored.
    """
    inputs, rejected = received_from(paths, asked)
    if not inputs:
        return BuildReport(outcomes=(), rejected=tuple(rejected), certificates=CertificateCounts())
    report = store_inputs(
        inputs,
        store=store,
        archive=archive_of(store),
        now=now,
        progress=progress,
        lock_wait=lock_wait,
        accept_shrink=accept_shrink,
        workers=workers,
    )
    return replace(report, rejected=(*rejected, *report.rejected))


def received_from(paths: tuple[Path, ...], asked: Asked) -> tuple[list[Received], list[ExplorerError]]:
    """Every file below the paths, read; and those that cannot be. Raises `UsageError` for paths that do not exist."""
    files, rejected = _files(paths)
    asked = replace(asked, taken_on_wins=len(files) == 1)
    inputs: list[Received] = []
    for name, path in files.items():
        try:
            inputs.append(Received(file=name, data=read_file(path), asked=asked))
        except InputRejected as error:
            rejected.append(error)
    return inputs, rejected


def ingest_bytes(
    inputs: dict[str, bytes],
    asked: Asked,
    *,
    store: Path,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """The same for inputs at hand, by name."""
    return store_inputs(
        [Received(file=name, data=data, asked=asked) for name, data in inputs.items()],
        store=store,
        archive=archive_of(store),
        now=now,
        progress=progress,
        lock_wait=lock_wait,
        accept_shrink=accept_shrink,
        workers=workers,
    )


def archive_of(store: Path) -> Archive:
    """The raw inputs beside a store."""
    return Archive(Path(f"{store}{RAW_SUFFIX}"))


def store_inputs(
    inputs: Sequence[Received],
    *,
    store: Path,
    archive: Archive,
    now: datetime,
    progress: Progress,
    lock_wait: float = 0.0,
    accept_shrink: bool = False,
    is_fresh: bool = False,
    workers: int | None = None,
) -> BuildReport:
    """Read inputs and store them in one transaction; whatever their order, the store is the same.

    `is_fresh`: they were just fetched; a list that lost too much is refused however old the one before it is.
    """
    outcomes: list[Outcome] = []
    rejected: list[ExplorerError] = []
    readings: dict[tuple[str, str, date | None], Reading] = {}
    with open_writer(store, lock_wait=lock_wait, now=now) as writer:
        archive.sweep()
        progress.step("reading", len(inputs))
        for received in sorted(inputs, key=lambda i: i.file):
            try:
                reading = read_input(received.file, received.data, received.asked)
                same = (reading.sha256, reading.list, reading.day)
                if is_known(writer, reading) or same in readings:
                    outcomes.append(outcome_of(reading, known=True))
                    archive.keep(reading.received)  # puts back what was lost
                else:
                    readings[same] = reading
            except InputRejected as error:
                rejected.append(error)
            progress.advance()
        kept: dict[int, Reading] = {}  # by place of its outcome
        progress.step("storing lists", len(readings))
        for reading in sorted(readings.values(), key=_oldest_first):
            try:
                outcome = store_reading(writer, reading, now=now, accept_shrink=accept_shrink, is_fresh=is_fresh)
                outcomes.append(outcome)
                archive.keep(reading.received)
                write_receipt(archive.folder, receipt_of(reading, now))
                kept[len(outcomes) - 1] = reading
            except InputRejected as error:
                rejected.append(error)
            progress.advance()
        certificates = _certificates(writer, list(kept.values()), progress, workers)
        proofs = prove_status(writer, kept.values(), new_certificates=certificates.new > 0, now=now)
        for place, reading in kept.items():
            outcomes[place] = proofs.corrected(outcomes[place], reading.sha256)
    return BuildReport(
        outcomes=tuple(outcomes), rejected=tuple(rejected), certificates=certificates, proved_late=proofs.taken_back
    )


def _oldest_first(reading: Reading) -> tuple[str, int, str, str]:
    return reading.list, reading.day.toordinal() if reading.day else 0, reading.file, reading.sha256


def _certificates(
    writer: Writer, readings: list[Reading], progress: Progress, workers: int | None
) -> CertificateCounts:
    """Decode and link every certificate that the store does not hold yet, and store all that was learnt."""
    held = certificate_ids(writer.connection)
    new = {c.id: c.der for reading in readings for c in reading.certificates if c.id not in held}
    if not new:
        return CertificateCounts()
    progress.step("decoding certificates", len(new))
    reader = CertificateReader()
    decoded = []
    opaque = []
    to_link = []
    for id_ in sorted(new):
        try:
            outer = skim(new[id_])
        except DerError as error:
            opaque.append((id_, str(error), new[id_]))
        else:
            certificate = reader.read(outer)
            decoded.append((certificate, new[id_]))
            to_link.append(LinkInput.of_certificate(certificate, new[id_], outer))
        progress.advance()
    progress.step("checking signatures", len(decoded))
    known = _known(writer, held) if held else []
    links = link(
        to_link,
        known,
        read_links(writer.connection),
        workers,
    )
    progress.step("storing certificates", len(decoded))
    write_certificates(writer.connection, decoded)
    write_opaque(writer.connection, opaque)
    return CertificateCounts(
        new=len(new),
        tolerant=sum(certificate.tier is Tier.TOLERANT for certificate, _ in decoded),
        opaque=len(opaque),
        links_checked=write_links(writer.connection, links),
    )


def _known(writer: Writer, held: set[CertificateId]) -> list[LinkInput]:
    """What linking needs of the certificates that are there already."""
    certificates = read_certificates(writer.connection, _END_OF_TIME)
    ders = dict(every_der(writer.connection))
    return [LinkInput.of_certificate(certificates[id_], ders[id_]) for id_ in sorted(held) if id_ in certificates]


def _files(paths: tuple[Path, ...]) -> tuple[dict[str, Path], list[ExplorerError]]:
    """Each file once, as named; those of a folder by their path from where the folder lies, or in full if that is taken."""
    found: dict[str, Path] = {}
    rejected: list[ExplorerError] = []
    seen: set[Path] = set()
    for path in paths:
        try:
            files = files_below(path)
        except InputRejected as error:
            rejected.append(error)
            continue
        for file in files:
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                name = str(file.relative_to(path.parent)) if path.is_dir() else str(path)
                found[str(real) if name in found else name] = file
    return found, rejected
