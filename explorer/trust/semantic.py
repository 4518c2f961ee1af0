"""What a CA can really do: the names still allowed at the end of one concrete path (docs/constrained.md).

The published readings count subtrees; this one follows them. It is the only answer that says what the CA can
do, and it holds for one path: another path to the same CA may allow more.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.ids import CertificateId
from explorer.trust.name_constraints import EVERY_NAME, AllowedNames, constrained_names


def allowed_names(path: Sequence[Certificate], *, anchor_counts: bool = False) -> AllowedNames:
    """The names that certificates issued by the last CA of `path` (anchor first) may bear.

    Every extension on the way counts, those of self-issued certificates too (RFC 5280 6.1.4 (g)). That of the
    anchor counts only when asked for, as programs differ (docs/trust.md). A constraint that could not be read
    is named in `problem`.
    """
    allowed = EVERY_NAME
    for position, certificate in enumerate(path):
        if position or anchor_counts:
            allowed = allowed.intersect(names_left_by(certificate))
    return allowed


def refused_subject(path: Sequence[Certificate], *, anchor_counts: bool = False) -> CertificateId | None:
    """The first certificate of `path` (anchor first) whose own subject name an earlier constraint bars.

    Self-issued certificates are not checked unless they end the path, so that a key rollover survives; an empty
    subject is not checked (RFC 5280 6.1.3 (b) and (c), 4.2.1.10).
    """
    allowed = EVERY_NAME
    for position, certificate in enumerate(path):
        last = position == len(path) - 1
        checked = position and certificate.subject.key and (last or not certificate.self_issued)
        if checked and not allowed.admits(NameKind.DIRECTORY, certificate.subject.key):
            return certificate.id
        if position or anchor_counts:
            allowed = allowed.intersect(names_left_by(certificate))
    return None


def names_left_by(certificate: Certificate) -> AllowedNames:
    """The names that one certificate leaves by itself; `problem` says so where its constraint can't be read."""
    names = constrained_names(certificate.name_constraints)
    if "name_constraints" in certificate.unread and not names.problem:
        reason = certificate.tier_reason or "unreadable"
        return AllowedNames(spaces=names.spaces, problem=f"name constraints of {certificate.id}: {reason}")
    return names
