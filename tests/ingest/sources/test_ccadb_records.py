"""All-records reports: quirks that must be survived, doubts that must be voiced, nothing lost."""

from __future__ import annotations

import random
from datetime import date

import pytest

from explorer.errors import InputRejected
from explorer.model.disclosure import RecordKind, RevocationStatus
from ingest.sources import csv_table
from ingest.sources.ccadb_records import CcadbReport, read_records
from ingest.sources.ccadb_row import CcadbRow
from tests.ingest.sources.reports import V1_43, csv_rows, report, row

WITHOUT_OWNER = V1_43[:-2]


def read(data: bytes) -> CcadbReport:
    return read_records(data, where="report.csv")


def only(**differs: str) -> CcadbRow:
    """The one row of a report whose record differs so."""
    return read(report([row(1, **differs)])).rows[0]


QUIRKS = {
    "plain": report([row()]),
    "byte-order mark": b"\xef\xbb\xbf" + report([row()]),
    "CR LF": report([row()], newline="\r\n"),
    "CR alone": report([row()], newline="\r"),
    "no last line end": report([row()]).rstrip(b"\n"),
    "blank lines": report([row()]).replace(b"\n", b"\n\n\r\n"),
    "a last line of blanks": report([row()]) + b"  \n",
    "a blank behind the last quote": report([row()], tail=" "),
    "a trailing comma: a nameless column": report([row()], tail=","),
    "a trailing comma in the header only": report([row()]).replace(b"\n", b",\n", 1),
    "a trailing comma in the rows only": report([row()], tail=",").replace(b",\n", b"\n", 1),
    "blanks around values": report([{name: f" {value}\t" for name, value in row().items()}]),
    "columns in another order": report([row()], V1_43[::-1]),
}


@pytest.mark.parametrize("data", QUIRKS.values(), ids=QUIRKS)
def test_quirks_change_nothing(data: bytes) -> None:
    found, plain = read(data), read(QUIRKS["plain"])
    assert [r.digest for r in found.rows] == [r.digest for r in plain.rows]
    assert dict(found.rows[0].cells) == dict(plain.rows[0].cells)
    claims = [r.disclosure(day=date(2021, 7, 2), since=date(2021, 7, 1), row=1) for r in (found.rows[0], plain.rows[0])]
    assert claims[0] == claims[1]
    assert found.counts == plain.counts


def test_newlines_quotes_and_commas_inside_cells_stay() -> None:
    text = 'https://a.example/cp ;\r\nhttps://b.example/cps,"v2"\n'
    found = only(**{"Certificate Policy (CP) URL": text})
    assert found.text("cp_url") == text.strip()


def test_a_cell_may_be_huge_but_not_without_bound() -> None:
    assert only(Certificate_Name="x" * 1_000_000).name == "x" * 1_000_000
    with pytest.raises(InputRejected, match="field larger than field limit"):
        read(report([row(Certificate_Name="x" * (csv_table.CELL_LIMIT + 1))]))


def test_a_row_of_thousands_of_cells_is_refused() -> None:
    with pytest.raises(InputRejected, match="over the limit"):
        read(report([row()]) + b"," * 5000 + b"\n" + report([row(2)]).split(b"\n", 1)[1])


def test_padded_cells_are_told() -> None:
    found = only(CA_Owner="Alpha Trust ", Certificate_Name=" Alpha Issuing 1")
    assert found.owner == "Alpha Trust"
    assert found.padded == (("CA Owner", "Alpha Trust "), ("Certificate Name", " Alpha Issuing 1"))


def test_an_absent_column_is_unknown_and_a_blank_is_blank() -> None:
    absent = read(report([row()], WITHOUT_OWNER)).rows[0]
    assert absent.subordinate_owner is None
    assert only(Subordinate_CA_Owner=" ").subordinate_owner == ""
    assert absent.digest != only(Subordinate_CA_Owner="").digest


def test_unknown_columns_are_kept_with_their_values() -> None:
    found = read(report([row(Whim="yes")], (*V1_43, "Whim")))
    assert found.columns.unknown == ("Whim",)
    assert ("Whim", "yes") in found.rows[0].cells


