"""Options of the verbs that may open connections (`fetch`, `watch`, `ct`); what they mean is carried out in `ingest`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import click

from explorer.terminal.options import Command

_TARGET = re.compile(r"(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253}):[0-9]{1,5}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChoice:
    """What the person said of connections and of doubtful lists."""

    config: Path | None  # the file of settings; None: defaults
    allowed: frozenset[str]  # exact host:port that may be reached by http and at a private address
    offline: bool
    deadline: float | None  # seconds for all downloads; None: as configured
    accept_shrink: bool = False
    accept_rollback: bool = False


def default_config() -> Path | None:
    """The settings in the user's configuration folder (XDG base directories), when there are any."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    path = Path(home) / "subca" / "subca.toml"
    return path if path.exists() else None


class _Targets(click.ParamType[str]):
    """A host and a port, nothing more general."""

    name = "target"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Lower case, an IPv6 address without its brackets."""
        text = str(value)
        if not _TARGET.fullmatch(text):
            self.fail(f"{text!r} is not one HOST:PORT", param, ctx)
        host, _, port = text.lower().rpartition(":")
        return f"{host.strip('[]')}:{int(port)}"


def network_options(command: Command) -> Command:
    """Adds the parameters of `connection_options`, and `accept_shrink`, `accept_rollback`."""
    for option in (
        click.option("--accept-rollback", is_flag=True, help="Store a list although it is older than the stored one."),
        click.option("--accept-shrink", is_flag=True, help="Store a list although it lost many entries."),
    ):
        command = option(command)
    return connection_options(command)


def connection_options(command: Command) -> Command:
    """Adds parameters `config`, `allow_target`, `offline`, `deadline`."""
    options = (
        click.option(
            "--config",
            type=click.Path(path_type=Path, dir_okay=False, exists=True),
            envvar="SUBCA_CONFIG",
            show_envvar=True,
            default=default_config,
            show_default="subca/subca.toml in the user's configuration folder, if there is one",
            help="Settings: sources, limits (TOML; subca fetch --show-config prints them).",
        ),
        click.option("--offline", is_flag=True, help="Open no connection: every source counts as not reached."),
        click.option(
            "--allow-target",
            multiple=True,
            type=_Targets(),
            metavar="HOST:PORT",
            help="Let exactly this target be reached by http and at a private address; repeatable.",
        ),
        click.option(
            "--deadline",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Longest time for all downloads.  [default: run_seconds of the settings, an hour]",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
