"""What the last CA of a path can really do."""

from __future__ import annotations

import pytest

from explorer.model.constraint import NameKind
from explorer.trust.semantic import allowed_names, refused_subject
from tests.pki.certificates import certificate

R = certificate("R")


def test_no_constraint_on_the_way_is_unlimited() -> None:
    """R -> S."""
    allowed = allowed_names((R, certificate("S", issuer=R)))
    assert all(allowed.unlimited(kind) for kind in NameKind)


def test_permitted_sets_meet_along_the_path() -> None:
    """R -> S (example.com) -> T (a.example.com, example.org): only what both allow is left."""
    s = certificate("S", issuer=R, permitted_dns=("example.com",))
    t = certificate("T", issuer=s, permitted_dns=("a.example.com", "example.org"))
    assert allowed_names((R, s, t)).words(NameKind.DNS) == "a.example.com"


def test_a_constraint_above_holds_below() -> None:
    """R -> S (example.com) -> T: T has no extension and is limited all the same."""
    s = certificate("S", issuer=R, permitted_dns=("example.com",))
    t = certificate("T", issuer=s)
    allowed = allowed_names((R, s, t))
    assert not allowed.unlimited(NameKind.DNS)
    assert allowed.unlimited(NameKind.EMAIL)


def test_disjoint_constraints_leave_nothing() -> None:
    """R -> S (example.com, no IP) -> T (example.org): dead for TLS."""
    s = certificate("S", issuer=R, permitted_dns=("example.com",), excluded_ip=("0.0.0.0/0", "::/0"))
    t = certificate("T", issuer=s, permitted_dns=("example.org",))
    allowed = allowed_names((R, s, t))
    assert allowed.empty(NameKind.DNS)
    assert allowed.empty(NameKind.IP)


def test_exclusions_add_up() -> None:
    """R -> S (not a.com) -> T (not b.com): still unlimited, less two domains."""
    s = certificate("S", issuer=R, excluded_dns=("a.com",))
    t = certificate("T", issuer=s, excluded_dns=("b.com",))
    allowed = allowed_names((R, s, t))
    assert allowed.words(NameKind.DNS) == "any, but not a.com, b.com"
    assert allowed.unlimited(NameKind.DNS)


def test_row_d_passes_every_form_and_is_unlimited() -> None:
    """R -> S (zero-length dNSName, 0.0.0.0/0, ::/0, empty directoryName): row D of the truth table."""
    s = certificate("S", issuer=R, permitted_dns=("",), permitted_ip=("0.0.0.0/0", "::/0"), permitted_directory=("",))
    allowed = allowed_names((R, s))
    assert all(allowed.unlimited(kind) for kind in NameKind)


def test_a_self_issued_certificate_still_constrains() -> None:
    """R -> S -> S' (self-issued, example.com): the extension counts, RFC 5280 6.1.4 (g)."""
    s = certificate("S", issuer=R)
    rollover = certificate("S", issuer="S", key="S new", permitted_dns=("example.com",))
    assert not allowed_names((R, s, rollover)).unlimited(NameKind.DNS)


@pytest.mark.parametrize("counts", [False, True])
def test_the_anchor_counts_only_when_the_program_says_so(counts: bool) -> None:
    """R (example.com) -> S; docs/trust.md."""
    anchor = certificate("R", permitted_dns=("example.com",))
    allowed = allowed_names((anchor, certificate("S", issuer=anchor)), anchor_counts=counts)
    assert allowed.unlimited(NameKind.DNS) is not counts


def test_an_unreadable_constraint_is_named() -> None:
    """R -> S (name constraints unreadable)."""
    s = certificate("S", issuer=R, unread=("name_constraints",), tier_reason="name_constraints: truncated")
    problem = allowed_names((R, s)).problem
    assert s.id in problem
    assert "truncated" in problem


SUBJECTS = {"inside the permitted name": ("Example", False), "outside it": ("Other", True)}


@pytest.mark.parametrize(("organisation", "refused"), SUBJECTS.values(), ids=SUBJECTS)
def test_a_subject_outside_the_permitted_names_is_refused(organisation: str, refused: bool) -> None:
    """R -> S (permits O=Example) -> T."""
    s = certificate("S", issuer=R, permitted_directory=("Example",), organisation="Example")
    t = certificate("T", issuer=s, organisation=organisation)
    assert refused_subject((R, s, t)) == (t.id if refused else None)


def test_a_self_issued_intermediate_is_not_checked_but_the_last_one_is() -> None:
    """R -> S (permits O=Example, its own name is outside) -> S' (self-issued) -> T (O=Example)."""
    s = certificate("S", issuer=R, permitted_directory=("Example",))
    rollover = certificate("S", issuer=s, key="S new")
    t = certificate("T", issuer=rollover, organisation="Example")
    assert refused_subject((R, s, rollover, t)) is None
    assert refused_subject((R, s, rollover)) == rollover.id
