"""All that is known of one CA, certificate or key: value by value, each with the source that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.errors import UsageError
from explorer.graph.reach import roots_above
from explorer.model.certificate import Certificate, Tier
from explorer.model.constraint import NameConstraints
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId, KeyId
from explorer.model.purpose import eku_name
from explorer.rules.facts import Facts
from explorer.trust.constraint_check import DEFINITIONS
from explorer.views.census import issuance_by
from explorer.views.evidence import life_lines
from explorer.views.lookup import Found, look_up, look_up_elsewhere
from explorer.views.rows import RULE_OF
from explorer.views.transparency import sighting_lines

ColumnsOf = Callable[[int], tuple[tuple[str, str], ...]]  # the whole CCADB row behind a disclosure

CERTIFICATE = "certificate"
COMPUTED = "computed from verified signatures"
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value with its source; foreign text, show it through `explorer.text`."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields that belong together."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One CA, certificate or key."""

    title: str
    sections: tuple[Section, ...]
    certificates: tuple[CertificateId, ...]  # that it is about


def detail(assessment: Assessment, found: Found, columns_of: ColumnsOf) -> Detail:
    """Everything known of what was looked up: the CA first, then each certificate with its records."""
    graph = assessment.facts.graph
    first = graph.certificates[found.certificates[0]]
    sections = []
    if found.ca is not None:
        sections.append(ca_section(assessment, first))
    sections.append(key_section(assessment, first.key))
    for id_ in found.certificates:
        sections += certificate_sections(assessment, id_)
        sections += [
            record_section(record, columns_of(record.row)) for record in assessment.facts.records_of.get(id_, ())
        ]
    sections.append(findings_section(assessment, found.certificates))
    return Detail(title=first.subject.text or "(empty name)", sections=tuple(sections), certificates=found.certificates)


def detail_of(assessment: Assessment, text: str, columns_of: ColumnsOf) -> Detail:
    """Everything known of what a person typed. Raises `UsageError` when it names nothing, or several things."""
    try:
        return detail(assessment, look_up(assessment.facts.graph, text), columns_of)
    except UsageError:
        elsewhere = look_up_elsewhere(assessment.facts, text)
        if elsewhere is None:
            raise
        return _detail_elsewhere(assessment, elsewhere, columns_of)


def _detail_elsewhere(assessment: Assessment, id_: CertificateId, columns_of: ColumnsOf) -> Detail:
    """A certificate that could not be read or is not at hand: what others say of it."""
    records = assessment.facts.records_of.get(id_, ())
    why = assessment.facts.opaque.get(id_)
    state = Field(
        name="At hand", value=f"its bytes can't be read: {why}" if why else "no, only its record", source="store"
    )
    fingerprint = Field(name="SHA-256", value=id_, source="store" if why else f"CCADB record {records[0].record}")
    return Detail(
        title=records[0].name if records else id_,
        sections=(
            Section(title=f"Certificate {id_[:16]}", fields=(fingerprint, state)),
            *(record_section(record, columns_of(record.row)) for record in records),
            findings_section(assessment, (id_,)),
        ),
        certificates=(id_,),
    )


def ca_section(assessment: Assessment, certificate: Certificate) -> Section:
    """The CA as a node: its name and key, who issued to it, what it issued."""
    graph = assessment.facts.graph
    ca = graph.cas[certificate.ca]
    issuers = sorted({i.issuer for c in ca.certificates for i in graph.issuers_of(c)} - {ca.id})
    issued = graph.issued_by(ca.id)
    return Section(
        title="CA",
        fields=(
            Field(name="CA id", value=ca.id, source="SHA-256 of subject and key"),
            Field(name="Subject", value=ca.name.text, source=CERTIFICATE),
            Field(name="Certificates", value=str(len(ca.certificates)), source="store"),
            *(Field(name="Issued by", value=f"{graph.cas[i].name.text} ({i[:16]})", source=COMPUTED) for i in issuers),
            *(
                Field(name="Below root", value=graph.cas[r].name.text, source=COMPUTED)
                for r in roots_above(graph, ca.id)
            ),
            Field(
                name="Issued",
                value=f"{sum(i.subject in graph.cas for i in issued)} CA certificates, "
                f"{sum(i.subject not in graph.cas for i in issued)} others at hand",
                source=COMPUTED,
            ),
        ),
    )


