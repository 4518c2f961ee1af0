"""TLS Baseline Requirements: technically constrained sub-CA that is not for TLS.

Source: BR 2.2.6 section 7.1.2.3.3 (profile of the extended key usage), in force since 2023-09-15.
Name constraints are not asked for. The text does not mention Netscape step-up, which Mozilla's code
counts as serverAuth in certificates from before 2016-08-23.
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.purpose import ANY_EKU, OCSP_SIGN, PRECERTIFICATE_SIGN, SERVER_AUTH
from explorer.trust.definitions.encoded import Encoded, companions
from explorer.trust.definitions.interface import Definition, no, yes

STEP_UP_UNSAID = "the text is silent on step-up, Mozilla counts it as TLS"


def read(encoded: Encoded) -> Answer:
    """Purposes only."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    banned = companions(eku, (SERVER_AUTH, OCSP_SIGN, ANY_EKU, PRECERTIFICATE_SIGN))
    if banned:
        return no(f"{banned} in the EKU")
    return yes("EKU without TLS and OCSP signing", STEP_UP_UNSAID if encoded.tls else "")


DEFINITION = Definition(name="br-nontls", version="BR 2.2.6", source="BR 7.1.2.3.3", read=read)
