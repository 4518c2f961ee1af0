"""Masks: which (program, purpose) pairs of a day a certificate leaves, each pair one bit, each answer remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.model.finding import Use
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, EV, TLS_SERVER, Purpose
from explorer.model.revocation import Revocation
from explorer.trust.anchors import UNKNOWN_PURPOSE, Anchors
from explorer.trust.conditions import ANY_POLICY, STEP_UP_END, allows_purpose, revoking
from explorer.trust.labels import FOREVER, State
from explorer.trust.name_constraints import AllowedNames

_NEEDED = {NameKind.DNS: (TLS_SERVER, EV), NameKind.EMAIL: (EMAIL,)}  # purposes that need a name of the form
_Holds = Callable[[Program, Purpose, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distrust:
    """A question "what if": certificates that are not to be believed, as anchor or on a path.

    Empty `programs` and `purposes` mean all. With `issued_after`, what was issued up to that day stays trusted.
    """

    certificates: frozenset[CertificateId] = frozenset()
    programs: frozenset[Program] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    issued_after: date | None = None
    anchors_too: bool = True  # False: a mere revocation, which does not take an anchor off a program's list

    def concerns(self, program: Program, purpose: Purpose) -> bool:
        """Whether the question is about this program and purpose; EV falls with TLS."""
        asked = {purpose, TLS_SERVER} if purpose == EV else {purpose}
        return (not self.programs or program in self.programs) and (not self.purposes or bool(asked & self.purposes))


NOTHING = Distrust()


class Masks:
    """The pairs that the anchors of a day speak of, and what revocations and an assumed distrust take from them.

    EV stands once for each policy, since a path must assert that very policy. `all` is every pair;
    `dead` holds the pairs that a revocation or distrust takes from a certificate on a path, `anchors_out` those that
    a distrust takes from it as anchor: programs keep their lists themselves. `limited` holds the pairs to which an
    assumed cut-off date applies from a certificate on.
    """

    def __init__(
        self,
        anchors: Anchors,
        revocations: Mapping[CertificateId, tuple[Revocation, ...]],
        distrust: Distrust,
        *,
        lenient: bool,
    ) -> None:
        self._lenient = lenient
        self.pairs = tuple(sorted({(a.program, a.purpose, a.policy) for a in anchors.anchored}))
        self.bit = {pair: 1 << number for number, pair in enumerate(self.pairs)}
        self.all = (1 << len(self.pairs)) - 1
        self._of_purpose: dict[Purpose, int] = {}
        for (_, purpose, _), bit in self.bit.items():
            self._of_purpose[purpose] = self._of_purpose.get(purpose, 0) | bit
        self._needing = {
            kind: sum(self._of_purpose.get(purpose, 0) for purpose in purposes) for kind, purposes in _NEEDED.items()
        }
        heeded: dict[tuple[str, ...], int] = {}  # sources -> pairs that they speak for
        self.dead: dict[CertificateId, int] = {}
        for id_, found in revocations.items():
            sources = tuple(revocation.source for revocation in found)
            if sources not in heeded:
                heeded[sources] = self._revoked(found)
            self.dead[id_] = heeded[sources]
        self.anchors_out: dict[CertificateId, int] = {}
        self.limited: dict[CertificateId, int] = {}
        self._limit = FOREVER
        self._assume(distrust)
        self._of_eku: dict[tuple[frozenset[str], bool], int] = {}
        self._of_policies: dict[tuple[str, ...], int] = {}
        self._asking: dict[str, int] = {}  # EV policy, or none -> pairs that ask for it
        for (_, _, policy), bit in self.bit.items():
            self._asking[policy] = self._asking.get(policy, 0) | bit
        self._nameless: dict[int, int] = {}  # number of a set of names -> pairs that need a name it does not hold

    def allowed(self, certificate: Certificate) -> int:
        """Pairs that the policies and the EKU leave, each remembered by its value."""
        mask = self._of_policies.get(certificate.policies)
        if mask is None:
            mask = self._asking.get("", 0) if ANY_POLICY not in certificate.policies else self.all
            mask |= sum(self._asking.get(policy, 0) for policy in set(certificate.policies))
            self._of_policies[certificate.policies] = mask
        if certificate.eku is None:
            return mask
        key = (certificate.eku, certificate.not_before < STEP_UP_END)
        allowed = self._of_eku.get(key)
        if allowed is None:
            allowed = self._of_eku[key] = sum(
                bits
                for purpose, bits in self._of_purpose.items()
                if allows_purpose(certificate, purpose, lenient=self._lenient)
            )
        return mask & allowed

    def nameable(self, mask: int, names: int, left: AllowedNames) -> int:
        """Pairs for which a name is left: TLS needs a host or address, e-mail a mailbox (docs/trust.md)."""
        nameless = self._nameless.get(names)
        if nameless is None:
            nameless = 0
            if left.empty(NameKind.DNS) and left.empty(NameKind.IP):
                nameless |= self._needing[NameKind.DNS]
            if left.empty(NameKind.EMAIL):
                nameless |= self._needing[NameKind.EMAIL]
            self._nameless[names] = nameless
        return mask & ~nameless

    def cut_off(self, limited: int, mask: int, until: int) -> list[tuple[int, int]]:
        """The pairs with their cut-off after a certificate: in two parts where an assumed date limits only some."""
        concerned = mask & limited
        if not concerned:
            return [(mask, until)] if mask else []
        parts = [(concerned, min(until, self._limit)), (mask & ~concerned, until)]
        return [part for part in parts if part[0]]

    def of_pair(self, program: Program, purpose: Purpose) -> int:
        """The bits of one program and purpose, under whatever policy."""
        return self._where(lambda p, u, _: p is program and u == purpose)

    def stated_in(self, program: Program) -> int:
        """The bits of every purpose that a program states of some anchor."""
        return self._where(lambda p, u, _: p is program and u != UNKNOWN_PURPOSE)

    def uses_of(self, endings: Iterable[State]) -> tuple[Use, ...]:
        """What these paths hold for together, sorted; each use with the latest cut-off of any of them."""
        best: dict[tuple[Program, Purpose], int] = {}
        for state in endings:
            mask = state.mask
            while mask:
                program, purpose, _ = self.pairs[(mask & -mask).bit_length() - 1]
                best[program, purpose] = max(best.get((program, purpose), 0), state.until)
                mask &= mask - 1
        return tuple(
            Use(program=program, purpose=purpose, until=None if until == FOREVER else date.fromordinal(until))
            for (program, purpose), until in sorted(best.items())
        )

    def _assume(self, distrust: Distrust) -> None:
        """Fold the question "what if" into the masks."""
        mask = self._where(lambda program, purpose, _: distrust.concerns(program, purpose))
        for id_ in distrust.certificates:
            if distrust.issued_after is None:
                self.dead[id_] = self.dead.get(id_, 0) | mask
                self.anchors_out[id_] = mask if distrust.anchors_too else 0
            else:
                self.limited[id_] = mask
        if distrust.issued_after is not None:
            self._limit = distrust.issued_after.toordinal()

    def _revoked(self, revocations: Iterable[Revocation]) -> int:
        return self._where(lambda program, purpose, _: revoking(revocations, program, purpose) is not None)

    def _where(self, holds: _Holds) -> int:
        return sum(bit for (program, purpose, policy), bit in self.bit.items() if holds(program, purpose, policy))
