"""Mozilla's CCADB tools, constraints of policy 2.5: the reading behind CCADB's Technically Constrained column.

Source: mozilla/CCADB-Tools, certificate/constraints_v25.go. Faults kept: D1 (only purposes
that the code knows are counted), D2 (any excluded dNSName will do), D3 (directoryName is not asked for),
D5 (companions of serverAuth ignored), D6, D7, D8.
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.constraint import NameKind
from explorer.model.purpose import ANY_EKU, CODE_SIGN, EMAIL_PROTECTION, OCSP_SIGN, TIME_STAMP
from explorer.trust.definitions.encoded import KNOWN_TO_GO, Encoded, companions, hollow, not_critical, one_family
from explorer.trust.definitions.interface import Definition, no, yes

ONLY_UNKNOWN = "D1: only EKUs the code does not know"


def read(encoded: Encoded) -> Answer:
    """The code's conditions, in its order."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if not eku & KNOWN_TO_GO:
        return no(ONLY_UNKNOWN)
    email = EMAIL_PROTECTION in eku
    if email and not encoded.permitted(NameKind.EMAIL):
        return no("e-mail without permitted rfc822Name")
    if ANY_EKU in eku:
        return no("any EKU")
    if not encoded.tls and not email:
        return yes("EKU without TLS and e-mail")
    no_directory = "" if encoded.permitted(NameKind.DIRECTORY) else "D3: no directoryName permitted"
    faults = (hollow(encoded), not_critical(encoded))
    if not encoded.tls:
        return yes("rfc822Name constrained", no_directory, *faults)
    if not (encoded.permitted(NameKind.DNS) or encoded.excluded(NameKind.DNS)):
        return no("TLS without dNSName constraint")
    if not encoded.ip_stated:
        return no("TLS without iPAddress constraint")
    beside = companions(eku, (EMAIL_PROTECTION, CODE_SIGN, TIME_STAMP, OCSP_SIGN))
    return yes(
        "dNSName and iPAddress constrained",
        "" if encoded.dns_stated else "D2: only some dNSName excluded",
        no_directory,
        f"D5: {beside} beside TLS" if beside else "",
        one_family(encoded),
        *faults,
    )


DEFINITION = Definition(name="v25", version="policy 2.5", source="mozilla/CCADB-Tools constraints_v25.go", read=read)
