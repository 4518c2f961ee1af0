"""Which addresses may be connected to: https to public hosts, and the exact exceptions a person names.

Pure checks; `ingest/http.py` asks before it opens anything (reliability contract section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin, urlsplit

URL_LIMIT = 2_000  # characters
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32 = 0xFFFFFFFF
_DEFAULT_PORT = {"https": 443, "http": 80}


class Forbidden(ValueError):
    """An address that our own rules refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The server of one request."""

    scheme: str
    host: str  # lower case, without brackets
    port: int
    is_allowed: bool  # named with --allow-target


def target_of(url: str, allowed: frozenset[str]) -> Target:
    """The server that a URL names; raises `Forbidden` for what may not be fetched. `allowed` holds `host:port`."""
    if len(url) > URL_LIMIT or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        raise Forbidden("the address is too long, or has characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden(f"no address: {error}") from error
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in _DEFAULT_PORT or not host:
        raise Forbidden("only https addresses are fetched")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("the address carries a user name or password")
    port = _DEFAULT_PORT[parts.scheme] if port is None else port
    is_allowed = f"{host}:{port}" in allowed
    if parts.scheme != "https" and not is_allowed:
        raise Forbidden("http is fetched only from a target named with --allow-target")
    return Target(scheme=parts.scheme, host=host, port=port, is_allowed=is_allowed)


def redirected(url: str, location: str) -> str:
    """Where a redirect leads; checked by `target_of` like any address. A fragment is dropped."""
    try:
        return urljoin(url, location.strip()).partition("#")[0]
    except ValueError as error:
        raise Forbidden(f"a redirect to no address: {error}") from error


def refusal_of(address: str) -> str:
    """Why an IP address may not be connected to; empty when it may. Only public unicast addresses pass."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    if isinstance(found, IPv6Address):
        if found in _NAT64:  # the ordinary road out of a network without IPv4
            return refusal_of(str(IPv4Address(int(found) & _LOW_32)))
        inner = _inside(found)
        if inner is not None:
            return f"an IPv4 address inside an IPv6 one ({inner})"
        if found.is_site_local:
            return "site-local"
    if found.is_unspecified:
        return "unspecified"
    if found.is_loopback:
        return "loopback"
    if found.is_link_local:
        return "link-local"
    if found.is_multicast:
        return "multicast"
    if found.is_private:
        return "private"
    return "" if found.is_global and not found.is_reserved else "not public"


def _inside(found: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, Teredo, or the old compatible form."""
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    if found.sixtofour is not None:
        return found.sixtofour
    if found.teredo is not None:
        return found.teredo[1]
    if int(found) >> 32 == 0 and int(found) > 1:
        return IPv4Address(int(found) & _LOW_32)
    return None
