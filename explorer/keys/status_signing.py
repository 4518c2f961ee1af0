"""StatusSigning: which keys can sign OCSP answers for whose certificates (RFC 6960 4.2.2.2, docs/key-destruction.md).

    X -> R (OCSPSigning)      R's key can sign for every certificate that X issued:
    X -> S                    R itself, its sister S of whatever owner, and X's leaves;
    R -> T                    not for T (there R is the issuer anyway),
    Y -> R' (no OCSPSigning)  and nothing under Y, though R' is the same CA

Only proved issuance counts, and OCSPSigning must stand in the EKU: "any" and no EKU give no power. Revocation of R
takes nothing away, since R can answer for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from explorer.graph.delegation import DelegationGraph
from explorer.model.certificate import KEY_USAGE, Certificate
from explorer.model.ids import CaId, CertificateId, KeyId
from explorer.model.purpose import ANY_EKU, OCSP_NOCHECK, OCSP_SIGN

NOCHECK_VALUE = "0500"  # an ASN.1 NULL


class ResponderClass(StrEnum):
    """Classes of docs/key-destruction.md. RESP_BAD_PROFILE is ours: other faults that keep a leaf from RESP_OK."""

    RESP_OK = "RESP_OK"
    RESP_NO_NOCHECK = "RESP_NO_NOCHECK"
    RESP_EXTRA_EKU = "RESP_EXTRA_EKU"
    RESP_BAD_KU = "RESP_BAD_KU"
    RESP_BAD_PROFILE = "RESP_BAD_PROFILE"
    CA_OCSP = "CA_OCSP"
    ROOT_OCSP = "ROOT_OCSP"
    CA_ANY = "CA_ANY"
    CA_NOEKU = "CA_NOEKU"


LEAF_CLASSES = frozenset(kind for kind in ResponderClass if kind.value.startswith("RESP_"))
"""Responders that are no CAs."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class StatusPower:
    """AR(R, X): `responder` can answer for what `issuer` issued."""

    responder: CertificateId
    issuer: CaId


class StatusSigning:
    """Who can answer for whom on one day."""

    def __init__(self, graph: DelegationGraph, as_of: datetime) -> None:
        self._graph = graph
        self._as_of = as_of
        self._issuers: dict[CertificateId, tuple[CaId, ...]] = {}
        self._signers: dict[CaId, list[CertificateId]] = {}
        for certificate in graph.certificates.values():
            if not _says_ocsp(certificate) or not certificate.valid_at(as_of):
                continue
            issuers = [i.issuer for i in graph.issuers_of(certificate.id) if i.issuer != certificate.ca]
            if issuers:
                self._issuers[certificate.id] = tuple(sorted(issuers))
                for issuer in issuers:
                    self._signers.setdefault(issuer, []).append(certificate.id)

    def class_of(self, certificate: CertificateId) -> ResponderClass | None:
        """The class of docs/key-destruction.md, whatever the day; None: neither a responder nor worth a note.

        A leaf with several faults has the first of: no nocheck, extra EKU, key usage, rest of the profile.
        """
        found = self._graph.certificates[certificate]
        if "eku" in found.unread:
            return None
        if found.is_ca is True:
            return self._class_of_ca(found)
        return _class_of_leaf(found) if _says_ocsp(found) else None

    def unknown(self, certificate: CertificateId) -> str:
        """Why the class can't be told; empty when it can."""
        found = self._graph.certificates[certificate]
        gaps = sorted({"eku", "is_ca"} & found.unread)
        return f"could not be read: {', '.join(gaps)}" if gaps else ""

    def power_under(self, certificate: CertificateId) -> tuple[CaId, ...]:
        """The issuers X with AR(R, X): those that directly issued this certificate, valid today, for OCSPSigning.

        Its own CA is not among them: a self-signed certificate gives no new power.
        """
        return self._issuers.get(certificate, ())

    def can_sign_for(self, certificate: CertificateId) -> tuple[CertificateId, ...]:
        """Every certificate whose status this one's key can state as a delegate, itself included, by id."""
        below = {i.certificate for issuer in self.power_under(certificate) for i in self._graph.issued_by(issuer)}
        return tuple(sorted(below))

    def signers_for(self, ca: CaId) -> tuple[CertificateId, ...]:
        """Every certificate R with AR(R, ca), CAs and leaves, by id."""
        return tuple(sorted(self._signers.get(ca, ())))

    def powers_of_key(self, key: KeyId) -> tuple[StatusPower, ...]:
        """Every (R, X) that this key has today, over all its certificates and names, sorted.

        What `need` of docs/key-destruction.md starts from: it holds while some X here has, or can regain, a live path.
        """
        powers = (
            StatusPower(responder=certificate, issuer=issuer)
            for certificate in self._graph.certificates_of_key(key)
            for issuer in self.power_under(certificate)
        )
        return tuple(sorted(powers))

    def _class_of_ca(self, found: Certificate) -> ResponderClass | None:
        if found.eku is None:
            return ResponderClass.CA_NOEKU
        if OCSP_SIGN in found.eku:
            self_signed = self._graph.is_self_signed(found.id)
            return ResponderClass.ROOT_OCSP if self_signed else ResponderClass.CA_OCSP
        return ResponderClass.CA_ANY if ANY_EKU in found.eku else None


def status_signing(graph: DelegationGraph, as_of: datetime) -> StatusSigning:
    """Find every delegation of status power that is valid at `as_of` (UTC)."""
    return StatusSigning(graph, as_of)


def _says_ocsp(certificate: Certificate) -> bool:
    return certificate.eku is not None and OCSP_SIGN in certificate.eku


def _class_of_leaf(found: Certificate) -> ResponderClass:
    """BR 7.1.2.8."""
    if found.nocheck is None:
        return ResponderClass.RESP_NO_NOCHECK
    if found.eku != frozenset({OCSP_SIGN}):
        return ResponderClass.RESP_EXTRA_EKU
    if found.key_usage != frozenset({"digitalSignature"}):
        return ResponderClass.RESP_BAD_KU
    if found.nocheck != NOCHECK_VALUE or OCSP_NOCHECK in found.critical or KEY_USAGE not in found.critical:
        return ResponderClass.RESP_BAD_PROFILE
    if found.crl_urls or found.has_san or found.name_constraints is not None:
        return ResponderClass.RESP_BAD_PROFILE
    return ResponderClass.RESP_OK
