"""How everything stood on one day, as plain values: what two days are compared by.

Values come from the facts alone, so the difference of two days does not depend on what lies between them, and
differences compose. Unknown is a value of its own: no change is told from it or to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from explorer.analysis.assess import Assessment
from explorer.model.answer import Truth
from explorer.model.change import UNKNOWN, Aspect, Place
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.evidence import KeyState
from explorer.model.finding import Use
from explorer.model.ids import CertificateId, RecordId
from explorer.model.program import Program
from explorer.rules.facts import Facts
from explorer.store.catalog import ONECRL, RECORDS
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchored

YES, NO = "yes", "no"
CURRENT, LAPSED = "current", "lapsed"
NO_CUT_OFF = "no cut-off"
UNSTATED = "until a day that is not stated"
_WITHOUT_DATE = "cut-off stated without a date"  # how explorer/trust/anchors.py notes it
AUDIT_VALID = timedelta(days=365 + 92)  # a yearly period, and the time to upload (CCADB-P 2.1 sections 5 and 5.2)

Values = dict[Place, str]
Undated = frozenset[tuple[Program, date | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The values of one day, with the facts behind them."""

    day: date
    facts: Facts
    values: Mapping[Place, str]
    silent: frozenset[str]  # sources of which no list is at hand on the day: what they would say is unknown
    owners: Mapping[str, int]  # CA Owner as written -> records
    operators: Mapping[str, int]  # effective Subordinate CA Owner -> records


_OF_RECORDS = frozenset(
    {Aspect.LISTED, Aspect.OWNER, Aspect.OPERATOR, Aspect.EXTERNAL, Aspect.FLAG, Aspect.AUDIT, Aspect.PARENT}
)


def value_at(side: Standing, place: Place) -> str | None:
    """The value of a place; None: there is none; UNKNOWN also where its source is silent on the day."""
    value = side.values.get(place)
    if value is None and side.silent:
        source = "ccadb" if place.aspect in _OF_RECORDS else place.part if place.aspect is Aspect.REVOKED else ""
        return UNKNOWN if source in side.silent else None
    return value


def standing(assessment: Assessment) -> Standing:
    """Write down how everything stood. Linear in records and certificates."""
    facts = assessment.facts
    values: Values = {}
    for part in (_records, _audits, _authorities, _certificates, _anchors, _keys):
        values.update(part(facts))
    return Standing(
        day=facts.as_of.date(),
        facts=facts,
        values=values,
        silent=frozenset(
            source
            for source, beginning in (("ccadb", RECORDS), ("onecrl", ONECRL))
            if not any(listed.name.startswith(beginning) for listed in assessment.manifest.lists)
        ),
        owners=Counter(v for p, v in values.items() if p.aspect is Aspect.OWNER),
        operators=Counter(v for p, v in values.items() if p.aspect is Aspect.OPERATOR and v and v != UNKNOWN),
    )


def _records(facts: Facts) -> Iterator[tuple[Place, str]]:
    for id_, record in facts.records.items():
        role = facts.roles.of_record(RecordId(id_))
        yield Place(aspect=Aspect.LISTED, subject=id_), YES
        yield Place(aspect=Aspect.OWNER, subject=id_), record.owner
        flag = record.technically_constrained
        yield Place(aspect=Aspect.FLAG, subject=id_), UNKNOWN if flag is None else YES if flag else NO
        if record.kind is RecordKind.ROOT:
            continue
        named = role.subordinate_owner
        yield Place(aspect=Aspect.OPERATOR, subject=id_), UNKNOWN if named is None else named
        external = UNKNOWN if role.is_unknown else YES if role.is_external else NO
        yield Place(aspect=Aspect.EXTERNAL, subject=id_), external
        parent = record.parent_certificate or record.parent_record or record.parent_name
        if parent:
            yield Place(aspect=Aspect.PARENT, subject=id_), parent


