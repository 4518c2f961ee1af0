"""`subca ingest`: CCADB reports, certificates, root stores, OneCRL and registers go into the store."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.errors import UsageError
from explorer.terminal.log import utc_now
from explorer.terminal.options import Day, common_options, lock_wait_option, store_option
from explorer.terminal.run import Run
from explorer.text import safe

if TYPE_CHECKING:
    from explorer.terminal.progress import Progress
    from ingest.build import BuildReport
    from ingest.reading import Asked

KINDS = (
    "ccadb-all-records",
    "ccadb-pems",
    "pem",
    "der",
    "root-store",
    "root-certificates",
    "included-roots",
    "onecrl",
    "onecrl-report",
    "crl",
    "ocsp-response",
    "evidence",
    "affiliates",
    "crtsh",
)


@click.command("ingest", epilog="Example: subca ingest AllCertificateRecords_2026-08-21.csv pems/ --store world.sqlite")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@store_option
@click.option(
    "--source",
    metavar="KIND",
    help=f"The kind of every input, instead of what its content shows: {', '.join(KINDS)}; root-store:PROGRAM.",
)
@click.option(
    "--taken-on",
    type=Day(),
    metavar="DATE",
    help="Day of files that name none in data or file name; given with one single file, it wins.  [default: today]",
)
@click.option(
    "--public-register", is_flag=True, help="Also the key-evidence records of public incidents that come with subca."
)
@click.option("--accept-shrink", is_flag=True, help="Store a list although it lost many entries since the one before.")
@lock_wait_option
@common_options
@click.pass_obj
def ingest(
    run: Run,
    *,
    paths: tuple[Path, ...],
    store: Path,
    source: str | None,
    taken_on: date | None,
    public_register: bool,
    accept_shrink: bool,
    lock_wait: float,
) -> None:
    """Read files and folders into the store, all or nothing of each, in one transaction.

    Kinds are recognised by content. Certificates have no day: each is in the world from its notBefore on.
    """
    from ingest.build import ingest as ingest_paths
    from ingest.register_folder import public_register as packaged

    if not (paths or public_register):
        raise UsageError(
            "names nothing to read", where="PATH...", done="nothing was started", remedy="name files or folders"
        )
    if public_register:
        paths = (*paths, packaged())
    now = utc_now()
    asked = asked_for(source, taken_on, now.date())
    with run.progress() as progress:
        report = ingest_paths(
            paths, asked, store=store, now=now, progress=progress, lock_wait=lock_wait, accept_shrink=accept_shrink
        )
    tell(run, report)


def build_sample_store(store: Path, progress: Progress) -> None:
    """Make the sample world and bring it into a store: what `subca demo` and the tests begin with."""
    from ingest.build import ingest_bytes
    from ingest.reading import Asked
    from ingest.sample.world import sample_files

    now = utc_now()
    report = ingest_bytes(sample_files(), Asked(today=now.date()), store=store, now=now, progress=progress)
    for error in report.rejected:
        raise error  # a store of another sample world lies there
    take_sample_log(store, now, progress)


def take_sample_log(store: Path, now: datetime, progress: Progress) -> None:
    """Bring the sample world's log into a store, as if it had been read from its server."""
    from ingest.ct.log_list import read_log_list
    from ingest.ct.sync import take_files
    from ingest.sample.log_files import log_list, tiled_files
    from ingest.sample.world import LOG, sample_log

    (log,) = read_log_list(log_list(LOG.listed(f"https://{LOG.origin}/", is_tiled=True)), where=LOG.origin).logs
    take_files(log, dict(tiled_files(sample_log(), LOG)), store=store, now=now, progress=progress)


def asked_for(source: str | None, taken_on: date | None, today: date) -> Asked:
    """What the options say of the inputs; raises `UsageError` for a word that is no kind."""
    from explorer.model.program import Program
    from ingest.reading import Asked
    from ingest.sources.recognise import Kind

    kind, _, word = (source or "").partition(":")
    program = next((p for p in Program if p.value.casefold() == word.casefold()), None)
    if source is not None and (kind not in KINDS or (word and (kind != "root-store" or program is None))):
        raise UsageError(
            f"{source!r} is no kind",
            where="--source",
            done="nothing was started",
            remedy=f"use one of {', '.join(KINDS)}, or root-store:{'|'.join(Program)}",
        )
    return Asked(kind=Kind(kind) if kind else None, program=program, taken_on=taken_on, today=today)


def tell(run: Run, report: BuildReport) -> None:
    """One line an input, then the sum; the conservation of records is printed, not only checked."""
    for outcome in report.outcomes:
        day = f" of {outcome.day} ({outcome.day_basis})" if outcome.day else ""
        if outcome.known:
            run.log.info(f"{safe(outcome.file)}: {outcome.kind}{day}, stored before: nothing to do")
            continue
        run.log.info(
            f"{safe(outcome.file)}: {outcome.kind}{day}, read {outcome.read:,} = {outcome.stored:,} stored"
            f" + {outcome.duplicates:,} duplicates + {outcome.quarantined:,} quarantined"
        )
        for note in outcome.notes:
            run.log.info(f"{safe(outcome.file)}: {note}")
        if outcome.quarantined:
            run.log.warning(
                f"{safe(outcome.file)}: {outcome.quarantined} records quarantined; subca store check lists them"
            )
    if report.proved_late:
        run.log.info(f"{report.proved_late} CRLs or OCSP responses that waited in quarantine are proved now")
    for error in report.rejected:
        run.note(error)
    new = [outcome for outcome in report.outcomes if not outcome.known]
    totals = {
        name: sum(getattr(outcome, name) for outcome in new) for name in ("read", "stored", "duplicates", "quarantined")
    }
    counts = report.certificates
    run.log.info(
        f"{len(new)} inputs stored, {len(report.outcomes) - len(new)} known, {len(report.rejected)} rejected; records: "
        f"read {totals['read']:,} = {totals['stored']:,} stored + {totals['duplicates']:,} duplicates"
        f" + {totals['quarantined']:,} quarantined; certificates: {counts.new:,} new, {counts.tolerant:,} not strict, "
        f"{counts.opaque:,} opaque; {counts.links_checked:,} signatures checked"
    )
    run.count(
        inputs={"stored": len(new), "known": len(report.outcomes) - len(new), "rejected": len(report.rejected)},
        records=totals,
        certificates={"new": counts.new, "not_strict": counts.tolerant, "opaque": counts.opaque},
        links_checked=counts.links_checked,
    )
