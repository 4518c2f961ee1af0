"""Site: how a page makes links: below the site's root, with the day, filters and definition that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from explorer.ui.location import Address, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the site stands, and what its links keep; defaults are left out."""

    prefix: str = "/"
    carried: tuple[tuple[str, str], ...] = ()  # parts of a query, in canonical order

    def href(self, link: str) -> str:
        """The link of a view, `link` being relative to the root of the site; what it says itself comes first."""
        if not self.carried:
            return self.prefix + link
        link, hash_, place = link.partition("#")
        path, _, query = link.partition("?")
        own = parse_qsl(query)
        said = {name for name, _ in own}
        said |= {"owner"} if path == Page.WHAT_IF else set()  # there it names who is not to be believed
        kept = [pair for pair in self.carried if pair[0] not in said]
        return f"{self.prefix}{path}?{urlencode([*own, *kept])}{hash_}{place}"

    def to(self, address: Address) -> str:
        """The link of an address, as it stands."""
        return address.href(self.prefix)


def site_of(address: Address, prefix: str) -> Site:
    """The site as seen from one view."""
    return Site(prefix=prefix, carried=address.carried)
