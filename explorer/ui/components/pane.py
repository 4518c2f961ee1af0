"""The pane beside the drawing: who, trusted where, limited how, which power, which evidence, on which path."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from explorer.model.answer import Truth
from explorer.model.evidence import KeyState
from explorer.model.ids import CertificateId
from explorer.ui.components.members import owner_anchor
from explorer.ui.components.parts import Children, attributed, fields, note, shown, table, term
from explorer.ui.components.trust import cell_answer, trust_matrix
from explorer.ui.location import Address, Tab
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.links import ca_link
from explorer.views.profile import Profile, ProofPath
from explorer.views.trust_view import CellAnswer, matrix_of

SEEN_SHOWN = 4  # places in CT logs
_KEY_WORDS = {
    KeyState.EVIDENCED: "evidence of destruction, all copies",
    KeyState.CLAIMED: "destruction claimed, without evidence",
    KeyState.SILENT: "no evidence found",
    KeyState.CONTRADICTED: "the evidence contradicts itself",
}
_DEFINITIONS = {
    "mrsp": "Mozilla policy",
    "v25": "Mozilla code 2.5",
    "v29": "Mozilla code 2.9",
    "crtsh": "crt.sh code",
    "br-tls": "BR, TLS",
    "br-nontls": "BR, not TLS",
    "br-precert": "BR, precertificates",
    "br-old": "BR before 2.0",
    "sbr": "S/MIME BR",
    "mrsp-scope": "Mozilla policy scope",
    "ccadb": "CCADB column",
}


def pane(profile: Profile, answer: CellAnswer | None, world: World, address: Address, site: Site) -> Component:
    """The pane of one CA or responder; `answer` is behind the word of the trust matrix that was chosen."""
    matrix = matrix_of(world.assessment, profile.member)
    return attributed(
        html.Aside(
            [
                html.H2("Who", className="pane-title"),
                fields(_who(profile, site)),
                html.H2(term("Trusted"), className="pane-title"),
                trust_matrix(matrix, profile.unknown, address, site),
                html.H2(term("Why not" if answer and answer.is_refused else "Proof"), className="pane-title"),
                cell_answer(answer, world, address, site) if answer else _proof(profile, world, address, site),
                html.H2(term("Technically constrained"), className="pane-title"),
                _constraints(profile),
                html.H2("Key", className="pane-title"),
                fields(_key(profile, world, address, site)),
            ],
            className="pane",
        ),
        aria_label="Detail",
    )


def _who(profile: Profile, site: Site) -> Iterable[tuple[str, Children]]:
    member = profile.member
    yield "Owner", [owner_anchor(member.owner, site), _source("CCADB, CA Owner") if member.owner else ""]
    levels = sorted({role.basis.value for role in profile.roles}, reverse=True)
    if member.operator:
        yield "Operator", [shown(member.operator, 160), _source(f"CCADB, Subordinate CA Owner; {levels[0]}")]
    elif profile.roles:
        stated = any(role.subordinate_owner is not None for role in profile.roles)
        words = "no other is declared" if stated else "not stated: the list has no such column"
        yield "Operator", [words, _source(levels[0])]
    for role in profile.roles:
        if role.is_indicated:
            yield "Indicated", [shown(role.operator, 160), _source(shown("; ".join(role.reasons), 300))]
            break
    inherited = sorted({role.inherited_from for role in profile.roles if role.inherited_from})
    if inherited:
        yield "Inherited", ["from record ", html.Code(inherited[0])]
    if profile.since:
        yield "Recorded", f"unchanged since {profile.since} at the latest"
    yield "Subject", html.Span(shown(profile.subject), className="name")
    for what, log in profile.seen[:SEEN_SHOWN]:
        yield "CT", [what, _source(shown(log, 160))]
    if len(profile.seen) > SEEN_SHOWN:
        yield "CT", f"and in {len(profile.seen) - SEEN_SHOWN} more places: tab Certificates"
    if member.issuance:
        yield (
            "Issued",
            [shown(member.issuance, 300), _source("census of Certificate Transparency; the bar in the drawing")],
        )


def _proof(profile: Profile, world: World, address: Address, site: Site) -> Component:
    if not profile.paths:
        return note("No path holds every condition on this date. Choose a word of the table above: it says why not.")
    number = min(address.path, len(profile.paths))
    path = profile.paths[number - 1]
    more = f" (and {profile.more_paths} more)" if profile.more_paths else ""
    return html.Div(
        [
            html.Div(
                [
                    html.Span(f"Path {number} of {len(profile.paths)}{more}"),
                    _turn("◂", "previous path", "[", number - 1, profile, address, site),
                    _turn("▸", "next path", "]", number + 1, profile, address, site),
                ],
                className="turns",
            ),
            html.P(_for(path, profile), className="uses"),
            html.Ol([_step(path, place, world, site) for place in range(len(path.certificates))], className="path"),
        ]
    )


def _for(path: ProofPath, profile: Profile) -> str:
    """What a path proves: everything, or purposes program by program."""
    if len(path.uses) == len(profile.uses):
        return "proves every use in the table above"
    programs = dict.fromkeys(use.program for use in path.uses)
    return "proves " + "; ".join(
        f"{program}: {', '.join(str(use.purpose) for use in path.uses if use.program is program)}"
        for program in programs
    )


def _turn(sign: str, words: str, key: str, number: int, profile: Profile, address: Address, site: Site) -> Component:
    if not 1 <= number <= len(profile.paths):
        return attributed(html.Span(sign, className="turn off"), aria_hidden="true")
    return attributed(
        html.A(sign, href=site.to(address.with_(path=number)), className="turn", title=f"{words} ({key})"),
        aria_label=words,
        data_key=key,
        data_replace="1",
    )


def _step(path: ProofPath, place: int, world: World, site: Site) -> Component:
    certificate = path.certificates[place]
    member = world.hierarchy.of_certificate(CertificateId(certificate.id))
    name = shown(certificate.subject.short, 80)
    why = "anchor of the program" if place == 0 else "signature proved ✓"
    return html.Li(
        [
            html.A(name, href=site.href(ca_link(world.hierarchy.short(member)))) if member else name,
            html.Span(f"{why} · {certificate.not_before.date()} to {certificate.not_after.date()}", className="source"),
        ]
    )


def _constraints(profile: Profile) -> Component:
    if not profile.definitions:
        return note("A root: the definitions speak of the certificates below one.")
    rows: list[tuple[Children, ...]] = []
    for row in sorted(profile.definitions, key=lambda row: not row.is_basis):
        several = sum(count for _, count in row.answers) > 1
        several = several and len(row.answers) > 1
        words = ", ".join(f"{count} {truth}" if several else str(truth) for truth, count in row.answers)
        worst = row.answers[0][0] if len(row.answers) == 1 else Truth.UNKNOWN
        name = _DEFINITIONS.get(row.name, row.name)
        rows.append(
            (
                html.Span([name, html.B(" basis") if row.is_basis else ""], title=f"definition {row.name}"),
                html.Span(words, className={Truth.YES: "yes", Truth.NO: "bad"}.get(worst, "no")),
                html.Span(shown(row.reason, 160), className="reason", title=shown(row.reason, 600)),
            )
        )
    return table(("Definition", "Answer", "Because"), rows, caption="Answers of each definition", name="definitions")


def _key(profile: Profile, world: World, address: Address, site: Site) -> Iterable[tuple[str, Children]]:
    yield (
        "SPKI",
        [
            html.A(html.Code(profile.spki[:16] + "…"), href=site.href(f"key/{profile.spki}"), title=profile.spki),
            _source(profile.algorithm),
        ],
    )
    if profile.shared_with:
        yield "Shared", f"with {profile.shared_with} more CA{'s' if profile.shared_with > 1 else ''} of other name"
    life = html.A("life of the key, records", href=site.href(f"key/{profile.spki}"))
    yield "Destruction", [_KEY_WORDS[profile.key_state], _source("key-lifecycle register"), life]
    if profile.key_state is KeyState.CLAIMED:
        yield "Lacks", shown("; ".join(profile.key_missing))
    if profile.key_contradictions:
        yield "Contradicted", shown("; ".join(profile.key_contradictions))
    if profile.answers_for:
        under = shown("; ".join(profile.power_under), 160)
        yield (
            "OCSP power",
            [
                f"its key can state the status of {profile.answers_for} certificates issued by {under}",
                _source("RFC 6960 4.2.2.2"),
            ],
        )
    else:
        yield "OCSP power", "none as a delegate"
    if profile.signers:
        tab = address.with_(tab=Tab.OCSP, group="")
        yield "OCSP signers", html.A(f"{profile.signers} delegates can answer for what it issued", href=site.to(tab))


def _source(text: str) -> Component:
    return html.Span(text, className="source")
