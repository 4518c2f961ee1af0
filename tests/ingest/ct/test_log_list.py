"""Lists of logs, checkpoints and crt.sh results: what is taken, what is set aside, what is refused."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from explorer.errors import InputRejected, UsageError
from ingest.ct.checkpoint import head_of, key_id, read_checkpoint
from ingest.ct.crtsh import MOST_ROWS, read_crtsh
from ingest.ct.log_list import read_log_list

KEY = b"a key"
ID = hashlib.sha256(KEY).digest()


def b64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def listed(key: bytes = KEY, **differs: object) -> dict[str, object]:
    return {
        "description": "Alder 2026h1", "log_id": b64(hashlib.sha256(key).digest()), "key": b64(key),
        "url": "https://alder.example/2026h1", "mmd": 86400,
        "state": {"usable": {"timestamp": "2025-06-01T00:00:00Z"}},
        "temporal_interval": {"start_inclusive": "2026-01-01T00:00:00Z", "end_exclusive": "2026-07-01T00:00:00Z"},
    } | differs  # fmt: skip


def document(logs: list[object], tiled: list[object] = []) -> bytes:  # noqa: B006  never changed
    return json.dumps({"version": "1", "operators": [{"name": "Alder", "logs": logs, "tiled_logs": tiled}]}).encode()


def test_logs_of_both_kinds_are_taken() -> None:
    tiled = listed(b"other", description="Birch", monitoring_url="https://birch.example/m/", submission_url="x")
    found = read_log_list(document([listed()], [tiled]), where="list")
    first, second = found.logs
    assert (first.operator, first.id, first.url, first.state) == (
        "Alder",
        ID,
        "https://alder.example/2026h1/",
        "usable",
    )
    assert first.starts is not None
    assert first.starts.isoformat() == "2026-01-01T00:00:00+00:00"
    assert (second.is_tiled, second.url) == (True, "https://birch.example/m/")


def test_an_id_that_is_not_the_hash_of_the_key_is_set_aside() -> None:
    found = read_log_list(document([listed(log_id=b64(bytes(32))), listed(), listed()]), where="list")
    assert (found.counts.read, found.counts.rows, found.counts.duplicates, found.counts.quarantined) == (3, 1, 1, 1)
    assert "not the SHA-256" in found.quarantined[0].reason


@pytest.mark.parametrize(
    "word",
    ["Alder 2026h1", "https://alder.example/2026h1", "https://alder.example/2026h1/", b64(ID), ID.hex()[:8], "2026h1"],
)
def test_a_log_is_found_by_what_people_have_of_it(word: str) -> None:
    other = listed(b"other", description="Birch", url="https://birch.example/")
    assert read_log_list(document([listed(), other]), where="list").find(word, where="LOG").id == ID


@pytest.mark.parametrize(
    ("word", "message"), [("pine", "no log"), ("alder", "means 2 logs: Alder 2026h1; Alder 2026h2")]
)
def test_none_and_several_are_told(word: str, message: str) -> None:
    both = document([listed(), listed(b"other", description="Alder 2026h2", url="https://alder.example/2026h2")])
    with pytest.raises(UsageError, match=message):
        read_log_list(both, where="list").find(word, where="LOG")


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"operators": {}}', b'{"operators": [{"logs": 1}]}'])
def test_another_document_is_rejected(data: bytes) -> None:
    with pytest.raises(InputRejected):
        read_log_list(data, where="list")


ROOT = hashlib.sha256(b"root").digest()
SIGNED = bytes((4, 3)) + (5).to_bytes(2, "big") + b"value"
LINE = b64(key_id("alder.example/2026h1", ID) + (1_234).to_bytes(8, "big") + SIGNED)
NOTE = f"alder.example/2026h1\n42\n{b64(ROOT)}\n\n— witness.example AAAAAAE=\n— alder.example/2026h1 {LINE}\n"


def test_the_head_of_a_checkpoint_is_that_of_the_logs_own_signature() -> None:
    head = head_of(read_checkpoint(NOTE.encode(), where="note"), ID, where="note")
    assert (head.size, head.root, head.timestamp, head.algorithms, head.signature) == (
        42,
        ROOT,
        1_234,
        (4, 3),
        b"value",
    )


def test_a_checkpoint_without_the_logs_signature_gives_no_head() -> None:
    with pytest.raises(InputRejected, match="no signature of the key"):
        head_of(read_checkpoint(NOTE.encode(), where="note"), bytes(32), where="note")


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("\n42\n", "\n042\n"),
        NOTE.replace("\n42\n", "\n-1\n"),
        NOTE.replace(b64(ROOT), b64(ROOT[:-1])),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("— ", "- "),
        NOTE[:-1],
        "",
        "x" * 70_000,
    ],
)
def test_what_is_no_checkpoint_is_rejected(note: str) -> None:
    with pytest.raises(InputRejected):
        read_checkpoint(note.encode(), where="note")


def crtsh_row(id_: int = 1, **differs: object) -> dict[str, object]:
    return {
        "issuer_ca_id": 7, "issuer_name": "C=IS, O=Alder, CN=Alder CA", "common_name": "a.example",
        "name_value": "a.example\nb.example", "id": id_, "entry_timestamp": "2026-01-02T03:04:05.678",
        "not_before": "2026-01-01T00:00:00", "not_after": "2026-03-01T00:00:00", "serial_number": "00aB",
    } | differs  # fmt: skip


def test_rows_of_crtsh_are_read_once() -> None:
    found = read_crtsh(json.dumps([crtsh_row(), crtsh_row(), crtsh_row(2, entry_timestamp=None)]).encode(), where="x")
    assert [(row.id, row.serial, row.entered is None) for row in found.rows] == [(1, "AB", False), (2, "AB", True)]
    assert (found.counts.duplicates, found.may_be_cut) == (1, False)


def test_a_result_of_the_greatest_length_may_be_cut() -> None:
    assert read_crtsh(json.dumps([crtsh_row(i) for i in range(1, MOST_ROWS + 1)]).encode(), where="x").may_be_cut


@pytest.mark.parametrize("differs", [{"id": "1"}, {"serial_number": "xy"}, {"not_before": "soon"}, {"issuer_name": ""}])
def test_a_row_that_cannot_be_understood_is_set_aside(differs: dict[str, object]) -> None:
    found = read_crtsh(json.dumps([crtsh_row(2), crtsh_row(**differs)]).encode(), where="x")
    assert (found.counts.rows, found.counts.quarantined) == (1, 1)


def test_rows_that_contradict_each_other_reject_the_answer() -> None:
    with pytest.raises(InputRejected, match="contradicts"):
        read_crtsh(json.dumps([crtsh_row(), crtsh_row(serial_number="01")]).encode(), where="x")
