"""crt.sh's database function `is_technically_constrained`.

Source: crtsh/certwatch_db. It counts unknown purposes rightly and forbids companions.
Faults kept: D6 (subtrees that permit everything), D7 (one IP family), D8. D11 (it reads the printed text of the
extension) cannot be seen from here: an extension that prints oddly may be judged otherwise by crt.sh.
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
from explorer.trust.definitions.encoded import Encoded, companions, hollow, not_critical, one_family
from explorer.trust.definitions.interface import Definition, no, yes


def read(encoded: Encoded) -> Answer:
    """The function's conditions, in its order."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if ANY_EKU in eku:
        return no("any EKU")
    if encoded.tls:
        beside = companions(eku, (CODE_SIGN, EMAIL_PROTECTION, TIME_STAMP, OCSP_SIGN, PRECERTIFICATE_SIGN))
        if beside:
            return no(f"{beside} beside TLS")
        if not encoded.permitted(NameKind.DIRECTORY):
            return no("TLS without permitted directoryName")
        if not encoded.dns_stated:
            return no("TLS without permitted dNSName or exclusion of all")
        if not encoded.ip_stated:
            return no("TLS without iPAddress constraint")
        faults = (one_family(encoded), hollow(encoded), not_critical(encoded))
        return yes("dNSName, iPAddress and directoryName constrained", *faults)
    if EMAIL_PROTECTION not in eku:
        return yes("EKU without TLS and e-mail")
    beside = companions(eku, (CODE_SIGN, TIME_STAMP))
    if beside:
        return no(f"{beside} beside e-mail")
    if not encoded.permitted(NameKind.DIRECTORY):
        return no("e-mail without permitted directoryName")
    if not encoded.permitted(NameKind.EMAIL):
        return no("e-mail without permitted rfc822Name")
    return yes("rfc822Name and directoryName constrained", hollow(encoded), not_critical(encoded))


DEFINITION = Definition(
    name="crtsh", version="2026-04-14", source="crtsh/certwatch_db is_technically_constrained", read=read
)
