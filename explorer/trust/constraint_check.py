"""ConstraintCheck: every definition of "technically constrained" asked about a certificate, all answers kept.

Definitions disagree, so none is "the" answer (docs/constrained.md): tables print all of them in one row, and a
rule names the one it used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from explorer.model.answer import Answer, Truth
from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId
from explorer.trust.definitions import (
    br_nontls,
    br_old,
    br_precert,
    br_tls,
    crtsh,
    mozilla_v25,
    mozilla_v29,
    mrsp,
    mrsp_scope,
    sbr,
)
from explorer.trust.definitions.interface import Definition

CCADB = "ccadb"
DEFINITIONS = (
    "v25",
    "v29",
    "crtsh",
    "mrsp",
    "br-tls",
    "br-nontls",
    "br-precert",
    "br-old",
    "sbr",
    "mrsp-scope",
    CCADB,
)
"""Names that `ConstraintCheck.decide` knows, in the order of tables."""


class ConstraintCheck:
    """The answers of every definition, made when first asked for and kept."""

    def __init__(
        self,
        certificates: Mapping[CertificateId, Certificate],
        flags: Mapping[CertificateId, Answer],
        as_of: datetime,
    ) -> None:
        self._certificates = certificates
        self._as_of = as_of
        self._flags = flags
        self._definitions = definitions_in_force(as_of)
        self._kept: dict[str, dict[CertificateId, Answer]] = {name: {} for name in DEFINITIONS}
        self._at_issuance: dict[CertificateId, Answer] = {}
        self._of_version: dict[str, Definition] = {}
        self._deciders: dict[str, Callable[[CertificateId], Answer]] = {
            name: self._by(definition) for name, definition in self._definitions.items()
        }
        self._deciders[CCADB] = self._flag

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions in the versions in force on the day; "ccadb" is a recorded value and not among them."""
        return MappingProxyType(self._definitions)

    def decide(self, definition: str, certificate: CertificateId) -> Answer:
        """The answer of one definition of `DEFINITIONS`; KeyError for another name.

        A certificate that is not at hand is UNKNOWN, but for what CCADB records of it.
        """
        kept = self._kept[definition]
        answer = kept.get(certificate)
        if answer is None:
            answer = kept[certificate] = self._deciders[definition](certificate)
        return answer

    def at_issuance(self, certificate: CertificateId) -> Answer:
        """The text of the Mozilla policy that was in force at the certificate's notBefore; the reason names it."""
        answer = self._at_issuance.get(certificate)
        if answer is None:
            answer = self._at_issuance[certificate] = self._read_at_issuance(certificate)
        return answer

    def all(self, certificate: CertificateId) -> Mapping[str, Answer]:
        """The answer of every definition, in the order of `DEFINITIONS`."""
        return {name: self.decide(name, certificate) for name in DEFINITIONS}

    def _by(self, definition: Definition) -> Callable[[CertificateId], Answer]:
        def decide(certificate: CertificateId) -> Answer:
            found = self._certificates.get(certificate)
            return definition.decide(found) if found is not None else _NOT_AT_HAND

        return decide

    def _flag(self, certificate: CertificateId) -> Answer:
        return self._flags.get(certificate, _NO_RECORD)

    def _read_at_issuance(self, certificate: CertificateId) -> Answer:
        found = self._certificates.get(certificate)
        if found is None:
            return _NOT_AT_HAND
        version = mrsp.in_force(found.not_before)
        definition = self._of_version.get(version.number)
        if definition is None:
            definition = self._of_version[version.number] = mrsp.definition(version)
        answer = definition.decide(found)
        return Answer(truth=answer.truth, reason=f"{definition.version}: {answer.reason}")


_NOT_AT_HAND = Answer(truth=Truth.UNKNOWN, reason="the certificate is not at hand or could not be read")
_NO_RECORD = Answer(truth=Truth.UNKNOWN, reason="no CCADB record of this certificate")


def definitions_in_force(as_of: datetime) -> dict[str, Definition]:
    """Every definition that reads certificates, in the version in force at `as_of` (UTC), by name."""
    found = (
        mozilla_v25.DEFINITION,
        mozilla_v29.DEFINITION,
        crtsh.DEFINITION,
        mrsp.definition(mrsp.in_force(as_of), as_of),
        br_tls.DEFINITION,
        br_nontls.DEFINITION,
        br_precert.definition(as_of),
        br_old.DEFINITION,
        sbr.DEFINITION,
        mrsp_scope.DEFINITION,
    )
    return {definition.name: definition for definition in found}


def check_constraints(
    certificates: Mapping[CertificateId, Certificate], disclosures: Iterable[Disclosure], as_of: datetime
) -> ConstraintCheck:
    """Get ready to ask every definition about these certificates; nothing is decided before it is asked for."""
    columns: dict[CertificateId, list[bool | None]] = {}
    for disclosure in disclosures:
        if disclosure.certificate is not None:
            columns.setdefault(disclosure.certificate, []).append(disclosure.technically_constrained)
    return ConstraintCheck(certificates, {id_: _recorded(values) for id_, values in columns.items()}, as_of)


def _recorded(values: list[bool | None]) -> Answer:
    """CCADB's column (docs/constrained.md, D12): it was set when the PEM was imported and follows nothing later."""
    stated = {value for value in values if value is not None}
    if not stated:
        return Answer(truth=Truth.UNKNOWN, reason="the record has no value in Technically Constrained")
    if len(stated) > 1:
        return Answer(truth=Truth.UNKNOWN, reason=f"{len(values)} CCADB records disagree in Technically Constrained")
    truth = Truth.YES if stated == {True} else Truth.NO
    return Answer(truth=truth, reason="CCADB, Technically Constrained (set at import: D12)")
