"""`subca evidence`: the key-lifecycle register: a record to fill in, a check of a folder, the keys with their state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from explorer.errors import InputRejected, UsageError
from explorer.terminal.files import STANDARD_OUTPUT, open_output
from explorer.terminal.options import (
    as_of_option,
    common_options,
    format_option,
    known_at_option,
    out_option,
    store_option,
)
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from explorer.model.evidence import Evidence
    from explorer.model.ids import SpkiHash
    from explorer.views.evidence import KeyRow


class Fault(Protocol):
    """What the reader of records says is wrong with one."""

    @property
    def file(self) -> str:
        """Below the folder."""

    @property
    def line(self) -> int:
        """0: the file as a whole."""

    @property
    def is_fatal(self) -> bool:
        """The record is not used."""


class Register(Protocol):
    """A folder of records, read."""

    @property
    def records(self) -> Sequence[tuple[str, Evidence]]:
        """Each with its file."""

    @property
    def problems(self) -> Sequence[Fault]:
        """Each prints itself with file, line and remedy."""


ReadRegister = Callable[[Path], Register]


def evidence_verb(read_register: ReadRegister) -> click.Group:
    """The verb; the reader of records belongs to `ingest`, so the roof hands it in."""

    @click.command("check", epilog="Example: subca evidence check register/ && git commit")
    @click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
    @common_options
    @click.pass_obj
    def check(run: Run, *, folder: Path) -> None:
        """Check every record of a register: its form, its words, its name, and what records say against each other.

        Ends with code 3 when a record can't be used, with code 1 when one can be used but should be mended or is
        contradicted by another.
        """
        _check(run, folder, read_register)

    return click.Group(
        "evidence",
        help="The key-lifecycle register.",
        commands={"template": template, "check": check, "list": list_keys},
    )


def _check(run: Run, folder: Path, read_register: ReadRegister) -> None:
    if not folder.exists():
        raise UsageError(
            "no such file or folder", where=str(folder), done="nothing was started", remedy="check the path"
        )
    register = read_register(folder)
    for problem in register.problems:
        click.echo(str(problem))
    clashes = list(_clashes(record for _, record in register.records))
    for clash in clashes:
        click.echo(clash)
    fatal = [problem for problem in register.problems if problem.is_fatal]
    slips = len(register.problems) - len(fatal)
    run.count(records=len(register.records), unusable=len(fatal), slips=slips, contradictions=len(clashes))
    run.log.info(
        f"{folder}: {len(register.records)} records hold; {len(fatal)} faults make a record unusable, "
        f"{slips} are of form, {len(clashes)} contradictions"
    )
    if fatal:
        run.note(
            InputRejected(
                f"{len({problem.file for problem in fatal})} records can't be used",
                where=str(folder),
                done="nothing was stored or changed",
                remedy="mend them as each line says",
            )
        )
    if slips or clashes:
        run.found()


def _clashes(records: Iterable[Evidence]) -> Iterator[str]:
    """What records of one key say against each other, one line each."""
    from explorer.keys.record_dates import contradictions_between

    of_key: dict[SpkiHash, list[Evidence]] = {}
    for record in records:
        for key in record.keys:
            of_key.setdefault(key, []).append(record)
    for key, held in sorted(of_key.items()):
        for words in contradictions_between(held):
            yield f"key {key[:16]}: {words}; both stay, and the state is contradicted until one is superseded"


@click.command("template", epilog='Example: subca evidence template "Example CA" --set Event=retired --out record.txt')
@click.argument("ca", metavar="CA")
@store_option
@as_of_option
@known_at_option
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="Fill in a field; repeatable.")
@out_option
@common_options
@click.pass_obj
def template(
    run: Run, *, ca: str, store: Path, as_of: date | None, known_at: date | None, given: tuple[str, ...], out: str
) -> None:
    """Write a register record about the key of a CA, prefilled with what the store knows.

    The record says nothing yet: fill in event, form, document and source level from what you have read. Its file name
    is made from its bytes; the right one is told, and told again by `subca evidence check` after each change.
    """
    from explorer.analysis.survey import survey
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.evidence import template as template_of
    from explorer.views.lookup import look_up

    pairs = [tuple(text.partition("=")[::2]) for text in given]
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise UsageError(f"{wrong[0]!r} is no FIELD=VALUE", where="--set", done="nothing was started")
    with open_store(store) as opened:
        assessment = survey(snapshot_of(opened, as_of, known_at))
    made = template_of(assessment, look_up(assessment.facts.graph, ca), [(name, value) for name, value in pairs])
    with open_output(out) as stream:
        stream.write(made.text.encode())
    run.log.info(f"as it is now, its name in a register is {made.name}")
    run.count(name=made.name)


@click.command("list", epilog="Example: subca evidence list --all --format csv --out keys.csv")
@store_option
@as_of_option
@known_at_option
@click.option("--all", "all_keys", is_flag=True, help="Also OCSP-capable keys under issuers that nobody trusts.")
@format_option(("text", "csv", "json"), "text")
@out_option
@common_options
@click.pass_obj
def list_keys(
    run: Run, *, store: Path, as_of: date | None, known_at: date | None, all_keys: bool, format_: str, out: str
) -> None:
    """List keys with the state of their destruction and whether it is needed: needed ones first.

    silent means that no evidence was found, never that the key exists.
    """
    from explorer.analysis.survey import survey
    from explorer.exports.key_files import write_csv, write_json
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.views.evidence import key_rows, unresolved

    with open_store(store) as opened:
        assessment = survey(snapshot_of(opened, as_of, known_at))
    rows = key_rows(assessment, all_keys=all_keys)
    open_records = unresolved(assessment)
    for warning in assessment.warnings:
        run.log.warning(warning)
    states = {state: sum(row.state == state for row in rows) for state in sorted({row.state for row in rows})}
    run.count(
        as_of=assessment.manifest.as_of.isoformat(),
        states=states,
        needed=sum(row.need == "yes" for row in rows),
        unresolved_records=len(open_records),
    )
    if out == STANDARD_OUTPUT or format_ == "text":
        told = ", ".join(f"{count} {state}" for state, count in states.items()) or "no keys"
        run.log.info(f"as of {assessment.manifest.as_of}: {told}; {len(open_records)} records name no key at hand")
    with open_output(out) as stream:
        if format_ == "csv":
            write_csv(rows, stream)
        elif format_ == "json":
            write_json(assessment, rows, open_records, stream)
        else:
            stream.write(("\n".join(_lines(rows, open_records)) + "\n").encode())


def _lines(rows: Sequence[KeyRow], open_records: Sequence[str]) -> Iterator[str]:
    from explorer.text import safe

    if not rows:
        yield "no key is needed, and the register speaks of none at hand"
    for row in rows:
        need = f"needed until {row.need_until}" if row.need == "yes" else "not needed"
        yield f"{row.key_spki[0][:16]}  {row.state:12}  {need:24}  {safe(row.name, 90)}  [{safe(row.owner) or 'no record'}]"
        yield from (f"    {safe(text)}" for text in (*row.records, *row.contradictions, *row.notes))
        if row.records:
            yield from (f"    missing: {safe(gap)}" for gap in row.missing)
    if open_records:
        yield "Records that name no key at hand:"
        yield from (f"    {safe(text)}" for text in open_records)
