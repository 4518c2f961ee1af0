"""Findings: the grid of the findings page, and the short table of one CA."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import dash_ag_grid
from dash import html
from dash.development.base_component import Component

from explorer.model.finding import Finding, Status
from explorer.model.ids import CaId
from explorer.ui import ids
from explorer.ui.components.parts import Children, attributed, severity, shown, table
from explorer.ui.site import Site
from explorer.views.hierarchy import Hierarchy
from explorer.views.rows import RULE_OF, FindingRow

_GROWS, _SQUEEZED = 3, 180  # columns that take most room, and what is left of them in a narrow window
BLOCK = 100  # rows asked for at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the grid: the field of a row, its heading and width."""

    field: str
    heading: str
    width: int
    flex: int = 0


COLUMNS = (
    Column(field="severity", heading="Severity", width=100),
    Column(field="rule_id", heading="Rule", width=106),
    Column(field="title", heading="Flag", width=220, flex=3),
    Column(field="subject_name", heading="Subject", width=220, flex=3),
    Column(field="ca_owner", heading="Owner", width=160, flex=2),
    Column(field="operator", heading="Operator", width=160, flex=2),
    Column(field="programs", heading="Trusted by", width=170, flex=2),
    Column(field="not_after", heading="Not after", width=112),
    Column(field="spki_sha256", heading="Key (SPKI)", width=96),
)
FIELDS = frozenset(column.field for column in COLUMNS)


def findings_grid(caption: str) -> Component:
    """The grid, empty; its rows are asked for block by block."""
    columns = [_definition(column) for column in COLUMNS]
    grid = dash_ag_grid.AgGrid(
        id=ids.FINDINGS_GRID,
        rowModelType="infinite",
        columnDefs=columns,
        defaultColDef={"sortable": True, "resizable": True, "filter": False},
        getRowId="params.data.key",
        className="findings-grid",
        style={"height": None, "width": None},
        dashGridOptions={
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "rowHeight": 30,
            "headerHeight": 34,
            "infiniteInitialRowCount": 1,
            "tooltipShowDelay": 500,
            "animateRows": False,
            "suppressColumnVirtualisation": True,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
        },
    )
    return attributed(html.Div(grid, className="grid-frame"), aria_label=caption, role="region")


def grid_row(row: FindingRow, site: Site, hierarchy: Hierarchy) -> dict[str, str]:
    """A finding as the grid shows it: safe text, and the link that it opens."""
    link = _link(row, hierarchy)
    href = site.href(link) if link else ""
    return {
        "key": f"{href}|{row.rule_id}|{row.subject_id}",
        "href": href,
        "severity": "unknown" if row.status == Status.UNKNOWN else row.severity,
        "rule_id": row.rule_id,
        "title": row.title,
        "subject_name": shown(name_of(row, hierarchy)),
        "subject": shown(row.subject_name),
        "ca_owner": shown(row.ca_owner),
        "operator": shown(row.operator) if row.operator != row.ca_owner else "",
        "programs": "; ".join(row.programs) or "nobody",
        "not_after": row.not_after[:10],
        "spki_sha256": row.spki_sha256[:16],
        "explanation": shown(row.explanation, 600),
    }


def finding_list(findings: Iterable[Finding], site: Site) -> Component:
    """The findings of one CA with their argument."""
    rows: list[tuple[Children, ...]] = []
    for finding in findings:
        rule = RULE_OF[finding.rule]
        told = finding.status is not Status.UNKNOWN
        rows.append(
            (
                severity(finding.severity) if told else html.Span("can't tell", className="severity severity-unknown"),
                html.A(finding.rule, href=site.href(f"method/{finding.rule}")),
                rule.title,
                html.Ul([html.Li(shown(reason, 600)) for reason in finding.because], className="reasons"),
                ", ".join(map(str, finding.uses)) or "nobody",
                "; ".join(sorted(map(str, rule.citations))),
            )
        )
    if not rows:
        return html.P("No rule fired on this CA, its certificates, its key or its records.", className="note")
    return table(
        ("Severity", "Rule", "Flag", "Because", "Trusted by", "Sources"), rows, caption="Findings", name="findings"
    )


def name_of(row: FindingRow, hierarchy: Hierarchy) -> str:
    """The short name of the subject's CA, else the subject as the file names it."""
    member = hierarchy.members.get(CaId(row.ca_id))
    return member.name if member else row.subject_name


_MORE_OF = {"title": "explanation", "subject_name": "subject"}  # columns whose tooltip is another field


def _definition(column: Column) -> dict[str, object]:
    definition: dict[str, object] = {
        "field": column.field,
        "headerName": column.heading,
        "width": column.width,
        "minWidth": column.width if column.flex < _GROWS else min(column.width, _SQUEEZED),
    }
    definition["tooltipField"] = _MORE_OF.get(column.field, column.field)
    if column.flex:
        definition["flex"] = column.flex
    if column.field == "subject_name":
        definition["cellRenderer"] = "SubjectLink"
    if column.field == "severity":
        definition["cellRenderer"] = "SeverityWord"
    return definition


def _link(row: FindingRow, hierarchy: Hierarchy) -> str:
    """Where a finding leads: its CA, else its key; nothing for what no certificate at hand stands for."""
    ca = hierarchy.resolve(row.ca_id) if row.ca_id else None
    if ca is None and row.certificate_sha256:
        return f"cert/{row.certificate_sha256}" if row.spki_sha256 else ""
    return f"ca/{hierarchy.short(ca)}?tab=findings" if ca else ""
