"""New certificates in a store that holds others: linked with all that is related to them, as if they had come at once."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from explorer.model.authority import LinkState
from explorer.store.certificates import every_der, number_of, read_certificates
from explorer.store.related import related_certificates, ties_of
from explorer.store.writer import open_writer
from explorer.terminal.progress import SILENT
from ingest.build import ingest_bytes
from ingest.certificates import END_OF_TIME
from tests.ingest.test_build import ASKED, NOW


def proofs_in(store: Path) -> list[tuple[bytes, bytes]]:
    """Which key verifies which certificate. A key that does not is only tried where a better one is not at hand."""
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(
            "SELECT sha256, link.spki FROM link JOIN certificate ON certificate = id WHERE state = ? ORDER BY 1, 2",
            (number_of(LinkState.VERIFIES),),
        ).fetchall()


@pytest.fixture(scope="module")
def ders(sample_store: Path) -> list[bytes]:
    with closing(sqlite3.connect(sample_store)) as connection:
        return [body for _, body in every_der(connection)]


@pytest.mark.parametrize("seed", range(4))
def test_certificates_that_come_in_two_runs_have_the_proofs_of_one(
    seed: int, ders: list[bytes], sample_store: Path, tmp_path: Path
) -> None:
    shuffled = random.Random(seed).sample(ders, len(ders))
    store = tmp_path / "store.sqlite"
    cut = len(shuffled) * (seed + 1) // 5
    for part in (shuffled[:cut], shuffled[cut : cut + 1], shuffled[cut + 1 :]):
        ingest_bytes({"certificates.der": b"".join(part)}, ASKED, store=store, now=NOW, progress=SILENT)
    assert proofs_in(store) == proofs_in(sample_store)


def test_few_are_related(sample_store: Path, tmp_path: Path) -> None:
    """What is related to one leaf CA is its issuers, its namesakes and what it issued, not the whole store."""
    with closing(sqlite3.connect(sample_store)) as connection:
        certificates = read_certificates(connection, END_OF_TIME)
        sizes = [len(related_certificates(connection, ties_of([one]))) for one in certificates.values()]
    assert sum(sizes) / len(sizes) < len(sizes) / 10
    with open_writer(tmp_path / "empty.sqlite", lock_wait=0, now=NOW) as writer:
        assert related_certificates(writer.connection, ties_of(certificates.values())) == []
