"""One step of a path: what is left of its state after one more certificate, all conditions asked (docs/trust.md)."""

from __future__ import annotations

from datetime import datetime

from explorer.model.certificate import Certificate
from explorer.model.constraint import NameKind
from explorer.trust.conditions import (
    doubt_of,
    has_issuer_name,
    is_ca_certificate,
    is_in_validity,
    may_sign_certificates,
    names_doubt_of,
    path_length_after,
    subject_to_hold,
    whole_second,
)
from explorer.trust.labels import Fit, Names, State
from explorer.trust.masks import Masks

NO_FIT = Fit(0, 0, is_issuer=False, self_issued=False, path_length=None, constraints=0, doubt="")
"""Of every certificate that fails by itself."""


class Steps:
    """The conditions of one day, folded into masks: each asked once of each certificate, and of each pair of state and fit."""

    def __init__(
        self,
        masks: Masks,
        as_of: datetime,
    ) -> None:
        self._masks = masks
        self._as_of = whole_second(as_of)
        self.names = Names()
        self._fits: dict[tuple[int, int, bool, bool, int | None, int, str], Fit] = {}
        self._states: dict[tuple[int, int, int, int, str], State] = {}

    def fit_of(self, certificate: Certificate) -> Fit:
        """The conditions that the certificate meets or fails by itself."""
        mask = 0
        if self.is_in_validity(certificate) and has_issuer_name(certificate):
            mask = self._masks.allowed(certificate)
            if self._masks.dead:
                mask &= ~self._masks.dead.get(certificate.id, 0)
        if not mask:
            return NO_FIT
        key = (
            mask,
            self._masks.limited.get(certificate.id, 0) if self._masks.limited else 0,
            is_ca_certificate(certificate) and may_sign_certificates(certificate),
            certificate.self_issued,
            certificate.path_length,
            self.names.constraints_of(certificate),
            doubt_of(certificate),
        )
        known = self._fits.get(key)
        if known is None:
            known = self._fits[key] = Fit(*key)
        return known

    def is_in_validity(self, certificate: Certificate) -> bool:
        """On the day, or its dates can't be read."""
        return is_in_validity(certificate, self._as_of)

    def states(self, mask: int, limited: int, left: int, until: int, names: int, doubt: str) -> tuple[State, ...]:
        """What is left, once a name is held to be needed: none without a pair, two where a cut-off splits it."""
        if names:
            mask = self._masks.nameable(mask, names, self.names.sets[names])
        return tuple(
            self._state(part, left, last, names, doubt) for part, last in self._masks.cut_off(limited, mask, until)
        )

    def after(self, state: State, fit: Fit, certificate: Certificate, *, is_ca: bool, last: bool) -> tuple[State, ...]:
        """The states after one more certificate: none when a condition fails.

        `is_ca`: its subject is a CA. `last`: the path ends here, so that the subject of a self-issued certificate is
        held to the names too.
        """
        held = state.names and (last or not fit.self_issued)
        if held and not self._admits(state.names, certificate):
            return ()
        memory = state.onward if is_ca else state.ending
        known = memory.get(fit)
        if known is None:
            known = memory[fit] = self._after(state, fit, is_ca=is_ca)
        if held and (doubt := names_doubt_of(certificate)):
            return tuple(self._state(s.mask, s.left, s.until, s.names, s.doubt or doubt) for s in known)
        return known

    def covers(self, one: State, other: State) -> bool:
        """At least as good in every component."""
        return (
            one.mask & other.mask == other.mask
            and one.left >= other.left
            and one.until >= other.until
            and (not one.doubt or bool(other.doubt))
            and self.names.holds(one.names, other.names)
        )

    def _after(self, state: State, fit: Fit, *, is_ca: bool) -> tuple[State, ...]:
        mask, left = state.mask & fit.mask, state.left
        if not mask:
            return ()
        if is_ca:
            after = path_length_after(left, fit) if fit.is_issuer else None
            if after is None:
                return ()
            left = after
        names = self.names.after(state.names, fit.constraints)
        return self.states(mask, fit.limited, left, state.until, names, state.doubt or fit.doubt)

    def _state(self, mask: int, left: int, until: int, names: int, doubt: str) -> State:
        key = (mask, left, until, names, doubt)
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(*key)
        return known

    def _admits(self, names: int, certificate: Certificate) -> bool:
        """Whether the names that a certificate bears are all left by those above (RFC 5280 6.1.3 (b), (c))."""
        left = self.names.sets[names]
        subject = subject_to_hold(certificate)
        if subject and not left.admits(NameKind.DIRECTORY, subject):
            return False
        return all(left.admits(kind, value) for kind, value in certificate.alternative_names)
