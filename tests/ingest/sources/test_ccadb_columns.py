"""Header variants of the all-records report -> our columns."""

from __future__ import annotations

import re

import pytest

from explorer.errors import InputRejected
from ingest.sources import ccadb_columns
from ingest.sources.ccadb_columns import understand_header
from tests.ingest.sources.reports import V1_43
from tests.real_data import DATA, needs_real_data

RENAMES = {
    "TLS BR audit": ("BR Audit URL", "TLS BR Audit URL", "audit_tls-br_url"),
    "TLS EV audit": ("EV SSL Audit Type", "TLS EVG Audit Type", "audit_tls-ev_type"),
    "code signing audit": (
        "EV Code Signing Audit Statement Date",
        "Code Signing Audit Statement Date",
        "audit_code-signing_statement_date",
    ),
    "audits inherited": ("Audits Same as Parent?", "Audits Same as Parent", "audits_same_as_parent"),
    "CP/CPS inherited": ("CP/CPS Same as Parent?", "CP/CPS Same as Parent", "cp_cps_same_as_parent"),
    "CP date": ("CP Last Update Date", "CP Effective Date", "cp_date"),
    "CP/CPS date": ("CP/CPS Last Updated Date", "CP/CPS Effective Date", "cp_cps_date"),
    "auditor": ("Auditor", "Audit Firm", "auditor"),
    "sub-CA owner": ("Subordinate CA Owner ", "Subordinate CA Owner", "subordinate_owner"),
    "validity": ("Valid From (GMT)", "Valid From [GMT]", "valid_from"),
    "Chrome": ("Chrome Status", "Google Chrome Status", "chrome_status"),
}
KEYS = ("Salesforce Record ID", "SHA-256 Fingerprint", "CA Owner", "Certificate Record Type", "Certificate Name")


@pytest.mark.parametrize(("old", "new", "column"), RENAMES.values(), ids=RENAMES)
def test_renamed_columns_are_one(old: str, new: str, column: str) -> None:
    for name in (old, new):
        assert understand_header((*KEYS, name), where="x").index[column] == len(KEYS)


def test_order_of_columns_is_no_matter() -> None:
    there, back = understand_header(V1_43, where="x"), understand_header(V1_43[::-1], where="x")
    assert there.index.keys() == back.index.keys()
    assert there.digest == back.digest


def test_stray_blanks_case_and_byte_order_mark_are_no_matter() -> None:
    odd = ("\ufeffCA Owner", " Salesforce  Record ID ", "certificate name", *V1_43[3:-1], "Full CRL Issued By This CA ")
    assert understand_header(odd, where="x").index == understand_header(V1_43, where="x").index


def test_missing_columns_are_known_and_unknown_ones_kept() -> None:
    columns = understand_header((*KEYS, "Post-Quantum Capable", ""), where="x")
    assert columns.unknown == ("Post-Quantum Capable",)
    assert "subordinate_owner" in columns.missing
    assert "name" not in columns.missing
    assert columns.named == tuple(range(6))


REFUSED = {
    "no fingerprint": (tuple(k for k in KEYS if k != "SHA-256 Fingerprint"), "lacks 'SHA-256 Fingerprint'"),
    "no record id": (KEYS[1:], "lacks 'Salesforce Record ID'"),
    "doubled": ((*KEYS, "CA Owner"), "'CA Owner' stands there twice"),
    "doubled under two names": ((*KEYS, "BR Audit URL", "TLS BR Audit URL"), "'BR Audit URL' stands there twice"),
    "unknown and doubled": ((*KEYS, "Whim", "whim "), "'Whim' stands there twice"),
}


@pytest.mark.parametrize(("header", "what"), REFUSED.values(), ids=REFUSED)
def test_refused(header: tuple[str, ...], what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        understand_header(header, where="report.csv")
    assert what in refused.value.what
    assert refused.value.where == "report.csv"
    assert refused.value.done
    assert refused.value.remedy


def _published_headers() -> list[tuple[str, ...]]:
    """The header lines written out in full on the page of schemas."""
    assert DATA is not None
    page = (DATA / "ccadb-schemas.md").read_text()
    found = []
    for block in re.findall(r"(?:^    \".*\n)+", page, re.MULTILINE):
        found.append(tuple(re.findall(r'"([^"]*)"', block)))
    return found


@needs_real_data
def test_every_published_header_is_understood_in_full() -> None:
    v1_40, v1_44, more_50, v2_66, more_71, v2_79, v4 = _published_headers()
    variants = (v1_40, v1_44, v1_44 + more_50, v2_66, v2_66 + more_71, v2_79, v4)
    assert [len(header) for header in variants] == [40, 44, 50, 66, 71, 79, 84]
    v2_81 = (*v2_79, "Trust Bits for Root Cert", "EV OIDs for Root Cert")
    renamed = {"Full CRL Issued By This CA": "JSON Array of All Full CRL URLs", "Auditor": "Audit Firm"}
    acme = tuple(f"{kind} ACME Directory URL(s)" for kind in ("DV", "OV", "EV", "IV"))
    v5 = (*(renamed.get(name, name) for name in v4), "Audit Firm Location", *acme)
    assert len(v5) == 89
    for header in (*variants, v2_81, v5):
        columns = understand_header(header, where="x")
        assert columns.unknown == ()
        assert len(columns.index) == len(header)


@needs_real_data
def test_names_that_readers_of_v5_use_are_known() -> None:
    assert DATA is not None
    text = (DATA / "ccadb-schemas.md").read_text().split("V5, 89 columns: order not known.")[1].split("## 2.")[0]
    listed = [name for name in re.findall(r"`([^`]+)`", text) if "|" not in name]
    plain = [
        name
        for name in listed
        if not re.search(r"(Audit (URL|Type|Statement|Period))|^(Standard|NetSec|TLS BR)$", name)
    ]
    known = [name for name in plain if ccadb_columns.fold(name) in ccadb_columns.COLUMN_OF]
    assert set(plain) - set(known) <= {"TLS EVG", "Code Signing", "S/MIME BR", "VMC"}  # prefixes of audit columns
    assert len(known) >= 40
