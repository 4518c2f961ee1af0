"""Spellings that fall together, and those that must not."""

from __future__ import annotations

import pytest

from explorer.operators.names import organisation_key, same_organisation, spelling_groups

SAME = {
    "case and legal form (InfoCert, real)": ("InfoCert SpA", "INFOCERT Spa"),
    "dots in the form": ("InfoCert S.p.A.", "InfoCert SpA"),
    "no form at all": ("DigiCert, Inc.", "DigiCert"),
    "two forms": ("Chunghwa Telecom Co., Ltd.", "Chunghwa Telecom"),
    "spaces": ("  Camerfirma   SA ", "Camerfirma S.A."),
    "no-break space": ("KPN\u00a0B.V.", "KPN BV"),
    "full-width letters": ("ＳＥＣＯＭ Trust", "SECOM Trust"),
    "slash": ("Telia Danmark A/S", "Telia Danmark"),
    "form in front": ("AS Sertifitseerimiskeskus", "Sertifitseerimiskeskus"),
    "Hungarian": ("Microsec Kft.", "MICROSEC kft"),
    "Polish": ("Unizeto Sp. z o.o.", "Unizeto"),
    "Luxembourg": ("LuxTrust S.à r.l.", "LuxTrust"),
    "Japanese, attached": ("セコム株式会社", "セコム"),
    "Chinese, attached": ("中华电信股份有限公司", "中华电信"),
    "punctuation between": ("D-TRUST GmbH", "D TRUST"),
}
DIFFERENT = {
    "another word": ("Alpha Trust", "Alpha Services"),
    "a number": ("Example 1 Inc", "Example 2 Inc"),
    "a form inside the name": ("Banco SA Norte", "Banco Norte"),
    "accents are letters": ("Jose", "José"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_spellings_that_fall_together(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other)
    assert organisation_key(one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_names_that_stay_apart(one: str, other: str) -> None:
    assert not same_organisation(one, other)


def test_a_name_of_legal_forms_only_keeps_them() -> None:
    assert organisation_key("AG") == "ag"
    assert not same_organisation("AG", "SA")


def test_blank_is_blank() -> None:
    assert organisation_key("  ") == ""
    assert organisation_key("?!") == "?!"


def test_groups_count_and_suggest() -> None:
    groups = spelling_groups(["InfoCert SpA", "INFOCERT Spa", "InfoCert SpA", "Other", "", " "])
    assert [(g.key, g.spellings, g.suggested, g.is_varied, g.count) for g in groups] == [
        ("infocert", (("InfoCert SpA", 2), ("INFOCERT Spa", 1)), "InfoCert SpA", True, 3),
        ("other", (("Other", 1),), "Other", False, 1),
    ]


def test_surrounding_spaces_are_a_variant_and_never_suggested() -> None:
    (group,) = spelling_groups(["Beta ", "Beta "])
    assert group.is_varied
    assert group.suggested == "Beta"


def test_among_equals_the_clean_spelling_is_suggested() -> None:
    (group,) = spelling_groups(["BETA ", "beta"])
    assert group.suggested == "beta"
