"""A sample log of any size, entry by entry, with everything about it known beforehand.

The same cast and size give the same octets. CA and responder certificates are whole; a subscriber's certificate is
a template with its own serial number, name and dates. Its signature is real, for that alone tells the issuer's key; a
precertificate has a signature value that is none: nobody checks those.

What is in it, by the number n of a subscriber's certificate: every one as precertificate (but n % 19 = 0), every
third also as certificate some entries later, every eleventh precertificate submitted twice, every 13th chain with a
root that does not belong there, every 17th of the first issuer signed by its precertificate-signing CA, every 23rd
issued by the undisclosed CA; twice in a thousand an entry whose certificate is no DER; early on, one by one, the
certificates of the cast that are entries of their own, the first of them twice.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import cached_property

from explorer.model.ids import sha256_hex
from explorer.model.purpose import SERVER_AUTH
from ingest.decode.skim import skim
from ingest.sample import der
from ingest.sample.certificates import encode
from ingest.sample.keys import Key, spki
from ingest.sample.log_cast import Cast, Member
from ingest.sample.naming import name
from ingest.sample.shape import Plan, RawExtension
from ingest.sample.signing import algorithm_identifier, sign, usual_signature

BEGIN = datetime(2026, 7, 1, tzinfo=UTC)  # time of entry 0
STEP = 1_500  # milliseconds between entries
LEAST = 200  # entries that a log needs to hold one of each

_POISON: RawExtension = ("1.3.6.1.4.1.11129.2.4.3", True, b"\x05\x00")
_SCTS: RawExtension = ("1.3.6.1.4.1.11129.2.4.2", False, der.octets(bytes(119)))
_STUB = der.sequence(der.integer(1), der.integer(1))  # in place of a signature
_SERIAL = b"\x41" + b"SERIALSERIALSER"
_HOST = "w0.d0000000.example"
_FROM, _TO = datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2016, 1, 2, 3, 4, 5, tzinfo=UTC)
_DAYS = 90  # a subscriber's certificate lasts so long
_DELAY = 7  # entries, at least, between a precertificate and its certificate


class What(Enum):
    """What one entry is."""

    PRECERTIFICATE = auto()
    CERTIFICATE = auto()
    OF_THE_CAST = auto()
    GARBAGE = auto()  # its certificate is no DER; as x509 entry or, for odd numbers, as precertificate


@dataclass(frozen=True, slots=True)
class Move:
    """One entry before it is encoded; `number` is that of the certificate, or of the member of the cast."""

    what: What
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One certificate that the log shows, with how often."""

    issuer: str  # SHA-256 of its key
    serial: str  # upper-case hex
    not_before: datetime
    not_after: datetime
    domain: str  # registrable; empty: a certificate of the cast
    precertificates: int
    certificates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEntry:
    """One entry in the parts of which both formats are made."""

    timestamp: int  # milliseconds
    leaf_input: bytes
    precertificate: bytes  # empty: an x509 entry
    chain: tuple[bytes, ...]  # DER


