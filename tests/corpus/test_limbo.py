"""The path-validation cases at hand, each with its expected fate; and the parts of the runner by themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.model.constraint import NameKind
from explorer.trust.name_constraints import EVERY_NAME, constrained_names
from tests.corpus.limbo import Result, main, read_cases, run
from tests.corpus.limbo_names import barred, malformed, matches
from tests.pki.certificates import certificate
from tests.real_data import DATA, needs_real_data

NOW = datetime(2026, 6, 29, tzinfo=UTC)  # the day the file was compiled

_CRL = "no CRL is consulted: revocation comes from lists and records"
_KEY = "kind, size or encoding of a key"
_CN = "a common name like a host's or an address that is not a name of the SAN"

SKIPPED = {
    "crl::crlnumber-missing": _CRL,
    "crl::revoked-certificate-with-crl": _CRL,
    "crl::crlnumber-critical": _CRL,
    "rfc5280::aki::critical-aki": "anchor: criticality of a key identifier",
    "rfc5280::nc::not-allowed-in-ee-noncritical": "leaf: name constraints in a leaf",
    "rfc5280::nc::not-allowed-in-ee-critical": "leaf: name constraints in a leaf",
    "rfc5280::nc::invalid-dnsname-leading-period": (
        "anchor: dNSName subtree with a leading dot: read as every name below, as clients do"
    ),
    "rfc5280::pc::ica-noncritical-pc": "intermediate: criticality of policy constraints",
    "rfc5280::san::noncritical-with-empty-subject": "leaf: a SAN that is not critical beside an empty subject",
    "rfc5280::serial::too-long": "leaf: form of the serial number",
    "rfc5280::ski::critical-ski": (
        "anchor: criticality of a key identifier; leaf: key identifiers of issuer and subject differ"
    ),
    "webpki::ee-basicconstraints-ca": (
        "leaf: a CA certificate as leaf, against the profile of subscriber certificates"
    ),
    "webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf": f"leaf: {_KEY}",
    "webpki::explicit-curve": f"anchor: {_KEY}; leaf: {_KEY}",
    "webpki::forbidden-p192-leaf": f"leaf: {_KEY}",
    "webpki::forbidden-weak-rsa-key-in-root": f"anchor: {_KEY}",
    "webpki::forbidden-p192-root": f"anchor: {_KEY}",
    "webpki::aki::root-with-aki-ski-mismatch": "anchor: key identifiers of a root differ",
    "webpki::aki::root-with-aki-missing-keyidentifier": "anchor: authority key identifier without key identifier",
    "webpki::cn::ipv6-non-rfc5952-mismatch": f"leaf: {_CN}",
    "webpki::cn::utf8-vs-punycode-mismatch": f"leaf: {_CN}",
    "webpki::cn::ipv4-leading-zeros-mismatch": f"leaf: {_CN}",
    "webpki::cn::ipv4-hex-mismatch": f"leaf: {_CN}",
    "webpki::cn::ipv6-uncompressed-mismatch": f"leaf: {_CN}",
    "webpki::eku::ee-critical-eku": "leaf: criticality of the extended key usage",
    "webpki::eku::ee-anyeku": ("leaf: anyExtendedKeyUsage beside other purposes; leaf: anyExtendedKeyUsage in a leaf"),
    "webpki::san::public-suffix-wildcard-san": "the list of public suffixes is not consulted",
    "webpki::san::san-critical-with-nonempty-subject": "leaf: a critical SAN beside a subject",
}
"""Every case that is not decided, by id, and what it asks beyond what we decide."""

UNKNOWN = {
    "invalid::invalid-issuer-key": "a signature that no key at hand can be tried on",
    "pathological::pathological-chain-same-subject-distinct-key": "more keys of one name than are tried",
    "pathological::nc-dos-1": "more subtrees than are read",
    "pathological::nc-dos-2": "more subtrees than are read",
    "rfc5280::duplicate-extensions": "an extension that stands there twice",
    "rfc5280::nc::invalid-ipv4-address": "a permitted subtree that can't be read",
    "rfc5280::nc::invalid-ipv6-address": "a permitted subtree that can't be read",
    "webpki::nc::intermediate-permitted-excluded-subtrees-both-null": "name constraints that name nothing",
}
"""Cases to be refused in which we do not say no but that it can't be told; nobody is trusted on that."""


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    assert DATA is not None
    return {c["id"]: run(c, NOW) for c in read_cases(DATA / "x509-limbo" / "limbo-subset.json.gz")}


@needs_real_data
def test_no_case_disagrees(results: dict[str, Result]) -> None:
    assert [(r.id, r.expected, r.answer, r.why) for r in results.values() if r.word == "disagree"] == []


