"""Who can answer for whom, row by row: the table beside the OCSP drawing, with the rows of `subca signers`."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from explorer.model.evidence import KeyState
from explorer.model.ids import CaId, CertificateId
from explorer.ui.components.members import ROWS
from explorer.ui.components.parts import Child, Children, note, shown, table
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.links import ca_link
from explorer.views.power_view import KEY_WORDS, NOT_NEEDED, PowerView
from explorer.views.signers import ISSUER, Relation, SignerRow

_RELATION = {
    Relation.OVER: "can answer for it",
    Relation.BY: "it can answer for",
    Relation.UNDER: "can answer for what it issued",
}


def signers_table(view: PowerView, world: World, site: Site) -> Component:
    """The rows; what does not fit is said, and the file of the command line has all."""
    rows = [_row(row, world, site) for row in view.rows[:ROWS]]
    headers = ("Relation", "Signer", "Key", "Holder", "Ends", "Issuer", "Answers for")
    parts: list[Child] = [note(shown(words)) for words in view.notes]
    parts.append(table(headers, rows, caption="Who can sign OCSP answers for whom", name="signers"))
    if len(view.rows) > ROWS:
        parts.append(note(f"{ROWS} of {len(view.rows):,} rows shown; subca signers --format csv has all."))
    return html.Div(parts)


def _row(row: SignerRow, world: World, site: Site) -> tuple[Children, ...]:
    state = KeyState(row.key_state)
    own = row.signer_class == ISSUER
    asked = own or (state is KeyState.SILENT and row.key_needed != "yes")
    words = "the issuer's own key" if own else NOT_NEEDED if asked else KEY_WORDS[state]
    signer: list[Child] = [_named(row.signer_certificate, row.signer_name, world, site)]
    signer.append(_source("the issuer itself" if own else row.signer_class))
    if row.signer_revoked:
        signer.append(html.Span(f"revoked by {', '.join(row.signer_revoked)}", className="source bad"))
    if row.self_unrevocable == "yes":
        signer.append(
            html.Span("can vouch for itself", className="source bad", title="its revocation does not end its power")
        )
    issuer = world.hierarchy.members.get(CaId(row.issuer_ca_id))
    subject: Children = "all that the issuer issued"
    if row.subject_certificate:
        revoked = f" (revoked by {', '.join(row.subject_revoked)})" if row.subject_revoked else ""
        subject = [
            _named(row.subject_certificate, row.subject_name, world, site),
            html.Span(shown(row.subject_owner, 120) + revoked, className="source"),
        ]
    holder = f"{row.holder_basis}, {row.holder_source}" if row.holder_basis else row.holder_source
    under: Child = shown(row.issuer_name, 120)
    if issuer:
        link = ca_link(world.hierarchy.short(issuer.id), tab="ocsp")
        under = html.A(shown(issuer.name, 120), href=site.href(link))
    return (
        _RELATION[Relation(row.relation)],
        signer,
        [html.A(html.Code(row.signer_spki[:12]), href=site.href(f"key/{row.signer_spki}")), _source(words)],
        [
            html.Span(row.holder, className=f"holder-{row.holder}"),
            f": {shown(row.holder_name, 120)}" if row.holder_name else "",
            _source(shown(holder, 200)),
        ],
        row.signer_not_after,
        [under, _source(f"{row.reach_certificates:,} certificates of {row.reach_owners:,} organisations under it")],
        subject,
    )


def _named(certificate: str, name: str, world: World, site: Site) -> Component | str:
    id_ = CertificateId(certificate)
    member = world.hierarchy.of_certificate(id_)
    short = shown(world.assessment.facts.graph.certificates[id_].subject.short or name, 120)
    return html.A(short, href=site.href(ca_link(world.hierarchy.short(member), tab="ocsp"))) if member else short


def _source(text: str) -> Component:
    return html.Span(text, className="source")
