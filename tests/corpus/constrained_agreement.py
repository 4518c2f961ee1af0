"""How far each definition agrees with CCADB's published Technically Constrained column, on real files.

    python -m tests.corpus.constrained_agreement RECORDS.csv[.gz] PEM_FOLDER [--as-of YYYY-MM-DD] [--examples N]

One line per definition, then one block per definition with a line for each class of disagreement: published
value, our value, the condition that decided, how many records, and the first fingerprints. The day decides
which version of the Mozilla policy is read; it is taken from the file name unless said. Records of roots are
counted apart: CCADB leaves their cells at false.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.trust.constraint_check import definitions_in_force
from explorer.trust.definitions import mrsp
from explorer.trust.definitions.interface import Definition
from ingest.decode.certificate import CertificateReader, Opaque
from ingest.decode.pem import pem_blocks

_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_WORDS = {"true": Truth.YES, "false": Truth.NO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One record: what CCADB says of one certificate."""

    fingerprint: str
    root: bool
    constrained: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One record beside the answer of one definition."""

    published: Truth
    ours: Truth
    reason: str
    fingerprint: str

    @property
    def agrees(self) -> bool:
        return self.published is self.ours


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 0 whatever they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("pem_folder", type=Path)
    parser.add_argument("--as-of", type=datetime.fromisoformat)
    parser.add_argument("--examples", type=int, default=3)
    options = parser.parse_args(arguments)
    as_of = (options.as_of or _day_of(options.records)).replace(tzinfo=UTC)
    published = tuple(read_published(options.records))
    certificates = read_certificates(options.pem_folder, {p.fingerprint for p in published})
    sys.stdout.writelines(f"{line}\n" for line in report(published, certificates, as_of, options.examples))
    return 0


def report(
    published: Iterable[Published], certificates: dict[str, Certificate], as_of: datetime, examples: int
) -> Iterator[str]:
    """The lines of the tables."""
    records = tuple(published)
    intermediates = [p for p in records if not p.root]
    at_hand = [p for p in intermediates if p.fingerprint in certificates]
    yield f"records {len(records)}: roots {len(records) - len(intermediates)}, intermediates {len(intermediates)}"
    yield f"intermediates with certificate {len(at_hand)}, without {len(intermediates) - len(at_hand)}"
    yield f"published: {_counted(p.constrained for p in at_hand)}"
    roots = Counter(p.constrained for p in records if p.root)
    yield f"roots, published: {_counted(roots.elements())}"
    yield f"policy as of {as_of.date()}: MRSP {mrsp.in_force(as_of).number}"
    yield ""
    yield f"{'definition':<12}{'agree':>8}{'yes/yes':>9}{'no/no':>8}{'pub yes, we no':>16}{'pub no, we yes':>16}{'unknown':>9}{'silent':>8}"
    found: dict[str, list[Compared]] = {}
    for name, definition in _definitions(as_of).items():
        found[name] = compared = compare(definition, at_hand, certificates)
        pairs = Counter((c.published, c.ours) for c in compared)
        agreed = sum(c.agrees for c in compared)
        yield (
            f"{name:<12}{agreed:>8}{pairs[Truth.YES, Truth.YES]:>9}{pairs[Truth.NO, Truth.NO]:>8}"
            f"{pairs[Truth.YES, Truth.NO]:>16}{pairs[Truth.NO, Truth.YES]:>16}"
            f"{sum(c.ours is Truth.UNKNOWN for c in compared):>9}{sum(c.ours is Truth.SILENT for c in compared):>8}"
        )
    for name, compared in found.items():
        yield ""
        yield f"{name}: disagreement by published / ours / condition"
        yield from _classes(compared, examples)


def compare(
    definition: Definition, published: Iterable[Published], certificates: dict[str, Certificate]
) -> list[Compared]:
    """Each record beside the answer of the definition."""
    compared = []
    for record in published:
        answer = definition.decide(certificates[record.fingerprint])
        compared.append(
            Compared(
                published=record.constrained,
                ours=answer.truth,
                reason=answer.reason,
                fingerprint=record.fingerprint,
            )
        )
    return compared


def read_published(path: Path) -> Iterator[Published]:
    """The records of a report that have a fingerprint; found by header, names and cells stripped."""
    for row in _rows(path):
        fingerprint = row.get("SHA-256 Fingerprint", "")
        if fingerprint:
            yield Published(
                fingerprint=fingerprint.upper(),
                root=row.get("Certificate Record Type", "").startswith("Root"),
                constrained=_WORDS.get(row.get("Technically Constrained", "").lower(), Truth.UNKNOWN),
            )


def read_certificates(folder: Path, wanted: set[str]) -> dict[str, Certificate]:
    """The wanted certificates among the PEM reports of a folder; opaque ones are left out."""
    found: dict[str, Certificate] = {}
    reader = CertificateReader()
    for path in sorted(folder.glob("*.csv*")):
        for block in pem_blocks(_bytes(path)):
            certificate = reader.decode(block.der)
            if not isinstance(certificate, Opaque) and certificate.id in wanted:
                found[certificate.id] = certificate
    return found


def _classes(compared: list[Compared], examples: int) -> Iterator[str]:
    groups: dict[tuple[Truth, Truth, str], list[str]] = {}
    for c in compared:
        if not c.agrees:
            groups.setdefault((c.published, c.ours, c.reason), []).append(c.fingerprint)
    for (published, ours, reason), fingerprints in sorted(groups.items(), key=lambda item: -len(item[1])):
        yield f"  {published:>7} / {ours:<7} {len(fingerprints):>5}  {reason}"
        yield from (f"{'':>26}{fingerprint}" for fingerprint in sorted(fingerprints)[:examples])


def _definitions(as_of: datetime) -> dict[str, Definition]:
    """Those in force, and the newest text of the Mozilla policy beside the one of the day."""
    newest = mrsp.VERSIONS[-1]
    return {**definitions_in_force(as_of), f"mrsp {newest.number}": mrsp.definition(newest)}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    reader = csv.reader(io.StringIO(_bytes(path).decode("utf-8-sig"), newline=""))
    header = [name.strip() for name in next(reader)]
    for row in reader:
        yield {name: cell.strip() for name, cell in zip(header, row, strict=False)}


def _bytes(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def _day_of(path: Path) -> datetime:
    match = _DAY.search(path.name)
    if match is None:
        raise SystemExit(f"{path.name}: no day in the file name, give --as-of")
    return datetime.fromisoformat(match[0])


def _counted(values: Iterable[Truth]) -> str:
    return ", ".join(f"{truth} {count}" for truth, count in sorted(Counter(values).items()))


if __name__ == "__main__":
    raise SystemExit(main())
