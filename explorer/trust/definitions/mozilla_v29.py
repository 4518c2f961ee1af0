"""Mozilla's CCADB tools, constraints of policy 2.9.

Source: mozilla/CCADB-Tools, certificate/constraints_v29.go. Faults kept: D1 (only purposes
that the code knows are counted), D4 (e-mail beside TLS is never looked at), D5 (companions ignored), D6, D7, D8,
D10 (a fault inside a directoryName empties its list).
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.constraint import NameKind
from explorer.model.purpose import (
    ANY_EKU,
    CODE_SIGN,
    EMAIL_PROTECTION,
    OCSP_SIGN,
    PRECERTIFICATE_SIGN,
    TIME_STAMP,
)
from explorer.trust.definitions.encoded import KNOWN_TO_GO, Encoded, companions, hollow, not_critical, one_family
from explorer.trust.definitions.interface import Definition, no, yes
from explorer.trust.definitions.mozilla_v25 import ONLY_UNKNOWN


def read(encoded: Encoded) -> Answer:
    """The code's conditions, in its order."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if not eku & KNOWN_TO_GO:
        return no(ONLY_UNKNOWN)
    if ANY_EKU in eku:
        return no("any EKU")
    if encoded.tls:
        return _tls(encoded, eku)
    if EMAIL_PROTECTION not in eku:
        return yes("EKU without TLS and e-mail")
    if not encoded.permitted(NameKind.EMAIL):
        return no("e-mail without permitted rfc822Name")
    if not encoded.permitted(NameKind.DIRECTORY):
        return no("e-mail without permitted directoryName")
    return yes("rfc822Name and directoryName constrained", hollow(encoded), not_critical(encoded))


def _tls(encoded: Encoded, eku: frozenset[str]) -> Answer:
    if PRECERTIFICATE_SIGN in eku:
        return no("precertificate signing beside TLS")
    if not encoded.dns_stated:
        return no("TLS without permitted dNSName or exclusion of all")
    if not encoded.ip_stated:
        return no("TLS without iPAddress constraint")
    if not encoded.permitted(NameKind.DIRECTORY):
        return no("TLS without permitted directoryName")
    beside = companions(eku, (EMAIL_PROTECTION, CODE_SIGN, TIME_STAMP, OCSP_SIGN))
    unlimited_mail = EMAIL_PROTECTION in eku and not encoded.permitted(NameKind.EMAIL)
    return yes(
        "dNSName, iPAddress and directoryName constrained",
        "D4: e-mail beside TLS without permitted rfc822Name" if unlimited_mail else "",
        f"D5: {beside} beside TLS" if beside else "",
        one_family(encoded),
        hollow(encoded),
        not_critical(encoded),
    )


DEFINITION = Definition(name="v29", version="policy 2.9", source="mozilla/CCADB-Tools constraints_v29.go", read=read)