@needs_real_data
def test_skipped_cases_are_these_for_these_reasons(results: dict[str, Result]) -> None:
    assert {r.id: r.why for r in results.values() if r.word == "skipped"} == SKIPPED


@needs_real_data
def test_cases_left_unknown_are_these(results: dict[str, Result]) -> None:
    assert {r.id for r in results.values() if r.answer == "unknown"} == set(UNKNOWN)


@needs_real_data
def test_every_case_of_what_the_engine_decides_is_answered(results: dict[str, Result]) -> None:
    decided = ("pathlen::", "pathological::", "cve::", "invalid::", "online::", "rfc5280::eku::", "rfc5280::validity::")
    assert {r.word for r in results.values() if r.id.startswith(decided)} == {"agree"}


@needs_real_data
def test_the_command_prints_one_line_per_case_and_counts_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert DATA is not None
    file = str(DATA / "x509-limbo" / "limbo-subset.json.gz")
    assert main([file, "--now", "2026-06-29", "--only", "pathlen::"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "agree    pathlen::max-chain-depth-0-exhausted"
    assert lines[-1] == "6 cases: agree 6, disagree 0, skipped 0"


@needs_real_data
def test_the_command_fails_when_a_case_disagrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert DATA is not None
    case = next(
        c
        for c in read_cases(DATA / "x509-limbo" / "limbo-subset.json.gz")
        if c["id"] == "pathlen::ee-with-intermediate-pathlen-0"
    )
    case["expected_result"] = "FAILURE"
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"version": 1, "testcases": [case]}))
    assert main([str(file), "--now", "2026-06-29"]) == 1
    assert capsys.readouterr().out.startswith("disagree pathlen::ee-with-intermediate-pathlen-0")


HOSTS = {
    "same name": ("a.example", "a.example", True),
    "other case": ("A.example", "a.EXAMPLE", True),
    "one label for the wildcard": ("a.example", "*.example", True),
    "two labels for the wildcard": ("b.a.example", "*.example", False),
    "no label for the wildcard": ("example", "*.example", False),
    "part of a label": ("baz.example", "ba*.example", False),
    "wildcard further right": ("a.b.example", "a.*.example", False),
}


@pytest.mark.parametrize(("peer", "name", "expected"), HOSTS.values(), ids=HOSTS)
def test_hosts_match_by_whole_labels(peer: str, name: str, expected: bool) -> None:
    assert matches("DNS", peer, [(NameKind.DNS, name)]) is expected


def test_an_address_is_no_host_name() -> None:
    assert not matches("IP", "8.8.8.8", [(NameKind.DNS, "8.8.8.8")])
    assert matches("IP", "8.8.8.8", [(NameKind.IP, "08080808")])


WILDCARDS = {
    "below what is permitted": ({"permitted_dns": ("example",)}, "*.example", ""),
    "above what is permitted": ({"permitted_dns": ("a.example",)}, "*.example", "dNSName '*.example'"),
    "over what is excluded": (
        {"excluded_dns": ("a.example",)},
        "*.example",
        "dNSName '*.example' stands for an excluded name",
    ),
    "far above what is excluded": ({"excluded_dns": ("b.a.example",)}, "*.example", ""),
}


@pytest.mark.parametrize(("differs", "name", "expected"), WILDCARDS.values(), ids=WILDCARDS)
def test_wildcards_below_constraints(differs: dict[str, tuple[str, ...]], name: str, expected: str) -> None:
    issuer = certificate("S", issuer="R", **differs)  # type: ignore[arg-type]  # words of the table
    assert barred([(NameKind.DNS, name)], constrained_names(issuer.name_constraints), [issuer]) == expected


def test_a_form_that_is_not_followed_is_barred_where_it_is_constrained() -> None:
    issuer = certificate("S", issuer="R", permitted_other=("otherName 1.2.3",))
    name = (NameKind.OTHER, "otherName 1.2.3")
    assert barred([name], EVERY_NAME, [issuer]) == "otherName 1.2.3, a form that is constrained"
    assert barred([name], EVERY_NAME, [certificate("S", issuer="R")]) == ""


@pytest.mark.parametrize(
    ("name", "is_malformed"),
    [
        ((NameKind.EMAIL, "a@b@example"), True),
        ((NameKind.EMAIL, '"a@b"@example'), False),
        ((NameKind.DNS, "*"), True),
        ((NameKind.DNS, "*.example"), False),
        ((NameKind.IP, "7f0000"), True),
    ],
)
def test_names_malformed_by_themselves(name: tuple[NameKind, str], is_malformed: bool) -> None:
    assert bool(malformed(name)) is is_malformed
