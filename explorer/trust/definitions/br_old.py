"""TLS Baseline Requirements before the profiles: technical constraints by section 7.1.5.

Source: BR 1.1.6 to 1.8.7 section 7.1.5. No word on OCSP signing, nor on other companions
of serverAuth.
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.purpose import ANY_EKU, SERVER_AUTH
from explorer.trust.definitions.br_tls import lacking_in_forms
from explorer.trust.definitions.encoded import Encoded, hollow, not_critical
from explorer.trust.definitions.interface import Definition, no, yes


def read(encoded: Encoded) -> Answer:
    """The extended key usage, then, for serverAuth, names."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if ANY_EKU in eku:
        return no("any EKU")
    if SERVER_AUTH not in eku:
        return yes("EKU without serverAuth")
    lacking = lacking_in_forms(encoded)
    if lacking:
        return no(lacking)
    return yes("names constrained per BR 7.1.5", hollow(encoded), not_critical(encoded))


DEFINITION = Definition(name="br-old", version="BR 1.8.7", source="BR 7.1.5", read=read)
