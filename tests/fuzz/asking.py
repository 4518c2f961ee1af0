"""What the readers are asked: each function reads one input in every way there is, and holds the answer against itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.errors import InputRejected
from explorer.exports.csv_tables import cell
from explorer.store.baseline import read_baseline
from explorer.text import safe
from explorer.ui.location import parse
from ingest.config import read_config
from ingest.ct.checkpoint import head_of, read_checkpoint
from ingest.ct.entry import read_leaf
from ingest.ct.get_entries import read_consistency, read_get_entries, read_get_roots, read_get_sth
from ingest.ct.tiles import entries_of_tile, hashes_of_tile
from ingest.decode.algorithms import read_scheme
from ingest.decode.certificate import Opaque, decode
from ingest.decode.der import children
from ingest.decode.extensions import (
    read_alternative_names,
    read_authority_information,
    read_authority_key_identifier,
    read_basic_constraints,
    read_crl_distribution_points,
    read_extended_key_usage,
    read_key_usage,
    read_policies,
    read_subject_key_identifier,
)
from ingest.decode.name import read_name
from ingest.decode.name_constraints import read_name_constraints
from ingest.decode.skim import skim
from ingest.decode.spki import read_spki
from ingest.reading import Asked, read_input
from ingest.sources.ccadb_pems import read_der, read_pem_bundle, read_pem_report
from ingest.sources.ccadb_records import read_records
from tests.fuzz.seeds import LOG_ID

if TYPE_CHECKING:
    from dash import Dash

DAY = date(2026, 9, 1)
WHERE = "fuzzed"


# -- reports ---------------------------------------------------------------------------------------


def records(data: bytes) -> None:
    """Every row's cells, its digest, and what it discloses."""
    report = read_records(data, where=WHERE)
    for number, row in enumerate(report.rows):
        assert row.digest and isinstance(row.problems, tuple)
        row.disclosure(day=DAY, since=DAY, row=number)


def certificates(data: bytes) -> None:
    """A PEM report, a bundle and one certificate; whatever is found is decoded."""
    for read in (read_pem_report, read_pem_bundle, read_der):
        try:
            report = read(data, where=WHERE)
        except InputRejected:
            continue
        for one in report.certificates:
            decode(one.der)


def whole_input(data: bytes) -> None:
    """The road of `subca ingest`: unpacked, recognised, read; the name is the first line."""
    name, _, content = data.partition(b"\n")
    read_input(name.decode("utf-8", "replace")[:80], content, Asked(today=DAY))


# -- DER -------------------------------------------------------------------------------------------


def certificate(data: bytes) -> None:
    """Never raises. What the library accepts too must be read the same (performance page, 3.1)."""
    found = decode(data)
    if not isinstance(found, Opaque):
        agree(data)


def agree(data: bytes) -> None:
    """Serial, names and key by our reader and by the library."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        theirs = x509.load_der_x509_certificate(data)
        key = theirs.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        return
    ours = skim(data)
    assert int.from_bytes(ours.serial, "big", signed=True) == theirs.serial_number
    assert ours.tbs == theirs.tbs_certificate_bytes and ours.signature == theirs.signature
    assert ours.spki == key or read_spki(ours.spki) is not None


FIELDS: tuple[Callable[[bytes], object], ...] = (
    read_name,
    read_spki,
    read_scheme,
    lambda value: read_name_constraints(value, True),
    read_basic_constraints,
    read_key_usage,
    read_extended_key_usage,
    read_policies,
    read_authority_key_identifier,
    read_alternative_names,
    read_subject_key_identifier,
    read_crl_distribution_points,
    read_authority_information,
    lambda value: children(value, 0, len(value)),
)


def fields(data: bytes) -> None:
    """One field alone; the first octet says which."""
    FIELDS[data[0] % len(FIELDS) if data else 0](data[1:])


# -- Certificate Transparency ----------------------------------------------------------------------


def leaf(data: bytes) -> None:
    """`leaf_input` and `extra_data` in base64 lines, as a get-entries answer holds them."""
    first, _, second = data.partition(b"|")
    read_leaf(first, second, 7)


def tile(data: bytes) -> None:
    """A data tile, and the same octets as a tile of hashes."""
    for entry in entries_of_tile(data, 1000):
        assert entry.leaf_hash
    if len(data) % 32 == 0:
        hashes_of_tile(data, len(data) // 32)


def answers(data: bytes) -> None:
    """Every JSON answer of a log (RFC 6962 section 4)."""
    for read in (
        lambda: read_get_entries(data, 5, where=WHERE),
        lambda: read_get_sth(data, where=WHERE),
        lambda: read_get_roots(data, where=WHERE),
        lambda: read_consistency(data, where=WHERE),
    ):
        try:
            read()
        except InputRejected as error:
            assert str(error)


def checkpoint(data: bytes) -> None:
    """The note, and the head that a log of some id signed."""
    head_of(read_checkpoint(data, where=WHERE), LOG_ID, where=WHERE)


# -- settings, links, text -------------------------------------------------------------------------


@contextmanager
def as_file(data: bytes) -> Iterator[Path]:
    """The bytes as a file of their own."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as stream:
        stream.write(data)
        stream.flush()
        yield Path(stream.name)


def settings(data: bytes) -> None:
    """A configuration file."""
    with as_file(data) as path:
        read_config(path)


def baseline(data: bytes) -> None:
    """A file of accepted findings."""
    with as_file(data) as path:
        read_baseline(path)


def link(data: bytes) -> None:
    """A deep link: path and search. What is understood is written and read back the same."""
    path, _, search = data.decode("utf-8", "replace").partition("?")
    address = parse(path, "?" + search if search else "")
    again_path, _, again_search = address.href().partition("?")
    again = parse(again_path, "?" + again_search if again_search else "")
    assert again.href() == address.href()


def text(data: bytes) -> None:
    """Shown text has no sign that acts; a cell of CSV starts with none that a spreadsheet runs."""
    foreign = data.decode("utf-8", "surrogateescape")  # octets that are no UTF-8 become lone surrogates
    shown = safe(foreign)
    shown.encode("utf-8")
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in shown)
    assert not any(sign in shown for sign in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\u200b\ufeff")
    written = cell(foreign)
    first = written.lstrip(" \u00a0\ufeff\u200b")[:1]
    assert not first or first not in "=+-@\t\r\n" or float(written) is not None  # a plain number, or ValueError


# -- the screen ------------------------------------------------------------------------------------


@cache
def application() -> Dash:
    """The screen over the sample."""
    from explorer.terminal.progress import SILENT
    from explorer.ui.application import create_dash
    from explorer.ui.session import Session
    from ingest.cli.ingest import build_sample_store

    store = Path(tempfile.mkdtemp(prefix="subca-fuzz-")) / "sample.sqlite"
    build_sample_store(store, SILENT)
    return create_dash(Session(store))


def callback(data: bytes) -> None:
    """The body of a callback request: answered or refused, never a fault of the server."""
    answer = (
        application().server.test_client().post("/_dash-update-component", data=data, content_type="application/json")
    )
    assert answer.status_code in (200, 204, 400, 413), answer.status
    assert b"Traceback" not in answer.data and b"could not be made" not in answer.data
