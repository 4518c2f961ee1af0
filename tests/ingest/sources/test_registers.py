"""The key-life register and the list of affiliates, as people write them."""

from __future__ import annotations

import importlib.resources
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from explorer.model.affiliate import Affiliate
from explorer.model.ids import sha256_hex
from ingest.sources.evidence_record import Problem, looks_like_record, read_record
from ingest.sources.registers import read_affiliates, read_register

KEY = "AB" * 32
FIELDS = {
    "Auditor": "Checkers LLP",
    "Copies": "all",
    "Document-Locator": "https://bug.example/1",
    "Document-SHA256": "CD" * 32,
    "Event": "destroyed",
    "Event-Date": "2020-07-14",
    "Event-Date-Precision": "day",
    "Form": "auditor_destruction_report",
    "Key-SPKI-SHA256": KEY,
    "Owner": "Alpha Trust",
    "Source-Level": "primary",
}


def record(**differs: str | None) -> bytes:
    """A record that differs so; None leaves the field out, an underscore in a name stands for its hyphen."""
    fields = {**FIELDS, **{name.replace("_", "-"): value for name, value in differs.items()}}
    return "".join(f"{name}: {value}\n" for name, value in sorted(fields.items()) if value is not None).encode()


def filed(data: bytes, folder: str = KEY[:16], event: str = "destroyed", when: str = "2020-07-14") -> str:
    return f"register/{folder}/{event}-{when}-{sha256_hex(data)[:12].lower()}.txt"


def faults(data: bytes, file: str | None = None) -> list[Problem]:
    return list(read_record(data, file=file or filed(data))[1])


def test_a_record_under_its_name_is_without_fault() -> None:
    data = record()
    found, problems = read_record(data, file=filed(data))
    assert problems == ()
    assert found is not None
    assert found.id == sha256_hex(data)
    assert (found.event, found.event_date, found.precision) == ("destroyed", date(2020, 7, 14), "day")
    assert (found.keys, found.owner, found.form, found.copies) == (
        (KEY,),
        "Alpha Trust",
        "auditor_destruction_report",
        "all",
    )
    assert (found.auditor, found.document_sha256, found.source_level) == ("Checkers LLP", "CD" * 32, "primary")
    assert found.fields == tuple(FIELDS.items())


def test_continuation_lines_and_repeated_fields() -> None:
    data = record(Key_SPKI_SHA256=f"{KEY}\nKey-SPKI-SHA256: {'ef' * 32}", Note="one\n two\n three")
    found, problems = read_record(data, file=filed(data))
    assert problems == ()
    assert found is not None
    assert found.keys == (KEY, "EF" * 32)
    assert ("Note", "one\ntwo\nthree") in found.fields


def test_an_unresolved_and_undated_record() -> None:
    data = record(Key_SPKI_SHA256="unresolved", Event_Date=None, Event_Date_Precision="unknown", Copies=None)
    found, problems = read_record(data, file=filed(data, "unresolved", when="undated"))
    assert problems == ()
    assert found is not None
    assert (found.keys, found.event_date, found.copies) == ((), None, "unstated")


FATAL = {
    "required field missing": (record(Owner=None), 0, "no Owner"),
    "required field blank": (record(Owner=""), 0, "no Owner"),
    "unknown event": (record(Event="shredded"), 5, "Event 'shredded' is no word for it"),
    "unknown form": (record(Form="a tweet"), 8, "is no word for it"),
    "key of 66 digits": (record(Key_SPKI_SHA256="AB" * 33), 9, "Key-SPKI-SHA256 is no SHA-256"),
    "document hash": (record(Document_SHA256="see there"), 4, "Document-SHA256 is no SHA-256"),
    "unresolved document": (record(Document_SHA256="unresolved"), 4, "Document-SHA256 is no SHA-256"),
    "no such day": (record(Event_Date="2020-02-30"), 6, "is no day"),
    "another form of day": (record(Event_Date="14.7.2020"), 6, "is no day"),
    "precision without date": (record(Event_Date=None), 6, "precision day without Event-Date"),
    "owner twice": (record(Owner="Alpha\nOwner: Beta"), 11, "Owner stands twice"),
    "key and unresolved": (
        record(Key_SPKI_SHA256=f"{KEY}\nKey-SPKI-SHA256: unresolved"),
        0,
        "both unresolved and a hash",
    ),
    "a line that is no field": (record(Owner="Alpha\nand so on"), 11, "no field"),
    "supersedes a word": (record(Supersedes="the old one"), 12, "Supersedes is no SHA-256"),
    "not UTF-8": (record(Owner="Société").decode().encode("latin-1"), 0, "not UTF-8"),
    "empty": (b"", 0, "empty"),
    "huge": (record(Note="x" * 300_000), 0, "more than the limit"),
}


@pytest.mark.parametrize(("data", "line", "what"), FATAL.values(), ids=FATAL)
def test_faults_of_meaning_make_a_record_unusable(data: bytes, line: int, what: str) -> None:
    found, problems = read_record(data, file="a/b.txt")
    assert found is None
    told = [p for p in problems if p.is_fatal and what in p.what]
    assert told
    assert told[0].line == line
    assert told[0].remedy
    report = read_register([("a/b.txt", data)])
    assert (report.counts.read, report.counts.quarantined) == (1, 1)
    assert report.quarantined[0].raw == data


