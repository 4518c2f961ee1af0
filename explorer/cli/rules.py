"""`subca rules`: what each rule flags, why, and where it can be wrong."""

from __future__ import annotations

import inspect
import sys

import click

from explorer.terminal.options import common_options
from explorer.terminal.run import Run


@click.command("rules", epilog="Example: subca rules SUBCA-001")
@click.argument("rule", metavar="[ID]", required=False)
@common_options
@click.pass_obj
def rules(run: Run, *, rule: str | None) -> None:
    """List the rules; with an id or a name, explain one with its citations, remedy and limits."""
    from explorer.errors import UsageError
    from explorer.rules.registry import RULES

    if rule is None:
        width = max(len(r.name) for r in RULES)
        for one in RULES:
            click.echo(f"{one.id:10} {one.name:{width}}  {one.severity.value:8}  {one.title}")
        return
    chosen = next((r for r in RULES if rule in (r.id, r.name)), None)
    if chosen is None:
        raise UsageError(f"no rule {rule!r}", where="subca rules", remedy="subca rules lists them")
    doc = inspect.cleandoc(sys.modules[chosen.check.__module__].__doc__ or "")
    click.echo(f"{chosen.id} {chosen.name}: {chosen.title}\n\n{doc}\n")
    click.echo(f"Subject:    {chosen.kind.value}")
    click.echo(f"Severity:   {chosen.severity.value} at most")
    click.echo(f"Confidence: {chosen.confidence.value} at best")
    click.echo(f"In force:   {chosen.since.isoformat() if chosen.since else 'always'}")
    click.echo(f"Citations:  {'; '.join(str(c) for c in chosen.citations)}")
    click.echo(f"Remedy:     {chosen.remedy}")
