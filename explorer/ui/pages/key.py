"""Key: every CA and certificate that holds one key, and what is known of its life."""

from __future__ import annotations

from dash import html

from explorer.model.ids import KeyId
from explorer.ui.components.findings_table import finding_list
from explorer.ui.components.members import member_table
from explorer.ui.components.parts import section
from explorer.ui.components.sections import sections
from explorer.ui.location import Address, Page
from explorer.ui.pages.view import View
from explorer.ui.session import World
from explorer.ui.site import Site
from explorer.views.detail import key_section


def key_of(world: World, digits: str) -> KeyId | None:
    """The key with this SPKI hash or canonical id, or with this beginning when only one has it."""
    certificates = world.assessment.facts.graph.certificates.values()
    found = {c.key for c in certificates if c.spki.startswith(digits) or c.key.startswith(digits)}
    return found.pop() if len(found) == 1 else None


def key_page(world: World, address: Address, site: Site) -> View | None:
    """The page; None when no key at hand has this hash."""
    key = key_of(world, address.key)
    if key is None:
        return None
    graph, hierarchy = world.assessment.facts.graph, world.hierarchy
    certificates = graph.certificates_of_key(key)
    ids_ = dict.fromkeys(id_ for c in certificates if (id_ := hierarchy.of_certificate(c)) is not None)
    members = [hierarchy.members[id_] for id_ in ids_]
    spki = graph.certificates[certificates[0]].spki
    about = [f for f in (*world.assessment.findings, *world.assessment.unknown) if f.key == key]
    return View(
        page=Page.KEY,
        title=f"Key {spki[:16]}",
        summary=f"As of {world.day.isoformat()}: one key over all its CAs",
        children=[
            html.H1(["Key ", html.Code(spki[:16])]),
            html.P(_held(len(members), len(certificates)), className="lead"),
            section("CAs that hold it", member_table(members, hierarchy, site, caption="CAs that hold this key")),
            section("What is known of it", sections([key_section(world.assessment, key)])),
            section("Findings", finding_list(about, site)),
        ],
    )


def _held(members: int, certificates: int) -> str:
    holders = "one CA or responder" if members == 1 else f"{members} CAs or responders"
    return f"Held by {holders}, in {'one certificate' if certificates == 1 else f'{certificates} certificates'}"
