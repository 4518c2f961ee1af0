"""Others at the same work on the same files, and what each does not do.

    python -m benchmarks.bench_peers [--data FOLDER] [--pan-chainguard PATH/chain.py] [--json FILE]

A naive script, as one writes it in an afternoon: certificate objects, candidates by name, `verify_directly_issued_by`.
Compared are whole processes, PEM files to issuance links. And pan-chainguard (version 0.15.0, in an environment of its
own, see the performance page), records to the tree of intermediates, against `subca ingest` of the same report; it is
left out where it is not installed. Our links must hold every link of the naive script.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.floors import read_skims, unpack
from benchmarks.measure import paired, process, subca
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from explorer.model.authority import LinkState
from explorer.model.ids import sha256_hex
from ingest.decode.pem import pem_blocks
from ingest.link.issuers import LinkInput, link

ROOT_TYPE = "Root Certificate"


def naive(data: Path) -> Iterator[tuple[str, str]]:
    """(certificate, key of the issuer) of what the naive script finds."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    certificates, seen = [], set()
    for path in sorted((data / "pem").glob("*.csv.gz")):
        for block in pem_blocks(unpack(path)):
            if not block.der or block.der in seen:
                continue
            seen.add(block.der)
            try:
                certificates.append(x509.load_der_x509_certificate(block.der))
            except ValueError:
                continue
    by_subject: dict[x509.Name, list[x509.Certificate]] = {}
    for one in certificates:
        try:
            by_subject.setdefault(one.subject, []).append(one)
        except ValueError:
            continue
    for one in certificates:
        try:
            candidates = by_subject.get(one.issuer, [])
        except ValueError:
            continue
        for issuer in candidates:
            try:
                one.verify_directly_issued_by(issuer)
            except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
                continue
            key = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            yield sha256_hex(one.public_bytes(Encoding.DER)), sha256_hex(key)
            break


def ours(data: Path) -> Iterator[tuple[str, str]]:
    """The same by our reader and linker, one thread."""
    inputs = [LinkInput.of_skim(skimmed) for skimmed in read_skims(data)]
    for found in link(inputs, [], [], 1):
        if found.state is LinkState.VERIFIES:
            yield found.certificate, found.issuer_spki


WORK = {"naive": naive, "ours": ours}


def of_scripts(data: Path, pairs: int, scratch: Path) -> Ratio:
    """The naive script against ours, whole processes."""

    def run(who: str) -> float:
        done = process(sys.executable, "-m", "benchmarks.bench_peers", "--child", who, data, scratch / who, silent=True)
        assert done.code == 0, who
        return done.cpu

    ratios = paired(lambda: run("naive"), lambda: run("ours"), pairs)
    links = {who: set((scratch / who).read_text(encoding="ascii").split()) for who in WORK}
    assert links["naive"] <= links["ours"], sorted(links["naive"] - links["ours"])[:3]
    lost = len(links["ours"]) - len(links["naive"])
    return ratio_of(
        "naive script, x our processor time",
        ratios,
        f"finds {len(links['naive'])} of {len(links['ours'])} links, {lost} lost without a word",
    )


def of_chains(report: Path, program: Path, pairs: int, scratch: Path) -> Ratio:
    """pan-chainguard's `chain.py` against `subca ingest` of the same report."""
    plain, roots, out = scratch / "AllCertificateRecords_2026-09-01.csv", scratch / "roots.csv", scratch / "out.csv"
    plain.write_bytes(unpack(report))
    with plain.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = [row["SHA-256 Fingerprint"] for row in rows if row["Certificate Record Type"] == ROOT_TYPE]
    roots.write_text('"type","sha256"\n' + "".join(f'"root","{name}"\n' for name in names), encoding="ascii")

    def theirs() -> float:
        done = process(program, "-c", plain, "-r", roots, "-i", out, silent=True)
        return done.cpu

    def mine() -> float:
        store = scratch / "store.sqlite"
        for path in scratch.glob("store.sqlite*"):
            if path.is_file():
                path.unlink()
        return subca("ingest", plain, "--store", store, "--quiet").cpu

    ratios = paired(theirs, mine, pairs)
    found = len(out.read_text(encoding="ascii").splitlines()) - 1
    return ratio_of(
        "pan-chainguard chain.py, x subca ingest of the report", ratios, f"{len(rows)} records, {found} listed"
    )


def main() -> int:
    """Measure the peers."""
    parser = arguments(__doc__)
    parser.add_argument("--pan-chainguard", type=Path, help="its chain.py, in an environment of its own")
    options = parser.parse_args()
    if options.data is None:
        print("no data: name their folder in SUBCA_TEST_DATA, or give --data")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        figures = [of_scripts(options.data, options.pairs, scratch)]
        reports = sorted((options.data / "ccadb").glob("AllCertificateRecords_*.csv.gz"))
        if options.pan_chainguard is None:
            print("pan-chainguard: not installed here")
        else:
            figures.append(of_chains(reports[-1], options.pan_chainguard, options.pairs, scratch))
    print("\n".join(map(line, figures)))
    if options.json:
        write(options.json, figures, [options.data / "pem", reports[-1]])
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        Path(sys.argv[4]).write_text("\n".join(",".join(pair) for pair in WORK[sys.argv[2]](Path(sys.argv[3]))))
        raise SystemExit(0)
    raise SystemExit(main())
