"""New certificates of one run: decoded, their signatures checked in the background, then stored with what was learnt.

Many are worked on in processes beside this one, which stores the lists meanwhile. Few are decoded here; checking
their signatures leaves the interpreter free, so that too goes on while the lists are stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from explorer.model.authority import Link
from explorer.model.certificate import Tier
from explorer.model.ids import CertificateId, sha256_hex
from explorer.store.certificates import (
    PackedCertificate,
    certificate_ids,
    every_der,
    packed,
    read_certificates,
    read_links,
    write_certificates,
    write_links,
    write_opaque,
)
from explorer.store.related import Ties, related_certificates, ties_of
from explorer.store.writer import Writer
from explorer.terminal.progress import Progress
from ingest.decode.certificate import read_certificates_of
from ingest.decode.der import DerError
from ingest.decode.skim import Skim, skim
from ingest.link.issuers import LinkInput, link
from ingest.second_process import SecondProcess
from ingest.sources.interface import CertificateBytes

MANY = 2000  # certificates that are worth processes of their own, which take a quarter of a second to start
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCounts:
    """What became of the certificates of one run."""

    new: int = 0
    tolerant: int = 0  # of the new ones, those that only our own reader could read
    opaque: int = 0  # of the new ones, those that nobody could read
    links_checked: int = 0  # signatures checked; each once in the life of the store

    def plus(self, other: CertificateCounts) -> CertificateCounts:
        """Both together."""
        return CertificateCounts(
            new=self.new + other.new,
            tolerant=self.tolerant + other.tolerant,
            opaque=self.opaque + other.opaque,
            links_checked=self.links_checked + other.links_checked,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """New certificates with their bytes, as the store takes them."""

    certificates: tuple[tuple[PackedCertificate, bytes], ...]  # by id
    opaque: tuple[tuple[CertificateId, str, bytes], ...]
    tolerant: int
    ties: Ties


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkJob:
    """New certificates whose signatures are to be checked, and what is known already."""

    new: tuple[bytes, ...]  # DER, each once
    known: tuple[LinkInput, ...]
    checked: tuple[Link, ...]
    workers: int | None


class Bench:
    """Who works on new certificates: processes beside this one where they are many, else this one."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.decoding = self._stack.enter_context(SecondProcess(decode_all))
        self.linking = self._stack.enter_context(SecondProcess(link_all))
        self.waiting = self._stack.enter_context(ThreadPoolExecutor(2))

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def expect(self, count: int) -> None:
        """So many certificates will come: start what is worth it."""
        if count >= MANY:
            self.decoding.start()
            self.linking.start()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """The work on new certificates: what will be known of them, and of their signatures."""

    count: int
    decoded: Future[Decoded]
    links: Future[tuple[Link, ...]]


def decode_all(ders: tuple[bytes, ...]) -> Decoded:
    """Certificates, each once and by id, decoded."""
    skims: list[Skim] = []
    opaque: list[tuple[CertificateId, str, bytes]] = []
    for der in ders:
        try:
            skims.append(skim(der))
        except DerError as error:
            opaque.append((CertificateId(sha256_hex(der)), str(error), der))
    certificates = read_certificates_of(skims)
    return Decoded(
        certificates=tuple((packed(c), outer.der) for c, outer in zip(certificates, skims, strict=True)),
        opaque=tuple(opaque),
        tolerant=sum(certificate.tier is Tier.TOLERANT for certificate in certificates),
        ties=ties_of(certificates),
    )


def link_all(job: LinkJob) -> tuple[Link, ...]:
    """The signatures of a job, checked."""
    new: list[LinkInput] = []
    for der in job.new:
        with suppress(DerError):  # an opaque one names no issuer
            new.append(LinkInput.of_skim(skim(der)))
    return tuple(link(new, job.known, job.checked, job.workers))


def begin(
    writer: Writer,
    certificates: Iterable[CertificateBytes],
    bench: Bench,
    progress: Progress,
    workers: int | None = None,
) -> UnderWay | None:
    """Begin to decode those that the store does not hold and to check their signatures; None when there are none."""
    new = {c.id: c.der for c in certificates}
    held = certificate_ids(writer.connection) if new else set()
    new = {id_: der for id_, der in new.items() if id_ not in held}
    if not new:
        return None
    progress.step("decoding certificates", len(new))
    ders = tuple(new[id_] for id_ in sorted(new))
    decoded = bench.waiting.submit(bench.decoding.answer, ders)
    part: list[int] | None = None  # all
    if not bench.decoding.is_started:
        few = decoded.result()  # two threads that both compute would only get in each other's way
        part = related_certificates(writer.connection, few.ties) if held else []
    job = LinkJob(
        new=ders,
        known=tuple(_known(writer, part)),
        checked=read_links(writer.connection, part),
        workers=workers,
    )
    return UnderWay(count=len(new), decoded=decoded, links=bench.waiting.submit(bench.linking.answer, job))


def store_new(writer: Writer, under_way: UnderWay | None, progress: Progress) -> CertificateCounts:
    """Store certificates when they are decoded, wait for the check of their signatures, and store its answers."""
    if under_way is None:
        return CertificateCounts()
    decoded = under_way.decoded.result()
    progress.step("storing certificates", under_way.count)
    write_certificates(writer.connection, decoded.certificates)
    write_opaque(writer.connection, decoded.opaque)
    progress.step("checking signatures", under_way.count)
    return CertificateCounts(
        new=under_way.count,
        tolerant=decoded.tolerant,
        opaque=len(decoded.opaque),
        links_checked=write_links(writer.connection, under_way.links.result()),
    )


def join(writer: Writer, certificates: Iterable[CertificateBytes], progress: Progress) -> CertificateCounts:
    """Both at once, for a few: those that the store does not hold are decoded, linked and stored."""
    with Bench() as bench:
        return store_new(writer, begin(writer, certificates, bench, progress), progress)


def _known(writer: Writer, part: list[int] | None) -> list[LinkInput]:
    """What linking needs of certificates that are there already; None: of all."""
    certificates = read_certificates(writer.connection, END_OF_TIME, part)
    ders = every_der(writer.connection, part)
    return [LinkInput.of_certificate(certificates[id_], der) for id_, der in ders]
