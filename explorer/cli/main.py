"""The group of verbs, and the one place that prints how a run ended.

`run_verbs` turns every end of a verb into an exit code: an expected failure is one line on standard error,
a bug is an incident line with the path of a report, a signal ends the run in its last good state.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

import click

from explorer import __version__
from explorer.errors import ExplorerError
from explorer.terminal.exit_codes import ExitCode, code_of, strongest
from explorer.terminal.files import write_file
from explorer.terminal.run import Run
from explorer.terminal.summary import Cause
from explorer.terminal.verbs import Verb, VerbGroup

ABOUT = "Delegation graph explorer of the WebPKI: who may issue under whose root, and what limits it."

EXPLORER_VERBS = {
    "flags": Verb(summary="The risk flags.", load="explorer.cli.flags:flags"),
    "show": Verb(summary="Everything known of one CA, certificate or key.", load="explorer.cli.show:show"),
    "paths": Verb(summary="Trust paths of one CA: the proof, or why not.", load="explorer.cli.paths:paths"),
    "signers": Verb(summary="Whose keys can sign OCSP answers for whom.", load="explorer.cli.signers:signers"),
    "diff": Verb(summary="What changed between two days, and why.", load="explorer.cli.diff:diff"),
    "distrust": Verb(summary="What if these were distrusted.", load="explorer.cli.distrust:distrust"),
    "export": Verb(
        summary="The graph, for other programs: GraphML, GEXF, JSON, CSV.", load="explorer.cli.export:export"
    ),
    "report": Verb(summary="One self-contained HTML file.", load="explorer.cli.report:report"),
    "rules": Verb(summary="The rules; one rule explained.", load="explorer.cli.rules:rules"),
    "store": Verb(summary="Check the store, list its snapshots.", load="explorer.cli.store:store"),
}


class Terminated(BaseException):
    """SIGTERM arrived: unwind like Ctrl-C, so that transactions roll back and temporary files go."""


def group(verbs: Mapping[str, Verb]) -> VerbGroup:
    """The command `subca` with these verbs."""
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_version,
        help="Print the version.",
    )
    return VerbGroup("subca", verbs, help=ABOUT, params=[version])


def main(arguments: Sequence[str] | None = None) -> int:
    """The explorer alone: the verbs that need no `ingest`."""
    return run_verbs(EXPLORER_VERBS, sys.argv[1:] if arguments is None else arguments)


def run_verbs(verbs: Mapping[str, Verb], arguments: Sequence[str]) -> int:
    """Run one verb to its end and return the exit code; writes the summary, on failure too."""
    run = Run(version=__version__)
    before = signal.signal(signal.SIGTERM, _terminate)
    collects = gc.isenabled()
    gc.disable()  # one verb answers one question: large graphs, no garbage; the server switches it on again
    atexit.register(gc.freeze)  # nor is what is there at the end walked once more
    try:
        code = strongest([_outcome(run, group(verbs), list(arguments)), _flush_output(run)])
    finally:
        signal.signal(signal.SIGTERM, before)
        if collects:
            gc.enable()
    if code is ExitCode.USAGE and not run.summary_file:
        run.summary_file = _summary_file_in(arguments)  # wrong usage can hide the option from the parser
    try:
        run.write_summary(code)
    except ExplorerError as error:
        run.note(error)
        code = strongest([code, code_of(error)])
    return int(code)


def _outcome(run: Run, verbs: VerbGroup, arguments: list[str]) -> ExitCode:
    try:
        with verbs.make_context("subca", arguments, obj=run) as context:
            verbs.invoke(context)
        return run.code()
    except click.exceptions.Exit:  # --help, --version
        return run.code()
    except click.exceptions.NoArgsIsHelpError as error:  # a group without a verb
        click.echo(error.format_message(), err=True)
        return ExitCode.USAGE
    except click.ClickException as error:
        return _refuse_usage(run, error)
    except ExplorerError as error:
        return _fail(run, error)
    except BrokenPipeError:  # the reader of our output went away: what is known so far stands
        _drop_output()
        return run.code()
    except (KeyboardInterrupt, click.Abort):
        return _stop(run, ExitCode.INTERRUPTED)
    except Terminated:
        return _stop(run, ExitCode.TERMINATED)
    except Exception as error:  # noqa: BLE001  a bug must end with its own exit code and a report, whatever it is
        return _report_bug(run, error)


def _fail(run: Run, error: ExplorerError) -> ExitCode:
    run.note(error)
    _trace(run)
    code = code_of(error)
    return code if code is ExitCode.USAGE else run.code()


def _refuse_usage(run: Run, error: click.ClickException) -> ExitCode:
    hint = error.ctx.command_path + " --help" if isinstance(error, click.UsageError) and error.ctx else "subca --help"
    remedy = f"see: {hint}"
    run.causes.append(
        Cause(
            code=ExitCode.USAGE,
            where="command line",
            what=error.format_message(),
            done="nothing started",
            remedy=remedy,
        )
    )
    run.log.error(f"command line: {error.format_message()} (nothing started; {remedy})")
    return ExitCode.USAGE


def _stop(run: Run, code: ExitCode) -> ExitCode:
    what, done = "stopped by a signal", "the store is in its last good state"
    run.causes.append(Cause(code=code, where=run.verb, what=what, done=done, remedy=""))
    run.log.warning(f"{run.verb or 'subca'}: {what} ({done})")
    return code


def _report_bug(run: Run, error: Exception) -> ExitCode:
    import platform
    import traceback

    name = f"incident-{run.id}.txt"
    text = "".join(traceback.format_exception(error))
    head = f"subca {run.version}, Python {platform.python_version()}, run {run.id}, verb {run.verb}\n\n"
    place = _keep_report(name, (head + text).encode("ascii", "backslashreplace"))
    what = f"bug in the program: {type(error).__name__}: {error}"
    remedy = f"report it with {place}" if place else "run it again with --debug and report what it prints"
    run.causes.append(
        Cause(code=ExitCode.BUG, where=run.verb, what=what, done="the store is in its last good state", remedy=remedy)
    )
    run.log.error(f"{run.verb or 'subca'}: {what} (the store is in its last good state; {remedy})")
    _trace(run)
    return ExitCode.BUG


def _keep_report(name: str, report: bytes) -> str:
    """The path of the report: in the user's state folder, else the temporary one; empty when neither takes it."""
    import tempfile

    state = os.environ.get("XDG_STATE_HOME")
    for folder in ((Path(state) if state else Path.home() / ".local" / "state") / "subca", Path(tempfile.gettempdir())):
        with suppress(OSError, ExplorerError):
            folder.mkdir(parents=True, exist_ok=True)
            write_file(folder / name, report)
            return str(folder / name)
    return ""


def _trace(run: Run) -> None:
    if run.debug:
        import traceback

        for line in traceback.format_exc().splitlines():
            run.log.debug(line)


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"subca {__version__}")
        context.exit()


def _terminate(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the unwinding short
    raise Terminated


def _flush_output(run: Run) -> ExitCode:
    """Write errors that the system held back until now count too: a full disk is not `done`."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as fault:
        _drop_output()
        run.log.error(
            f"standard output: cannot write: {fault.strerror} (part of the output may be missing; free space)"
        )
        return ExitCode.STORE
    return ExitCode.DONE


def _drop_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _summary_file_in(arguments: Sequence[str]) -> str:
    for place, argument in enumerate(arguments):
        if argument == "--summary":
            return next(iter(arguments[place + 1 :]), "")
        if argument.startswith("--summary="):
            return argument.partition("=")[2]
    return ""
