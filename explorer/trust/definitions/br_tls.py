"""TLS Baseline Requirements: technically constrained TLS sub-CA, profile and names.

Source: BR 2.2.6 sections 7.1.2.5, 7.1.2.5.2 and 7.1.2.10.6, in force since 2023-09-15 (BR 2.0.0).
The text is applied to certificates of every age; Netscape step-up is not in it.
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.constraint import NameKind, Subtree
from explorer.model.purpose import (
    ANY_EKU,
    CODE_SIGN,
    EMAIL_PROTECTION,
    OCSP_SIGN,
    PRECERTIFICATE_SIGN,
    SERVER_AUTH,
    TIME_STAMP,
)
from explorer.trust.definitions.encoded import Encoded, companions, hollow, not_critical
from explorer.trust.definitions.interface import Definition, no, yes

BANNED_BESIDE_TLS = (CODE_SIGN, EMAIL_PROTECTION, TIME_STAMP, OCSP_SIGN, ANY_EKU, PRECERTIFICATE_SIGN)


def read(encoded: Encoded) -> Answer:
    """Profile first (purposes), then names."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if SERVER_AUTH not in eku:
        return no("EKU without serverAuth")
    beside = companions(eku, BANNED_BESIDE_TLS)
    if beside:
        return no(f"{beside} beside serverAuth")
    lacking = lacking_in_names(encoded)
    if lacking:
        return no(lacking)
    return yes("names constrained per BR 7.1.2.5.2", hollow(encoded), not_critical(encoded))


def lacking_in_names(encoded: Encoded) -> str:
    """What BR 7.1.2.5.2 misses in the name constraints, first thing first; empty when nothing."""
    lacking = lacking_in_forms(encoded)
    if lacking:
        return lacking
    constraints = encoded.constraints
    subtrees = (*constraints.permitted, *constraints.excluded) if constraints else ()
    if any(subtree.minimum != 0 or subtree.maximum is not None for subtree in subtrees):
        return "subtree with minimum or maximum"
    strange = next((subtree for subtree in subtrees if _banned_form(subtree)), None)
    return f"constraint of a form that BR bans ({strange.kind})" if strange else ""


def lacking_in_forms(encoded: Encoded) -> str:
    """What is missing of directoryName, dNSName and, family by family, iPAddress; empty when nothing."""
    if not encoded.permitted(NameKind.DIRECTORY):
        return "no directoryName permitted"
    if not encoded.dns_stated:
        return "no dNSName permitted, nor all excluded"
    for family in (4, 6):
        if not (encoded.permits_ip_family(family) or encoded.excludes_ip_family(family)):
            return f"no IPv{family} permitted, nor all excluded"
    return ""


def _banned_form(subtree: Subtree) -> bool:
    """Any form but dNSName, iPAddress, directoryName and otherName (whose value starts with its type OID)."""
    if subtree.kind is NameKind.OTHER:
        return not subtree.value[:1].isdigit()
    return subtree.kind not in (NameKind.DNS, NameKind.IP, NameKind.DIRECTORY)


DEFINITION = Definition(name="br-tls", version="BR 2.2.6", source="BR 7.1.2.5, 7.1.2.5.2, 7.1.2.10.6", read=read)
