"""The address to the page, and the controls to the address."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from explorer.ui import ids
from explorer.ui.location import Address, Page, parse
from explorer.ui.pages.route import redirect_of, view_of
from explorer.ui.session import Session, World
from explorer.ui.shell import LIVE, UNKNOWN

_CONTROLS = (
    ids.DAY,
    ids.FILTER_PROGRAM,
    ids.FILTER_PURPOSE,
    ids.FILTER_SEVERITY,
    ids.FILTER_RULE,
    ids.FILTER_OWNER,
    ids.FILTER_OPERATOR,
    ids.FILTER_TEXT,
    ids.FILTER_FLAGS,
)


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire address and page, both ways; the browser writes, the server reads."""

    @application.callback(
        Output(ids.OUTLET, "children"),
        Output(ids.SUMMARY, "children"),
        Output(ids.NOTICES, "children"),
        Output(ids.ANNOUNCE, "children"),
        Output(ids.TITLE, "data"),
        Output(ids.FILTER_BAR, "className"),
        Output(ids.DAY, "options"),
        *(Output(control, "value") for control in _CONTROLS),
        Input(ids.LOCATION, "pathname"),
        Input(ids.LOCATION, "search"),
    )
    def show(pathname: object, search: object) -> tuple[Any, ...]:
        address = parse(pathname, search, prefix)
        view, world = view_of(session, address, prefix)
        target = redirect_of(world, address, prefix) if world else ""
        if target:
            return (*[no_update] * 4, {"redirect": target}, *[no_update] * (2 + len(_CONTROLS)))
        warnings = [*address.notices, *(world.assessment.warnings if world and view.page is Page.OVERVIEW else ())]
        return (
            view.children,
            view.summary,
            warnings and [part for warning in warnings for part in _line(warning)],
            f"{view.title}. {view.summary}",
            {"title": view.title},
            f"filters on-{view.page or 'overview'}",
            _days(world),
            *_values(address, world),
        )

    application.clientside_callback(
        ClientsideFunction("subca", "writeAddress"),
        *(Input(control, "value") for control in _CONTROLS),
        State(ids.DAY, "options"),
        prevent_initial_call=True,
    )
    application.clientside_callback(ClientsideFunction("subca", "showTitle"), Input(ids.TITLE, "data"))


def _line(warning: str) -> tuple[Any, ...]:
    from dash import html

    from explorer.text import safe

    return (html.Div(safe(warning, 300)),)


def _days(world: World | None) -> list[dict[str, str]]:
    if world is None:
        return []
    return [{"label": day.isoformat(), "value": day.isoformat()} for day in world.days]


def _values(address: Address, world: World | None) -> tuple[Any, ...]:
    """What each control shows for this address, in the order of the controls."""
    chosen = address.filters
    switches = [LIVE] * chosen.live_only + [UNKNOWN] * chosen.unknown
    return (
        world.day.isoformat() if world else None,
        [program.value for program in chosen.programs],
        [str(purpose) for purpose in chosen.purposes],
        chosen.min_severity.value,
        list(chosen.rules),
        chosen.owner,
        chosen.operator,
        address.text,
        switches,
    )
