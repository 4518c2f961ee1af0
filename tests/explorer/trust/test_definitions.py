"""The truth table of "technically constrained": every row under every published reading.

R -> S: each row says only what S's extended key usage and name constraints are; S is issued in 2024 unless stated.
Rows marked † or ‡ there must say so in the reason.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Unpack

import pytest

from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.trust.constraint_check import definitions_in_force
from tests.pki.certificates import Differs, certificate

AS_OF = datetime(2026, 7, 2, tzinfo=UTC)  # MRSP 3.1 is in force, precertificate signing CAs have ended
BEFORE_2026_03_15 = datetime(2026, 3, 14, tzinfo=UTC)

SA, CL, CS, EM, OC = "tls-server", "tls-client", "code-signing", "email", "ocsp-signing"
PRECERT, STEP_UP, SGC, ANY = "precertificate-signing", "netscape-step-up", "microsoft-sgc", "any"
UNKNOWN_EKU = "1.3.6.1.5.5.7.3.31"  # BIMI: not among the fourteen that Go knew
DOCUMENT_SIGNING = "document-signing"

PDNS: Differs = {"permitted_dns": ("example.com",)}
X46: Differs = {"excluded_ip": ("0.0.0.0/0", "::/0")}
PDIR: Differs = {"permitted_directory": ("Example",)}
PMAIL: Differs = {"permitted_email": ("example.com",)}
V4: Differs = {"permitted_ip": ("192.0.2.0/24",)}
XDNS_SOME: Differs = {"excluded_dns": ("example.com",)}
XDNS_ALL: Differs = {"excluded_dns": ("",)}
HOLLOW: Differs = {"permitted_dns": ("",), "permitted_ip": ("0.0.0.0/0", "::/0"), "permitted_directory": ("",)}

ROWS: dict[str, Differs] = {
    "a no EKU": {},
    "b no EKU, names": {**PDNS, **X46, **PDIR},
    "c ANY, names": {"eku": (ANY,), **PDNS, **X46, **PDIR},
    "d SA": {"eku": (SA,)},
    "e SA, Pdns X46": {"eku": (SA,), **PDNS, **X46},
    "f SA CL, Pdns X46 Pdir": {"eku": (SA, CL), **PDNS, **X46, **PDIR},
    "g SA, Pdns Pip4 Pdir": {"eku": (SA,), **PDNS, **V4, **PDIR},
    "h SA, Xdns some X46 Pdir": {"eku": (SA,), **XDNS_SOME, **X46, **PDIR},
    "i SA, Xdns all X46 Pdir": {"eku": (SA,), **XDNS_ALL, **X46, **PDIR},
    "j SA EM, Pdns X46 Pdir Pmail": {"eku": (SA, EM), **PDNS, **X46, **PDIR, **PMAIL},
    "k SA EM, Pdns X46 Pdir": {"eku": (SA, EM), **PDNS, **X46, **PDIR},
    "l SA OC, Pdns X46 Pdir": {"eku": (SA, OC), **PDNS, **X46, **PDIR},
    "m SA CS, Pdns X46 Pdir": {"eku": (SA, CS), **PDNS, **X46, **PDIR},
    "n SA precert, Pdns X46 Pdir": {"eku": (SA, PRECERT), **PDNS, **X46, **PDIR},
    "o EM": {"eku": (EM,)},
    "p EM, Pmail": {"eku": (EM,), **PMAIL},
    "q EM, Pmail Pdir": {"eku": (EM,), **PMAIL, **PDIR},
    "r EM CS, Pmail Pdir": {"eku": (EM, CS), **PMAIL, **PDIR},
    "s EM CL OC, Pmail Pdir Pdns X46": {"eku": (EM, CL, OC), **PMAIL, **PDIR, **PDNS, **X46},
    "t EM CL OC": {"eku": (EM, CL, OC)},
    "u CL": {"eku": (CL,)},
    "v CS OC": {"eku": (CS, OC)},
    "w OC": {"eku": (OC,)},
    "x unknown only": {"eku": (UNKNOWN_EKU, DOCUMENT_SIGNING)},
    "y EM unknown": {"eku": (EM, UNKNOWN_EKU)},
    "z precert": {"eku": (PRECERT,)},
    "A step-up 2015": {"eku": (STEP_UP,), "not_before": "2015-06-01"},
    "B step-up 2017": {"eku": (STEP_UP,), "not_before": "2017-06-01"},
    "C SGC": {"eku": (SGC,)},
    "D SA, names that permit all": {"eku": (SA,), **HOLLOW},
}

COLUMNS = ("v25", "v29", "crtsh", "mrsp", "br-tls", "br-nontls", "sbr")
TABLE = {
    "a no EKU": "F F F F F F F",
    "b no EKU, names": "F F F F F F F",
    "c ANY, names": "F F F F F F F",
    "d SA": "F F F F F F -",
    "e SA, Pdns X46": "T F F F F F -",
    "f SA CL, Pdns X46 Pdir": "T T T T T F -",
    "g SA, Pdns Pip4 Pdir": "T T T F F F -",
    "h SA, Xdns some X46 Pdir": "T F F F F F -",
    "i SA, Xdns all X46 Pdir": "T T T T T F -",
    "j SA EM, Pdns X46 Pdir Pmail": "T T F F F F T",
    "k SA EM, Pdns X46 Pdir": "F T F F F F F",
    "l SA OC, Pdns X46 Pdir": "T T F † F F -",
    "m SA CS, Pdns X46 Pdir": "T T F † F F -",
    "n SA precert, Pdns X46 Pdir": "T F F † F F -",
    "o EM": "F F F F F T F",
    "p EM, Pmail": "T F F F F T F",
    "q EM, Pmail Pdir": "T T T T F T T",
    "r EM CS, Pmail Pdir": "T T F † F T †",
    "s EM CL OC, Pmail Pdir Pdns X46": "T T T T F F T",
    "t EM CL OC": "F F F F F F F",
    "u CL": "T T T T F T -",
    "v CS OC": "T T T T F F -",
    "w OC": "T T T T F F -",
    "x unknown only": "F F T T F T -",
    "y EM unknown": "F F F F F T F",
    "z precert": "F F T T F F -",
    "A step-up 2015": "F F F ‡ F ‡ -",
    "B step-up 2017": "T T T T F T -",
    "C SGC": "T T T T F T -",
    "D SA, names that permit all": "T T T T T F -",
}
TRUTH = {"T": Truth.YES, "†": Truth.YES, "‡": Truth.YES, "F": Truth.NO, "-": Truth.SILENT}
MARK = {"†": "constrained by text, profile violated", "‡": "silent on step-up"}

CELLS = [
    (row, column, mark) for row, marks in TABLE.items() for column, mark in zip(COLUMNS, marks.split(), strict=True)
]


def sub(**differs: Unpack[Differs]) -> Certificate:
    """S below R."""
    differs.setdefault("issuer", "R")
    return certificate("S", **differs)


def row_of(row: str) -> Certificate:
    differs: Differs = {"not_before": "2024-06-01", **ROWS[row]}
    return sub(**differs)


@pytest.mark.parametrize(("row", "column", "mark"), CELLS, ids=[f"{row} | {column}" for row, column, _ in CELLS])
def test_truth_table(row: str, column: str, mark: str) -> None:
    answer = definitions_in_force(AS_OF)[column].decide(row_of(row))
    assert (answer.truth, MARK.get(mark, "") in answer.reason) == (TRUTH[mark], True), answer
    assert answer.reason


@pytest.mark.parametrize("row", ROWS)
def test_marks_are_given_to_no_other_row(row: str) -> None:
    for column, mark in zip(COLUMNS, TABLE[row].split(), strict=True):
        reason = definitions_in_force(AS_OF)[column].decide(row_of(row)).reason
        # SBR of row j: the table gives no † although SBR 7.1.2.2 (g) forbids serverAuth beside e-mail; we say so.
        expected = {MARK[mark]} if mark in MARK else {MARK["†"]} if (row[0], column) == ("j", "sbr") else set()
        assert {words for words in MARK.values() if words in reason} == expected


@pytest.mark.parametrize("row", ROWS)
def test_precertificate_signing_alone_until_2026_03_15(row: str) -> None:
    subject = row_of(row)
    before = definitions_in_force(BEFORE_2026_03_15)["br-precert"].decide(subject)
    after = definitions_in_force(AS_OF)["br-precert"].decide(subject)
    assert before.truth is (Truth.YES if row.startswith("z") else Truth.NO)
    assert after.truth is Truth.NO


OLD_TEXT_YES = set("figlmnDopqrstuvwxyzABCj") | {"k"}  # BR 7.1.5: purposes, then names when serverAuth is there


@pytest.mark.parametrize("row", ROWS)
def test_old_baseline_requirements(row: str) -> None:
    answer = definitions_in_force(AS_OF)["br-old"].decide(row_of(row))
    expected = row[0] in OLD_TEXT_YES - {"g"}  # one IP family only
    assert (answer.truth is Truth.YES) is expected, answer


OUT_OF_SCOPE = set("uvwxzABC")  # neither any, nor serverAuth, nor e-mail


@pytest.mark.parametrize("row", ROWS)
def test_scope_of_the_mozilla_policy(row: str) -> None:
    answer = definitions_in_force(AS_OF)["mrsp-scope"].decide(row_of(row))
    assert answer.truth is (Truth.NO if row[0] in OUT_OF_SCOPE else Truth.YES), answer


FORD: Differs = {  # 3802E424…: GlobalSign -> Ford Motor Company - Enterprise Issuing CA01, 2018
    "organisation": "Ford Motor Company",
    "not_before": "2018-01-01",
    "eku": (CL, EM, OC, "eap-over-lan", "microsoft-smartcard-logon"),
    "permitted_email": ("ford.com", ".ford.com", "example.org"),
    "permitted_dns": ("ford.com",),
    "permitted_directory": ("Ford Motor Company", "Ford"),
    **X46,
    "constraints_critical": False,
    "path_length": 0,
}
OMC: Differs = {  # C17611DB…: AC Camerfirma - 2009 -> OMC, 2014
    "organisation": "OMC",
    "not_before": "2014-01-01",
    "eku": (EM, CL, OC),
    "path_length": 0,
    "aki_pins_issuer": True,
}


@pytest.mark.parametrize("column", ["v25", "v29", "crtsh", "mrsp", "sbr"])
def test_constrained_by_all_codes_and_yet_a_responder(column: str) -> None:
    answer = definitions_in_force(AS_OF)[column].decide(sub(**FORD))
    assert answer.truth is Truth.YES
    assert "D8: not critical" in answer.reason


def test_ocsp_signing_ends_the_non_tls_profile() -> None:
    answer = definitions_in_force(AS_OF)["br-nontls"].decide(sub(**FORD))
    assert (answer.truth, answer.reason) == (Truth.NO, "ocsp-signing in the EKU")


def test_unconstrained_e_mail_ca_under_every_reading() -> None:
    subject = sub(**OMC)
    answers = {name: d.decide(subject).truth for name, d in definitions_in_force(AS_OF).items()}
    assert answers == {
        **dict.fromkeys(("v25", "v29", "crtsh", "mrsp", "br-tls", "br-nontls", "br-precert", "sbr"), Truth.NO),
        "br-old": Truth.YES,  # no word on e-mail
        "mrsp-scope": Truth.YES,
    }


DEFECTS: dict[str, tuple[str, str, str]] = {
    "D1 hides a CA for BIMI from v25": ("x unknown only", "v25", "D1"),
    "D1 hides a CA for BIMI from v29": ("x unknown only", "v29", "D1"),
    "D1 hides a precertificate CA": ("z precert", "v29", "D1"),
    "D2 one excluded name will do": ("h SA, Xdns some X46 Pdir", "v25", "D2"),
    "D3 no directoryName for TLS": ("e SA, Pdns X46", "v25", "D3"),
    "D3 no directoryName for e-mail": ("p EM, Pmail", "v25", "D3"),
    "D4 e-mail beside TLS": ("k SA EM, Pdns X46 Pdir", "v29", "D4"),
    "D5 e-mail as companion": ("j SA EM, Pdns X46 Pdir Pmail", "v25", "D5"),
    "D5 OCSP signing as companion": ("l SA OC, Pdns X46 Pdir", "v29", "D5"),
    "D5 code signing as companion": ("m SA CS, Pdns X46 Pdir", "v25", "D5"),
    "D6 hollow under v25": ("D SA, names that permit all", "v25", "D6"),
    "D6 hollow under crt.sh": ("D SA, names that permit all", "crtsh", "D6"),
    "D6 hollow under the text": ("D SA, names that permit all", "mrsp", "D6"),
    "D7 IPv4 only": ("g SA, Pdns Pip4 Pdir", "crtsh", "D7"),
}


@pytest.mark.parametrize(("row", "column", "defect"), DEFECTS.values(), ids=DEFECTS)
def test_defects_are_named(row: str, column: str, defect: str) -> None:
    answer = definitions_in_force(AS_OF)[column].decide(row_of(row))
    assert f"{defect}: " in answer.reason


def test_a_clean_row_names_no_defect() -> None:
    subject = row_of("f SA CL, Pdns X46 Pdir")
    reasons = [d.decide(subject).reason for d in definitions_in_force(AS_OF).values()]
    assert not [reason for reason in reasons if re.search(r"\bD\d+:", reason)]


UNKNOWN: dict[str, tuple[Differs, set[str]]] = {
    "EKU unreadable": ({"unread": ("eku",), "tier_reason": "truncated"}, set(COLUMNS)),
    "names unreadable, TLS": (
        {"eku": (SA,), "unread": ("name_constraints",)},
        {"v25", "v29", "crtsh", "mrsp", "br-tls"},
    ),
    "names unreadable, e-mail": (
        {"eku": (EM,), "unread": ("name_constraints",)},
        {"v25", "v29", "crtsh", "mrsp", "sbr"},
    ),
    "names unreadable, client only": ({"eku": (CL,), "unread": ("name_constraints",)}, set()),
    "an unread field that nobody asks for": ({"eku": (SA,), "unread": ("policies",)}, set()),
}


@pytest.mark.parametrize(("differs", "unknown"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_only_where_the_field_is_needed(differs: Differs, unknown: set[str]) -> None:
    subject = sub(**differs)
    definitions = definitions_in_force(AS_OF)
    found = {name for name in COLUMNS if definitions[name].decide(subject).truth is Truth.UNKNOWN}
    assert found == unknown


def test_a_leaf_is_none_of_their_business() -> None:
    leaf = sub(is_ca=False, eku=(OC,))
    assert {d.decide(leaf).truth for d in definitions_in_force(AS_OF).values()} == {Truth.SILENT}


def test_step_up_counts_until_the_last_moment_before_2016_08_23() -> None:
    for moment, truth in (
        (datetime(2016, 8, 22, 23, 59, 59, tzinfo=UTC), Truth.NO),
        (datetime(2016, 8, 23, tzinfo=UTC), Truth.YES),
    ):
        subject = sub(eku=(STEP_UP,), not_before=moment)
        assert definitions_in_force(AS_OF)["v25"].decide(subject).truth is truth


SBR_NAMES = {
    "a host": (("example.com",), Truth.YES),
    "a domain": ((".example.com",), Truth.YES),
    "a mailbox": (("ann@example.com",), Truth.NO),
    "a mailbox beside a host": (("example.com", "ann@example.com"), Truth.NO),
}


@pytest.mark.parametrize(("permitted", "truth"), SBR_NAMES.values(), ids=SBR_NAMES)
def test_sbr_wants_hosts_not_mailboxes(permitted: tuple[str, ...], truth: Truth) -> None:
    subject = sub(eku=(EM,), permitted_email=permitted, permitted_directory=("Example",))
    assert definitions_in_force(AS_OF)["sbr"].decide(subject).truth is truth


BR_FORMS: dict[str, tuple[Differs, Truth]] = {
    "IPv4 permitted, IPv6 excluded": ({"permitted_ip": ("192.0.2.0/24",), "excluded_ip": ("::/0",)}, Truth.YES),
    "IPv6 permitted, IPv4 excluded": ({"permitted_ip": ("2001:db8::/32",), "excluded_ip": ("0.0.0.0/0",)}, Truth.YES),
    "IPv6 not spoken of": ({"excluded_ip": ("0.0.0.0/0",)}, Truth.NO),
    "an otherName constraint": ({**X46, "permitted_other": ("1.3.6.1.5.5.7.8.7",)}, Truth.YES),
    "a registeredID constraint": ({**X46, "permitted_other": ("[8] registeredID",)}, Truth.NO),
    "a URI constraint": ({**X46, "permitted_uri": (".example.com",)}, Truth.NO),
}


@pytest.mark.parametrize(("differs", "truth"), BR_FORMS.values(), ids=BR_FORMS)
def test_br_names_family_by_family_and_form_by_form(differs: Differs, truth: Truth) -> None:
    whole: Differs = {"eku": (SA,), **PDNS, **PDIR, **differs}
    subject = sub(**whole)
    assert definitions_in_force(AS_OF)["br-tls"].decide(subject).truth is truth
