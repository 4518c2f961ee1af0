"""Who runs a CA: declared, indicated, hinted; inherited from parent records; never by the subject's name alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Unpack

import pytest

from explorer.model.affiliate import Affiliate
from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.evidence import Evidence
from explorer.model.ids import RecordId
from explorer.operators.basis import OperatorBasis
from explorer.operators.roles import Role, Roles, assign_roles
from tests.pki.certificates import certificate
from tests.pki.disclosures import RecordDiffers, disclosure
from tests.pki.links import graph_of

AS_OF = datetime(2024, 1, 1, tzinfo=UTC)
E0, E1, E2, E3, E4 = OperatorBasis
R = certificate("R", organisation="Alpha")
S = certificate("S", issuer=R, organisation="Alpha")
T = certificate("T", issuer=S, organisation="Alpha")
CHAIN = ((R, R), (R, S), (S, T))
ROOT = disclosure("r", R)


def roles(
    records: Iterable[Disclosure],
    *,
    signed: Iterable[tuple[Certificate, Certificate]] = CHAIN,
    failed: bool = False,
    affiliates: Iterable[Affiliate] = (),
    evidence: Iterable[Evidence] = (),
) -> Roles:
    return assign_roles(records, graph_of(signed, failed=failed), affiliates, AS_OF, evidence)


def role_of_s(**differs: Unpack[RecordDiffers]) -> Role:
    """r (root, Alpha) -> s."""
    return roles([ROOT, disclosure("s", S, under="r", **differs)]).of_record(RecordId("s"))


OWN: RecordDiffers = {"audits_same_as_parent": False, "standard_audit_url": "https://audit.example/own"}
BASIS: dict[str, tuple[RecordDiffers, OperatorBasis, str]] = {
    "nothing said": ({}, E0, "Alpha"),
    "the owner itself": ({"subordinate_owner": "Alpha"}, E0, "Alpha"),
    "the owner in another spelling": ({"subordinate_owner": "ALPHA, Inc."}, E0, "Alpha"),
    "declared": ({"subordinate_owner": "Beta"}, E3, "Beta"),
    "declared, own audit": ({"subordinate_owner": "Beta", **OWN}, E4, "Beta"),
    "declared, flag false but no URL": ({"subordinate_owner": "Beta", "audits_same_as_parent": False}, E3, "Beta"),
    "declared, the parent's audit repeated": (
        {"subordinate_owner": "Beta", "audits_same_as_parent": False, "standard_audit_url": "https://audit.example/r"},
        E3,
        "Beta",
    ),
    "declared, audit columns unknown": ({"subordinate_owner": "Beta", "audits_same_as_parent": None}, E3, "Beta"),
    "own audit only": (OWN, E2, "Alpha"),
    "own audit, owner named as operator": ({"subordinate_owner": "Alpha Ltd", **OWN}, E2, "Alpha"),
    "blank, audit columns unknown": ({"standard_audit_url": None}, E0, "Alpha"),
}


@pytest.mark.parametrize(("differs", "basis", "operator"), BASIS.values(), ids=BASIS)
def test_basis(differs: RecordDiffers, basis: OperatorBasis, operator: str) -> None:
    role = role_of_s(**differs)
    assert (role.basis, role.operator) == (basis, operator), role.reasons
    assert role.is_external is (basis in (E3, E4))
    assert role.is_indicated is (basis is E2)


def test_reasons_name_their_columns() -> None:
    reasons = " ".join(role_of_s(**BASIS["declared, own audit"][0]).reasons)
    for column in ("CA Owner", "Subordinate CA Owner", "Audits Same as Parent", "Standard Audit URL"):
        assert column in reasons


def test_a_missing_column_is_unknown_not_blank() -> None:
    role = role_of_s(subordinate_owner=None)
    assert role.subordinate_owner is None
    assert role.is_unknown
    assert not role.is_external


def test_a_root_with_its_own_audit_is_not_indicated() -> None:
    role = roles([ROOT]).of_record(RecordId("r"))
    assert (role.basis, role.own_audit) == (E0, True)


def test_the_parent_of_a_roots_record_is_its_owners_account() -> None:
    """As in every real report: the account is in no report, and the root's audit is its own all the same."""
    root = replace(ROOT, parent_record=RecordId("account of Alpha"))
    found = roles([root, disclosure("s", S, under="r")])
    assert (found.of_record(RecordId("r")).own_audit, found.of_record(RecordId("r")).subordinate_owner) == (True, "")
    assert found.of_record(RecordId("s")).audit_record == "r"