def _audits(facts: Facts) -> Iterator[tuple[Place, str]]:
    """Standard audits of records that still need one: neither expired nor revoked (CCADB-P 2.1 section 5)."""
    today = facts.as_of.date()
    for id_, record in facts.records.items():
        if record.certificate is None or record.certificate in facts.revocations or _expired(facts, record):
            continue
        audit = facts.roles.of_record(RecordId(id_)).audit_record
        end = facts.audit_ends.get(audit) if audit else None
        if end is not None:
            yield Place(aspect=Aspect.AUDIT, subject=id_), LAPSED if end + AUDIT_VALID < today else CURRENT


def _expired(facts: Facts, record: Disclosure) -> bool:
    held = facts.graph.certificates.get(record.certificate) if record.certificate else None
    if held is not None:
        return held.not_after < facts.as_of
    try:
        return date.fromisoformat((record.valid_to or "").replace(".", "-")) < facts.as_of.date()
    except ValueError:
        return False


def _authorities(facts: Facts) -> Iterator[tuple[Place, str]]:
    """Whether every certificate of a CA that counts today is constrained; one that is not undoes all (docs/constrained.md)."""
    graph = facts.graph
    for ca in graph.cas.values():
        own = [c for c in ca.certificates if facts.unexpired(c) and not facts.revoked(c)]
        if not own or any(graph.is_self_signed(c) for c in own):
            continue
        truths = {facts.constrained(c) for c in own}
        value = NO if Truth.NO in truths else YES if truths == {Truth.YES} else UNKNOWN
        yield Place(aspect=Aspect.CONSTRAINED, subject=ca.id), value


def _certificates(facts: Facts) -> Iterator[tuple[Place, str]]:
    graph, undated = facts.graph, undated_cut_offs(facts)
    for id_, certificate in graph.certificates.items():
        if certificate.valid_at(facts.as_of):
            if graph.is_cross_certificate(id_):
                yield Place(aspect=Aspect.CROSS, subject=id_), YES
            power = facts.signing.class_of(id_) if facts.signing.power_under(id_) else None
            if power is not None:
                yield Place(aspect=Aspect.OCSP, subject=id_), power.value
        uses = trusted_for(facts, id_, undated)
        if uses:
            yield Place(aspect=Aspect.TRUST, subject=id_), "; ".join(uses)
    for id_, revocations in facts.revocations.items():
        for revocation in revocations:
            yield Place(aspect=Aspect.REVOKED, subject=id_, part=revocation.source), YES


def trusted_for(facts: Facts, id_: CertificateId, undated: Undated) -> dict[str, Use]:
    """What a certificate is trusted for, by words that stay the same while nothing is said anew."""
    if id_ not in facts.graph.certificates:
        return {}
    return {
        f"{use.program}:{use.purpose} ({UNSTATED})" if (use.program, use.until) in undated else str(use): use
        for use in facts.verdicts.uses(id_)
    }


def undated_cut_offs(facts: Facts) -> Undated:
    """Cut-offs that CCADB states without a date: they count up to the day of the list, and a new list says nothing new."""
    return frozenset((a.program, a.until) for a in facts.verdicts.anchors.anchored if _is_undated(a))


def _is_undated(anchor: Anchored) -> bool:
    return anchor.until is not None and (anchor.note.startswith(_WITHOUT_DATE) or anchor.purpose == UNKNOWN_PURPOSE)


def _anchors(facts: Facts) -> Iterator[tuple[Place, str]]:
    for a in facts.verdicts.anchors.anchored:
        part = f"{a.program}:{a.purpose}" + (f" {a.policy}" if a.policy else "")
        until = UNSTATED if _is_undated(a) else a.until.isoformat() if a.until else NO_CUT_OFF
        yield Place(aspect=Aspect.ANCHOR, subject=a.certificate, part=part), until


def _keys(facts: Facts) -> Iterator[tuple[Place, str]]:
    keys = facts.graph.keys()
    for key in keys:
        records = facts.key_life.evidence(key)
        for record in records:
            yield Place(aspect=Aspect.EVIDENCE, subject=key, part=record.id), record.event
        if records and facts.key_life.state(key) is not KeyState.SILENT:
            yield Place(aspect=Aspect.DESTRUCTION, subject=key), facts.key_life.state(key).value
