"""Key that the Baseline Requirements or the Mozilla policy do not allow.

Why it matters: whoever computes a weak private key is the CA, whatever audits say.

One finding is one key on an unexpired certificate: RSA below 2048 bits or not of a length divisible by 8, an RSA
exponent of 1 or an even one, a curve other than P-256, P-384 and P-521 or one given by its parameters, DSA, a key that
its encoding binds to PSS, or EdDSA in a certificate without e-mail protection. High where a certificate on it is
trusted, info else.

Limits: keys that are weak by how they were generated (shared primes, known bad generators) are not looked for. The
rules of the day on which an old key was made may have allowed it.

Traps: a modulus of 2047 bits in an encoding of 2048 is 2047 bits long.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.certificate import Certificate
from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind
from explorer.model.ids import KeyId
from explorer.model.purpose import EMAIL_PROTECTION
from explorer.rules.citations import BR_4_9_1_2, BR_6_1_5, BR_6_1_6, MRSP_5_1
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_key
from explorer.rules.liveness import naming, uses_of_key

_CURVES = frozenset({"P-256", "P-384", "P-521"})
_RSA = frozenset({"rsa", "rsa-pss"})
_EDDSA = frozenset({"ed25519", "ed448"})


def subjects(facts: Facts) -> Iterator[str]:
    """Keys of which some unexpired certificate has something to object to, or does not tell enough."""
    weak = {
        certificate.key
        for certificate in facts.graph.certificates.values()
        if facts.unexpired(certificate.id) and (objection(certificate) or _unread(certificate))
    }
    return iter(sorted(weak))


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this key."""
    key = KeyId(subject)
    ids = [id_ for id_ in facts.graph.certificates_of_key(key) if facts.unexpired(id_)]
    weak = [id_ for id_ in ids if objection(facts.graph.certificates[id_])]
    shown = next((id_ for id_ in weak or ids if facts.verdicts.live(id_)), (weak or ids)[0])
    if not weak:
        yield about_key(
            RULE.id,
            key,
            facts,
            severity=Severity.INFO,
            status=Status.UNKNOWN,
            because=(_unread(facts.graph.certificates[shown]),),
            certificate=shown,
        )
        return
    uses = uses_of_key(key, facts)
    certificate = facts.graph.certificates[shown]
    yield about_key(
        RULE.id,
        key,
        facts,
        severity=Severity.HIGH if uses else Severity.INFO,
        because=(
            objection(certificate),
            f"on {len(weak)} unexpired certificates, the oldest issued"
            f" {min(facts.graph.certificates[id_].not_before for id_ in weak).date()}",
            f"trusted by {naming(uses)}",
        ),
        certificate=shown,
    )


def objection(certificate: Certificate) -> str:
    """What BR 6.1.5, 6.1.6 and MRSP 5.1 object to; empty when nothing."""
    algorithm = certificate.key_algorithm
    if algorithm in _RSA and 0 < certificate.key_bits < 2048:
        return f"RSA key of {certificate.key_bits} bits, 2048 at the least are asked for"
    if algorithm in _RSA and certificate.key_bits % 8:
        return f"RSA key of {certificate.key_bits} bits, which 8 does not divide"
    if algorithm in _EDDSA:  # allowed for e-mail alone, MRSP 5.1 since version 2.9
        email = certificate.eku is not None and EMAIL_PROTECTION in certificate.eku
        return (
            "" if email or "eku" in certificate.unread else f"{algorithm} key in a certificate that is not for e-mail"
        )
    if algorithm == "rsa-pss":
        return "the encoding binds the RSA key to PSS (MRSP 5.1.1 asks for rsaEncryption)"
    if certificate.key_problem:
        return f"{algorithm} key: {certificate.key_problem}"
    if algorithm not in _RSA | _CURVES and "key_algorithm" not in certificate.unread:
        return f"key algorithm {algorithm} is none that BR 6.1.5 lists"
    return ""


def _unread(certificate: Certificate) -> str:
    if certificate.unread & {"key_algorithm", "key_bits"} or (
        certificate.key_algorithm in _RSA and not certificate.key_bits
    ):
        return "the public key could not be read"
    if certificate.key_algorithm in _EDDSA and "eku" in certificate.unread:
        return f"{certificate.key_algorithm} key, and whether the certificate is for e-mail could not be read"
    return ""


RULE = Rule(
    id="KEY-005",
    name="weak-key",
    title="Weak or forbidden key",
    kind=SubjectKind.KEY,
    severity=Severity.HIGH,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(BR_6_1_5, BR_6_1_6, MRSP_5_1, BR_4_9_1_2),
    remedy="Revoke within seven days, and issue anew on an allowed key.",
    subjects=subjects,
    check=check,
)
