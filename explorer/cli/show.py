"""`subca show`: everything known of one CA, certificate or key, value by value with its source."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from explorer.cli.words import BASES
from explorer.terminal.files import open_output
from explorer.terminal.options import (
    as_of_option,
    common_options,
    format_option,
    known_at_option,
    out_option,
    store_option,
)
from explorer.terminal.run import Run

_VALUE_LIMIT = 2000  # characters of one value before it is cut in the middle; JSON is never cut


@click.command("show", epilog="Example: subca show 3802E424516F78EE")
@click.argument("ca", metavar="CA")
@store_option
@as_of_option
@known_at_option
@click.option("--basis", type=click.Choice(BASES), default="mrsp", show_default=True, help="Definition of constrained.")
@format_option(("text", "json"), "text")
@out_option
@common_options
@click.pass_obj
def show(
    run: Run,
    *,
    ca: str,
    store: Path,
    as_of: date | None,
    known_at: date | None,
    basis: str,
    format_: str,
    out: str,
) -> None:
    """Show one CA, certificate or key.

    CA is a certificate SHA-256, a key SHA-256, a CA id, a unique beginning of one (6 characters or more), or an
    exact name.
    """
    from explorer.analysis.assess import judge
    from explorer.analysis.survey import survey
    from explorer.store.catalog import open_store
    from explorer.store.known import snapshot_of
    from explorer.text import safe
    from explorer.views.detail import certificates_named, detail_of, subjects_of
    from explorer.views.history import history_section

    with open_store(store) as opened:
        surveyed = survey(snapshot_of(opened, as_of, known_at), basis=basis)
        meant = subjects_of(surveyed.facts, certificates_named(surveyed.facts, ca))
        assessment = judge(surveyed, about=meant)
        shown = detail_of(assessment, ca, opened.columns_of)
        past = history_section(opened, assessment, shown.certificates)
        shown = replace(shown, sections=(*shown.sections, past))
    for warning in assessment.warnings:
        run.log.warning(warning)
    if format_ == "json":
        plain = {
            "as_of": assessment.manifest.as_of.isoformat(),
            "snapshot": assessment.manifest.id,
            "title": shown.title,
            "sections": [
                {
                    "title": section.title,
                    "fields": [{"name": f.name, "value": f.value, "source": f.source} for f in section.fields],
                }
                for section in shown.sections
            ],
        }
        text = json.dumps(plain, indent=1) + "\n"
    else:
        lines = [f"{safe(shown.title)}   as of {assessment.manifest.as_of}"]
        for section in shown.sections:
            lines += ["", section.title]
            width = max((len(f.name) for f in section.fields), default=0)
            lines += [
                f"  {safe(f.name):{width}}  {safe(f.value, _VALUE_LIMIT)}   [{safe(f.source)}]" for f in section.fields
            ]
        text = "\n".join(lines) + "\n"
    with open_output(out) as stream:
        stream.write(text.encode("utf-8"))
