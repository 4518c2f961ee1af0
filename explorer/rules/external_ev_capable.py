"""Externally operated CA whose certificates can show EV, without an EV audit.

Why it matters: EV rests on how the issuer identifies organisations, which only an EV audit looks at. A CA certificate with
the EV policy, or with any policy, under an EV root passes that promise to whoever operates it.

One finding is one CA whose declared operator is another than the owner, with an unexpired certificate that no source
revokes, trusted for TLS under a root that is enabled for EV, asserting the root's EV policy, the CA/Browser
Forum's, or any policy, and with no TLS EVG audit of the record or, where it has its parent's audits, of those above.
Medium; one lower for an affiliate of the owner.

Limits: the operator is what CCADB states. An EV audit that covers the CA without standing in its record is not seen;
where the reports at hand have no such column, the rule cannot tell.

Traps: a root that lost EV makes nothing EV; a policy that a CA above does not assert is not usable, unless it is the
CA/Browser Forum's own, which counts as CCADB counts it.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind, Use
from explorer.model.ids import CaId, CertificateId
from explorer.model.purpose import EV, TLS_SERVER
from explorer.rules.citations import CCADB_FIELDS_EV, CCADB_P_5
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_ca

FORUM_EV = "2.23.140.1.1"  # the CA/Browser Forum's EV policy


def subjects(facts: Facts) -> Iterator[str]:
    """CAs with a certificate that another organisation operates, or may, where any root is enabled for EV."""
    if not any(anchor.purpose == EV for anchor in facts.verdicts.anchors.anchored):
        return
    certificates = facts.graph.certificates
    able = (id_ for id_ in facts.in_other_hands if _ev_use(id_, facts) is not None)
    yield from sorted({certificates[id_].ca for id_ in able} & facts.graph.cas.keys())


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this CA if it is capable of EV without an audit."""
    unsure: Finding | None = None
    for id_ in facts.graph.cas[CaId(subject)].certificates:
        use = _ev_use(id_, facts) if id_ in facts.in_other_hands else None
        if use is None:
            continue
        role = facts.in_other_hands[id_]
        audited, why = _audited(id_, facts)
        if audited:
            continue
        capable = f"{_asserted(id_, facts)}, under a root that {use.program} enables for EV"
        if role is not None and role.is_external and audited is False:
            because = [
                f"operated by {role.operator} under {role.owner} (record {role.record}, {role.basis})",
                capable,
                why,
            ]
            if role.affiliate:
                because.append(f"{role.operator} and {role.owner} are affiliates by the register: one severity lower")
            yield about_ca(
                RULE.id,
                CaId(subject),
                facts,
                severity=Severity.MEDIUM.lowered(1 if role.affiliate else 0),
                because=because,
                certificate=id_,
                confidence=Confidence.DISCLOSED,
                proof=facts.verdicts.proof(id_, use),
            )
            return
        if unsure is None:
            missing = facts.holder_unknown(id_)
            unsure = about_ca(
                RULE.id,
                CaId(subject),
                facts,
                severity=Severity.INFO,
                because=(capable, f"who operates it is not known: {missing}" if missing else why),
                certificate=id_,
                status=Status.UNKNOWN,
                proof=facts.verdicts.proof(id_, use),
            )
    if unsure is not None:
        yield unsure


def _ev_use(certificate: CertificateId, facts: Facts) -> Use | None:
    """The use that makes it capable: EV itself, else TLS under an EV root where it asserts the Forum's policy."""
    uses = facts.verdicts.uses(certificate)
    found = next((use for use in uses if use.purpose == EV), None)
    if found is None and FORUM_EV in facts.graph.certificates[certificate].policies:
        for use in uses:
            path = facts.verdicts.proof(certificate, use) if use.purpose == TLS_SERVER else ()
            if path and (use.program, EV) in facts.included.get(path[0], frozenset()):
                return use
    return found


def _asserted(certificate: CertificateId, facts: Facts) -> str:
    return f"asserts the policies {', '.join(facts.graph.certificates[certificate].policies)}"


def _audited(certificate: CertificateId, facts: Facts) -> tuple[bool | None, str]:
    """Whether a TLS EVG audit applies to a record of the certificate; None: not known. The second says why not."""
    role = facts.roles.strongest(certificate)
    record = facts.records.get(role.record) if role else None
    seen = set()
    while record is not None and record.record not in seen:
        seen.add(record.record)
        if record.tls_ev_audit_url is None or record.audits_same_as_parent is None:
            return None, "whether it has a TLS EVG audit is not known: the reports at hand do not say"
        if record.tls_ev_audit_url.strip():
            return True, ""
        if not record.audits_same_as_parent:
            break
        record = facts.records.get(record.parent_record) if record.parent_record else None
    return False, "no TLS EVG audit in its record" + (" or those whose audits it shares" if len(seen) > 1 else "")


RULE = Rule(
    id="SUBCA-010",
    name="external-ev-capable",
    title="External CA is EV-capable without an EV audit",
    kind=SubjectKind.CA,
    severity=Severity.MEDIUM,
    confidence=Confidence.DISCLOSED,
    since=None,
    citations=(CCADB_FIELDS_EV, CCADB_P_5),
    remedy="An EV audit, or policies that leave EV out.",
    subjects=subjects,
    check=check,
)
