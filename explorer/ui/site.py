"""Site: how a page makes links: below the site's root, and on the day that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from explorer.ui.location import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the site stands, and the day that links keep; None: the newest, which links leave out."""

    prefix: str = "/"
    day: date | None = None

    def href(self, link: str) -> str:
        """The link of a view, `link` being relative to the root of the site."""
        if self.day is None:
            return self.prefix + link
        link, hash_, place = link.partition("#")
        joint = "&" if "?" in link else "?"
        return f"{self.prefix}{link}{joint}date={self.day.isoformat()}{hash_}{place}"

    def to(self, address: Address) -> str:
        """The link of an address, on the day that is shown unless it names one."""
        return address.with_(day=address.day or self.day).href(self.prefix)
