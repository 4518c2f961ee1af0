"""The responder class of each certificate file in any folder.

    python -m tests.corpus.responders DIR

Prints one line a certificate: the class of docs/key-destruction.md (`-`: no responder and nothing to note), what keeps it from
being told, and the file. Reads PEM, DER, `.crttest` and text with a PEM block in it; a file with several
certificates gives a line for each. What is no certificate is listed last, with the reason.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from explorer.graph.delegation import build_graph
from explorer.keys.status_signing import StatusSigning, status_signing
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from ingest.decode.certificate import decode
from ingest.decode.der import SEQUENCE
from ingest.decode.pem import pem_blocks
from ingest.link.issuers import LinkInput, link

NOTHING = "-"
UNKNOWN = "UNKNOWN"
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the class does not depend on the day


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """One certificate of a folder."""

    file: str  # below the folder
    number: int  # of the certificate in its file, from 1
    responder_class: str
    subject: str
    note: str  # why the class can't be told; empty when it can


def classify(folder: Path) -> tuple[list[Classified], list[str]]:
    """Every certificate below a folder, and the files that hold none. All of them can prove each other self-signed only."""
    found: list[tuple[str, int, Certificate, bytes]] = []
    failed: list[str] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        for number, der in enumerate(certificates_in(path.read_bytes()), 1):
            certificate = decode(der)
            if isinstance(certificate, Certificate):
                found.append((name, number, certificate, der))
            else:
                failed.append(f"{name}: {certificate.reason}")
        if not any(name == one for one, *_ in found) and not any(line.startswith(f"{name}:") for line in failed):
            failed.append(f"{name}: no certificate in it")
    signing = _signing({certificate.id: (certificate, der) for _, _, certificate, der in found})
    return [_classified(name, number, certificate, signing) for name, number, certificate, _ in found], failed


def certificates_in(data: bytes) -> Iterator[bytes]:
    """The DER of each certificate in a file."""
    if data[:1] == bytes((SEQUENCE,)) and b"-----BEGIN" not in data[:100]:
        yield data
        return
    for block in pem_blocks(data):
        if not block.problem:
            yield block.der


def _signing(held: dict[CertificateId, tuple[Certificate, bytes]]) -> StatusSigning:
    links = link([LinkInput.of_certificate(certificate, der) for certificate, der in held.values()], [], (), workers=1)
    return status_signing(build_graph({id_: certificate for id_, (certificate, _) in held.items()}, links), _ANY_DAY)


def _classified(file: str, number: int, certificate: Certificate, signing: StatusSigning) -> Classified:
    why = signing.unknown(certificate.id)
    kind = signing.class_of(certificate.id)
    return Classified(
        file=file,
        number=number,
        responder_class=UNKNOWN if why else kind.value if kind else NOTHING,
        subject=certificate.subject.short,
        note=why,
    )


def main(arguments: list[str]) -> int:
    """Print the table; 0 when every file held a certificate, 1 when some did not, 2 for wrong usage."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m tests.corpus.responders DIR", file=sys.stderr)
        return 2
    found, failed = classify(Path(arguments[0]))
    for one in found:
        place = one.file if one.number == 1 else f"{one.file} ({one.number})"
        print(f"{one.responder_class:16} {place}  {one.note}".rstrip())
    for line in failed:
        print(f"{'no certificate':16} {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
