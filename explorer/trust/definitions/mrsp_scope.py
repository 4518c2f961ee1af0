"""Mozilla Root Store Policy section 1.1: is this intermediate in the scope of the policy?

Source: MRSP 2.7 and later section 1.1. YES means in scope. Scope and constrainedness
are different questions: since 2.8 a constrained but capable CA is in scope and must be disclosed (5.3.2).
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.constraint import NameKind
from explorer.model.purpose import ANY_EKU, EMAIL_PROTECTION, SERVER_AUTH
from explorer.trust.definitions.encoded import Encoded, companions
from explorer.trust.definitions.interface import Definition, no, yes
from explorer.trust.name_constraints import constrained_names

SRV_NAME = "1.3.6.1.5.5.7.8.7"  # id-on-dnsSRV, RFC 4985


def read(encoded: Encoded) -> Answer:
    """In scope unless the purposes are others, or the names leave nothing that TLS and e-mail use."""
    eku = encoded.eku
    if eku is not None and not eku & {ANY_EKU, SERVER_AUTH, EMAIL_PROTECTION}:
        return no("EKU without any, serverAuth and e-mail")
    if _no_name_left(encoded):
        return no("no dNSName, iPAddress, SRVName or rfc822Name allowed")
    if eku is None:
        return yes("no EKU extension")
    return yes(f"{companions(eku, (ANY_EKU, SERVER_AUTH, EMAIL_PROTECTION))} in the EKU")


def _no_name_left(encoded: Encoded) -> bool:
    if not any(subtree.value.startswith(SRV_NAME) for subtree in encoded.excluded(NameKind.OTHER)):
        return False
    allowed = constrained_names(encoded.constraints)
    return all(allowed.empty(kind) for kind in (NameKind.DNS, NameKind.IP, NameKind.EMAIL))


DEFINITION = Definition(name="mrsp-scope", version="MRSP 3.1", source="MRSP 1.1", read=read)