def key_section(assessment: Assessment, key: KeyId) -> Section:
    """The key: what the register says of its life, and which CAs hold it."""
    facts = assessment.facts
    state = facts.key_life.state(key)
    own = [facts.graph.certificates[c] for c in facts.graph.certificates_of_key(key)]
    cas = facts.graph.cas_of_key(key)
    words = {"silent": "no evidence found"}
    return Section(
        title="Key",
        fields=(
            *(Field(name="SPKI SHA-256", value=spki, source=CERTIFICATE) for spki in sorted({c.spki for c in own})),
            Field(
                name="Algorithm", value=f"{own[0].key_algorithm} {own[0].key_bits or ''}".strip(), source=CERTIFICATE
            ),
            *((Field(name="Key problem", value=own[0].key_problem, source=CERTIFICATE),) if own[0].key_problem else ()),
            Field(name="Destruction", value=words.get(state.value, state.value), source="key-lifecycle register"),
            *(
                Field(
                    name=f"Record {record.id[:12]}",
                    value=f"{record.event} {record.event_date or 'undated'}, {record.form}, {record.document_locator}",
                    source="key-lifecycle register",
                )
                for record in facts.key_life.evidence(key)
            ),
            *(Field(name=name, value=value, source=source) for name, value, source in life_lines(facts, key)),
            Field(
                name="Issuance",
                value=issuance_by(facts, {c.spki for c in own}).words,
                source="census of Certificate Transparency",
            ),
            *(
                Field(name="Held by CA", value=f"{facts.graph.cas[ca].name.text} ({ca[:16]})", source=CERTIFICATE)
                for ca in cas
            ),
        ),
    )


def certificate_sections(assessment: Assessment, id_: CertificateId) -> tuple[Section, ...]:
    """One certificate: what it holds, who runs it, where it is trusted, what limits it."""
    certificate = assessment.facts.graph.certificates[id_]
    short = f"Certificate {id_[:16]}"
    return (
        Section(title=short, fields=tuple(_certificate_fields(assessment, certificate))),
        Section(title=f"{short}: who", fields=tuple(_role_fields(assessment, id_))),
        Section(title=f"{short}: trust", fields=tuple(_trust_fields(assessment, id_))),
        Section(title=f"{short}: technically constrained", fields=tuple(_constraint_fields(assessment, id_))),
        Section(title=f"{short}: OCSP power", fields=tuple(_power_fields(assessment, id_))),
        *_sighting_section(assessment, id_),
    )


def _sighting_section(assessment: Assessment, id_: CertificateId) -> tuple[Section, ...]:
    """Where logs show it; left out where no log was read."""
    lines = tuple(sighting_lines(assessment.facts, id_))
    seen = tuple(Field(name=name, value=value, source=source) for name, value, source in lines)
    return (Section(title=f"Certificate {id_[:16]}: Certificate Transparency", fields=seen),) if seen else ()


def record_section(record: Disclosure, columns: Iterable[tuple[str, str]]) -> Section:
    """A CCADB record, column by column, blank ones left out."""
    source = f"{record.source} of {record.day.isoformat()}"
    return Section(
        title=f"CCADB record {record.record}",
        fields=(
            Field(name="Unchanged since", value=record.since.isoformat(), source="store"),
            *(Field(name=name, value=value, source=source) for name, value in columns if value),
        ),
    )


