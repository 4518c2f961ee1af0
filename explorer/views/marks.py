"""Marks: what sets a CA apart at a glance, each a letter, a word and a colour, never a colour alone."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """The letter of a badge, in the order in which badges stand side by side."""

    REVOKED = "R"
    UNCONSTRAINED = "E!"
    UNDECIDED = "E?"
    CONSTRAINED = "E"
    RESPONDER = "O"
    CROSS_SIGNED = "X"

    @property
    def word(self) -> str:
        """What the letter stands for."""
        return _WORDS[self]

    @property
    def short(self) -> str:
        """The word in little room, beside the letter."""
        return _SHORT[self]

    @property
    def slug(self) -> str:
        """The word of style sheets and links."""
        return _SLUGS[self]


class Standing(StrEnum):
    """Whether a CA has a certificate that counts today, from the best of its certificates."""

    VALID = "valid"  # at least one certificate is neither expired nor revoked
    REVOKED = "revoked"  # all that have not expired are revoked
    EXPIRED = "expired"  # all have expired, or are not yet valid


_WORDS = {
    Mark.REVOKED: "revoked",
    Mark.UNCONSTRAINED: "external, unconstrained",
    Mark.UNDECIDED: "external, constraint unknown",
    Mark.CONSTRAINED: "external, constrained",
    Mark.RESPONDER: "its key can sign OCSP answers for its issuer",
    Mark.CROSS_SIGNED: "certified by several issuers",
}
_SHORT = {
    Mark.REVOKED: "revoked",
    Mark.UNCONSTRAINED: "external, unconstrained",
    Mark.UNDECIDED: "external, undecided",
    Mark.CONSTRAINED: "external, constrained",
    Mark.RESPONDER: "OCSP-capable key",
    Mark.CROSS_SIGNED: "several issuers",
}
_SLUGS = {
    Mark.REVOKED: "revoked",
    Mark.UNCONSTRAINED: "unconstrained",
    Mark.UNDECIDED: "undecided",
    Mark.CONSTRAINED: "constrained",
    Mark.RESPONDER: "responder",
    Mark.CROSS_SIGNED: "cross-signed",
}
NO_MARK = "ok"  # the slug of a CA without any


def primary(marks: tuple[Mark, ...]) -> Mark | None:
    """The mark that decides the group of a CA: the worst of being external, else the first of the others."""
    for mark in (Mark.UNCONSTRAINED, Mark.UNDECIDED, Mark.CONSTRAINED, Mark.RESPONDER, Mark.CROSS_SIGNED):
        if mark in marks:
            return mark
    return None
