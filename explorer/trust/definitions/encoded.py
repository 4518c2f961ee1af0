"""What the readings look at: extended key usage and name constraints as encoded, never as meant.

Counting subtrees is all that the published readings do (docs/constrained.md); whether a subtree limits
anything is not asked here.
"""

from __future__ import annotations

from datetime import UTC, datetime

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameConstraints, NameKind, Subtree
from explorer.model.purpose import (
    ANY_EKU,
    CLIENT_AUTH,
    CODE_SIGN,
    EMAIL_PROTECTION,
    MICROSOFT_SGC,
    NETSCAPE_STEP_UP,
    OCSP_SIGN,
    SERVER_AUTH,
    TIME_STAMP,
    eku_name,
)

STEP_UP_UNTIL = datetime(2016, 8, 23, tzinfo=UTC)  # Netscape step-up counts as serverAuth in older certificates

KNOWN_TO_GO = frozenset(
    {
        ANY_EKU,
        SERVER_AUTH,
        CLIENT_AUTH,
        CODE_SIGN,
        EMAIL_PROTECTION,
        "1.3.6.1.5.5.7.3.5",  # IPsec end system
        "1.3.6.1.5.5.7.3.6",  # IPsec tunnel
        "1.3.6.1.5.5.7.3.7",  # IPsec user
        TIME_STAMP,
        OCSP_SIGN,
        MICROSOFT_SGC,
        NETSCAPE_STEP_UP,
        "1.3.6.1.4.1.311.2.1.22",  # Microsoft commercial code signing
        "1.3.6.1.4.1.311.61.1.1",  # Microsoft kernel code signing
    }
)
"""The fourteen purposes that Go's x509 package had names for when Mozilla's tools were written."""

_ALL_IPV4 = "00" * 8
_ALL_IPV6 = "00" * 32
_ADDRESS_HEX = {4: 16, 6: 64}


class UnreadError(Exception):
    """The certificate has a field that the reading needs, and it could not be read: the answer is UNKNOWN."""


class Encoded:
    """One certificate as the readings see it; asking for a field that could not be read raises `UnreadError`."""

    __slots__ = ("certificate",)

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate

    @property
    def eku(self) -> frozenset[str] | None:
        """The purposes as OIDs; None: no such extension."""
        if "eku" in self.certificate.unread:
            raise UnreadError(self._gap("extended key usage"))
        return self.certificate.eku

    @property
    def tls(self) -> bool:
        """serverAuth, or Netscape step-up in a certificate from before 2016-08-23 (as Mozilla's code counts)."""
        eku = self.eku or frozenset()
        return SERVER_AUTH in eku or (NETSCAPE_STEP_UP in eku and self.certificate.not_before < STEP_UP_UNTIL)

    @property
    def constraints(self) -> NameConstraints | None:
        """The name constraints; None: no such extension."""
        found = self.certificate.name_constraints
        if "name_constraints" in self.certificate.unread:
            raise UnreadError(self._gap("name constraints", found.problem if found else ""))
        if found is not None and found.problem:
            raise UnreadError(self._gap("name constraints", found.problem))
        return found

    def permitted(self, kind: NameKind) -> tuple[Subtree, ...]:
        """The permitted subtrees of one form."""
        return self.constraints.permitted_of(kind) if self.constraints else ()

    def excluded(self, kind: NameKind) -> tuple[Subtree, ...]:
        """The excluded subtrees of one form."""
        return self.constraints.excluded_of(kind) if self.constraints else ()

    @property
    def excludes_every_dns(self) -> bool:
        """A zero-length dNSName is excluded."""
        return any(subtree.value == "" for subtree in self.excluded(NameKind.DNS))

    @property
    def excludes_every_ip(self) -> bool:
        """Both families are excluded in whole (ALL4 and ALL6)."""
        return self.excludes_ip_family(4) and self.excludes_ip_family(6)

    def excludes_ip_family(self, family: int) -> bool:
        """An excluded iPAddress of 8 (family 4) or 32 (family 6) zero octets."""
        everything = _ALL_IPV4 if family == 4 else _ALL_IPV6
        return any(subtree.value == everything for subtree in self.excluded(NameKind.IP))

    def permits_ip_family(self, family: int) -> bool:
        """A permitted iPAddress subtree of family 4 or 6."""
        return any(len(subtree.value) == _ADDRESS_HEX[family] for subtree in self.permitted(NameKind.IP))

    @property
    def dns_stated(self) -> bool:
        """A dNSName is permitted, or the zero-length one excluded."""
        return bool(self.permitted(NameKind.DNS)) or self.excludes_every_dns

    @property
    def ip_stated(self) -> bool:
        """An iPAddress of any family is permitted, or both families are excluded in whole."""
        return bool(self.permitted(NameKind.IP)) or self.excludes_every_ip

    def _gap(self, field: str, detail: str = "") -> str:
        reason = detail or self.certificate.tier_reason
        return f"the {field} could not be read" + (f": {reason}" if reason else "")


def companions(eku: frozenset[str], unwelcome: tuple[str, ...]) -> str:
    """Words for those of `unwelcome` that the EKU holds, in their order; empty when none."""
    return ", ".join(eku_name(oid) for oid in unwelcome if oid in eku)


def hollow(encoded: Encoded) -> str:
    """D6: a permitted subtree that permits everything (zero-length dNSName, a /0, the empty directory name)."""
    found = []
    if any(s.value == "" for s in encoded.permitted(NameKind.DNS)):
        found.append("zero-length dNSName")
    if any(set(s.value[len(s.value) // 2 :]) == {"0"} for s in encoded.permitted(NameKind.IP)):
        found.append("iPAddress /0")
    if any(s.value == "" for s in encoded.permitted(NameKind.DIRECTORY)):
        found.append("empty directoryName")
    return f"D6: permits every name by {', '.join(found)}" if found else ""


def one_family(encoded: Encoded) -> str:
    """D7: permitted subtrees of one IP family only, the other neither permitted nor excluded."""
    if not encoded.permitted(NameKind.IP):
        return ""
    for family, other in ((4, 6), (6, 4)):
        if encoded.permits_ip_family(family) and not (
            encoded.permits_ip_family(other) or encoded.excludes_ip_family(other)
        ):
            return f"D7: iPAddress of IPv{family} only"
    return ""


def not_critical(encoded: Encoded) -> str:
    """D8: the extension is not critical, so a client without support ignores it."""
    return "D8: not critical" if encoded.constraints is not None and not encoded.constraints.critical else ""
