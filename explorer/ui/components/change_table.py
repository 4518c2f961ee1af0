"""Changes as rows: what changed, the claim behind it, what it did to trust, and links to the subject on both days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from explorer.model.change import ChangeKind
from explorer.model.finding import SubjectKind
from explorer.model.ids import CertificateId
from explorer.ui.components.parts import Child, Children, number, shown, table
from explorer.ui.components.uses import uses_told
from explorer.ui.location import Address, Page
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.change_groups import ChangeGroup
from explorer.views.changes import ChangeRow, Compared
from explorer.views.links import owner_link, slug

_VALUE = 120  # characters of a value in a cell
_LISTING = (ChangeKind.APPEARED, ChangeKind.VANISHED)
HEADERS = ("Subject", "Owner", "From → to", "Cause", "Trust that moved")


class ChangeLinks:
    """Where the subject of a change is looked at, on either day, with the filters that are set."""

    def __init__(self, world: World, found: Compared, address: Address, site: Site) -> None:
        self._world, self._found, self._site = world, found, site
        self._filters = replace(address.filters, owner="")

    def subject(self, row: ChangeRow) -> Children:
        """Its name as a link to the later day where it is there, and to the earlier one."""
        name = shown(row.subject_name, _VALUE) or row.subject_id[:16]
        before, after = self._hrefs(row)
        head: Child = html.A(name, href=after or before) if after or before else name
        lines: list[Child] = [head, html.Span(self._identity(row), className="source")]
        if before and after:
            words = f"as of {self._found.from_day.isoformat()}"
            lines.append(html.A(words, href=before, className="earlier"))
        return html.Div(lines)

    def owner(self, row: ChangeRow) -> Children:
        """The owner as a link to its page on the later day."""
        if not row.ca_owner:
            return "no CCADB record"
        return html.A(shown(row.ca_owner, _VALUE), href=self._on(self._found.to_day).href(owner_link(row.ca_owner)))

    def claim(self, row: ChangeRow) -> Child:
        """The claim that changed; a certificate is a link."""
        if len(row.cause_claim) == 64:
            return html.A(
                html.Code(row.cause_claim[:12]), href=self._on(self._found.to_day).href(f"cert/{row.cause_claim}")
            )
        return html.Code(shown(row.cause_claim, 18)) if row.cause_claim else ""

    def _hrefs(self, row: ChangeRow) -> tuple[str, str]:
        days = (self._found.from_day, self._found.to_day)
        if row.subject_kind == SubjectKind.OWNER:
            return "", self._address(Page.OWNER, slug(row.subject_id), days[1])
        if not row.certificate_sha256:
            return "", ""
        there = [row.certificate_sha256 in known for known in self._found.at_hand]
        page, key = self._place(row)
        before, after = (self._address(page, key, day) if at else "" for day, at in zip(days, there, strict=True))
        return before, after

    def _place(self, row: ChangeRow) -> tuple[Page, str]:
        if row.subject_kind == SubjectKind.KEY:
            return Page.KEY, row.subject_id
        member = self._world.hierarchy.of_certificate(CertificateId(row.certificate_sha256))
        if member is None:
            return Page.CERTIFICATE, row.certificate_sha256
        return Page.CA, self._world.hierarchy.short(member)

    def _address(self, page: Page, key: str, day: date) -> str:
        return self._site.to(Address(page=page, key=key, day=day, filters=self._filters))

    def _on(self, day: date) -> Site:
        kept = tuple(pair for pair in self._site.carried if pair[0] != "date")
        return replace(self._site, carried=(("date", day.isoformat()), *kept))

    def _identity(self, row: ChangeRow) -> str:
        short = row.subject_id[:16] if row.subject_kind != SubjectKind.RECORD else shown(row.subject_id, 18)
        return row.subject_kind if row.subject_kind == SubjectKind.OWNER else f"{row.subject_kind} {short}"


def change_table(group: ChangeGroup, links: ChangeLinks) -> Component:
    """One row for each change of a group."""
    rows = [(links.subject(row), links.owner(row), values(row), _cause(row, links), effect(row)) for row in group.rows]
    return table(HEADERS, rows, caption=f"Changes of type {group.kind}", name="changes")


def values(row: ChangeRow) -> Children:
    """Both values, with words for none."""
    is_record = row.type in _LISTING
    told = [
        ("listed" if value else "not listed") if is_record else shown(value, _VALUE) for value in (row.old, row.new)
    ]
    old, new = (words or "none" for words in told)
    parts: list[Child] = [html.Span(old, className="old"), " → ", html.B(new)]
    if row.note:
        parts.append(html.Span(shown(row.note, _VALUE), className="source"))
    return html.Div(parts)


def _cause(row: ChangeRow, links: ChangeLinks) -> Children:
    """Which claim of which source changed, on which day, and from what when that says more than the values."""
    told: list[Child] = [html.B(row.cause_day or "day not known"), f" {shown(row.cause_field, 60)} "]
    if (row.cause_old, row.cause_new) != (row.old, row.new) and (row.cause_old or row.cause_new):
        told.append(f"{shown(row.cause_old, 60) or 'none'} → {shown(row.cause_new, 60) or 'none'}")
    told.append(html.Span([shown(row.cause_source, 60), ", ", links.claim(row)], className="source"))
    return html.Div(told)


def effect(row: ChangeRow) -> Children:
    """Verdicts that changed: uses lost and gained, and certificates below."""
    lines = [
        uses_told(row.trust_lost, sign="−", word="lost", name="bad"),
        uses_told(row.trust_gained, sign="+", word="gained", name="yes"),
    ]
    below = [(row.below_lost, "−", "lost", "bad"), (row.below_gained, "+", "gained", "yes")]
    lines += [
        html.Div([html.B(f"{sign} {number(count)} ", className=name), f"certificates below {word} trust"])
        for count, sign, word, name in below
        if count
    ]
    return [line for line in lines if line is not None] or html.Span("none", className="no")
