"""Who signed a CRL or an OCSP response, proved with the keys at hand (RFC 5280 6.3.3, RFC 6960 4.2.2.2).

A CRL is its issuer's when a key of a CA of that name verifies it. A response counts when it is signed by the key of
the CA that it answers for, or by a certificate which that CA issued for OCSPSigning. As with certificates, old
algorithms are verified as history, and a name, a key identifier or a pointer alone proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId, SpkiHash
from explorer.model.purpose import OCSP_SIGN
from ingest.decode.algorithms import HASHES, read_scheme
from ingest.decode.crl import Crl
from ingest.decode.der import DerError
from ingest.decode.name import read_name
from ingest.decode.ocsp_response import Answer, OcspResponse
from ingest.decode.skim import skim
from ingest.decode.spki import spki_parts
from ingest.link.signatures import Outcome, load_key, run

MAX_CANDIDATES = 64  # keys tried for one object; the largest published number of one name is 8

_FAILED = Outcome(LinkState.FAILS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whose key verifies an object, and for which CAs it speaks; `refusal` says why it proves nothing."""

    key: SpkiHash | None = None  # None exactly when refused
    signer: CertificateId | None = None  # a delegated responder's certificate; None: the CA's own key
    issuers: tuple[SpkiHash, ...] = ()
    answered: tuple[SpkiHash | None, ...] = ()  # OCSP: for each answer the key of its CA, None where it is not at hand
    may_sign_crls: bool = True  # some certificate of the key has cRLSign, or no keyUsage
    by_other_key: bool = False  # the responder was issued with another key of the CA's name (RFC 6960: discouraged)
    refusal: str = ""


