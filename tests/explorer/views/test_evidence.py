"""Keys with state and need, a key's life in order, and the record to fill in. X -> R (OCSPSigning), revoked."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

from explorer.exports.key_files import COLUMNS, write_csv, write_json
from explorer.model.ids import sha256_hex
from explorer.views.detail import key_section
from explorer.views.evidence import key_rows, life_of, template, unresolved
from explorer.views.lookup import Found
from ingest.sources.evidence_record import read_record
from tests.explorer.views.drawn import assessment_of
from tests.pki.world import World


def world() -> World:
    return World().root("X").sub("R", under="X", eku=("tls-server", "ocsp-signing")).sub("S", under="X").revoked("R")


def found(drawn: World, word: str = "R") -> Found:
    return Found(certificates=(drawn.id(word),), ca=None, key=None)


def states(drawn: World, **more: bool) -> list[tuple[str, str, str]]:
    rows = key_rows(assessment_of(drawn), **more)
    return [(row.name, row.state, row.need) for row in rows]


def test_needed_keys_are_listed_with_their_state() -> None:
    assert states(world()) == [("CN=R", "silent", "yes")]
    assert states(world().evidence("R", form="ca_statement")) == [("CN=R", "claimed", "yes")]
    assert states(world().evidence("R")) == [("CN=R", "evidenced", "yes")]


def test_worst_state_first_and_needed_before_others() -> None:
    drawn = world().sub("Q", under="X", eku=("ocsp-signing",)).evidence("Q", form="ca_statement").evidence("S")
    assert states(drawn) == [("CN=R", "silent", "yes"), ("CN=Q", "claimed", "yes"), ("CN=S", "evidenced", "no")]


def test_all_adds_keys_under_issuers_that_nobody_trusts() -> None:
    drawn = World().root("X", programs=()).sub("R", under="X", eku=("ocsp-signing",))
    assert states(drawn) == []
    assert states(drawn, all_keys=True) == [("CN=R", "silent", "no")]


def test_a_row_says_what_is_missing_and_until_when_it_matters() -> None:
    (row,) = key_rows(assessment_of(world().evidence("R", auditor="")))
    assert row.missing == ("the auditor (Auditor)",)
    assert (row.need_until, row.revoked) == ("2030-01-01", "yes")


def test_records_that_name_no_key_at_hand_are_listed_apart() -> None:
    (line,) = unresolved(assessment_of(world().evidence("R", keys=())))
    assert "destroyed" in line
    assert "evidence.example" in line


def test_a_life_is_in_order_and_carries_every_kind_of_event() -> None:
    drawn = world().sub("T", under="R", not_before="2020-05-01").used("R", by="R", about="X").evidence("R")
    life = life_of(drawn.facts(), drawn.key("R"))
    days = [moment.day for moment in life if moment.day]
    assert days == sorted(days)
    assert {m.what for m in life} == {"certificate", "expiry", "revoked", "signed", "ocsp-response", "destroyed"}
    assert [m.day for m in life if m.what == "destroyed"] == [date(2021, 1, 1)]


def test_a_template_becomes_a_record_when_its_gaps_are_filled() -> None:
    drawn = world()
    empty = template(assessment_of(drawn), found(drawn))
    record, faults = read_record(empty.text.encode(), file=empty.name)
    assert record is None
    assert ["no Document-Locator" in fault.what for fault in faults] == [True]
    filled = template(assessment_of(drawn), found(drawn), [("Document-Locator", "Bugzilla 1")])
    record, faults = read_record(filled.text.encode(), file=filled.name)
    assert faults == ()
    assert record is not None
    assert (record.keys, record.certificates, record.owner) == ((drawn.spki("R"),), (drawn.id("R"),), "Alpha")


def test_a_template_claims_nothing_strong_by_itself() -> None:
    drawn = world()
    text = template(assessment_of(drawn), found(drawn)).text
    assert "Form: third_party_note" in text
    assert "Source-Level: secondary" in text
    assert "Event-Date-Precision: unknown" in text


def test_its_name_is_that_of_its_bytes() -> None:
    drawn = world()
    given = [("Event", "retired"), ("Event-Date", "2022-01-02"), ("Event-Date-Precision", "day")]
    made = template(assessment_of(drawn), found(drawn), given)
    digits = sha256_hex(made.text.encode())[:12].lower()
    assert made.name == f"{drawn.spki('R')[:16]}/retired-2022-01-02-{digits}.txt"


def test_a_holder_other_than_the_owner_is_filled_in() -> None:
    drawn = World().root("X").sub("R", under="X", eku=("ocsp-signing",), operator="Beta")
    assert "Holder: Beta\n" in template(assessment_of(drawn), found(drawn)).text


def test_files_hold_every_column() -> None:
    rows = key_rows(assessment_of(world().evidence("R", form="ca_statement")))
    stream = io.BytesIO()
    write_csv(rows, stream)
    (read,) = csv.DictReader(io.StringIO(stream.getvalue().decode(), newline=""))
    assert tuple(read) == COLUMNS
    stream = io.BytesIO()
    write_json(assessment_of(world()), rows, (), stream)
    assert set(json.loads(stream.getvalue())["keys"][0]) == set(COLUMNS)


def test_show_tells_uses_and_what_speaks_against_a_destruction() -> None:
    drawn = world().used("R", by="R", about="X").evidence("R")
    told = [f"{f.name}: {f.value}" for f in key_section(assessment_of(drawn), drawn.key("R")).fields]
    signer = drawn.id("R")[:16]
    assert [t for t in told if t.startswith(f"Signed: OCSP response with responder certificate {signer}, produced")]
    assert [t for t in told if t.startswith("Contradicted: ") and "OCSP response (produced 2026-08-15" in t]