def test_a_root_without_audit_ends_the_chain_without_one() -> None:
    root = replace(ROOT, parent_record=RecordId("account of Alpha"), standard_audit_url="")
    role = roles([root, disclosure("s", S, under="r", **BASIS["own audit only"][0])]).of_record(RecordId("s"))
    assert role.own_audit is True


def test_a_subject_of_another_organisation_alone_is_nothing() -> None:
    """R (Alpha) -> S, branded for Beta, on Alpha's hosts."""
    r = certificate("R", organisation="Alpha", crl_urls=("http://crl.alpha.example/r",))
    s = certificate("S", issuer=r, organisation="Beta", crl_urls=("http://crl.alpha.example/s",))
    records = [disclosure("r", r), disclosure("s", s, under="r")]
    assert roles(records, signed=((r, r), (r, s))).of_record(RecordId("s")).basis is E0


HINTS = {
    "host of its own, other organisation": ("Beta", "http://crl.beta.example/s", E1),
    "host of its own, the owner's organisation": ("Alpha Inc", "http://crl.beta.example/s", E0),
    "no organisation": ("", "http://crl.beta.example/s", E0),
    "only the path differs": ("Beta", "http://CRL.alpha.example/beta", E0),
    "no host": ("Beta", "not a location", E0),
}


@pytest.mark.parametrize(("organisation", "url", "basis"), HINTS.values(), ids=HINTS)
def test_hint_needs_both_organisation_and_host(organisation: str, url: str, basis: OperatorBasis) -> None:
    r = certificate("R", organisation="Alpha", crl_urls=("http://crl.alpha.example/r",))
    s = certificate("S", issuer=r, organisation=organisation, crl_urls=(url,))
    records = [disclosure("r", r), disclosure("s", s, under="r")]
    role = roles(records, signed=((r, r), (r, s))).of_record(RecordId("s"))
    assert (role.basis, role.operator) == (basis, "Alpha")


def test_value_of_the_parent_record_is_inherited() -> None:
    """r -> s (Beta) -> t (blank): t is Beta's, from s, one step up."""
    found = roles([ROOT, disclosure("s", S, under="r", subordinate_owner="Beta"), disclosure("t", T, under="s")])
    role = found.of_record(RecordId("t"))
    assert (role.subordinate_owner, role.inherited_from, role.depth, role.basis) == ("Beta", RecordId("s"), 1, E3)


def test_own_value_wins_over_the_parent_record() -> None:
    found = roles(
        [
            ROOT,
            disclosure("s", S, under="r", subordinate_owner="Beta"),
            disclosure("t", T, under="s", subordinate_owner="Gamma"),
        ]
    )
    role = found.of_record(RecordId("t"))
    assert (role.subordinate_owner, role.inherited_from, role.depth) == ("Gamma", None, 0)


def test_nothing_is_inherited_from_a_root_record() -> None:
    """A value on the root's record (a mistake) says nothing of s."""
    found = roles([disclosure("r", R, subordinate_owner="Beta"), disclosure("s", S, under="r")])
    assert found.of_record(RecordId("s")).subordinate_owner == ""


def test_nothing_is_inherited_across_owners() -> None:
    """r -> s (Beta, CA Owner Delta) -> t (CA Owner Alpha)."""
    s = disclosure("s", S, under="r", subordinate_owner="Beta", owner="Delta")
    assert roles([ROOT, s, disclosure("t", T, under="s")]).of_record(RecordId("t")).subordinate_owner == ""


