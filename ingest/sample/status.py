"""CRLs and OCSP responses of the sample as DER (RFC 5280 section 5, RFC 6960 section 4.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from ingest.sample import der
from ingest.sample.certificates import serial_of
from ingest.sample.keys import Key, spki
from ingest.sample.naming import encode_name
from ingest.sample.shape import AnswerPlan, CrlPlan, Plan
from ingest.sample.signing import algorithm_identifier, sign, usual_signature

_BASIC = "1.3.6.1.5.5.7.48.1.1"
_SHA1 = "1.3.14.3.2.26"
_CRL_NUMBER = "2.5.29.20"


def encode_crl(crl: CrlPlan, plans: dict[str, Plan]) -> bytes:
    """A CRL of version 2, valid for 90 days, numbered by its day."""
    issuer = plans[crl.by]
    number = der.sequence(der.oid(_CRL_NUMBER), der.octets(der.integer(crl.on.toordinal())))
    entries = [
        der.sequence(der.tlv(der.INTEGER, plans[label].serial or serial_of(label)), der.time(_moment(day)))
        for label, day in crl.revoked
    ]
    algorithm = usual_signature(issuer.key)
    body = der.sequence(
        der.integer(1),
        algorithm_identifier(algorithm),
        encode_name(issuer.subject),
        der.time(_moment(crl.on)),
        der.time(_moment(crl.on) + timedelta(days=90)),
        *([der.sequence(*entries)] if entries else []),
        der.explicit(0, der.sequence(number)),
    )
    return _signed(issuer.key, algorithm, body)


def encode_answer(answer: AnswerPlan, plans: dict[str, Plan], encoded: dict[str, bytes]) -> bytes:
    """A response that says "good" about one certificate; a delegate's own certificate is embedded."""
    issuer, subject, signer = plans[answer.issuer], plans[answer.about], plans[answer.by]
    named = der.sequence(
        der.sequence(der.oid(_SHA1), der.null()),
        der.octets(_sha1(encode_name(issuer.subject))),
        der.octets(_sha1(_key_bits(issuer.key))),
        der.tlv(der.INTEGER, subject.serial or serial_of(subject.label)),
    )
    since = _moment(answer.this_update or answer.produced)
    until = der.explicit(0, _generalized(since + timedelta(days=7)))
    single = der.sequence(named, der.implicit(0, b""), _generalized(since), until)
    responder = der.explicit(2, der.octets(_sha1(_key_bits(signer.key))))
    body = der.sequence(responder, _generalized(_moment(answer.produced)), der.sequence(single))
    algorithm = usual_signature(signer.key)
    embedded = [] if answer.by == answer.issuer else [der.explicit(0, der.sequence(encoded[answer.by]))]
    basic = _signed(signer.key, algorithm, body, *embedded)
    typed = der.sequence(der.oid(_BASIC), der.octets(basic))
    return der.sequence(der.tlv(0x0A, b"\x00"), der.explicit(0, typed))


def encode_status(
    status: Iterable[CrlPlan | AnswerPlan], plans: dict[str, Plan], encoded: dict[str, bytes]
) -> dict[str, bytes]:
    """Every signed object of the sample by its file name."""
    return {
        one.file: encode_crl(one, plans) if isinstance(one, CrlPlan) else encode_answer(one, plans, encoded)
        for one in status
    }


def _signed(key: Key, algorithm: str, body: bytes, *behind: bytes) -> bytes:
    return der.sequence(body, algorithm_identifier(algorithm), der.bits(sign(key, algorithm, body)), *behind)


def _key_bits(key: Key) -> bytes:
    """The point of an EC key; the others of the sample answer nothing."""
    encoded = spki(key)
    sizes = {"P-256": 65, "P-384": 97, "P-521": 133}  # octets of an uncompressed point
    return encoded[-sizes[key.kind] :]


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _generalized(moment: datetime) -> bytes:
    return der.tlv(der.GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
