"""TLS Baseline Requirements: technically constrained precertificate signing CA.

Source: BR 2.2.6 section 7.1.2.4. Such CAs must not be used from 2026-03-15.
"""

from __future__ import annotations

from datetime import UTC, datetime

from explorer.model.answer import Answer
from explorer.model.purpose import PRECERTIFICATE_SIGN
from explorer.trust.definitions.encoded import Encoded
from explorer.trust.definitions.interface import Definition, no, yes

ENDS = datetime(2026, 3, 15, tzinfo=UTC)  # first day on which the profile must not be used


def definition(as_of: datetime) -> Definition:
    """The reading as it stands at one moment (UTC)."""

    def read(encoded: Encoded) -> Answer:
        eku = encoded.eku
        if eku is None:
            return no("no EKU extension")
        if eku != {PRECERTIFICATE_SIGN}:
            return no("EKU is not precertificate signing alone")
        if as_of >= ENDS:
            return no("precertificate signing CAs ended on 2026-03-15")
        return yes("EKU is precertificate signing alone")

    return Definition(name="br-precert", version="BR 2.2.6", source="BR 7.1.2.4", read=read)
