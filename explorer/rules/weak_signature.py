"""CA certificate signed with a weak or disallowed algorithm.

Why it matters: with a broken hash somebody else's certificate can be given the signature of this one.

One finding is one unexpired certificate that is not self-signed: MD2 or MD5 (high where trusted); SHA-1 and revoked by
no source (from 2026-09-15 on high where trusted for TLS, before that medium and "due"; low for other purposes); an ECDSA
hash that does not fit the issuer's curve, RSASSA-PSS whose MGF1 has another hash or whose salt another length than the hash,
or any other algorithm that the policy does not list (medium where trusted). Info where nobody trusts it.

Limits: the issuer's curve is known where its key is at hand. Before 2023-07-01 no text at hand asked for SHA-1 intermediates to go; the finding then says what is due, not what was breached.

Traps: the signature on an anchor is not relied on, so self-signed certificates and uses as an anchor do not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.certificate import Certificate
from explorer.model.finding import Confidence, Finding, Severity, SubjectKind, Use
from explorer.model.ids import CertificateId
from explorer.model.purpose import TLS_SERVER
from explorer.rules.citations import (
    BR_7_1_3_2_1,
    MRSP_5_1,
    MRSP_5_1_2,
    MRSP_5_1_3,
    SHA1_REVOCATION_DUE,
    SHA1_SIGNING_BAN,
)
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_certificate, cannot_tell
from explorer.rules.liveness import is_for, naming

_HASH_OF_CURVE = {"P-256": "sha256", "P-384": "sha384", "P-521": "sha512"}
_BROKEN = frozenset({"md2", "md4", "md5"})
_ALLOWED = frozenset({"sha256", "sha384", "sha512"})
_SALT = {"sha256": 32, "sha384": 48, "sha512": 64}  # octets
_SCHEMES = frozenset({"rsa", "ecdsa", "pss", "dsa"})
_EDDSA = frozenset({"ed25519", "ed448"})


def subjects(facts: Facts) -> Iterator[str]:
    """Unexpired certificates whose signature is not plainly one that the policies list; self-signed ones left out."""
    for id_, certificate in facts.graph.certificates.items():
        if _is_plain(certificate) or not facts.unexpired(id_) or facts.graph.is_self_signed(id_):
            continue
        yield id_


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this certificate's signature."""
    certificate = facts.graph.certificates[CertificateId(subject)]
    hash_, scheme = _parts(certificate.signature_algorithm)
    uses = _relied_on(certificate.id, facts)
    if "signature_algorithm" in certificate.unread:
        yield cannot_tell(RULE.id, certificate.id, facts, "the signature algorithm could not be read")
        return
    if hash_ == "sha1":
        if facts.revoked(certificate.id):
            return
        severity, why = _sha1(uses, facts)
    elif hash_ in _BROKEN:
        severity, why = Severity.HIGH, f"signed with {hash_.upper()}, which is broken"
    elif scheme == "ecdsa" and hash_ in _ALLOWED:
        wrong = _curve_mismatch(certificate.id, hash_, facts)
        if not wrong:
            return
        severity, why = Severity.MEDIUM, wrong
    elif odd := _odd_pss(certificate):
        severity, why = Severity.MEDIUM, odd
    else:
        severity, why = (
            Severity.MEDIUM,
            f"signature algorithm {certificate.signature_algorithm} is none that MRSP 5.1 lists",
        )
    yield about_certificate(
        RULE.id,
        certificate.id,
        facts,
        severity=severity if uses else Severity.INFO,
        because=(
            why,
            f"issued {certificate.not_before.date()}, valid until {certificate.not_after.date()}",
            f"trusted by {naming(uses)}",
        ),
    )


def _is_plain(certificate: Certificate) -> bool:
    """RSA with SHA-2, PSS with parameters that fit, and EdDSA: nothing to object to."""
    hash_, scheme = _parts(certificate.signature_algorithm)
    if certificate.signature_algorithm in _EDDSA:
        return True
    return hash_ in _ALLOWED and (scheme == "rsa" or (scheme == "pss" and not _odd_pss(certificate)))


def _odd_pss(certificate: Certificate) -> str:
    """Which parameter is none that MRSP 5.1.1 lists: MGF1 with the same hash, and a salt as long as it."""
    pss = certificate.pss
    if pss is None or pss.digest not in _SALT:
        return ""
    if pss.mgf_digest != pss.digest:
        return f"RSASSA-PSS with {pss.digest}, but MGF1 with {pss.mgf_digest}: MRSP 5.1.1 asks for the same"
    if pss.salt != _SALT[pss.digest]:
        return f"RSASSA-PSS with {pss.digest} and a salt of {pss.salt} octets: MRSP 5.1.1 asks for {_SALT[pss.digest]}"
    return ""


def _parts(algorithm: str) -> tuple[str, str]:
    """("sha256", "rsa") of "sha256-rsa" and ("sha256", "pss") of "pss-sha256"; the whole word twice when neither."""
    first, _, second = algorithm.partition("-")
    if second in _SCHEMES:
        return first, second
    return (second, first) if first in _SCHEMES else (algorithm, algorithm)


def _sha1(uses: tuple[Use, ...], facts: Facts) -> tuple[Severity, str]:
    today = facts.as_of.date()
    if today >= SHA1_REVOCATION_DUE:
        why = f"signed with SHA-1, to be revoked before {SHA1_REVOCATION_DUE} (BR 7.1.3.2.1)"
        return (Severity.HIGH if is_for(uses, TLS_SERVER) else Severity.LOW), why
    why = f"signed with SHA-1; BR 2.2.5 section 7.1.3.2.1 asks for revocation before {SHA1_REVOCATION_DUE}: due"
    if today < SHA1_SIGNING_BAN:
        why += f"; on {today} no text at hand asks for it"
    return (Severity.MEDIUM if is_for(uses, TLS_SERVER) else Severity.LOW), why


def _curve_mismatch(id_: CertificateId, hash_: str, facts: Facts) -> str:
    """Which issuer's curve the hash does not fit; empty when it fits or no issuer is at hand."""
    for issuance in facts.graph.issuers_of(id_):
        issuer = facts.graph.certificates[facts.graph.cas[issuance.issuer].certificates[0]]
        wanted = _HASH_OF_CURVE.get(issuer.key_algorithm)
        if wanted is not None and wanted != hash_:
            return f"signed by a {issuer.key_algorithm} key with {hash_}, where MRSP 5.1.2 asks for {wanted}"
    return ""


def _relied_on(id_: CertificateId, facts: Facts) -> tuple[Use, ...]:
    """Uses that rest on the signature: not those in which the certificate is itself an anchor."""
    anchored = facts.included.get(id_, frozenset())
    return tuple(use for use in facts.verdicts.uses(id_) if (use.program, use.purpose) not in anchored)


RULE = Rule(
    id="KEY-006",
    name="weak-signature",
    title="Weak signature algorithm",
    kind=SubjectKind.CERTIFICATE,
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    since=SHA1_SIGNING_BAN,
    citations=(MRSP_5_1, MRSP_5_1_2, MRSP_5_1_3, BR_7_1_3_2_1),
    remedy="Issue it anew with SHA-256 or better, and revoke this one.",
    subjects=subjects,
    check=check,
)
