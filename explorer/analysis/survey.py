"""Survey: the facts of one snapshot, everything the floors below say of it, before any rule has spoken."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from explorer.graph.delegation import build_graph
from explorer.keys.lifecycle import key_life
from explorer.keys.status_signing import status_signing
from explorer.model.disclosure import Disclosure
from explorer.model.finding import Finding
from explorer.model.ids import CertificateId, RecordId
from explorer.model.sighting import Sighting
from explorer.operators.roles import assign_roles
from explorer.rules.facts import Facts
from explorer.store.snapshot import Manifest, Snapshot
from explorer.trust.anchors import weigh_anchors
from explorer.trust.constraint_check import check_constraints
from explorer.trust.engine import judge_all
from explorer.trust.revocation import match_revocations


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One snapshot, judged. Findings and unknowns are sorted by severity, rule and subject."""

    manifest: Manifest
    facts: Facts
    view: str  # proof or record
    findings: tuple[Finding, ...]
    unknown: tuple[Finding, ...]  # where a rule could not tell
    warnings: tuple[str, ...]  # of the manifest and of the weighing of anchors; head of every report


def gather(snapshot: Snapshot, *, basis: str = "mrsp") -> tuple[Facts, tuple[str, ...]]:
    """The facts of a snapshot, before any rule, and what had to be assumed to get them."""
    graph = build_graph(snapshot.certificates, snapshot.links)
    anchors = weigh_anchors(snapshot.disclosures, snapshot.anchors, snapshot.as_of)
    revocations = match_revocations(graph, snapshot.disclosures, snapshot.revocation_entries)
    records_of: dict[CertificateId, list[Disclosure]] = {}
    for disclosure in snapshot.disclosures:
        if disclosure.certificate is not None:
            records_of.setdefault(disclosure.certificate, []).append(disclosure)
    sightings: dict[CertificateId, list[Sighting]] = {}
    for sighting in snapshot.sightings:
        sightings.setdefault(sighting.certificate, []).append(sighting)
    facts = Facts(
        as_of=snapshot.as_of,
        graph=graph,
        records={RecordId(d.record): d for d in snapshot.disclosures},
        records_of={certificate: tuple(own) for certificate, own in records_of.items()},
        opaque=snapshot.opaque,
        revocations=revocations,
        roles=assign_roles(
            snapshot.disclosures, graph, snapshot.affiliates, snapshot.as_of, evidence=snapshot.evidence
        ),
        constraints=check_constraints(snapshot.certificates, snapshot.disclosures, snapshot.as_of),
        verdicts=judge_all(graph, anchors, revocations, snapshot.as_of),
        key_life=key_life(snapshot.evidence, graph, snapshot.as_of, snapshot.key_uses),
        signing=status_signing(graph, snapshot.as_of),
        basis=basis,
        audit_ends={d.record: d.standard_audit_end for d in snapshot.disclosures if d.standard_audit_end is not None},
        lists=snapshot.manifest.lists,
        history=snapshot.history,
        sightings={certificate: tuple(own) for certificate, own in sightings.items()},
        census=snapshot.census,
    )
    return facts, anchors.warnings


def survey(snapshot: Snapshot, *, basis: str = "mrsp") -> Assessment:
    """The facts of a snapshot without running any rule: for questions that need no findings."""
    with no_collector():
        facts, warnings = gather(snapshot, basis=basis)
    return Assessment(
        manifest=snapshot.manifest,
        facts=facts,
        view="",
        findings=(),
        unknown=(),
        warnings=(*snapshot.manifest.warnings, *warnings),
    )


@contextmanager
def no_collector() -> Iterator[None]:
    """Building a large graph makes no garbage; the cyclic collector would only walk it again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
