"""The strict tier: does a strict parser accept every part of a certificate? (docs/model.md)

`cryptography` decodes lazily and raises late (docs/reliability.md), so each part is asked for here.
Names and keys repeat, and are asked for once per encoding.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from ingest.decode.skim import Skim

_REFUSALS = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


class StrictParser:
    """Asks `cryptography` for every part of certificates; one per thread."""

    def __init__(self) -> None:
        self._accepted: set[bytes] = set()  # names and SPKIs

    def refusals(self, skims: Iterable[Skim]) -> Iterator[str]:
        """Why each certificate is refused, in order; empty when it is not."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations: what is still accepted counts as accepted
            for skim in skims:
                yield self._refusal(skim)

    def refusal(self, skim: Skim) -> str:
        """Why this certificate is refused; empty when it is not."""
        return next(self.refusals((skim,)))

    def _refusal(self, skim: Skim) -> str:
        part = "certificate"
        try:
            certificate = x509.load_der_x509_certificate(skim.der)
            part = "extensions"
            certificate.extensions  # noqa: B018 - properties that decode
            part = "serial number"
            certificate.serial_number  # noqa: B018
            part = "validity"
            certificate.not_valid_before_utc  # noqa: B018
            certificate.not_valid_after_utc  # noqa: B018
            part = "version"
            certificate.version  # noqa: B018
            part = "signature algorithm"
            certificate.signature_algorithm_oid  # noqa: B018
            part = "subject"
            if skim.subject not in self._accepted:
                certificate.subject  # noqa: B018
                self._accepted.add(skim.subject)
            part = "issuer"
            if skim.issuer not in self._accepted:
                certificate.issuer  # noqa: B018
                self._accepted.add(skim.issuer)
            part = "public key"
            if skim.spki not in self._accepted:
                certificate.public_key()
                self._accepted.add(skim.spki)
        except _REFUSALS as error:
            return f"{part}: {_first_line(error)}"
        if skim.inner_algorithm != skim.algorithm:
            return "signature algorithm: inside and outside differ"
        return ""


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
