"""OneCRL: issuer and serial octets exactly as published."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from explorer.model.revocation import RevocationEntry
from ingest.sources.revocations import RevocationReport, read_onecrl
from tests.real_data import needs_real_data, real_bytes

ISSUER = bytes.fromhex("300D310B3009060355040613024652")


def entry(serial: bytes = b"\x01\x6d", **differs: Any) -> dict[str, Any]:
    return {
        "details": {"bug": "", "who": ".", "why": ".", "name": "", "created": "2017-06-13T13:00:00Z"},
        "enabled": True,
        "issuerName": base64.b64encode(ISSUER).decode(),
        "serialNumber": base64.b64encode(serial).decode(),
        "id": "x",
        "last_modified": 1_572_997_851_898,
        **differs,
    }


def read(*entries: object) -> RevocationReport:
    return read_onecrl(json.dumps({"data": entries}).encode(), where="x")


def test_an_entry() -> None:
    found = read(entry())
    assert found.entries == (
        RevocationEntry(source="onecrl", issuer=ISSUER, serial="016D", since=date(2017, 6, 13), reason=""),
    )
    assert found.day == date(2019, 11, 5)


def test_a_leading_zero_of_the_serial_matters() -> None:
    found = read(entry(b"\x00\xab"), entry(b"\xab"))
    assert [e.serial for e in found.entries] == ["00AB", "AB"]


def test_reasons_are_the_words_of_the_list() -> None:
    details = {"name": "Revoked intermediates", "why": "mis-issuance", "bug": "https://bug.example/1"}
    assert (
        read(entry(details=details)).entries[0].reason == "Revoked intermediates; mis-issuance; https://bug.example/1"
    )
    assert read(entry(details=details)).entries[0].since is None
    assert "not enabled" in read(entry(enabled=False)).entries[0].reason


def test_equal_claims_are_duplicates_whatever_their_record_id() -> None:
    found = read(entry(), entry(id="y", last_modified=5), entry(b"\x02"))
    assert (found.counts.read, found.counts.rows, found.counts.duplicates) == (3, 2, 1)


SET_ASIDE = {
    "by subject and key": ({"subject": "MAA=", "pubKeyHash": "AAAA", "last_modified": 1}, "subject and key hash"),
    "no issuer": (entry(issuerName=""), "no issuerName"),
    "issuer is no text": (entry(issuerName=7), "no issuerName"),
    "issuer is no base64": (entry(issuerName="$$$"), "no base64"),
    "issuer is no name": (entry(issuerName="AAAA"), "is no name"),
    "issuer with bytes behind": (entry(issuerName=base64.b64encode(ISSUER + b"\0").decode()), "is no name"),
    "no serial": (entry(serialNumber=None), "no serialNumber"),
    "a serial without bound": (entry(b"\x01" * 100), "octets, more than"),
    "a number for an entry": (17, "no JSON object"),
    "not ASCII": (entry(serialNumber="é"), "no base64"),
}


@pytest.mark.parametrize(("odd", "reason"), SET_ASIDE.values(), ids=SET_ASIDE)
def test_entries_that_name_nothing_are_set_aside(odd: object, reason: str) -> None:
    found = read(entry(), odd)
    assert (found.counts.rows, found.counts.quarantined) == (1, 1)
    aside = found.quarantined[0]
    assert reason in aside.reason
    assert aside.position == "entry 2"
    assert json.loads(aside.raw) == odd


DOUBTFUL = {
    "empty file": (b"", "empty"),
    "empty list": (b'{"data": []}', "empty"),
    "HTML": (b"<html></html>", "HTML"),
    "CSV": (b"a,b\n", "no JSON"),
    "another JSON": (b'{"data": [{"name": 1}]}', "no OneCRL"),
    "a list": (b"[1]", "no OneCRL"),
    "cut off": (json.dumps({"data": [entry()]}).encode()[:-30], "JSON"),
    "nested without end": (b'{"data":' + b"[" * 100_000, "nested too deeply"),
    "a number without end": (b'{"data": [' + b"1" * 10_000 + b"]}", "taken at its word"),
    "the list twice": (b'{"data": [], "data": []}', "stands twice"),
    "ten odd entries": (json.dumps({"data": [entry()] + [{"pubKeyHash": ""}] * 10}).encode(), "10 of 11"),
}


@pytest.mark.parametrize(("data", "what"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubt_about_the_file_refuses_it(data: bytes, what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read_onecrl(data, where="x")
    assert what in refused.value.what


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["AAAA", "MAA="]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(entry())), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=9))
def test_no_json_makes_it_raise_anything_else(odd: list[object]) -> None:
    found = read(entry(), *odd)
    assert found.counts.read == len(odd) + 1


BASE = json.dumps({"data": [entry(bytes([n])) for n in range(20)]}).encode()


@given(st.integers(0, len(BASE)), st.integers(0, 50), st.binary(max_size=4))
def test_damage_is_refused_or_every_entry_is_accounted_for(at: int, length: int, noise: bytes) -> None:
    try:
        found = read_onecrl(BASE[:at] + noise + BASE[at + length :], where="x")
    except InputRejected:
        return
    assert found.counts.read == len(found.entries) + found.counts.duplicates + len(found.quarantined)


@needs_real_data
@pytest.mark.real_data
def test_the_real_list() -> None:
    found = read_onecrl(gzip.decompress(real_bytes("onecrl/kinto.json.gz")), where="x")
    assert (found.counts.read, found.counts.rows, found.counts.duplicates) == (1092, 1088, 4)
    assert len({(e.issuer, e.serial) for e in found.entries}) == 1088
    assert found.day == date(2019, 11, 5)
