"""The frame around every page: skip link, search, day, filters, what is shown in words, and the outlet."""

from __future__ import annotations

import json

from dash import dcc, html
from dash.development.base_component import Component

from explorer import __version__
from explorer.model.evidence import KeyState
from explorer.model.finding import Severity
from explorer.model.program import Program
from explorer.model.purpose import EV, OID_OF
from explorer.rules.registry import RULES
from explorer.ui import ids
from explorer.ui.components.parts import attributed

FILTER_PAUSE = 160  # milliseconds without a key before a filter is written to the address
_BASES = {
    "mrsp": "Mozilla policy",
    "v25": "Mozilla code 2.5",
    "v29": "Mozilla code 2.9",
    "crtsh": "crt.sh code",
    "ccadb": "CCADB column",
}
LIVE, UNKNOWN = "live", "unknown"  # values of the switches


def shell(prefix: str) -> Component:
    """The layout: everything that stays when the page changes."""
    return html.Div(
        [
            dcc.Location(id=ids.LOCATION, refresh=False),
            dcc.Store(id=ids.TITLE),
            dcc.Store(id=ids.THEME),
            html.A("Skip to content", href="#content", className="skip"),
            _header(prefix),
            _filters(),
            html.Div(
                [html.Div(id=ids.PRINT_ADDRESS), html.Div(id=ids.PRINT_HEAD)],
                className="print-head",
            ),
            html.Div(id=ids.STALE, className="stale", role="status"),
            html.Div(id=ids.SUMMARY, className="summary"),
            html.Div(id=ids.NOTICES, className="notices", role="status"),
            attributed(html.Div(id=ids.ANNOUNCE, className="unseen"), aria_live="polite"),
            html.Main(html.Div(id=ids.OUTLET), id="content", tabIndex=-1),
            _help(prefix),
            _citation(),
            attributed(
                html.Div(id=ids.MEANING, className="meaning hidden", role="dialog", tabIndex=-1), aria_label="Meaning"
            ),
            html.Footer(
                "Facts from CCADB and root-program lists as recorded in the store. A finding is a question, not a verdict. "
                f"subca {__version__}",
                className="foot",
            ),
        ],
        className="app",
    )


def _help(prefix: str) -> Component:
    keys = {
        "/": "search",
        "[ ]": "previous and next proof path",
        "f": "fit the drawing, and back",
        "t": "to the table",
        "arrows": "in the outline: up, down, open, close; letters find a name",
        "?": "this help",
        "Esc": "close",
    }
    words = html.P(
        [
            "A word with dots below it has its meaning behind it; all words: ",
            html.A("glossary", href=f"{prefix}method#words"),
            ".",
        ]
    )
    lines = [part for key, words in keys.items() for part in (html.Dt(html.Kbd(key)), html.Dd(words))]
    close = html.Form(html.Button("Close", className="button"), method="dialog")
    return html.Dialog([html.H2("Keys"), html.Dl(lines), words, close], id=ids.HELP, className="help")


def _citation() -> Component:
    """The text to quote in a post; the browser fills it when it is asked for."""
    copy = attributed(html.Button("Copy", type="button", className="button"), data_act="copyCitation")
    close = html.Form(html.Button("Close", className="button"), method="dialog")
    text = html.Pre(id="citation-text", tabIndex=0)
    parts = [html.H2("To quote in a post"), text, html.Div([copy, close], className="dialog-buttons")]
    return attributed(html.Dialog(parts, id=ids.CITATION, className="help"), aria_label="Citation")