def test_nothing_is_inherited_over_a_parent_pointer_that_does_not_verify() -> None:
    """s did not sign t: the pointer is wrong."""
    records = [ROOT, disclosure("s", S, under="r", subordinate_owner="Beta"), disclosure("t", T, under="s")]
    assert roles(records, failed=True).of_record(RecordId("t")).subordinate_owner == ""


def test_inheritance_that_can_not_be_checked_is_unknown() -> None:
    """The certificate of s is not at hand."""
    records = [ROOT, disclosure("s", None, under="r", subordinate_owner="Beta"), disclosure("t", T, under="s")]
    role = roles(records).of_record(RecordId("t"))
    assert role.subordinate_owner is None
    assert "can't be checked" in " ".join(role.reasons)


def test_a_parent_record_outside_the_report_is_unknown() -> None:
    assert roles([disclosure("s", S, under="elsewhere")]).of_record(RecordId("s")).subordinate_owner is None


def test_parent_records_in_a_circle_end() -> None:
    """s -> t -> s: each is the parent record of the other, and each signed the other."""
    s = certificate("S", issuer="T")
    t = certificate("T", issuer="S")
    records = [disclosure("s", s, under="t"), disclosure("t", t, under="s")]
    role = roles(records, signed=((s, t), (t, s))).of_record(RecordId("s"))
    assert role.subordinate_owner == ""
    assert "circle" in " ".join(role.reasons)


def test_inheritance_is_as_deep_as_the_chain() -> None:
    """r -> c0 (Beta) -> c1 -> ... -> c9: CRTSH stops after four rounds, we do not."""
    chain = [R]
    for number in range(10):
        chain.append(certificate(f"C{number}", issuer=chain[-1]))
    records = [ROOT] + [
        disclosure(f"c{n}", chain[n + 1], under=f"c{n - 1}" if n else "r", subordinate_owner="" if n else "Beta")
        for n in range(10)
    ]
    role = roles(records, signed=pairwise(chain)).of_record(RecordId("c9"))
    assert (role.subordinate_owner, role.depth) == ("Beta", 9)


def test_audit_of_the_nearest_record_that_has_one() -> None:
    """r (audit) -> s (same, no URL) -> t (same): r's applies to t, two steps up."""
    found = roles([ROOT, disclosure("s", S, under="r"), disclosure("t", T, under="s")])
    role = found.of_record(RecordId("t"))
    assert (role.audit_record, role.audit_depth, role.own_audit) == (RecordId("r"), 2, False)


def test_own_audit_is_compared_with_what_applies_to_the_parent() -> None:
    """r (audit) -> s (same) -> t (flag false, r's URL): not its own."""
    t = disclosure("t", T, under="s", audits_same_as_parent=False, standard_audit_url="https://audit.example/r")
    role = roles([ROOT, disclosure("s", S, under="r"), t]).of_record(RecordId("t"))
    assert (role.own_audit, role.audit_record) == (False, RecordId("t"))


def test_no_audit_on_the_whole_chain() -> None:
    found = roles([replace(ROOT, standard_audit_url=""), disclosure("s", S, under="r")])
    role = found.of_record(RecordId("s"))
    assert (role.audit_record, role.own_audit) == (None, False)


def test_cross_certified_by_another_owner_is_indicated() -> None:
    """Alpha's R -> S, and Delta's own root S (same name and key): the record under Alpha points to Delta."""
    own_root = certificate("S", organisation="Alpha")
    delta = disclosure("d", own_root, owner="Delta")
    found = roles([ROOT, disclosure("s", S, under="r"), delta], signed=((R, R), (R, S), (own_root, own_root)))
    role = found.of_record(RecordId("s"))
    assert (role.basis, role.operator) == (E2, "Delta")
    assert found.of_record(RecordId("d")).basis is E0


