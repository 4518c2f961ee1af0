"""The conditions of a trust path, one predicate each, and the clause that each stands for (docs/trust.md).

The engine folds them into bit masks, the listing of paths asks them one by one: one text, two readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from explorer.model.certificate import Certificate
from explorer.model.program import Program
from explorer.model.purpose import (
    ANY_EKU,
    EV,
    MICROSOFT_SGC,
    NETSCAPE_STEP_UP,
    SERVER_AUTH,
    TLS_SERVER,
    Purpose,
    oid_of,
)
from explorer.model.revocation import Revocation
from explorer.trust.anchors import UNKNOWN_PURPOSE

UNLIMITED = 1 << 30  # path length: no limit met yet
ANY_POLICY = "2.5.29.32.0"
STEP_UP_END = datetime.fromisoformat("2016-08-23T00:00:00+00:00")  # mozilla::pkix: step-up counts in older CAs only

_DATES = frozenset({"not_before", "not_after"})
_WORDS = {
    "is_ca": "basic constraints",
    "path_length": "path length",
    "key_usage": "key usage",
    "eku": "extended key usage",
    "name_constraints": "name constraints",
    "unknown_critical": "list of extensions",
    "not_before": "notBefore",
    "not_after": "notAfter",
}
_DECIDING = _DATES | {"is_ca", "path_length", "key_usage", "eku", "name_constraints", "policies", "unknown_critical"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition: its name in results, and where it comes from."""

    name: str
    source: str


SIGNATURE = Clause(name="signature", source="RFC 5280 6.1.3 (a)(1)")
VALIDITY = Clause(name="validity", source="RFC 5280 6.1.3 (a)(2)")
REVOCATION = Clause(name="revocation", source="RFC 5280 6.1.3 (a)(3)")
CA_FLAG = Clause(name="CA flag", source="RFC 5280 6.1.4 (k)")
KEY_USAGE = Clause(name="key usage", source="RFC 5280 6.1.4 (n)")
PATH_LENGTH = Clause(name="path length", source="RFC 5280 6.1.4 (l), (m)")
PURPOSE = Clause(name="purpose", source="EKUs nest, as Mozilla, Chrome and Microsoft read BR 7.1.2")
READING = Clause(name="a field that can't be read", source="RFC 5280 6.1.4, as far as it asks for the field")
CRITICAL = Clause(name="critical extension", source="RFC 5280 6.1.4 (o)")
POLICY = Clause(name="EV policy", source="RFC 5280 6.1.3 (d)")
NAMES = Clause(name="name constraints", source="RFC 5280 6.1.3 (b), (c) and 6.1.4 (g)")
ANCHOR = Clause(name="anchor", source="the program's list")


NAMES_UNREAD = "its alternative names can't be read, and names above it are constrained"
SUBJECT_UNREAD = "its subject name can't be read, and names above it are constrained"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorRules:
    """Whether a program holds the anchor's own certificate to its validity and constraints.

    Chrome can, per anchor; what others do is not verified, so both are off (docs/trust.md).
    """

    expiry: bool = False
    constraints: bool = False  # CA flag, keyUsage, path length, EKU and names of the anchor's certificate
    path_length: int | None = None  # CA certificates that the verifier allows below any anchor; None: no limit


def whole_second(moment: datetime) -> datetime:
    """Validity is told in seconds, the last one included: half a second after notAfter is not after it yet."""
    return moment.replace(microsecond=0)


def has_issuer_name(certificate: Certificate) -> bool:
    """An empty issuer name links to nobody (RFC 5280 4.1.2.4), even where a CA's subject is empty as well."""
    return bool(certificate.issuer.key) or "issuer" in certificate.unread


def is_in_validity(certificate: Certificate, as_of: datetime) -> bool:
    """Inside the validity, or its dates could not be read: then `doubt_of` speaks."""
    return certificate.valid_at(as_of) or bool(certificate.unread & _DATES)


def is_ca_certificate(certificate: Certificate) -> bool:
    """v3 with cA TRUE; a v1 certificate below an anchor is no issuer (docs/model.md)."""
    return (certificate.version == 3 and certificate.is_ca is True) or "is_ca" in certificate.unread


