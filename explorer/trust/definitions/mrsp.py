"""Mozilla Root Store Policy section 5.3.1, every version since 2.4.1: the text, not the code.

Source: MRSP 2.4.1 to 3.1 section 5.3.1. The text makes constrainedness
depend on names; companions of serverAuth that the BR profile forbids do not undo it and are named in the reason.
Netscape step-up is not in the text; Mozilla's code counts it as TLS in certificates from before 2016-08-23.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from explorer.model.answer import Answer, Truth
from explorer.model.constraint import NameKind
from explorer.model.purpose import (
    ANY_EKU,
    CODE_SIGN,
    EMAIL_PROTECTION,
    OCSP_SIGN,
    PRECERTIFICATE_SIGN,
    SERVER_AUTH,
    TIME_STAMP,
)
from explorer.trust.definitions import br_tls, sbr
from explorer.trust.definitions.br_nontls import STEP_UP_UNSAID
from explorer.trust.definitions.encoded import Encoded, companions, hollow, not_critical
from explorer.trust.definitions.interface import Definition, no, yes


class _Email(Enum):
    """What a version asks of a CA for e-mail."""

    BUSINESS_CONTROLS = 1  # no technical constraint asked for
    RFC822 = 2  # at least one permitted rfc822Name
    RFC822_ALONE = 3  # and neither serverAuth nor any purpose
    SBR_ALONE = 4  # and the names of SBR 7.1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """One version of the policy and since when it is in force."""

    number: str
    since: datetime  # UTC
    email: _Email
    profiles: bool  # serverAuth by BR 7.1.2.5 (profiles), else by BR 7.1.5


def _version(number: str, since: datetime, email: _Email, *, profiles: bool = False) -> PolicyVersion:
    return PolicyVersion(number=number, since=since, email=email, profiles=profiles)


VERSIONS = (
    _version("2.4.1", datetime.min.replace(tzinfo=UTC), _Email.BUSINESS_CONTROLS),
    _version("2.5", datetime(2017, 6, 23, tzinfo=UTC), _Email.RFC822),
    _version("2.6", datetime(2018, 7, 1, tzinfo=UTC), _Email.RFC822),
    _version("2.7", datetime(2020, 1, 1, tzinfo=UTC), _Email.RFC822),
    _version("2.7.1", datetime(2021, 5, 1, tzinfo=UTC), _Email.RFC822),
    _version("2.8", datetime(2022, 6, 1, tzinfo=UTC), _Email.RFC822_ALONE),
    _version("2.8.1", datetime(2023, 2, 15, tzinfo=UTC), _Email.RFC822_ALONE),
    _version("2.9", datetime(2023, 9, 1, tzinfo=UTC), _Email.SBR_ALONE, profiles=True),
    _version("3.0", datetime(2025, 3, 15, tzinfo=UTC), _Email.SBR_ALONE, profiles=True),
    _version("3.1", datetime(2026, 7, 1, tzinfo=UTC), _Email.SBR_ALONE, profiles=True),
)
"""Oldest first. 2.6.1 changed nothing here and is not told apart from 2.6."""

OLD_EMAIL_RULE_UNTIL = datetime(2018, 1, 16, tzinfo=UTC)  # 2.5: allowed up to and with 2018-01-15 …
OLD_EMAIL_RULE_ISSUED_BEFORE = datetime(2017, 6, 22, tzinfo=UTC)  # … for intermediates issued before this day


def in_force(moment: datetime) -> PolicyVersion:
    """The version in force at a moment (UTC); before 2.5, 2.4.1 stands for everything older."""
    return next(version for version in reversed(VERSIONS) if version.since <= moment)


def numbered(number: str) -> PolicyVersion:
    """The version with this number; KeyError when there is none."""
    return {version.number: version for version in VERSIONS}[number]


def definition(version: PolicyVersion, as_of: datetime | None = None) -> Definition:
    """The text of one version; `as_of` (UTC) matters only to the e-mail transition of version 2.5."""

    def read(encoded: Encoded) -> Answer:
        return _read(encoded, version, as_of)

    return Definition(name="mrsp", version=f"MRSP {version.number}", source="MRSP 5.3.1", read=read)


def _read(encoded: Encoded, version: PolicyVersion, as_of: datetime | None) -> Answer:
    eku = encoded.eku
    if eku is None:
        return no("no EKU extension")
    if ANY_EKU in eku:
        return no("any EKU")
    if SERVER_AUTH in eku:
        lacking = (br_tls.lacking_in_names if version.profiles else br_tls.lacking_in_forms)(encoded)
        if lacking:
            return no(f"serverAuth: {lacking}")
    if EMAIL_PROTECTION in eku:
        verdict = _email(encoded, eku, _email_rule(encoded, version, as_of))
        if verdict is not None:
            return verdict
    if SERVER_AUTH not in eku and EMAIL_PROTECTION not in eku:
        return yes("EKU without serverAuth and e-mail", STEP_UP_UNSAID if encoded.tls else "")
    return yes("names constrained", _profile(eku, version), hollow(encoded), not_critical(encoded))


def _email_rule(encoded: Encoded, version: PolicyVersion, as_of: datetime | None) -> _Email:
    transition = (
        version.number == "2.5"
        and as_of is not None
        and as_of < OLD_EMAIL_RULE_UNTIL
        and encoded.certificate.not_before < OLD_EMAIL_RULE_ISSUED_BEFORE
    )
    return _Email.BUSINESS_CONTROLS if transition else version.email


def _email(encoded: Encoded, eku: frozenset[str], rule: _Email) -> Answer | None:
    """The verdict of the e-mail clause where it is not "satisfied" (None)."""
    if rule in (_Email.RFC822_ALONE, _Email.SBR_ALONE) and SERVER_AUTH in eku:
        return no("serverAuth beside e-mail")
    if rule is _Email.SBR_ALONE:
        lacking = sbr.lacking_in_names(encoded)
        return no(f"e-mail: {lacking}") if lacking else None
    if encoded.permitted(NameKind.EMAIL):
        return None
    if rule is _Email.BUSINESS_CONTROLS:
        return Answer(truth=Truth.UNKNOWN, reason="e-mail may rest on business controls, which no certificate shows")
    return no("e-mail: no rfc822Name permitted")


def _profile(eku: frozenset[str], version: PolicyVersion) -> str:
    """Companions that the profile of the day forbids and the text does not."""
    if not version.profiles:
        return ""
    if SERVER_AUTH in eku:
        beside = companions(eku, (CODE_SIGN, TIME_STAMP, OCSP_SIGN, PRECERTIFICATE_SIGN))
        return f"constrained by text, profile violated: {beside} beside serverAuth" if beside else ""
    beside = companions(eku, (CODE_SIGN, TIME_STAMP))
    return f"constrained by text, profile violated: {beside} beside e-mail" if beside else ""
