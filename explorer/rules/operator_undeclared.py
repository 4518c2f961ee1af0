"""CA that something points to another organisation for, with a blank Subordinate CA Owner.

Why it matters: a blank says, since 2026-03-20, that the organisation in the parent's audit both holds the key and validates. Where the
data point elsewhere, either the field or the rest of the record is wrong.

One finding is one record of an intermediate in force whose effective Subordinate CA Owner is blank and that is indicated as another's: by an
audit of its own (medium), by a record of the same CA under another owner, or by the register of key evidence (low). Info before 2026-03-20,
when a blank was silence; at most low where nobody trusts it.

Limits: audit statements are not read, so that whom they name is not known.

Traps: an audit that the same organisation got under another name; a cross-certificate of the owner's own second root, whose audit it
has; a CA whose other record names this owner as the operator: both stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.disclosure import RecordKind
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import RecordId
from explorer.operators.names import same_organisation
from explorer.operators.roles import Role
from explorer.rules.citations import CCADB_P_3_2_NAMES, OWNER_DECLARED
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_record, cannot_tell_of_record
from explorer.rules.liveness import at_most_low_when_untrusted, naming
from explorer.rules.record_terms import current, texts


def subjects(facts: Facts) -> Iterator[str]:
    """Intermediate records in force that leave the operator blank, here and above, and show another one."""
    for id_, record in facts.records.items():
        may_be = record.kind is RecordKind.INTERMEDIATE and not (record.subordinate_owner or "").strip()
        if may_be and current(record, facts) and _asks(facts.roles.of_record(id_), facts):
            yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this record."""
    record, role = facts.records[RecordId(subject)], facts.roles.of_record(RecordId(subject))
    if record.certificate is None:
        return
    uses = facts.verdicts.uses(record.certificate)
    if not role.is_indicated:
        if uses:
            yield cannot_tell_of_record(RULE.id, record, facts, *role.reasons[1:])
        return
    severity, today = Severity.MEDIUM if role.own_audit else Severity.LOW, facts.as_of.date()
    if today < OWNER_DECLARED:
        severity, today_says = Severity.INFO, f"before {OWNER_DECLARED} a blank says nothing: no breach on {today}"
    else:
        today_says = "a blank says that the organisation in the parent's audit holds the key and validates"
    yield about_record(
        RULE.id,
        record,
        facts,
        severity=at_most_low_when_untrusted(severity, uses),
        confidence=Confidence.INFERRED,
        because=(*role.reasons, today_says, f"trusted by {naming(uses)}", texts(record, RULE.citations, facts)),
    )


def _asks(role: Role, facts: Facts) -> bool:
    """Blank and indicated; since the field is due, also blank and not to be told."""
    if role.subordinate_owner != "":
        return False
    if role.is_indicated:
        return not _is_explained(role, facts)
    return role.own_audit is None and facts.as_of.date() >= OWNER_DECLARED


def _is_explained(role: Role, facts: Facts) -> bool:
    """The indication is about the other record: an own root's audit, or another owner who names this one as operator."""
    known = facts.graph.certificates.get(role.certificate) if role.certificate else None
    others = [other for other in facts.roles.of_ca(known.ca) if other.record != role.record] if known else []
    if role.own_audit:
        return any(
            facts.records[other.record].kind is RecordKind.ROOT and same_organisation(other.owner, role.owner)
            for other in others
        )
    apart = [other for other in others if not same_organisation(other.owner, role.owner)]
    return bool(apart) and all(
        other.subordinate_owner and same_organisation(other.subordinate_owner, role.owner) for other in apart
    )


RULE = Rule(
    id="SUBCA-004",
    name="operator-undeclared",
    title="Operator indicated, but not declared",
    kind=SubjectKind.RECORD,
    severity=Severity.MEDIUM,
    confidence=Confidence.INFERRED,
    since=OWNER_DECLARED,
    citations=(CCADB_P_3_2_NAMES,),
    remedy="Fill in Subordinate CA Owner, or explain.",
    subjects=subjects,
    check=check,
)