def subjects_of(facts: Facts, certificates: Iterable[CertificateId]) -> frozenset[str]:
    """Ids under which findings speak of these certificates: their own, and those of CA, key and records."""
    ids = set(certificates)
    held = [facts.graph.certificates[c] for c in ids if c in facts.graph.certificates]
    subjects = {*ids, *(c.ca for c in held), *(c.key for c in held), *(c.spki for c in held)}
    return frozenset(subjects | {record.record for c in ids for record in facts.records_of.get(c, ())})


def certificates_named(facts: Facts, text: str) -> tuple[CertificateId, ...]:
    """The certificates that a person's text means. Raises `UsageError` when it names nothing, or several things."""
    try:
        return look_up(facts.graph, text).certificates
    except UsageError:
        elsewhere = look_up_elsewhere(facts, text)
        if elsewhere is None:
            raise
        return (elsewhere,)


def findings_section(assessment: Assessment, certificates: Iterable[CertificateId]) -> Section:
    """Every finding and every unknown about these certificates, their CA, key and records."""
    ids = set(certificates)
    subjects = subjects_of(assessment.facts, certificates)
    about = [f for f in (*assessment.findings, *assessment.unknown) if f.subject in subjects or f.certificate in ids]
    return Section(
        title="Findings",
        fields=tuple(
            Field(
                name=f"{finding.rule} {finding.severity.value if finding.status.value != 'unknown' else 'unknown'}",
                value=f"{RULE_OF[finding.rule].title}: {' '.join(finding.because)}",
                source="; ".join(str(citation) for citation in RULE_OF[finding.rule].citations),
            )
            for finding in about
        )
        or (Field(name="None", value="no rule fired", source=f"as of {assessment.manifest.as_of}"),),
    )


def _certificate_fields(assessment: Assessment, c: Certificate) -> Iterable[Field]:
    graph = assessment.facts.graph
    values = {
        "SHA-256": c.id,
        "Subject": c.subject.text,
        "Issuer": c.issuer.text,
        "Serial": c.serial.upper(),
        "Version": str(c.version),
        "Valid from": c.not_before.isoformat(),
        "Valid to": c.not_after.isoformat(),
        "Signature": c.signature_algorithm,
        "CA": {True: "yes", False: "no", None: "no basicConstraints extension"}[c.is_ca],
        "Path length": "no limit" if c.path_length is None else str(c.path_length),
        "Key usage": "no extension" if c.key_usage is None else ", ".join(sorted(c.key_usage)),
        "Extended key usage": "no extension: any purpose" if c.eku is None else ", ".join(sorted(map(eku_name, c.eku))),
        "Name constraints": _constraints_text(c.name_constraints),
        "Policies": ", ".join(c.policies),
        "OCSP nocheck": c.nocheck or "",
        "Subject key identifier": c.ski,
        "Authority key identifier": c.aki + (" and issuer with serial" if c.aki_pins_issuer else ""),
        "CRL": ", ".join(c.crl_urls),
        "OCSP": ", ".join(c.ocsp_urls),
        "Issuer certificate": ", ".join(c.issuer_urls),
        "CPS": ", ".join(c.cps_urls),
        "Unknown critical extensions": ", ".join(c.unknown_critical),
        "Could not be read": ", ".join(sorted(c.unread)),
    }
    for name, value in values.items():
        if value:
            yield Field(name=name, value=value, source=CERTIFICATE)
    if c.tier is not Tier.STRICT:
        yield Field(name="Not strict", value=c.tier_reason, source="strict parser")
    yield Field(name="Link to issuer", value=graph.edge_state(c.id).value, source=COMPUTED)
    relations = {
        "self-signed": graph.is_self_signed(c.id),
        "key rollover": graph.is_rollover(c.id),
        "doppelgänger": graph.is_doppelganger(c.id),
        "reissue": graph.is_reissue(c.id),
        "cross-certificate": graph.is_cross_certificate(c.id),
    }
    if any(relations.values()):
        yield Field(name="Relation", value=", ".join(r for r, holds in relations.items() if holds), source=COMPUTED)
    for revocation in assessment.facts.revocations.get(c.id, ()):
        since = f", since {revocation.since} at the latest" if revocation.since else ""
        yield Field(name="Revoked", value=f"yes{since}. {revocation.reason}".strip(), source=revocation.source)