def test_two_records_of_one_owner_are_no_indication() -> None:
    again = certificate("S", issuer=R, organisation="Alpha", serial="02")
    records = [ROOT, disclosure("s", S, under="r"), disclosure("s2", again, under="r", owner="ALPHA Inc.")]
    assert roles(records, signed=((R, R), (R, S), (R, again))).of_record(RecordId("s")).basis is E0


AFFILIATIONS = {
    "both, today": (None, None, True),
    "until yesterday": (None, date(2023, 12, 31), False),
    "until today": (None, date(2024, 1, 1), True),
    "from tomorrow": (date(2024, 1, 2), None, False),
}


@pytest.mark.parametrize(("since", "until", "expected"), AFFILIATIONS.values(), ids=AFFILIATIONS)
def test_affiliates_on_the_day(since: date | None, until: date | None, expected: bool) -> None:
    entries = [
        Affiliate(group="Group", member="Alpha Inc", since=None, until=None, source="register"),
        Affiliate(group="Group", member="BETA", since=since, until=until, source="register"),
    ]
    records = [ROOT, disclosure("s", S, under="r", subordinate_owner="Beta")]
    role = roles(records, affiliates=entries).of_record(RecordId("s"))
    assert role.affiliate is expected
    assert role.basis is E3  # a modifier, never an exemption


def test_members_of_different_groups_are_no_affiliates() -> None:
    entries = [
        Affiliate(group="One", member="Alpha", since=None, until=None, source="register"),
        Affiliate(group="Two", member="Beta", since=None, until=None, source="register"),
    ]
    records = [ROOT, disclosure("s", S, under="r", subordinate_owner="Beta")]
    assert not roles(records, affiliates=entries).of_record(RecordId("s")).affiliate


def held(holder: str, supersedes: tuple[str, ...] = (), id_: str = "A" * 64) -> Evidence:
    return Evidence(
        id=id_,
        event="certified",
        event_date=date(2023, 1, 1),
        precision="day",
        keys=(S.spki,),
        certificates=(),
        owner="Alpha",
        holder=holder,
        form="ca_statement",
        copies="unstated",
        auditor="",
        document_sha256="",
        document_locator="bug 1",
        source_level="primary",
        supersedes=supersedes,
        fields=(),
    )


def test_the_register_names_another_holder() -> None:
    records = [ROOT, disclosure("s", S, under="r")]
    role = roles(records, evidence=[held("Beta")]).of_record(RecordId("s"))
    assert (role.basis, role.operator) == (E2, "Beta")


@pytest.mark.parametrize(
    "evidence", [[held("Alpha Inc.")], [held("Beta"), held("Alpha", supersedes=("A" * 64,), id_="B" * 64)]]
)
def test_the_register_names_the_owner(evidence: list[Evidence]) -> None:
    records = [ROOT, disclosure("s", S, under="r")]
    assert roles(records, evidence=evidence).of_record(RecordId("s")).basis is E0


def test_several_records_are_listed_not_merged() -> None:
    """One certificate, two records: both roles, by record id, and the strongest."""
    records = [ROOT, disclosure("s2", S, under="r", subordinate_owner="Beta"), disclosure("s1", S, under="r")]
    found = roles(records)
    assert [role.record for role in found.of_certificate(S.id)] == ["s1", "s2"]
    assert [role.record for role in found.of_ca(S.ca)] == ["s1", "s2"]
    strongest = found.strongest(S.id)
    assert strongest is not None
    assert strongest.record == "s2"


def test_a_certificate_without_record_has_no_role() -> None:
    found = roles([ROOT])
    assert found.of_certificate(S.id) == ()
    assert found.strongest(S.id) is None


def test_rows_that_repeat_an_id_keep_a_role_each() -> None:
    rows = [
        disclosure("s", S, under="r", row=1),
        disclosure("s", S, under="r", subordinate_owner="Beta", row=2, kind=RecordKind.INTERMEDIATE),
    ]
    found = roles([ROOT, *rows])
    assert [role.basis for role in found.of_certificate(S.id)] == [E0, E3]
    assert found.of_record(RecordId("s")).basis is E0
