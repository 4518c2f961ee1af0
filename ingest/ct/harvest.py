"""What entries show: which CA and responder certificates stand where, how many there are, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from explorer.model.purpose import OCSP_SIGN
from explorer.model.sighting import Place
from explorer.store.ct import Seen, Tally, UnreadableRow
from ingest.ct.entry import LogEntry, UnreadableEntry
from ingest.decode.certificate import Opaque, decode
from ingest.decode.der import DerError
from ingest.decode.skim import Skim, skim
from ingest.sources.interface import CertificateBytes

PARSER = "ct-1"  # raised when a reader starts to understand what an older one set aside

_BASIC_CONSTRAINTS = bytes.fromhex("0603551d13")
_NO_CA = (bytes.fromhex("04023000"), bytes.fromhex("0101ff04023000"))  # the usual spellings of cA FALSE
_OCSP_SIGNING = bytes.fromhex("2b06010505070309")


def is_member(der: bytes) -> bool:
    """Whether the certificate belongs into the graph: a CA's or a responder's. What can't be told counts as a CA's."""
    read = decode(der)
    if isinstance(read, Opaque):
        return False
    return is_ca_certificate(read) or (read.eku is not None and OCSP_SIGN in read.eku)


def is_ca_certificate(certificate: Certificate) -> bool:
    """cA TRUE, or not known to be otherwise: unread, or a self-issued one of a version without extensions."""
    if certificate.is_ca is not None:
        return certificate.is_ca
    is_old_root = certificate.version < 3 and certificate.subject.der == certificate.issuer.der
    return is_old_root or "is_ca" in certificate.unread


def may_be_member(outer: Skim) -> bool:
    """Whether a look at the whole is worth its time: False for the plain subscriber's certificate, whatever it hides."""
    der = outer.der
    if outer.version < 3 or _OCSP_SIGNING in der:
        return True
    told = der.count(_BASIC_CONSTRAINTS)
    return told > 1 or (
        told == 1 and not der.startswith(_NO_CA, der.index(_BASIC_CONSTRAINTS) + len(_BASIC_CONSTRAINTS))
    )


@dataclass(slots=True)
class ChainMembers:
    """The certificates of chains, each looked at once in a run."""

    issuer_of: Callable[[bytes], bytes | None]  # by SHA-256, for logs whose entries only name them; None: not at hand
    judged: dict[bytes, bool] = field(default_factory=dict)  # SHA-256 -> belongs into the graph
    missing: set[bytes] = field(default_factory=set)  # named by entries, not at hand
    superfluous: set[bytes] = field(default_factory=set)  # in chains, but no CA's

    def judge(self, fingerprint: bytes, der: bytes | None) -> tuple[bool, bytes | None]:
        """Whether it counts, and its bytes if they came now. One that is not at hand counts: it was named."""
        known = self.judged.get(fingerprint)
        if known is not None:
            return known, None
        if der is None:
            der = self.issuer_of(fingerprint)
        if der is None:
            self.missing.add(fingerprint)
            self.judged[fingerprint] = True
            return True, None
        counts = self.judged[fingerprint] = is_member(der)
        if not counts:
            self.superfluous.add(fingerprint)
        return counts, der


@dataclass(slots=True)
class Harvest:
    """What some consecutive entries show; made anew for each transaction."""

    members: ChainMembers
    precertificates: int = 0
    certificates: int = 0
    unreadable: list[UnreadableRow] = field(default_factory=list)
    found: dict[bytes, bytes] = field(default_factory=dict)  # SHA-256 -> DER of CA and responder certificates
    poisoned: int = 0  # precertificates for CAs or responders: an intent, no certificate
    _seen: dict[tuple[bytes, Place], list[int]] = field(default_factory=dict)

    def take(self, entry: LogEntry | UnreadableEntry) -> None:
        """Look at one entry."""
        if isinstance(entry, UnreadableEntry):
            self._set_aside(entry.index, entry.reason, entry.leaf_input)
            return
        for place, fingerprint in enumerate(entry.chain_fingerprints):
            counts, der = self.members.judge(fingerprint, entry.chain[place] if entry.chain else None)
            if counts:
                self._see(fingerprint, Place.CHAIN, entry)
                if der is not None:
                    self.found[fingerprint] = der
        try:
            outer = skim(entry.certificate)
        except DerError as error:
            self._set_aside(entry.index, f"its certificate can't be read: {error}", entry.leaf_input)
            return
        is_special = may_be_member(outer) and is_member(entry.certificate)
        if entry.is_precertificate:
            self.precertificates += 1
            self.poisoned += is_special
            return
        self.certificates += 1
        if is_special:
            fingerprint = sha256(entry.certificate).digest()
            self._see(fingerprint, Place.ENTRY, entry)
            self.found[fingerprint] = entry.certificate

    @property
    def tally(self) -> Tally:
        """The entries by kind."""
        return Tally(
            precertificates=self.precertificates, certificates=self.certificates, unreadable=len(self.unreadable)
        )

    def seen(self) -> Iterable[Seen]:
        """First and last entry of each certificate in each role."""
        for (certificate, place), (first, first_time, last, last_time) in self._seen.items():
            yield Seen(
                certificate=certificate,
                place=place,
                first_entry=first,
                first_seen=first_time,
                last_entry=last,
                last_seen=last_time,
            )

    def to_join(self, log: str) -> list[CertificateBytes]:
        """The certificates for the graph."""
        return [
            CertificateBytes(position=log, id=CertificateId(fingerprint.hex().upper()), der=der)
            for fingerprint, der in sorted(self.found.items())
        ]

    def _see(self, fingerprint: bytes, place: Place, entry: LogEntry) -> None:
        here = self._seen.setdefault((fingerprint, place), [entry.index, entry.timestamp, entry.index, entry.timestamp])
        if entry.index >= here[2]:
            here[2:] = entry.index, entry.timestamp

    def _set_aside(self, index: int, reason: str, raw: bytes) -> None:
        self.unreadable.append(UnreadableRow(entry=index, reason=reason, parser=PARSER, raw=raw))
