"""The baseline of `subca flags`: accepting findings, and holding findings against what was accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from explorer.terminal.options import Day

if TYPE_CHECKING:
    from explorer.analysis.assess import Assessment
    from explorer.store.baseline import Acceptance
    from explorer.terminal.run import Run

Command = TypeVar("Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineChoice:
    """What the options say."""

    file: Path | None
    accept: tuple[str, ...]
    reason: str
    author: str
    until: date | None


def baseline_options(command: Command) -> Command:
    """`--baseline`, `--accept` and what an acceptance needs: parameters `baseline`, `accept`, `reason`, `author`, `until`."""
    for option in reversed(
        (
            click.option(
                "--baseline",
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help="Accepted findings, a TOML file: --fail-on judges the others only.",
            ),
            click.option(
                "--accept",
                multiple=True,
                metavar="FINGERPRINT|RULE:SUBJECT",
                help="Write this finding into the baseline and end; repeatable.",
            ),
            click.option("--reason", default="", metavar="TEXT", help="With --accept: why."),
            click.option("--author", default="", metavar="NAME", help="With --accept: who answers for it."),
            click.option("--until", type=Day(), metavar="DATE", help="With --accept: its last day."),
        )
    ):
        command = option(command)
    return command


def check_choice(choice: BaselineChoice) -> None:
    """Raise `UsageError` for options that make no sense together."""
    from explorer.errors import UsageError

    needed = {"--baseline": choice.file, "--reason": choice.reason, "--author": choice.author, "--until": choice.until}
    missing = [name for name, value in needed.items() if not value]
    if choice.accept and missing:
        raise UsageError(
            f"an acceptance needs {', '.join(missing)}", where="--accept", done="nothing was accepted",
            remedy="say why, who, until when, and in which file",
        )  # fmt: skip
    if not choice.accept and (choice.reason or choice.author or choice.until):
        raise UsageError("nothing to accept", where="--reason, --author, --until", remedy="name findings with --accept")


def accept_findings(run: Run, assessment: Assessment, choice: BaselineChoice) -> None:
    """Write the named findings into the baseline; one that stands there gets the new reason and day."""
    from explorer.analysis.accepted import acceptance_of
    from explorer.store.baseline import read_baseline, write_baseline

    assert choice.file is not None and choice.until is not None
    baseline = read_baseline(choice.file) if choice.file.exists() else {}
    for named in choice.accept:
        new = acceptance_of(assessment, named, reason=choice.reason, author=choice.author, until=choice.until)
        baseline[new.fingerprint] = new
        run.log.info(f"accepted {new.rule} of {new.subject} until {new.until}, as {new.severity}")
    write_baseline(choice.file, baseline.values())
    run.count(accepted=len(choice.accept), baseline=len(baseline))


def hold(run: Run, assessment: Assessment, acceptances: Mapping[str, Acceptance]) -> Assessment:
    """The assessment with accepted findings marked; what fires again is said."""
    from explorer.analysis.accepted import hold_against

    held = hold_against(assessment, acceptances)
    for acceptance in held.expired:
        run.log.warning(f"accepted until {acceptance.until} only: {acceptance.rule} of {acceptance.subject}")
    for acceptance in held.worse:
        run.log.warning(f"worse than what was accepted: {acceptance.rule} of {acceptance.subject}")
    if held.gone:
        run.log.info(f"{len(held.gone)} accepted findings are not there any more: the baseline can lose them")
    run.count(expired=len(held.expired), worse=len(held.worse), gone=len(held.gone))
    return held.assessment
