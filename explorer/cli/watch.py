"""`subca watch`: bring the lists home, find the flags, say what is new; one folder of results, one exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from explorer.cli.words import NEVER, SEVERITIES
from explorer.terminal.exit_codes import ExitCode
from explorer.terminal.log import utc_now
from explorer.terminal.network import NetworkChoice, network_options
from explorer.terminal.options import common_options, lock_wait_option, store_option
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from explorer.analysis.assess import Assessment
    from explorer.analysis.news import News
    from explorer.cli.watch_files import Memory
    from explorer.store.baseline import Acceptance
    from explorer.views.changes import ChangeList

Clock = Callable[[], datetime]


class Hands(Protocol):
    """What the roof hands in, for this package opens no connection and reads no list: `ingest/cli/fetch.py`."""

    def fetch_sources(
        self, run: Run, sources: tuple[str, ...], store: Path, choice: NetworkChoice, lock_wait: float, now: Clock
    ) -> None:
        """Fetch and store; failures are noted on the run."""

    def take_files(
        self, run: Run, paths: tuple[Path, ...], store: Path, choice: NetworkChoice, lock_wait: float, now: datetime
    ) -> None:
        """Read and store files; failures are noted on the run."""

    def hand_in(self, run: Run, url: str, data: bytes, choice: NetworkChoice, now: Clock) -> None:
        """Post JSON to one address; a failure is noted on the run."""

    def check_address(self, url: str, choice: NetworkChoice) -> None:
        """Raise `UsageError` for an address that is never connected to."""


def watch_verb(hands: Hands, now: Clock = utc_now) -> click.Command:
    """The verb, given the functions of `ingest` that bring data."""

    @click.command("watch", epilog="Example: subca watch --out results --fail-on high")
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        required=True,
        metavar="DIR",
        help="Folder of results, replaced as a whole or not at all.",
    )
    @click.option(
        "--from",
        "paths",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Read these files or folders instead of fetching; repeatable.",
    )
    @click.option("--keep", type=click.IntRange(0, 10_000), default=1, show_default=True, help="Old runs to keep.")
    @click.option("--webhook", metavar="URL", help="Post the summary there, and nowhere else.")
    @click.option(
        "--fail-on",
        type=click.Choice((*SEVERITIES, NEVER)),
        default="high",
        show_default=True,
        help="End with code 1 when a new finding is at least this bad; on the first run, any.",
    )
    @click.option(
        "--baseline",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FILE",
        help="Accepted findings (subca flags --accept): they are listed, and never news.",
    )
    @click.option(
        "--max-age",
        type=click.IntRange(min=0),
        metavar="DAYS",
        help="End with code 4 when the newest all-records list is older than this, by the clock.",
    )
    @store_option
    @network_options
    @lock_wait_option
    @common_options
    @click.pass_obj
    def watch(
        run: Run,
        *,
        out: Path,
        paths: tuple[Path, ...],
        keep: int,
        webhook: str | None,
        fail_on: str,
        baseline: Path | None,
        max_age: int | None,
        store: Path,
        config: Path | None,
        allow_target: tuple[str, ...],
        offline: bool,
        deadline: float | None,
        accept_shrink: bool,
        accept_rollback: bool,
        lock_wait: float,
    ) -> None:
        """Fetch the configured lists (or read files), find the flags, compare with the last run, write the results.

        The exit code tells a scheduler what to do: docs/scheduled.md.
        """
        from explorer.cli.watch_files import read_memory
        from explorer.store.baseline import read_baseline
        from explorer.store.lock import writer_lock
        from explorer.terminal.folders import check_folder

        choice = NetworkChoice(
            config=config,
            allowed=frozenset(allow_target),
            offline=offline,
            deadline=deadline,
            accept_shrink=accept_shrink,
            accept_rollback=accept_rollback,
        )
        check_folder(out)
        acceptances = read_baseline(baseline) if baseline else {}  # a broken one is told before anything is started
        if webhook:
            hands.check_address(webhook, choice)
        began = now()
        with writer_lock(out, wait=lock_wait, started=began.isoformat(timespec="seconds")):
            if paths:
                hands.take_files(run, paths, store, choice, lock_wait, began)
            else:
                hands.fetch_sources(run, (), store, choice, lock_wait, now)
            before = read_memory(out)
            judged = _judged(run, store, before, acceptances, began, max_age)
            if judged is not None:
                _write(run, hands, judged, before, acceptances, out, keep, webhook, fail_on, choice, now)

    return watch


def _judged(
    run: Run,
    store: Path,
    before: Memory | None,
    acceptances: Mapping[str, Acceptance],
    now: datetime,
    max_age: int | None,
) -> tuple[Assessment, ChangeList] | None:
    """The newest day that the store holds, and what changed; None when it holds none, and why has been told already."""
    from explorer.analysis.assess import assess
    from explorer.cli.flags_baseline import hold
    from explorer.cli.watch_files import changes_since
    from explorer.errors import SourceUnreachable
    from explorer.store.catalog import open_store
    from explorer.store.schema import is_made

    if run.causes and not is_made(store):
        return None
    with open_store(store) as opened:
        if run.causes and not opened.days():
            return None
        assessment = assess(opened.snapshot())
        changes = changes_since(opened, assessment, before)
    if acceptances:
        assessment = hold(run, assessment, acceptances)
    day = assessment.manifest.as_of
    if max_age is not None and (now.date() - day).days > max_age:
        run.note(
            SourceUnreachable(
                f"the newest list is of {day}, more than {max_age} days ago",
                where=str(store),
                done="the results are made from it",
                remedy="look at what brings the lists",
            )
        )
    for warning in assessment.warnings:
        run.log.warning(warning)
    blind = tuple(f"not of today: {cause.where}: {cause.what}" for cause in run.causes)
    return (
        replace(assessment, warnings=(*blind, *assessment.warnings)),
        replace(changes, warnings=(*blind, *changes.warnings)),
    )


def _write(
    run: Run,
    hands: Hands,
    judged: tuple[Assessment, ChangeList],
    before: Memory | None,
    acceptances: Mapping[str, Acceptance],
    out: Path,
    keep: int,
    webhook: str | None,
    fail_on: str,
    choice: NetworkChoice,
    now: Clock,
) -> None:
    """Everything into a new folder, the summary handed in, and then the folder put in place."""
    from explorer.analysis.news import news_of
    from explorer.cli.watch_files import SUMMARY, Memory, read_feed, write_memory, write_results
    from explorer.model.finding import Severity
    from explorer.terminal.files import write_file
    from explorer.terminal.folders import replaced_folder
    from explorer.views.background import background_of_news

    assessment, changes = judged
    news = news_of(assessment.findings, before.told if before else None)
    if fail_on != NEVER and any(finding.severity.rank <= Severity(fail_on).rank for finding in news.new):
        run.found()
    _tell(run, assessment, news, changes, is_first=before is None)
    with replaced_folder(out, f"{now():%Y%m%dT%H%M%SZ}", keep=keep) as folder:
        background = background_of_news(assessment, news, before.told if before else None, acceptances)
        run.count(files=[*write_results(folder, assessment, changes, background, read_feed(out)), SUMMARY])
        if webhook:
            hands.hand_in(run, webhook, run.summary(run.code()), choice, now)
        code = run.code()
        told = news.told_after(before.told if before else None, is_told=code in (ExitCode.DONE, ExitCode.FINDINGS))
        write_memory(folder, Memory(as_of=assessment.manifest.as_of, told=told))
        write_file(folder / SUMMARY, run.summary(code))


def _tell(run: Run, assessment: Assessment, news: News, changes: ChangeList, *, is_first: bool) -> None:
    from explorer.exports.json_rows import unknown_counts
    from explorer.views.changes import counts_by_type

    def by_severity(words: list[str]) -> dict[str, int]:
        return {severity: words.count(severity) for severity in SEVERITIES}

    manifest = assessment.manifest
    new = by_severity([finding.severity.value for finding in news.new])
    run.count(
        as_of=manifest.as_of.isoformat(),
        snapshot=manifest.id,
        findings=by_severity([finding.severity.value for finding in assessment.findings]),
        new_findings=new,
        first_run=is_first,
        changes=dict(counts_by_type(changes.rows)),
        since=changes.from_day.isoformat(),
        unknown=unknown_counts(assessment),
        warnings=list(assessment.warnings),
    )
    told = ", ".join(f"{count} {severity}" for severity, count in new.items() if count) or "none"
    since = "the first run" if is_first else "since the last run"
    run.log.info(
        f"as of {manifest.as_of}: {len(assessment.findings)} findings; new ({since}): {told}; {len(changes.rows)} changes"
    )
