"""Facts: the frozen bundle handed to every rule. Rules read it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from explorer.graph.delegation import DelegationGraph
from explorer.keys.lifecycle import KeyLife
from explorer.keys.status_signing import StatusSigning
from explorer.model.answer import Truth
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId, RecordId
from explorer.model.revocation import Revocation
from explorer.operators.roles import Roles
from explorer.trust.constraint_check import ConstraintCheck
from explorer.trust.engine import Verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of one day, and the answers of the floors below."""

    as_of: datetime
    graph: DelegationGraph
    records: Mapping[RecordId, Disclosure]  # every disclosure, by record id
    records_of: Mapping[CertificateId, tuple[Disclosure, ...]]  # those of one certificate, by record id
    opaque: Mapping[CertificateId, str]
    revocations: Mapping[CertificateId, tuple[Revocation, ...]]
    roles: Roles
    constraints: ConstraintCheck
    verdicts: Verdicts
    key_life: KeyLife
    signing: StatusSigning
    basis: str  # definition that decides "constrained": mrsp, v25, v29, crtsh, ccadb

    def constrained(self, certificate: CertificateId) -> Truth:
        """Whether the certificate is technically constrained under the basis of this run."""
        return self.constraints.decide(self.basis, certificate).truth

    def unexpired(self, certificate: CertificateId) -> bool:
        """notAfter is not yet past; a certificate of the future is not in the world."""
        return self.as_of <= self.graph.certificates[certificate].not_after

    def revoked(self, certificate: CertificateId) -> bool:
        """Revoked in any source; the sources stay apart in `revocations`."""
        return certificate in self.revocations