def _header(prefix: str) -> Component:
    return html.Header(
        [
            html.A("Sub-CA explorer", href=prefix, className="brand", id=ids.HOME),
            attributed(
                html.Nav(
                    [
                        html.A("Overview", href=prefix),
                        html.A("Findings", href=f"{prefix}findings"),
                        html.A("Changes", href=f"{prefix}changes"),
                        html.A("What if", href=f"{prefix}what-if"),
                        html.A("Method", href=f"{prefix}method"),
                    ],
                    className="nav",
                ),
                aria_label="Pages",
            ),
            html.Div(
                [
                    *_field(
                        ids.SEARCH,
                        "Search",
                        "Search: CA, owner, SHA-256, SPKI, key identifier, serial",
                        milliseconds=120,
                    ),
                    attributed(html.Kbd("/", className="key"), aria_hidden="true"),
                    html.Div(id=ids.SEARCH_RESULTS, className="search-results"),
                ],
                className="search",
                role="search",
            ),
            html.Label(
                ["as of ", dcc.Dropdown(id=ids.DAY, clearable=False, searchable=False, className="day")],
                className="as-of",
            ),
            html.Button("Copy link", id=ids.COPY_LINK, className="button", type="button"),
            html.Details(
                [html.Summary("Take away", className="button"), html.Div(id=ids.TAKE_AWAY, className="menu-items")],
                className="menu",
            ),
            html.Button(
                "Theme", id=ids.THEME_BUTTON, className="button", type="button", title="Light, dark, or as the system"
            ),
        ],
        className="head",
    )


def _filters() -> Component:
    purposes = [*(str(purpose) for purpose in OID_OF), str(EV)]
    rules = [{"label": f"{rule.id} {rule.title}", "value": rule.id} for rule in RULES]
    bases = [{"label": words, "value": basis} for basis, words in _BASES.items()]
    return attributed(
        html.Div(
            [
                _many("Program", ids.FILTER_PROGRAM, [p.value for p in Program]),
                _many("Purpose", ids.FILTER_PURPOSE, purposes),
                _many("Rule", ids.FILTER_RULE, rules, name="wide"),
                _one("At least", ids.FILTER_SEVERITY, [s.value for s in Severity][::-1]),
                _known("External", ids.FILTER_EXTERNAL),
                _known("Revoked", ids.FILTER_REVOKED),
                _known("Expired", ids.FILTER_EXPIRED),
                _many("Key state", ids.FILTER_KEY, [state.value for state in KeyState]),
                _one("Constrained by", ids.FILTER_BASIS, bases),
                _text("Owner", ids.FILTER_OWNER, "contains"),
                _text("Operator", ids.FILTER_OPERATOR, "contains"),
                _text("Text", ids.FILTER_TEXT, "name or hash"),
                dcc.Store(id=ids.FILTER_FLAGS),
                attributed(
                    html.Div(className="switches"),
                    data_store=ids.FILTER_FLAGS,
                    data_words=json.dumps({LIVE: "only trusted", UNKNOWN: "can't tell, too"}),
                ),
            ],
            id=ids.FILTER_BAR,
            className="filters",
            role="group",
        ),
        aria_label="Filters",
    )


def _many(label: str, id_: str, options: list[str] | list[dict[str, str]], *, name: str = "") -> Component:
    return _labelled(label, dcc.Dropdown(id=id_, options=options, multi=True, placeholder="any"), name)


def _one(label: str, id_: str, options: list[str] | list[dict[str, str]]) -> Component:
    return _labelled(label, dcc.Dropdown(id=id_, options=options, clearable=False, searchable=False))


def _known(label: str, id_: str) -> Component:
    return _labelled(label, dcc.Dropdown(id=id_, options=["yes", "no"], searchable=False, placeholder="any"))


def _labelled(label: str, box: Component, name: str = "") -> Component:
    return html.Label([html.Span(label), box], className=f"filter {name}".strip())


def _text(label: str, id_: str, hint: str) -> Component:
    return html.Div([html.Span(label), *_field(id_, label, hint, milliseconds=FILTER_PAUSE)], className="filter")


def _field(id_: str, label: str, hint: str, *, milliseconds: int) -> tuple[Component, Component]:
    """A store, and the place where the browser puts the field that fills it.

    Not `dcc.Input`: while it waits for a pause it puts the caret back to where it was, and quick typing gets out
    of order. Ours is a plain field that nothing writes to while somebody types.
    """
    place = attributed(
        html.Div(className="field"), data_store=id_, data_label=label, data_hint=hint, data_wait=str(milliseconds)
    )
    return dcc.Store(id=id_), place