@dataclass(frozen=True, kw_only=True)
class SampleLog:
    """A log of `size` entries; the cast repeats in every chain, so it costs no memory."""

    cast: Cast
    size: int

    def moves(self) -> Iterator[Move]:
        """Which entry is what, in order."""
        return _cut(_moves(len(self.cast.as_entries)), self.size)

    def entries(self) -> Iterator[SampleEntry]:
        """Every entry, encoded."""
        for index, move in enumerate(self.moves()):
            timestamp = int(BEGIN.timestamp()) * 1_000 + index * STEP
            yield self._encode(move, timestamp)

    @cached_property
    def issued(self) -> tuple[Issued, ...]:
        """Every readable certificate once, by issuer and serial: what a census must count."""
        found: dict[Move, list[int]] = {}
        for move in self.moves():
            if move.what is not What.GARBAGE:
                is_cast = move.what is What.OF_THE_CAST
                seen = found.setdefault(move if is_cast else Move(What.CERTIFICATE, move.number), [0, 0])
                seen[move.what is not What.PRECERTIFICATE] += 1
        rows = [self._issued(move, *seen) for move, seen in found.items()]
        return tuple(sorted(rows, key=lambda row: (row.issuer, row.serial)))

    @cached_property
    def garbage(self) -> int:
        """Entries whose certificate cannot be read."""
        return sum(move.what is What.GARBAGE for move in self.moves())

    @cached_property
    def members(self) -> frozenset[str]:
        """SHA-256 of every CA or responder certificate that the log shows, in a chain or as an entry."""
        shown = {sha256_hex(one) for entry in self.entries() for one in entry.chain}
        whole = {
            sha256_hex(self.cast.as_entries[move.number].der) for move in self.moves() if move.what is What.OF_THE_CAST
        }
        return frozenset(shown | whole)

    def issuer_of(self, number: int) -> Member:
        """Who issued the certificate of this number."""
        return self.cast.hidden if number % 23 == 0 else self.cast.issuers[number % len(self.cast.issuers)]

    def _issued(self, move: Move, precertificates: int, certificates: int) -> Issued:
        if move.what is What.OF_THE_CAST:
            plan = self.cast.as_entries[move.number].plan
            read = skim(encode(plan))
            return Issued(
                issuer=sha256_hex(spki(plan.issuer_key)), serial=read.serial.hex().upper(), domain="",
                not_before=plan.not_before, not_after=plan.not_after,
                precertificates=precertificates, certificates=certificates,
            )  # fmt: skip
        begins, ends = dates_of(move.number)
        return Issued(
            issuer=sha256_hex(spki(self.issuer_of(move.number).plan.key)),
            serial=serial_of(move.number).hex().upper(),
            not_before=begins,
            not_after=ends,
            domain=host_of(move.number).partition(".")[2],
            precertificates=precertificates,
            certificates=certificates,
        )

    def _encode(self, move: Move, timestamp: int) -> SampleEntry:
        issuer = self.issuer_of(move.number)
        chain: tuple[bytes, ...] = (issuer.der, self.cast.root.der)
        if move.what is What.OF_THE_CAST:
            member = self.cast.as_entries[move.number]
            above = self.cast.hidden.plan
            between = (self.cast.hidden.der,) if member.plan.issuer_key == above.key else ()
            return _entry(timestamp, member.der, (*between, self.cast.root.der))
        if move.what is What.GARBAGE:
            rubbish = b"no certificate " + hashlib.sha256(b"%d" % move.number).digest()
            if move.number % 2:
                return _entry(timestamp, rubbish, chain, rubbish, hashlib.sha256(spki(issuer.plan.key)).digest())
            return _entry(timestamp, rubbish, chain)
        if move.number % 13 == 0:
            chain = (*chain, self.cast.superfluous.der)
        if move.what is What.CERTIFICATE:
            return _entry(timestamp, self._templates[issuer.label, "final"].signed(move.number), chain)
        tbs = self._templates[issuer.label, "tbs"].tbs(move.number)
        key_hash = hashlib.sha256(spki(issuer.plan.key)).digest()
        signer = self.cast.signer
        if signer is not None and move.number % 17 == 0 and issuer == self.cast.issuers[0]:
            signed = self._templates[signer.label, "poisoned"].certificate(move.number)
            return _entry(timestamp, tbs, (signer.der, *chain), signed, key_hash)
        return _entry(
            timestamp, tbs, chain, self._templates[issuer.label, "poisoned"].certificate(move.number), key_hash
        )

    @cached_property
    def _templates(self) -> dict[tuple[str, str], _Template]:
        forms: dict[str, tuple[RawExtension, ...]] = {"poisoned": (_POISON,), "final": (_SCTS,), "tbs": ()}
        signer = (self.cast.signer,) if self.cast.signer is not None else ()
        issuers = (*self.cast.issuers, self.cast.hidden, *signer)
        return {(i.label, form): _Template(i, extra) for i in issuers for form, extra in forms.items()}


