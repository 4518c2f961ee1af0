"""The address to the page, and the controls to the address."""

from __future__ import annotations

from dash import Dash, Input, Output, State, html, no_update

from explorer.text import safe
from explorer.ui import ids
from explorer.ui.callbacks.browser import in_browser
from explorer.ui.components.chips import summary_line
from explorer.ui.components.take_away import take_away
from explorer.ui.location import Address, Page, parse
from explorer.ui.pages.route import redirect_of, view_of
from explorer.ui.session import Session, World
from explorer.ui.shell import LIVE, UNKNOWN
from explorer.views.freshness import stale_words

_CONTROLS = (
    ids.DAY,
    ids.FILTER_PROGRAM,
    ids.FILTER_PURPOSE,
    ids.FILTER_SEVERITY,
    ids.FILTER_RULE,
    ids.FILTER_OWNER,
    ids.FILTER_OPERATOR,
    ids.FILTER_TEXT,
    ids.FILTER_EXTERNAL,
    ids.FILTER_REVOKED,
    ids.FILTER_EXPIRED,
    ids.FILTER_KEY,
    ids.FILTER_BASIS,
    ids.FILTER_FLAGS,
)


_FIELDS = (ids.FILTER_OWNER, ids.FILTER_OPERATOR, ids.FILTER_TEXT)
_PROPERTY = dict.fromkeys((*_FIELDS, ids.FILTER_FLAGS), "data")  # ours are stores, those of Dash have a value


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire address and page, both ways; the browser writes, the server reads."""

    @application.callback(
        Output(ids.OUTLET, "children"),
        Output(ids.SUMMARY, "children"),
        Output(ids.NOTICES, "children"),
        Output(ids.ANNOUNCE, "children"),
        Output(ids.TITLE, "data"),
        Output(ids.STALE, "children"),
        Output(ids.PRINT_HEAD, "children"),
        Output(ids.TAKE_AWAY, "children"),
        Output(ids.DAY, "options"),
        *(Output(control, _PROPERTY.get(control, "value")) for control in _CONTROLS),
        Input(ids.LOCATION, "pathname"),
        Input(ids.LOCATION, "search"),
    )
    def show(pathname: object, search: object) -> tuple[object, ...]:
        address = parse(pathname, search, prefix)
        view, world = view_of(session, address, prefix)
        target = redirect_of(world, address, prefix) if world else ""
        if target:
            return (*[no_update] * 4, {"redirect": target}, *[no_update] * (4 + len(_CONTROLS)))
        warnings = [*address.notices, *(world.assessment.warnings if world and view.page is Page.OVERVIEW else ())]
        return (
            view.children,
            summary_line(view.summary, address, prefix),
            [_line(warning) for warning in warnings],
            f"{view.title}. {view.summary}",
            {"title": view.title},
            stale_words(world.days[0], session.today()) if world else "",
            f"As of {world.day.isoformat()} · data hash {world.assessment.manifest.id}" if world else "",
            take_away(world, address, prefix) if world else None,
            _days(world),
            *_values(address, world),
        )

    in_browser(
        application,
        "writeAddress",
        *(Input(control, _PROPERTY.get(control, "value")) for control in _CONTROLS),
        State(ids.DAY, "options"),
        at_start=False,
    )
    in_browser(application, "fillFields", *(Input(field, "data") for field in (*_FIELDS, ids.FILTER_FLAGS)))
    in_browser(application, "showTitle", Input(ids.TITLE, "data"))


def _line(warning: str) -> html.Div:
    return html.Div(safe(warning, 300))


def _days(world: World | None) -> list[dict[str, str]]:
    if world is None:
        return []
    return [{"label": day.isoformat(), "value": day.isoformat()} for day in world.days]


def _values(address: Address, world: World | None) -> tuple[object, ...]:
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
        chosen.text,
        chosen.external,
        chosen.revoked,
        chosen.expired,
        [state.value for state in chosen.key_states],
        address.basis,
        switches,
    )