FINGERPRINTS = {
    "as published": ("AB" * 32, "AB" * 32),
    "small letters": ("ab" * 32, "AB" * 32),
    "colons": (":".join(["AB"] * 32), "AB" * 32),
    "blanks between": (" ".join(["AB"] * 32), "AB" * 32),
    "quotes": (f"'{'AB' * 32}'", "AB" * 32),
    "blank": ("", None),
    "66 digits": ("AB" * 33, None),
    "SHA-1": ("AB" * 20, None),
    "no hex": ("XY" * 32, None),
}


@pytest.mark.parametrize(("cell", "expected"), FINGERPRINTS.values(), ids=FINGERPRINTS)
def test_fingerprints(cell: str, expected: str | None) -> None:
    found = only(**{"SHA-256 Fingerprint": cell})
    assert found.certificate == expected
    assert found.certificate_cell == cell
    assert bool(found.problems) == (expected is None and cell != "")


TRUTHS = {
    "true": ("true", True, True),
    "True": ("True", True, True),
    "FALSE": ("FALSE", False, False),
    "blank": ("", None, False),
    "a word": ("perhaps", None, None),
}


@pytest.mark.parametrize(("cell", "constrained", "same"), TRUTHS.values(), ids=TRUTHS)
def test_truths(cell: str, constrained: bool | None, same: bool | None) -> None:
    found = only(**{"Technically Constrained": cell, "Audits Same as Parent?": cell})
    assert found.technically_constrained is constrained
    assert found.audits_same_as_parent is same
    assert bool(found.problems) == (cell == "perhaps")


def test_truths_without_their_columns_are_unknown() -> None:
    header = [name for name in V1_43 if name not in {"Technically Constrained", "Audits Same as Parent?"}]
    found = read(report([row()], header)).rows[0]
    assert found.technically_constrained is None
    assert found.audits_same_as_parent is None


REVOCATIONS = {
    "Not Revoked": RevocationStatus.NOT_REVOKED,
    "revoked": RevocationStatus.REVOKED,
    "Parent Cert Revoked": RevocationStatus.PARENT_REVOKED,
    "": RevocationStatus.UNSTATED,
    "On hold": RevocationStatus.UNSTATED,
}


@pytest.mark.parametrize("cell", REVOCATIONS)
def test_revocation(cell: str) -> None:
    found = only(Revocation_Status=cell)
    assert found.revocation is REVOCATIONS[cell]
    assert bool(found.problems) == (cell == "On hold")


def test_a_root_has_no_pointer_but_to_its_owner() -> None:
    found = only(
        **{
            "Certificate Record Type": "Root Certificate",
            "Revocation Status": "",
            "Parent SHA-256 Fingerprint": "",
            "Parent Salesforce Record ID": "",
            "Parent Certificate Name": "",
        }
    )
    assert found.kind is RecordKind.ROOT
    assert (found.parent_record, found.parent_certificate) == (None, None)
    assert found.problems == ()


def test_a_record_without_usable_id_is_known_by_its_digest() -> None:
    found = only(Salesforce_Record_ID="n/a")
    assert found.record == found.digest
    assert found.problems == ("Salesforce Record ID: n/a",)
    assert only().record == row()["Salesforce Record ID"]


def test_audits_are_read_with_their_dates() -> None:
    found = only(
        **{
            "BR Audit URL": "https://audit.example/1",
            "BR Audit Type": "Web Trust",
            "BR Audit Statement Date": "2020.07.01",
            "BR Audit Period Start Date": "31/12/2018",
        }
    )
    assert [audit.standard for audit in found.audits] == ["standard", "tls-br", "tls-ev", "code-signing"]
    audit = found.audits[1]
    assert (audit.url, audit.type, audit.statement_date) == ("https://audit.example/1", "Web Trust", date(2020, 7, 1))
    assert (audit.period_start, audit.period_end) == (None, None)
    assert audit.unread == ("BR Audit Period Start Date: 31/12/2018",)


