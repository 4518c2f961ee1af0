"""The grid of findings: rows block by block, sorted on the server; a row opens its CA."""

from __future__ import annotations

from functools import partial

from dash import Dash, Input, Output, no_update
from dash._no_update import NoUpdate

from explorer.errors import ExplorerError
from explorer.model.finding import Severity
from explorer.ui import ids
from explorer.ui.callbacks.browser import in_browser
from explorer.ui.components.findings_table import BLOCK, FIELDS, grid_row, name_of
from explorer.ui.location import Page, parse
from explorer.ui.session import Session
from explorer.ui.site import site_of
from explorer.views.hierarchy import Hierarchy
from explorer.views.rows import FindingRow

_SEVERITIES = {severity.value: str(severity.rank) for severity in Severity}


def register(application: Dash, session: Session, prefix: str) -> None:
    """Wire the grid."""

    @application.callback(
        Output(ids.FINDINGS_GRID, "getRowsResponse"),
        Input(ids.FINDINGS_GRID, "getRowsRequest"),
        Input(ids.FINDINGS_QUERY, "data"),
    )
    def rows(request: object, query: object) -> dict[str, object] | NoUpdate:
        start, sort = _asked(request)
        if start is None or not isinstance(query, str):
            return no_update
        address = parse(prefix + Page.FINDINGS.value, query, prefix)
        try:
            world = session.world(address.day, address.basis)
            found = world.rows(address.filters)
        except ExplorerError:
            return no_update
        for field, descending in reversed(sort):
            found = tuple(sorted(found, key=partial(_key, field, world.hierarchy), reverse=descending))
        site = site_of(address, prefix)
        block = [grid_row(row, site, world.hierarchy) for row in found[start : start + BLOCK]]
        return {"rowData": block, "rowCount": len(found)}

    in_browser(application, "openRow", Input(ids.FINDINGS_GRID, "cellClicked"), at_start=False)


def _asked(request: object) -> tuple[int | None, list[tuple[str, bool]]]:
    """First row and sort order of a request; None for one that the grid does not make."""
    if not isinstance(request, dict):
        return None, []
    start = request.get("startRow")
    if not isinstance(start, int) or isinstance(start, bool) or not 0 <= start <= 10_000_000:
        return None, []
    sort = []
    model = request.get("sortModel")
    for part in model if isinstance(model, list) else []:
        if isinstance(part, dict) and part.get("colId") in FIELDS:
            sort.append((str(part["colId"]), part.get("sort") == "desc"))
    return start, sort[:4]


def _key(field: str, hierarchy: Hierarchy, row: FindingRow) -> str:
    if field == "subject_name":
        return name_of(row, hierarchy).casefold()
    value = getattr(row, field)
    if field == "severity":
        return _SEVERITIES[value]
    return "; ".join(value) if isinstance(value, tuple) else str(value).casefold()