SLIPS = {
    "fields not sorted": (record() + b"Holder: Beta\n", "Holder stands after Source-Level"),
    "CR LF": (record().replace(b"\n", b"\r\n"), "line ends are not LF"),
    "no last line end": (record().rstrip(b"\n"), "line ends are not LF"),
    "a byte-order mark": (b"\xef\xbb\xbf" + record(), "byte-order mark"),
    "an unknown field": (record(Whim="yes"), "unknown field Whim"),
}


@pytest.mark.parametrize(("data", "what"), SLIPS.values(), ids=SLIPS)
def test_faults_of_form_are_told_and_the_record_kept(data: bytes, what: str) -> None:
    found, problems = read_record(data, file=filed(data))
    assert found is not None
    assert found.owner == "Alpha Trust"
    assert [what in p.what for p in problems] == [True]


NAMES = {
    "another name": ("destruction.txt", "does not prove", False),
    "another event": (filed(record(), event="revoked"), "do not fit", False),
    "another day": (filed(record(), when="2020-07-15"), "do not fit", False),
    "another folder": (filed(record(), "unresolved"), "do not fit", False),
    "edited after it was named": (filed(record(Owner="Beta")), "edited after it was named", True),
}


@pytest.mark.parametrize(("file", "what", "is_fatal"), NAMES.values(), ids=NAMES)
def test_the_name_proves_the_record(file: str, what: str, is_fatal: bool) -> None:
    found, problems = read_record(record(), file=file)
    assert [what in p.what for p in problems] == [True]
    assert (found is None) is is_fatal
    if not is_fatal:
        assert f"{KEY[:16]}/destroyed-2020-07-14-{sha256_hex(record())[:12].lower()}.txt" in problems[0].remedy


def test_a_register_is_a_union_whatever_the_order() -> None:
    one, two = record(), record(Owner="Beta", Supersedes=sha256_hex(record()))
    files = [(filed(one), one), (filed(two), two), ("copy/" + filed(one), one), ("bad.txt", b"?")]
    there, back = read_register(files), read_register(files[::-1])
    assert there == back
    assert (there.counts.read, there.counts.rows, there.counts.duplicates, there.counts.quarantined) == (4, 2, 1, 1)
    assert [e.id for e in there.evidence] == sorted(sha256_hex(data) for data in (one, two))
    assert not [p for p in there.problems if "supersedes" in p.what]


def test_superseding_what_is_not_there_is_told() -> None:
    data = record(Supersedes="EF" * 32)
    problems = read_register([(filed(data), data)]).problems
    assert ["supersedes" in p.what for p in problems] == [True]


def test_the_examples_of_the_rules_page_are_records() -> None:
    text = (
        "CA-Subject: unresolved (four intermediate CAs)\nDocument-Locator: Bugzilla 1649963\nEvent: destroyed\n"
        "Event-Date: 2020-07-14\nEvent-Date-Precision: day\nForm: ca_statement_witnessed\n"
        "Key-SPKI-SHA256: unresolved\nNote: secondary summary\nOwner: Atos\nSource-Level: secondary\n"
    )
    assert looks_like_record(text)
    data = text.encode()
    assert read_record(data, file=filed(data, "unresolved"))[1] == ()


def test_a_problem_says_where_and_what_to_do() -> None:
    assert str(faults(record(Event="shredded"), "r/x.txt")[0]).startswith("r/x.txt:5: Event 'shredded'")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_a_register_raise(data: bytes) -> None:
    assert read_register([("x.txt", data), ("y.txt", record())]).counts.read == 2


@given(st.integers(0, len(record())), st.integers(0, 40), st.binary(max_size=5))
def test_a_damaged_record_is_told(at: int, length: int, noise: bytes) -> None:
    data = record()[:at] + noise + record()[at + length :]
    found, problems = read_record(data, file=filed(record()))
    assert (found is not None and problems == ()) == (data == record())


HEADER = "group,member,from,until,source\n"


def test_affiliates() -> None:
    text = HEADER + 'Alpha,Alpha Trust,2019-01-01,,"annual report 2019, p. 4"\nAlpha,Beta GmbH,,2020-12-31,register\n'
    assert read_affiliates(text.encode(), where="x").affiliates == (
        Affiliate(
            group="Alpha", member="Alpha Trust", since=date(2019, 1, 1), until=None, source="annual report 2019, p. 4"
        ),
        Affiliate(group="Alpha", member="Beta GmbH", since=None, until=date(2020, 12, 31), source="register"),
    )


AFFILIATES_ASIDE = {
    "no source": "Alpha,Beta,,,",
    "no member": "Alpha,,,,register",
    "no day": "Alpha,Beta,2019,,register",
    "ends before it begins": "Alpha,Beta,2020-01-01,2019-01-01,register",
    "short": "Alpha,Beta",
}


@pytest.mark.parametrize("line", AFFILIATES_ASIDE.values(), ids=AFFILIATES_ASIDE)
def test_affiliates_without_all_they_need_are_set_aside(line: str) -> None:
    found = read_affiliates(f"{HEADER}{line}\nAlpha,Gamma,,,register\nAlpha,Gamma,,,register\n".encode(), where="x")
    counts = found.counts
    assert (counts.read, counts.rows, counts.duplicates, counts.quarantined) == (3, 1, 1, 1)
    assert found.quarantined[0].position == "line 2"


def test_affiliates_with_another_header_are_refused() -> None:
    with pytest.raises(InputRejected, match="lacks 'source'"):
        read_affiliates(b"group,member,from,until\n", where="x")


def test_the_list_that_ships_is_valid() -> None:
    shipped = importlib.resources.files("ingest").joinpath("registers", "affiliates.csv").read_bytes()
    assert read_affiliates(shipped, where="affiliates.csv").quarantined == ()
