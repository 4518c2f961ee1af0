"""Names of a leaf in a path-validation case: reading them, matching a peer's name, holding them to constraints.

subca judges CAs, so none of this is in the engine; it serves the corpus alone (RFC 5280 4.2.1.6 and 4.2.1.10,
RFC 9525 6.3). No name is taken from the common name.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.trust.name_constraints import AllowedNames
from ingest.decode.certificate import SUBJECT_ALT_NAME
from ingest.decode.der import DerError, children, header, oid, sequence
from ingest.decode.general_names import DIRECTORY, DNS, IP, OTHER_NAME, RFC822, URI, ia5_text, other_name_type
from ingest.decode.name import read_name
from ingest.decode.skim import Skim

BorneName = tuple[NameKind, str]  # as `AllowedNames.admits` takes them; OTHER: its type

_TEXT = {DNS: NameKind.DNS, RFC822: NameKind.EMAIL, URI: NameKind.URI}
_EMAIL_ATTRIBUTE = "1.2.840.113549.1.9.1="


def extension(outer: Skim, wanted: str) -> tuple[bool, bytes] | None:
    """Criticality and value of one extension; None when it is absent. Raises DerError."""
    for name, critical, value in outer.extensions:
        if oid(name) == wanted:
            return critical, value
    return None


def alternative_names(outer: Skim) -> tuple[BorneName, ...]:
    """The names of the SAN extension, in encoded order. Raises DerError."""
    found = extension(outer, SUBJECT_ALT_NAME)
    return () if found is None else tuple(_general_names(found[1]))


def _general_names(value: bytes) -> Iterator[BorneName]:
    for name in sequence(value):
        content = value[name.content : name.end]
        if name.tag in _TEXT:
            yield _TEXT[name.tag], ia5_text(content)
        elif name.tag == IP:
            yield NameKind.IP, content.hex()
        elif name.tag == DIRECTORY:
            inner = children(value, name.content, name.end)
            if len(inner) != 1:
                raise DerError("a directoryName that is not one name")
            yield NameKind.DIRECTORY, read_name(value[inner[0].start : inner[0].end]).key
        elif name.tag == OTHER_NAME:
            yield NameKind.OTHER, f"otherName {other_name_type(value, name.content, name.end)}"
        else:
            header(value, name.start, len(value))
            yield NameKind.OTHER, f"[{name.tag & 0x1F}]"


def subject_mailboxes(certificate: Certificate) -> tuple[BorneName, ...]:
    """E-mail attributes of the subject: names of the form where there is no SAN (RFC 5280 4.2.1.10)."""
    attributes = certificate.subject.key.replace("\x1f", "\x1e").split("\x1e")
    return tuple(
        (NameKind.EMAIL, a.removeprefix(_EMAIL_ATTRIBUTE)) for a in attributes if a.startswith(_EMAIL_ATTRIBUTE)
    )


def malformed(name: BorneName) -> str:
    """What is wrong with a name by itself, so that it can be in no name space; empty when nothing is."""
    kind, value = name
    if kind is NameKind.EMAIL and (value.count("@") != 1 and '"' not in value):
        return f"{value!r} is no mailbox"
    if kind is NameKind.DNS and (not value.isascii() or not value or value == "*"):
        return f"{value!r} is no host name"
    if kind is NameKind.IP and len(value) not in (8, 32):
        return f"an address of {len(value) // 2} octets"
    return ""


def barred(names: Iterable[BorneName], allowed: AllowedNames, path: Iterable[Certificate]) -> str:
    """The first name that constraints of the path do not leave; empty when all are left.

    A wildcard is barred where one of the names it stands for is excluded. A form that the algebra does not
    follow must not be borne below a constraint of that form (RFC 5280 4.2.1.10: process or reject).
    """
    unfollowed = {
        tree.value
        for certificate in path
        if certificate.name_constraints is not None
        for tree in (*certificate.name_constraints.permitted, *certificate.name_constraints.excluded)
        if tree.kind is NameKind.OTHER
    }
    for kind, value in names:
        if kind is NameKind.OTHER:
            if any(value.split()[-1] in of or value == of for of in unfollowed):
                return f"{value}, a form that is constrained"
            continue
        wildcard = kind is NameKind.DNS and value.startswith("*.")
        if not allowed.admits(kind, value[2:] if wildcard else value):
            return f"{kind} {value!r}"
        if wildcard and _stands_for_excluded(value[2:], allowed):
            return f"{kind} {value!r} stands for an excluded name"
    return ""


def _stands_for_excluded(parent: str, allowed: AllowedNames) -> bool:
    excluded = (area.value.lstrip(".") for area in allowed.spaces[0].excluded)
    return any(area.partition(".")[2] == parent.lower() for area in excluded)


def matches(peer_kind: str, peer: str, names: Iterable[BorneName]) -> bool:
    """Whether one of the names is the peer's: exact, or a wildcard for exactly its first label."""
    if peer_kind == "DNS":
        return any(kind is NameKind.DNS and _matches_host(peer.lower(), value.lower()) for kind, value in names)
    if peer_kind == "IP":
        octets = ipaddress.ip_address(peer).packed.hex()
        return (NameKind.IP, octets) in names
    local, _, host = peer.rpartition("@")
    return any(kind is NameKind.EMAIL and value.rpartition("@")[::2] == (local, host) for kind, value in names)


def _matches_host(peer: str, name: str) -> bool:
    if not name.startswith("*."):
        return peer == name
    first, _, rest = peer.partition(".")
    return bool(first) and rest == name[2:] and "*" not in name[2:]
