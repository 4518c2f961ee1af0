"""Definition: one published reading of "technically constrained", and what it may look at.

A definition is reproduced as published, faults included; the faults have names (D1 to D13, docs/constrained.md)
and stand in the reason of every answer that they change. What a certificate can really do is another
question: `explorer/trust/semantic.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorer.model.answer import Answer, Truth
from explorer.model.certificate import Certificate
from explorer.trust.definitions.encoded import Encoded, UnreadError


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One reading, by name and version."""

    name: str  # "v25", as options and tables write it
    version: str  # of the text or code
    source: str  # where it is published
    read: Callable[[Encoded], Answer]

    def decide(self, certificate: Certificate) -> Answer:
        """The answer on one CA certificate, with the condition that decided.

        SILENT for a certificate that is no CA's; UNKNOWN when a field that the reading needs could not be read.
        """
        if certificate.is_ca is False:
            return Answer(truth=Truth.SILENT, reason="not a CA certificate")
        try:
            return self.read(Encoded(certificate))
        except UnreadError as gap:
            return Answer(truth=Truth.UNKNOWN, reason=str(gap))


def yes(*reasons: str) -> Answer:
    """Constrained; the parts are joined, empty ones left out."""
    return Answer(truth=Truth.YES, reason="; ".join(filter(None, reasons)))


def no(reason: str) -> Answer:
    """Not constrained, by the first condition that fails."""
    return Answer(truth=Truth.NO, reason=reason)


def silent(reason: str) -> Answer:
    """The reading does not speak to this certificate."""
    return Answer(truth=Truth.SILENT, reason=reason)
