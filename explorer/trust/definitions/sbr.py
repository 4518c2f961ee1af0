"""S/MIME Baseline Requirements: technically constrained S/MIME sub-CA.

Source: SBR 1.0.10 section 7.1.5 (text) and 7.1.2.2 (g) (profile of the purposes).
The text decides; a profile that is violated beside it is named in the reason.
"""

from __future__ import annotations

from explorer.model.answer import Answer
from explorer.model.constraint import NameKind
from explorer.model.purpose import ANY_EKU, CODE_SIGN, EMAIL_PROTECTION, SERVER_AUTH, TIME_STAMP
from explorer.trust.definitions.encoded import Encoded, companions, hollow, not_critical
from explorer.trust.definitions.interface import Definition, no, silent, yes

BANNED_BESIDE_EMAIL = (SERVER_AUTH, CODE_SIGN, TIME_STAMP)


def read(encoded: Encoded) -> Answer:
    """Purposes, then names; certificates that are not for e-mail are none of its business."""
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if ANY_EKU in eku:
        return no("any EKU")
    if EMAIL_PROTECTION not in eku:
        return silent("EKU without e-mail")
    lacking = lacking_in_names(encoded)
    if lacking:
        return no(lacking)
    beside = companions(eku, BANNED_BESIDE_EMAIL)
    return yes(
        "rfc822Name and directoryName constrained",
        f"constrained by text, profile violated: {beside} beside e-mail" if beside else "",
        hollow(encoded),
        not_critical(encoded),
    )


def lacking_in_names(encoded: Encoded) -> str:
    """What SBR 7.1.5 misses in the name constraints, first thing first; empty when nothing."""
    mail = encoded.permitted(NameKind.EMAIL)
    if not mail:
        return "no rfc822Name permitted"
    if any("@" in subtree.value for subtree in mail):
        return "a permitted rfc822Name is a mailbox"
    return "" if encoded.permitted(NameKind.DIRECTORY) else "no directoryName permitted"


DEFINITION = Definition(name="sbr", version="SBR 1.0.10", source="SBR 7.1.5", read=read)
