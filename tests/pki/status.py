"""A small PKI with real keys, and what its keys sign: certificates, CRLs and OCSP responses. The same keys on every run.

X = Authority("X")                         a self-signed root
R = X.issue("R", eku=OCSP)                 a CA below it, with OCSPSigning
R.crl(on="2021-02-01", revoked={5: "2020-08-01"})
X.answer(R, signed_by=R, produced="2021-02-01")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypedDict, Unpack

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from explorer.model.ids import CertificateId, SpkiHash, sha256_hex

OCSP = (ExtendedKeyUsageOID.OCSP_SIGNING,)
TLS_AND_OCSP = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.OCSP_SIGNING)

_serials = count(1000)


def moment(text: str) -> datetime:
    """`2021-02-01` or `2021-02-01T12:00`, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def key(word: str) -> ec.EllipticCurvePrivateKey:
    """The key that we call `word`."""
    return ec.derive_private_key(int.from_bytes(word.encode(), "big") + 7, ec.SECP256R1())


class Differs(TypedDict, total=False):
    """What a case may say about a certificate; see `Authority`."""

    key_word: str
    eku: tuple[x509.ObjectIdentifier, ...]
    is_ca: bool
    nocheck: bool
    not_before: str
    not_after: str
    signed_with: str
    key_usage: tuple[str, ...]


@dataclass(slots=True)
class Authority:
    """One certificate with its private key; without `issuer` it is self-signed."""

    word: str
    issuer: Authority | None = None
    key_word: str = ""
    eku: tuple[x509.ObjectIdentifier, ...] = ()
    is_ca: bool = True
    nocheck: bool = False
    not_before: str = "2015-01-01"
    not_after: str = "2030-01-01"
    signed_with: str = ""  # the issuer's word for the key that signs, if it is not its own
    key_usage: tuple[str, ...] = ()
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        signer = key(self.signed_with) if self.signed_with else (self.issuer or self).private
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name((self.issuer or self).name)
            .public_key(self.private.public_key())
            .serial_number(next(_serials))
            .not_valid_before(moment(self.not_before))
            .not_valid_after(moment(self.not_after))
            .add_extension(x509.BasicConstraints(ca=self.is_ca, path_length=None), critical=True)
        )
        if self.eku:
            builder = builder.add_extension(x509.ExtendedKeyUsage(self.eku), critical=False)
        if self.nocheck:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        if self.key_usage:
            builder = builder.add_extension(usage(*self.key_usage), critical=True)
        self.certificate = builder.sign(signer, hashes.SHA256())

    @property
    def name(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.word)])

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        return key(self.key_word or self.word)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def id(self) -> CertificateId:
        return CertificateId(sha256_hex(self.der))

    @property
    def spki(self) -> SpkiHash:
        encoded = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return SpkiHash(sha256_hex(encoded))

    @property
    def serial(self) -> int:
        return self.certificate.serial_number

    def issue(self, word: str, **differs: Unpack[Differs]) -> Authority:
        """A certificate below this one."""
        return Authority(word, issuer=self, **differs)

    def responder(self, word: str, **differs: Unpack[Differs]) -> Authority:
        """A responder certificate on profile."""
        plain: Differs = {"eku": OCSP, "is_ca": False, "nocheck": True, "key_usage": ("digital_signature",)}
        whole: Differs = {**plain, **differs}
        return self.issue(word, **whole)

    def crl(
        self,
        *,
        on: str,
        revoked: Mapping[int, str] | None = None,
        reason: x509.ReasonFlags | None = None,
        number: int | None = None,
        extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
        signed_with: str = "",
    ) -> bytes:
        """A CRL of this CA as DER: serial -> day of revocation."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(moment(on))
            .next_update(moment(on) + timedelta(days=90))
        )
        if number is not None:
            builder = builder.add_extension(x509.CRLNumber(number), critical=False)
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        for serial, day in (revoked or {}).items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment(day))
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            builder = builder.add_revoked_certificate(entry.build())
        signer = key(signed_with) if signed_with else self.private
        return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.DER)

    def answer(
        self,
        *subjects: Authority,
        signed_by: Authority | None = None,
        produced: str = "2021-02-01",
        this_update: str = "",
        embed: bool = True,
        by_name: bool = False,
        revoked: str = "",
        signed_with: str = "",
    ) -> bytes:
        """An OCSP response about a certificate that this CA issued, signed by itself or by `signed_by`, as DER.

        The builder of the library takes producedAt from the clock, so the response is built and signed again by hand.
        """
        signer = signed_by or self
        (subject,) = subjects
        status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=subject.certificate,
            issuer=self.certificate,
            algorithm=hashes.SHA1(),
            cert_status=status,
            this_update=moment(this_update or produced),
            next_update=moment(this_update or produced) + timedelta(days=7),
            revocation_time=moment(revoked) if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
        )
        encoding = ocsp.OCSPResponderEncoding.NAME if by_name else ocsp.OCSPResponderEncoding.HASH
        builder = builder.responder_id(encoding, signer.certificate)
        if embed and signed_by is not None:
            builder = builder.certificates([signer.certificate])
        made = builder.sign(signer.private, hashes.SHA256()).public_bytes(Encoding.DER)
        return redated(made, moment(produced), key(signed_with) if signed_with else signer.private)


def redated(response: bytes, produced: datetime, signer: ec.EllipticCurvePrivateKey) -> bytes:
    """The response with another producedAt, signed again."""
    from ingest.decode.ocsp_response import read_ocsp_response
    from tests.ingest.decode.making import tlv

    old = read_ocsp_response(response)
    stamp = tlv(0x18, old.produced_at.strftime("%Y%m%d%H%M%SZ").encode())
    assert old.tbs.count(stamp) >= 1
    body = old.tbs.replace(stamp, tlv(0x18, produced.strftime("%Y%m%d%H%M%SZ").encode()), 1)
    signature = signer.sign(body, ec.ECDSA(hashes.SHA256()))
    certificates = tlv(0xA0, tlv(0x30, *old.certificates)) if old.certificates else b""
    basic = tlv(0x30, body, old.algorithm, tlv(0x03, b"\x00", signature), certificates)
    kind = bytes.fromhex("06092b0601050507300101")
    return tlv(0x30, b"\x0a\x01\x00", tlv(0xA0, tlv(0x30, kind, tlv(0x04, basic))))


def usage(*words: str) -> x509.KeyUsage:
    """Key usage with these bits."""
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in words for name in names})


def pem(der: bytes, label: str = "CERTIFICATE") -> bytes:
    """DER as PEM."""
    import base64

    body = base64.encodebytes(der)
    return f"-----BEGIN {label}-----\n".encode() + body + f"-----END {label}-----\n".encode()