def test_parent_outside_the_file_is_kept() -> None:
    assert only(Parent_Salesforce_Record_ID="0019999999999999AA").parent_record == "0019999999999999AA"


QUARANTINED = {
    "the test owner": (row(2, CA_Owner="Example CA"), "test entry"),
    "the test owner under its other name": (row(2, CA_Owner="example ca owner "), "test entry"),
    "a row that names nothing": (
        dict.fromkeys(V1_43, " ") | {"Mozilla Status": "Included"},
        "names neither record",
    ),
}


@pytest.mark.parametrize(("cells", "reason"), QUARANTINED.values(), ids=QUARANTINED)
def test_quarantined(cells: dict[str, str], reason: str) -> None:
    found = read(report([row(1), cells, row(3)]))
    assert (found.counts.read, found.counts.rows, found.counts.quarantined) == (3, 2, 1)
    aside = found.quarantined[0]
    assert reason in aside.reason
    assert aside.position == "line 3"
    assert aside.raw == report([row(1), cells, row(3)]).split(b"\n")[2] + b"\n"
    assert aside.source == "ccadb-all-records"


def test_a_name_that_only_resembles_the_test_owner_stays() -> None:
    assert read(report([row(CA_Owner="Example CA Services Ltd")])).counts.rows == 1


def test_a_quarantined_row_over_several_lines_is_kept_whole() -> None:
    odd = row(2, CA_Owner="Example CA", Auditor="one\r\ntwo\nthree")
    found = read(report([row(1, Auditor="a\nb"), odd, row(3)]))
    assert found.quarantined[0].position == "line 4"
    assert csv_rows(report([]) + found.quarantined[0].raw)[0]["Auditor"] == "one\r\ntwo\nthree"
    assert [r.line for r in found.rows] == [2, 7]


RAGGED = {
    "too many cells, blank": (b',"",""', 1, 0),
    "too many cells, one with a value": (b',"","shifted"', 0, 1),
}


@pytest.mark.parametrize(("tail", "kept", "aside"), RAGGED.values(), ids=RAGGED)
def test_rows_longer_than_the_header(tail: bytes, kept: int, aside: int) -> None:
    head, odd, last = report([row(1), row(2)]).splitlines(keepends=True)
    found = read(head + odd.rstrip(b"\n") + tail + b"\n" + last)
    assert (found.counts.rows, found.counts.quarantined) == (1 + kept, aside)


def test_a_short_row_inside_the_file_lacks_only_its_last_cells() -> None:
    head, odd, last = report([row(1), row(2)]).splitlines(keepends=True)
    found = read(head + odd.rsplit(b",", 2)[0] + b"\n" + last)
    assert found.rows[0].subordinate_owner is None
    assert found.rows[0].name == "Alpha Issuing 1"
    assert len(found.rows[0].cells) == 41
    assert found.rows[0].digest != found.rows[1].digest


def test_a_row_that_ends_before_the_key_columns_is_set_aside() -> None:
    head, odd, last = report([row(1), row(2)]).splitlines(keepends=True)
    found = read(head + odd.split(b",", 3)[0] + b"\n" + last)
    assert "ends before the key columns" in found.quarantined[0].reason
    assert found.counts.rows == 1


def test_equal_rows_are_duplicates_and_different_ones_of_one_id_are_both_kept() -> None:
    twin, padded = row(1), row(1, Auditor=" ")
    other = row(1, CA_Owner="Gamma")
    found = read(report([row(1), row(2), twin, padded, other]))
    assert (found.counts.read, found.counts.rows, found.counts.duplicates) == (5, 3, 2)
    assert found.repeated_records == (row(1)["Salesforce Record ID"],)


def test_one_fingerprint_in_two_records_is_two_rows() -> None:
    found = read(report([row(1), row(2, **{"SHA-256 Fingerprint": row(1)["SHA-256 Fingerprint"]})]))
    assert found.counts.rows == 2


