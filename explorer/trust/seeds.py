"""Where paths begin: one label for each anchor and cut-off, and doubtful ones where a signature could not be checked."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.graph.delegation import DelegationGraph
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchors
from explorer.trust.conditions import (
    UNLIMITED,
    AnchorRules,
    doubt_of,
    is_ca_certificate,
    may_sign_certificates,
)
from explorer.trust.labels import FOREVER, Fit, Label, State
from explorer.trust.masks import Masks
from explorer.trust.steps import Steps


def anchor_labels(
    graph: DelegationGraph, anchors: Anchors, masks: Masks, steps: Steps, rules: AnchorRules
) -> Iterator[Label]:
    """Labels of anchors, by certificate and cut-off. An anchor that is no CA certificate can sign nothing.

    An anchor of unstated purposes also begins doubtful paths for every purpose that its program speaks of.
    """
    adjacency = graph.adjacency
    grouped: dict[tuple[CertificateId, int, str], int] = {}
    for anchor in anchors.anchored:
        if anchor.certificate in graph.certificates:
            until = anchor.until.toordinal() if anchor.until else FOREVER
            key = (anchor.certificate, until, "")
            grouped[key] = grouped.get(key, 0) | masks.bit[anchor.program, anchor.purpose, anchor.policy]
            if anchor.purpose == UNKNOWN_PURPOSE:
                grouped[anchor.certificate, until, unstated(anchor.program)] = masks.stated_in(anchor.program)
    for (id_, until, doubt), bits in sorted(grouped.items()):
        certificate = graph.certificates[id_]
        ca = adjacency.number_of_ca.get(certificate.ca)
        if ca is None:
            continue
        for state in _beginning(certificate, bits & ~masks.anchors_out.get(id_, 0), until, doubt, masks, steps, rules):
            yield Label(ca, state, adjacency.number_of_certificate[id_], 1, None)


def doubtful_labels(graph: DelegationGraph, masks: Masks, steps: Steps, fits: list[Fit]) -> Iterator[Label]:
    """Where a signature could not be checked: what holds from there down is UNKNOWN, not "no".

    Numbers of the certificates' CAs; -1 where it is no CA's.
    """
    adjacency = graph.adjacency
    for id_ in graph.unverifiable:
        number = adjacency.number_of_certificate[id_]
        certificate = graph.certificates[id_]
        ca = adjacency.number_of_ca.get(certificate.ca, -1)
        doubt = f"the signature of certificate {id_[:16]} could not be checked"
        above = State(masks.all, UNLIMITED, FOREVER, 0, doubt)
        for state in steps.after(above, fits[number], certificate, is_ca=ca >= 0, last=False):
            yield Label(ca, state, number, 1, None)


def unstated(program: Program) -> str:
    """Why what stands below an anchor of unstated purposes is UNKNOWN."""
    return f"{program} includes a root above it, for purposes that no source at hand states"


def _beginning(
    certificate: Certificate, mask: int, until: int, doubt: str, masks: Masks, steps: Steps, rules: AnchorRules
) -> tuple[State, ...]:
    """What an anchor's own certificate leaves, where the program holds it to anything."""
    names = 0
    left = UNLIMITED if rules.path_length is None else rules.path_length
    if rules.expiry and not steps.is_in_validity(certificate):
        return ()
    if rules.constraints:
        mask &= masks.allowed(certificate)
        is_issuer = certificate.version < 3 or is_ca_certificate(certificate)  # v1: a CA because it is listed
        if not is_issuer or not may_sign_certificates(certificate):
            return ()
        left = left if certificate.path_length is None else min(left, certificate.path_length)
        names = steps.names.after(0, steps.names.constraints_of(certificate))
        doubt = doubt or doubt_of(certificate)
    return steps.states(mask, masks.limited.get(certificate.id, 0), left, until, names, doubt)