def _role_fields(assessment: Assessment, id_: CertificateId) -> Iterable[Field]:
    roles = assessment.facts.roles.of_certificate(id_)
    if not roles:
        yield Field(name="Owner", value="not disclosed in the CCADB list at hand", source="ccadb")
    for role in roles:
        source = f"CCADB record {role.record}"
        sub = NOT_STATED if role.subordinate_owner is None else role.subordinate_owner or "blank"
        inherited = f", inherited from {role.inherited_from}" if role.inherited_from else ""
        yield Field(name="CA owner", value=role.owner, source=source)
        yield Field(name="Subordinate CA owner", value=f"{sub}{inherited}", source=source)
        external = "external (declared)" if role.is_external else "external (indicated)" if role.is_indicated else ""
        affiliate = ", affiliate of the owner" if role.affiliate else ""
        words = ", ".join(part for part in (role.basis.value, external) if part)
        yield Field(name="Operator", value=f"{role.operator} ({words}{affiliate})", source=source)
        for reason in role.reasons:
            yield Field(name="Because", value=reason, source=source)


def _trust_fields(assessment: Assessment, id_: CertificateId) -> Iterable[Field]:
    verdicts = assessment.facts.verdicts
    graph = assessment.facts.graph
    uses = verdicts.uses(id_)
    for use in uses:
        path = " > ".join(
            f"{graph.certificates[step].subject.short} ({step[:16]})" for step in verdicts.proof(id_, use)
        )
        yield Field(name=str(use), value=path, source=COMPUTED)
    unknown = verdicts.unknown(id_)
    if unknown:
        yield Field(name="Unknown", value=unknown, source=COMPUTED)
    elif not uses:
        yield Field(name="Trusted", value="by no program at hand", source=COMPUTED)
    for program in verdicts.included_in(id_):
        notes = {a.note for a in verdicts.anchors.anchored if a.certificate == id_ and a.program is program and a.note}
        yield Field(
            name=f"Anchor in {program}", value="; ".join(sorted(notes)) or "yes", source=f"{program} root store"
        )


def _constraint_fields(assessment: Assessment, id_: CertificateId) -> Iterable[Field]:
    for name in DEFINITIONS:
        answer = assessment.facts.constraints.decide(name, id_)
        yield Field(name=name, value=f"{answer.truth.value}: {answer.reason}", source=f"definition {name}")


def _power_fields(assessment: Assessment, id_: CertificateId) -> Iterable[Field]:
    signing = assessment.facts.signing
    graph = assessment.facts.graph
    kind = signing.class_of(id_)
    if kind is None:
        yield Field(name="Delegated responder", value="no", source=CERTIFICATE)
        return
    yield Field(name="Delegated responder", value=kind.value, source=CERTIFICATE)
    for issuer in signing.power_under(id_):
        count = len(signing.can_sign_for(id_))
        value = f"{graph.cas[issuer].name.text}: answers for {count} certificates at hand, its own included"
        yield Field(name="Can answer for", value=value, source="RFC 6960 section 4.2.2.2")


def _constraints_text(constraints: NameConstraints | None) -> str:
    if constraints is None:
        return ""
    parts = [f"permitted {s.kind.value} {s.text!r}" for s in constraints.permitted]
    parts += [f"excluded {s.kind.value} {s.text!r}" for s in constraints.excluded]
    critical = "critical" if constraints.critical else "not critical"
    return "; ".join((critical, *parts, *((constraints.problem,) if constraints.problem else ())))