def may_sign_certificates(certificate: Certificate) -> bool:
    """keyUsage absent, or with keyCertSign."""
    return certificate.key_usage is None or "keyCertSign" in certificate.key_usage


class Counted(Protocol):
    """What path length asks of a certificate."""

    @property
    def self_issued(self) -> bool:
        """Issuer and subject names are equal."""

    @property
    def path_length(self) -> int | None:
        """CA certificates that may follow; None: no limit."""


def path_length_after(left: int, certificate: Counted) -> int | None:
    """CA certificates still allowed below this one; None when it is one too many. Self-issued ones do not count."""
    if not certificate.self_issued:
        if left == 0:
            return None
        left -= 1
    return left if certificate.path_length is None else min(left, certificate.path_length)


def allows_purpose(certificate: Certificate, purpose: Purpose, *, lenient: bool) -> bool:
    """EKU absent, or with the purpose; lenient readers also take ANY, and for TLS step-up (old CAs) and SGC.

    EV asks for TLS: its policy is asked for by `allows_policy`.
    """
    eku = certificate.eku
    if eku is None or purpose == UNKNOWN_PURPOSE:
        return True
    asked = TLS_SERVER if purpose == EV else purpose
    if oid_of(asked) in eku:
        return True
    if not lenient:
        return False
    if ANY_EKU in eku:
        return True
    step_up = NETSCAPE_STEP_UP in eku and certificate.not_before < STEP_UP_END
    return oid_of(asked) == SERVER_AUTH and (step_up or MICROSOFT_SGC in eku)


def is_name_constrained(certificate: Certificate) -> bool:
    """It has name constraints, or has some that can't be read."""
    return certificate.name_constraints is not None or "name_constraints" in certificate.unread


def allows_policy(certificate: Certificate, policy: str) -> bool:
    """The certificate asserts the EV policy, or any policy; an empty `policy` asks for none."""
    return not policy or policy in certificate.policies or ANY_POLICY in certificate.policies


def revoking(revocations: Iterable[Revocation], program: Program, purpose: Purpose) -> Revocation | None:
    """The revocation that this program heeds for this purpose, if any.

    OneCRL is Mozilla's and for TLS alone. The CA's CRL, and its own statement in CCADB, which stands for that, every
    program consults in some form; that clients refuse the certificate is not proved by it.
    """
    for revocation in revocations:
        if revocation.source != "onecrl" or (program is Program.MOZILLA and purpose in (TLS_SERVER, EV)):
            return revocation
    return None


def doubt_of(certificate: Certificate) -> str:
    """Why a path through this certificate is UNKNOWN, naming it; empty where it is not."""
    found = doubt_in(certificate)
    return f"certificate {certificate.id[:16]}: {found[1]}" if found else ""


def names_doubt_of(certificate: Certificate) -> str:
    """Why it can't be told whether constraints above leave the names it bears; empty where it can."""
    why = unread_names_of(certificate)
    return f"certificate {certificate.id[:16]}: {why}" if why else ""


def unread_names_of(certificate: Certificate) -> str:
    """Which of the names that it bears can't be read; empty where all can."""
    if "subject" in certificate.unread:
        return SUBJECT_UNREAD
    return NAMES_UNREAD if "alternative_names" in certificate.unread else ""


def subject_to_hold(certificate: Certificate) -> str:
    """The key of the subject name that constraints above apply to: none when it is empty, or can't be read."""
    return "" if "subject" in certificate.unread else certificate.subject.key


def doubt_in(certificate: Certificate) -> tuple[Clause, str] | None:
    """Which condition can't be told of this certificate, and why: a deciding field, or a critical extension."""
    unread = certificate.unread & _DECIDING
    if unread:
        words = ", ".join(_WORDS.get(field, field) for field in sorted(unread))
        return READING, f"its {words} can't be read"
    constraints = certificate.name_constraints
    if constraints is not None and (constraints.problem or not (constraints.permitted or constraints.excluded)):
        problem = constraints.problem or "no subtree stands in it"
        return NAMES, f"its name constraints can't be read in full: {problem}"
    if certificate.unknown_critical:
        oids = ", ".join(certificate.unknown_critical)
        return CRITICAL, f"it has a critical extension that is not understood here: {oids}"
    return None
