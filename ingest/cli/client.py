"""The client of a run: limits as configured, the clock of this machine, our name in every request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.terminal.network import NetworkChoice
from explorer.terminal.run import Run

if TYPE_CHECKING:
    from ingest.config import Config
    from ingest.http import Client


def new_client(
    run: Run, config: Config, choice: NetworkChoice, now: Callable[[], datetime], *, pause: float | None = None
) -> Client:
    """A client for one run; `pause` in seconds between requests to one host, as configured when None."""
    import random
    import time
    from dataclasses import replace

    from ingest.exchange import Clock
    from ingest.http import Client

    contact = config.network.contact
    limits = config.network.limits(choice.deadline)
    return Client(
        limits=limits if pause is None else replace(limits, pause=pause),
        clock=Clock(now=now, monotonic=time.monotonic, sleep=time.sleep, chance=random.random),
        agent=f"subca/{run.version} ({f'+{contact}' if contact else 'contact not given'})",
        say=run.log.info,
        allowed=choice.allowed,
        offline=choice.offline,
        ca_bundle=config.network.ca_bundle,
    )


def say_contact(run: Run, config: Config, choice: NetworkChoice) -> None:
    """Say, once a run, that servers are not told whom to ask."""
    if not config.network.contact and not choice.offline:
        run.log.info("no contact in the settings: servers are not told whom to ask (subca fetch --show-config)")