class _Template:
    """A subscriber's certificate of one issuer, cut where numbers, names and dates go in; all of fixed length."""

    def __init__(self, issuer: Member, extra: tuple[RawExtension, ...]) -> None:
        plan = Plan(
            label="leaf",
            subject=name(_HOST),
            key=Key(label="sample log leaf", kind="P-256"),
            issuer_name=issuer.plan.subject,
            issuer_key=issuer.plan.key,
            not_before=_FROM,
            not_after=_TO,
            host="ca.example",
            serial=_SERIAL,
            is_ca=False,
            key_usage=("digitalSignature",),
            eku=(SERVER_AUTH,),
            san=_HOST,
            raw=extra,
        )
        self._key = issuer.plan.key
        self._algorithm = algorithm_identifier(usual_signature(self._key))
        tbs = skim(encode(plan)).tbs
        self._tbs = _cut_at_marks(tbs)
        self._certificate = _cut_at_marks(der.sequence(tbs, self._algorithm, der.bits(_STUB)))

    def tbs(self, number: int) -> bytes:
        """The TBSCertificate of a number."""
        return _filled(self._tbs, number)

    def certificate(self, number: int) -> bytes:
        """The certificate of a number, under a signature that is none."""
        return _filled(self._certificate, number)

    def signed(self, number: int) -> bytes:
        """The certificate of a number, signed by its issuer."""
        tbs = self.tbs(number)
        return der.sequence(tbs, self._algorithm, der.bits(sign(self._key, usual_signature(self._key), tbs)))


def serial_of(number: int) -> bytes:
    """Sixteen octets, positive."""
    return b"\x41" + hashlib.sha256(b"serial %d" % number).digest()[:15]


def host_of(number: int) -> str:
    """The one name in the certificate; three names share a registrable domain."""
    return f"w{number % 3}.d{number // 3:07d}.example"


def dates_of(number: int) -> tuple[datetime, datetime]:
    """notBefore and notAfter: over a bit more than a year before the log begins, so that some have expired."""
    begins = BEGIN - timedelta(days=number * 7 % 400, hours=number % 24)
    return begins, begins + timedelta(days=_DAYS)


def _moves(cast: int) -> Iterator[Move]:
    """Without end."""
    waiting: deque[tuple[int, int]] = deque()
    number = index = 0
    while True:
        now = [*_extras(number, cast)]
        now.append(Move(What.CERTIFICATE if number % 19 == 0 else What.PRECERTIFICATE, number))
        if number % 11 == 0 and number % 19:
            now.append(now[-1])
        while waiting and waiting[0][0] <= index:
            now.append(Move(What.CERTIFICATE, waiting.popleft()[1]))
        if number % 3 == 0 and number % 19:
            waiting.append((index + _DELAY, number))
        yield from now
        index += len(now)
        number += 1


def _extras(number: int, cast: int) -> Iterator[Move]:
    """What stands before the certificate of this number."""
    place, rest = divmod(number - 4, 6)
    if rest == 0 and 0 <= place <= cast:
        yield Move(What.OF_THE_CAST, place % cast)  # the first once more at the end
    if number % 1_000 in (60, 61):
        yield Move(What.GARBAGE, number)


def _cut(moves: Iterator[Move], size: int) -> Iterator[Move]:
    return (move for move, _ in zip(moves, range(size), strict=False))


def _entry(
    timestamp: int, signed: bytes, chain: tuple[bytes, ...], precertificate: bytes = b"", key_hash: bytes = b""
) -> SampleEntry:
    kind = b"\x00\x01" + key_hash if precertificate else b"\x00\x00"
    leaf = b"\x00\x00" + timestamp.to_bytes(8, "big") + kind + len(signed).to_bytes(3, "big") + signed + b"\x00\x00"
    return SampleEntry(timestamp=timestamp, leaf_input=leaf, precertificate=precertificate, chain=chain)


def _cut_at_marks(body: bytes) -> tuple[bytes, ...]:
    """The octets between serial, the two dates, and the name in subject and SAN."""
    pieces = []
    for mark in (_SERIAL, _date(_FROM), _date(_TO), _HOST.encode(), _HOST.encode()):
        before, found, body = body.partition(mark)
        assert found, mark
        pieces.append(before)
    return (*pieces, body)


def _filled(pieces: tuple[bytes, ...], number: int) -> bytes:
    begins, ends = dates_of(number)
    host = host_of(number).encode()
    one, two, three, four, five, six = pieces
    return b"".join((one, serial_of(number), two, _date(begins), three, _date(ends), four, host, five, host, six))


def _date(moment: datetime) -> bytes:
    return moment.strftime("%y%m%d%H%M%SZ").encode("ascii")
