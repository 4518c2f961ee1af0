"""New certificates of one run: decoded, their signatures checked in the background, then stored with what was learnt.

Checking signatures leaves the interpreter free (performance), so it goes on while the lists are stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime

from explorer.model.authority import Link
from explorer.model.certificate import Certificate, Tier
from explorer.model.ids import CertificateId
from explorer.store.certificates import (
    certificate_ids,
    every_der,
    read_certificates,
    read_links,
    write_certificates,
    write_links,
    write_opaque,
)
from explorer.store.writer import Writer
from explorer.terminal.progress import Progress
from ingest.decode.certificate import CertificateReader
from ingest.decode.der import DerError
from ingest.decode.skim import skim
from ingest.link.issuers import LinkInput, link
from ingest.sources.interface import CertificateBytes

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


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
    """New certificates with their bytes, and the check of their signatures that is under way."""

    certificates: tuple[tuple[Certificate, bytes], ...]  # by id
    opaque: tuple[tuple[CertificateId, str, bytes], ...]
    links: Future[list[Link]]


def decode_new(
    writer: Writer,
    certificates: Iterable[CertificateBytes],
    background: Executor,
    progress: Progress,
    workers: int | None = None,
) -> Decoded | None:
    """Decode those that the store does not hold and begin to check their signatures; None when there are none."""
    held = certificate_ids(writer.connection)
    new = {c.id: c.der for c in certificates if c.id not in held}
    if not new:
        return None
    progress.step("decoding certificates", len(new))
    reader = CertificateReader()
    decoded: list[tuple[Certificate, bytes]] = []
    opaque: list[tuple[CertificateId, str, bytes]] = []
    to_link: list[LinkInput] = []
    for id_ in sorted(new):
        try:
            outer = skim(new[id_])
        except DerError as error:
            opaque.append((id_, str(error), new[id_]))
        else:
            certificate = reader.read(outer)
            decoded.append((certificate, new[id_]))
            to_link.append(LinkInput.of_certificate(certificate, new[id_], outer))
        progress.advance()
    known = _known(writer, held) if held else []
    links = background.submit(link, to_link, known, read_links(writer.connection), workers)
    return Decoded(certificates=tuple(decoded), opaque=tuple(opaque), links=links)


def store_new(writer: Writer, decoded: Decoded | None, progress: Progress) -> CertificateCounts:
    """Store decoded certificates, wait for the check of their signatures, and store its answers."""
    if decoded is None:
        return CertificateCounts()
    progress.step("storing certificates", len(decoded.certificates))
    write_certificates(writer.connection, decoded.certificates)
    write_opaque(writer.connection, decoded.opaque)
    progress.step("checking signatures", len(decoded.certificates))
    return CertificateCounts(
        new=len(decoded.certificates) + len(decoded.opaque),
        tolerant=sum(certificate.tier is Tier.TOLERANT for certificate, _ in decoded.certificates),
        opaque=len(decoded.opaque),
        links_checked=write_links(writer.connection, decoded.links.result()),
    )


def _known(writer: Writer, held: set[CertificateId]) -> list[LinkInput]:
    """What linking needs of the certificates that are there already."""
    certificates = read_certificates(writer.connection, _END_OF_TIME)
    ders = dict(every_der(writer.connection))
    return [LinkInput.of_certificate(certificates[id_], ders[id_]) for id_ in sorted(held) if id_ in certificates]