class KeysAtHand:
    """The certificates at hand, by name and by key; indexes are made when first asked for."""

    def __init__(
        self,
        certificates: Mapping[CertificateId, Certificate],
        der_of: Callable[[CertificateId], bytes | None],
        links: Iterable[Link],
    ) -> None:
        self._certificates = certificates
        self._der_of = der_of
        self._proved = {(link.certificate, link.issuer_spki) for link in links if link.state is LinkState.VERIFIES}
        self._of_name: dict[str, list[Certificate]] = {}
        self._one_of: dict[SpkiHash, CertificateId] = {}
        for certificate in certificates.values():
            self._of_name.setdefault(certificate.subject.key, []).append(certificate)
            self._one_of.setdefault(certificate.spki, certificate.id)
        self._by_hash: dict[str, dict[tuple[bytes, bytes], list[Certificate]]] = {}
        self._by_sha1: dict[bytes, list[Certificate]] | None = None

    def prove_crl(self, crl: Crl) -> Proof:
        """The key that signed a CRL, among those of CAs with its issuer's name."""
        try:
            named = self._of_name.get(read_name(crl.issuer).key, [])
        except DerError as error:
            return Proof(refusal=f"the issuer's name can't be read: {error}")
        own = [c for c in named if c.is_ca is not False]
        if not own:
            return Proof(refusal="no CA of the issuer's name is at hand")
        found, why = self._verify(crl.algorithm, crl.signature, crl.tbs, own)
        if not found:
            return Proof(refusal=f"no key of the issuer's name verifies it{why}")
        usages = [c.key_usage for c in own if c.spki == found]
        return Proof(
            key=found,
            issuers=(found,),
            may_sign_crls=any(usage is None or "cRLSign" in usage for usage in usages),
        )

    def prove_response(self, response: OcspResponse) -> Proof:
        """The key that signed a response, and whether it may answer for at least one of the CAs asked about."""
        answered = [self._cas_asked_about(answer) for answer in response.answers]
        asked = {ca.spki: ca for cas in answered for ca in cas}
        if not asked:
            return Proof(refusal="no CA that it answers for is at hand")
        candidates = self._named_responders(response)
        if not candidates:
            return Proof(refusal="no certificate of the responder that it names is at hand")
        found, why = self._verify(response.algorithm, response.signature, response.tbs, candidates)
        if not found:
            return Proof(refusal=f"no key of the responder that it names verifies it{why}")
        rights = {spki: self._authority_of(found, candidates, ca) for spki, ca in sorted(asked.items())}
        held = {spki: right for spki, right in rights.items() if right is not None}
        if not held:
            return Proof(refusal="its signer is neither the CA that it answers for nor a responder issued by it")
        best = min(held.values(), key=lambda right: (right.signer is not None, right.by_other_key))
        return Proof(
            key=found,
            signer=best.signer,
            by_other_key=any(right.by_other_key for right in held.values()),
            issuers=tuple(held),
            answered=tuple(min((ca.spki for ca in cas if ca.spki in held), default=None) for cas in answered),
        )

    def _authority_of(self, key: SpkiHash, candidates: list[Certificate], ca: Certificate) -> Proof | None:
        """By which right the key answers for the CA; None: by none."""
        if key == ca.spki or any(c.spki == key and c.key == ca.key for c in candidates):
            return Proof(key=key)
        delegates = [
            c
            for c in sorted(candidates, key=lambda c: c.id)
            if c.spki == key and c.eku is not None and OCSP_SIGN in c.eku and c.issuer.key == ca.subject.key
        ]
        for delegate in delegates:
            if (delegate.id, ca.spki) in self._proved:
                return Proof(key=key, signer=delegate.id)
        for delegate in delegates:
            others = {c.spki for c in self._of_name.get(ca.subject.key, []) if c.is_ca is not False}
            if any((delegate.id, other) in self._proved for other in others):
                return Proof(key=key, signer=delegate.id, by_other_key=True)
        return None

    def _cas_asked_about(self, answer: Answer) -> list[Certificate]:
        """The CAs whose name and key have these hashes: several certificates may be one CA."""
        name = HASHES.get(answer.hash_oid, "")
        if name not in ("sha1", "sha256", "sha384", "sha512"):
            return []
        index = self._by_hash.get(name)
        if index is None:
            index = self._by_hash[name] = {}
            for certificate in self._certificates.values():
                bits = self._key_bits(certificate.spki) if certificate.is_ca is not False else b""
                if bits:
                    pair = (_digest(name, certificate.subject.der), _digest(name, bits))
                    index.setdefault(pair, []).append(certificate)
        return index.get((answer.name_hash, answer.key_hash), [])

    def _named_responders(self, response: OcspResponse) -> list[Certificate]:
        if response.responder_name:
            try:
                return self._of_name.get(read_name(response.responder_name).key, [])
            except DerError:
                return []
        if self._by_sha1 is None:
            self._by_sha1 = {}
            for certificate in self._certificates.values():
                bits = self._key_bits(certificate.spki)
                if bits:
                    self._by_sha1.setdefault(_digest("sha1", bits), []).append(certificate)
        return self._by_sha1.get(response.responder_key, [])

    def _verify(
        self, algorithm: bytes, signature: bytes, tbs: bytes, candidates: list[Certificate]
    ) -> tuple[SpkiHash, str]:
        """The first key that verifies, by hash; else empty, and what could not be checked."""
        try:
            scheme = read_scheme(algorithm)
        except DerError as error:
            return SpkiHash(""), f": {error}"
        if not scheme.kind:
            return SpkiHash(""), f": unknown signature algorithm {scheme.oid}"
        unsure = ""
        for spki in sorted({c.spki for c in candidates})[:MAX_CANDIDATES]:
            encoded = self._spki(spki)
            key = load_key(encoded) if encoded else None
            outcome = run(key, scheme, signature, tbs) if key is not None and key.kind else _FAILED
            if outcome.state is LinkState.VERIFIES:
                return spki, ""
            if outcome.state is LinkState.UNVERIFIABLE or (key is not None and not key.kind):
                unsure = f": {outcome.reason or (key.reason if key else '')}"
        return SpkiHash(""), unsure

    def _spki(self, spki: SpkiHash) -> bytes:
        """The SPKI as encoded, taken from a certificate that holds it; empty when it can't be read."""
        der = self._der_of(self._one_of[spki])
        try:
            return skim(der).spki if der else b""
        except DerError:
            return b""

    def _key_bits(self, spki: SpkiHash) -> bytes:
        encoded = self._spki(spki)
        try:
            return spki_parts(encoded)[2] if encoded else b""
        except DerError:
            return b""


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data, usedforsecurity=False).digest()