def test_the_digest_tells_rows_apart_that_only_joining_makes_equal() -> None:
    shifted = only(Auditor="a\x1fb", Parent_Certificate_Name="c")
    plain = only(Auditor="a", Parent_Certificate_Name="b\x1fc")
    assert shifted.digest != plain.digest


def test_order_of_rows_does_not_matter() -> None:
    rows = [row(n, CA_Owner=f"Owner {n % 3}") for n in range(40)] + [row(3), row(50, CA_Owner="Example CA")]
    there = read(report(rows))
    random.Random(7).shuffle(rows)
    back = read(report(rows))
    assert there.counts == back.counts
    assert sorted(r.digest for r in there.rows) == sorted(r.digest for r in back.rows)


GOOD = report([row(n) for n in range(1, 50)])
DOUBTFUL = {
    "empty": (b"", "empty"),
    "blank": (b"\xef\xbb\xbf \r\n\n", "empty"),
    "header only": (report([]), "a header and no record"),
    "HTML": (b"\n<!DOCTYPE html><html>" + GOOD, "HTML"),
    "JSON": (b'{"error": "try later"}', "JSON"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "UTF-16"),
    "Latin-1": (report([row(CA_Owner="Société")]).decode().encode("latin-1"), "not UTF-8 at byte"),
    "ends inside a quoted cell": (GOOD[:-200], "ends inside a quoted cell"),
    "ends after a whole cell": (GOOD[: GOOD.rindex(b',"false"')], "truncated: the last row"),
    "ends in the first row": (report([row()]).rstrip(b"\n")[:-9], "truncated"),
    "no key column": (report([row()], [n for n in V1_43 if n != "CA Owner"]), "lacks 'CA Owner'"),
    "a doubled column": (report([row()], (*V1_43, "Auditor")), "twice"),
    "another CSV": (b"a,b\n1,2\n", "lacks"),
    "rows without a header": (GOOD.split(b"\n", 1)[1], "lacks"),
    "a tenth of the rows damaged": (
        report([row(n, **({"CA Owner": "Example CA"} if n % 10 == 0 else {})) for n in range(100)]),
        "10 of 100 records cannot be understood, the first at line 2",
    ),
}


@pytest.mark.parametrize(("data", "what"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubt_about_the_file_refuses_it(data: bytes, what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read(data)
    assert what in refused.value.what
    assert refused.value.where == "report.csv"
    assert refused.value.done == "nothing stored of it"
    assert refused.value.remedy


NOT_DOUBTFUL = {
    "nine odd rows of twenty": report([row(n, **({"CA Owner": "Example CA"} if n < 9 else {})) for n in range(20)]),
    "ten odd rows of a thousand": report(
        [row(n, **({"CA Owner": "Example CA"} if n < 10 else {})) for n in range(1000)]
    ),
    "a last row as short as another": b"\n".join(
        line.rsplit(b",", 1)[0] if n else line for n, line in enumerate(GOOD.splitlines())
    ),
}


@pytest.mark.parametrize("data", NOT_DOUBTFUL.values(), ids=NOT_DOUBTFUL)
def test_a_few_odd_rows_are_no_doubt(data: bytes) -> None:
    assert read(data).counts.rows >= 11


def test_a_disclosure_carries_every_audit_and_the_crl_cells() -> None:
    found = only(
        **{
            "BR Audit URL": "https://audit.example/br",
            "BR Audit Period End Date": "2021.03.31",
            "EV SSL Audit Period End Date": "31/03/2021",
            "Full CRL Issued By This CA": "http://crl.example/1.crl",
        }
    )
    claim = found.disclosure(day=date(2021, 7, 1), since=date(2021, 7, 1), row=1)
    assert claim.audits == found.audits
    by_name = {audit.standard: audit for audit in claim.audits}
    assert by_name["tls-br"].period_end == date(2021, 3, 31)
    assert by_name["tls-ev"].unread == ("EV SSL Audit Period End Date: 31/03/2021",)
    assert claim.audit("netsec") is None  # no such column: not known, not blank
    assert (claim.full_crl, claim.partitioned_crls) == ("http://crl.example/1.crl", None)
