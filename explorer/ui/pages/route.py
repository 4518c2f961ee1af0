"""From an address to a view."""

from __future__ import annotations

from explorer.errors import ExplorerError, UsageError
from explorer.model.ids import CertificateId
from explorer.ui.location import Address, Page, is_full_id
from explorer.ui.pages.authority import authority_page
from explorer.ui.pages.changes import changes_page
from explorer.ui.pages.findings import findings_page
from explorer.ui.pages.key import key_page
from explorer.ui.pages.method import method_page
from explorer.ui.pages.overview import overview_page
from explorer.ui.pages.owner import owner_page
from explorer.ui.pages.states import no_data, nothing_below, unknown
from explorer.ui.pages.view import View
from explorer.ui.pages.what_if import what_if_page
from explorer.ui.session import Session, World
from explorer.ui.site import Site, site_of
from explorer.views.links import ca_link

SAMPLE = "sample"  # word of the path below which the sample world stands, when the store holds nothing


def view_of(session: Session, address: Address, prefix: str) -> tuple[View, World | None]:
    """The view of an address and the world that it shows; a state page when there is nothing else to show."""
    site = site_of(address, prefix)
    try:
        world = session.world(address.day, address.basis)
    except ExplorerError as error:
        return no_data(error, address, site, f"{prefix}{SAMPLE}/" if session.has_sample else ""), None
    try:
        return _page(session, world, address, site) or _unknown(session, world, address, site), world
    except UsageError as error:  # the filters look below a CA that is not there
        return nothing_below(error, address, site), world


def _unknown(session: Session, world: World, address: Address, site: Site) -> View:
    if address.page is Page.OWNER:
        return unknown(address, world, site, session.days_of_owner(address.key, world))
    has_digits = address.page in (Page.CA, Page.CERTIFICATE, Page.KEY)
    return unknown(address, world, site, session.days_of(address.key, world) if has_digits else ())


def redirect_of(world: World, address: Address, prefix: str) -> str:
    """Where a certificate's address leads: to its CA; empty for other addresses and unknown certificates."""
    if address.page is not Page.CERTIFICATE:
        return ""
    ca = world.hierarchy.of_certificate(CertificateId(address.key)) if is_full_id(address.key) else None
    return site_of(address, prefix).href(ca_link(world.hierarchy.short(ca), tab="certificates")) if ca else ""


def _page(session: Session, world: World, address: Address, site: Site) -> View | None:
    if address.page is Page.OVERVIEW:
        return overview_page(world, address, site)
    if address.page is Page.FINDINGS:
        return findings_page(world, address, site)
    if address.page is Page.CHANGES:
        return changes_page(session, world, address, site)
    if address.page is Page.WHAT_IF:
        return what_if_page(world, address, site)
    if address.page is Page.METHOD:
        return method_page(world, address, site)
    if address.page is Page.OWNER:
        return owner_page(world, address, site)
    if address.page is Page.KEY:
        return key_page(world, address, site)
    if address.page is Page.CA:
        ca = world.hierarchy.resolve(address.key)
        return authority_page(session, world, address, ca, site) if ca else None
    return None
