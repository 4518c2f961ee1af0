"""A group of verbs that loads a verb when it is called, so that `--help` and `--version` stay quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

import click

from explorer.terminal.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb in the table of the roof."""

    summary: str  # the line in `subca --help`
    load: str | Callable[[], click.Command]  # "package.module:attribute", or what makes the command


class VerbGroup(click.Group):
    """The command `subca`: knows the names of its verbs, imports none of them before it must."""

    def __init__(self, name: str, verbs: Mapping[str, Verb], help: str, params: list[click.Parameter]) -> None:
        settings = {"help_option_names": ["-h", "--help"]}
        super().__init__(
            name, help=help, params=params, context_settings=settings, subcommand_metavar="VERB [OPTIONS] [ARGUMENTS]"
        )
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb; None for an unknown name."""
        verb = self._verbs.get(cmd_name)
        if verb is None:
            return None
        if not isinstance(verb.load, str):
            return verb.load()
        module, _, attribute = verb.load.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{verb.load} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, and tell the run which one it is."""
        name, command, rest = super().resolve_command(ctx, args)
        run = ctx.find_object(Run)
        if run is not None and name is not None:
            run.verb = name
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table, without loading them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.summary) for name, verb in self._verbs.items()])
