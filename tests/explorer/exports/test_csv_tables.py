"""flags.csv: what a spreadsheet, a parser and a reader's eye get (docs/reliability.md)."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.exports.csv_tables import COLUMNS, cell, plain, write_flags
from explorer.views.rows import FindingRow

TEXT = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "+1", "-1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "\ufeff=1", "\u200b=1", "＝1",
     "\u3000＋1", "1", "-1.5", '"', '""', "a,b", "a\r\nb", "\u202egpj.exe", "\x1b[2J", "'=1", "+", "-", "."]
)  # fmt: skip
ROWS = st.builds(
    FindingRow,
    **{
        field.name: st.lists(TEXT, max_size=3).map(tuple)
        if "tuple" in str(field.type)
        else st.none() | st.integers(-5, 10**9)
        if "int" in str(field.type)
        else TEXT
        for field in fields(FindingRow)
    },
)
FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")


def written(rows: list[FindingRow], *, raw: bool = False) -> bytes:
    stream = io.BytesIO()
    write_flags(rows, stream, raw=raw)
    return stream.getvalue()


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


@given(st.lists(ROWS, max_size=3))
def test_any_parser_reads_back_one_line_a_finding(rows: list[FindingRow]) -> None:
    data = written(rows)
    lines = parsed(data)
    assert lines[0] == list(COLUMNS)
    assert [len(line) for line in lines] == [len(COLUMNS)] * (len(rows) + 1)
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") == len(rows) + 1
    assert data.endswith(b"\r\n") and data.startswith(b'"')
    assert written(rows) == data


@given(TEXT)
def test_no_cell_runs_and_none_misleads(text: str) -> None:
    shown = cell(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in shown)
    first = next((c for c in shown if not c.isspace() and c not in "\ufeff\u200b\u200c\u200d\u2060"), "")
    number = text.removeprefix("-").removeprefix("+").replace(".", "", 1)
    assert first not in FORMULA or (number.isascii() and number.isdecimal())
    assert cell(text, raw=True) in (shown, shown[1:])


CELLS = {
    "a formula": ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    "a plus": ("+1 555", "'+1 555"),
    "an at": ("@SUM(1)", "'@SUM(1)"),
    "behind blanks": ("  =1", "'  =1"),
    "behind a BOM": ("\ufeff=1", "'⟦U+FEFF⟧=1"),
    "behind a full-width blank": ("\u3000=1", "'\u3000=1"),
    "full-width": ("＝1", "'＝1"),
    "a tab": ("\tx", "'⟦U+0009⟧x"),
    "a NUL": ("\0x", "'⟦U+0000⟧x"),
    "a line break": ("\nx", "'⟦U+000A⟧x"),
    "a number": ("-12.5", "-12.5"),
    "two signs": ("--1", "'--1"),
    "a minus alone": ("-", "'-"),
    "a full-width number": ("-１", "'-１"),
    "a direction override": ("\u202ecba", "⟦U+202E⟧cba"),
    "plain text": ("CN=Root, O=Alpha", "CN=Root, O=Alpha"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "shown"), CELLS.values(), ids=CELLS)
def test_cells(text: str, shown: str) -> None:
    assert cell(text) == shown
    assert cell(text, raw=True) == shown.removeprefix("'")


def test_lists_and_numbers_as_text() -> None:
    assert plain("programs", ("Mozilla:email", "Mozilla:tls-server")) == "Mozilla:email; Mozilla:tls-server"
    assert plain("proof", ("AA", "BB")) == "AA > BB"
    assert (plain("reach_owners", 0), plain("reach_owners", None)) == ("0", "")


def test_the_order_of_columns_is_the_promise() -> None:
    """docs/csv-columns.md: adding at the end is free, anything else is a major version."""
    assert ", ".join(COLUMNS) == (
        "rule_id, rule_name, severity, confidence, status, title, explanation, subject_kind, subject_name, "
        "certificate_sha256, spki_sha256, ca_id, ca_owner, subordinate_ca_owner, operator, operator_basis, "
        "issuer_name, root_names, programs, not_before, not_after, revocation, constrained_default, "
        "constrained_mozilla_v25, constrained_mozilla_v29, constrained_crtsh, ccadb_technically_constrained, "
        "key_state, reach_certificates, reach_owners, citations, proof, remedy, first_seen, as_of, snapshot, "
        "crtsh_url, subject_id, issued_unexpired, issued_domains, issuance"
    )
