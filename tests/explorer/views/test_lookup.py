"""From what a person types to one certificate, CA or key."""

from __future__ import annotations

from itertools import count

import pytest

from explorer.errors import UsageError
from explorer.graph.delegation import DelegationGraph, build_graph
from explorer.model.authority import Link, LinkState
from explorer.views.lookup import look_up
from tests.pki.certificates import certificate

R = certificate("Root of Alpha", organisation="Alpha")
S = certificate("Alpha Issuing", issuer=R, key="S")
S_AGAIN = certificate("Alpha Issuing", issuer=R, key="S", serial="02")
TWIN = certificate("Alpha Issuing", issuer=R, key="other", organisation="Beta")
RENAMED = certificate("Renamed", issuer=R, key="S")
HEXED = certificate("FACADE", issuer=R)
HELD = (R, S, S_AGAIN, TWIN, RENAMED, HEXED)


def graph(*held: object) -> DelegationGraph:
    certificates = {c.id: c for c in HELD}
    return build_graph(
        certificates, [Link(certificate=c.id, issuer_spki=R.spki, state=LinkState.VERIFIES) for c in HELD]
    )


GRAPH = graph()
NAMES = {
    "a certificate": (S.id, {S.id}, S.ca, None),
    "a certificate in lower case": (S.id.lower(), {S.id}, S.ca, None),
    "a certificate with colons": (":".join(S.id[i : i + 2] for i in range(0, 64, 2)), {S.id}, S.ca, None),
    "a beginning": (S.id[:12], {S.id}, S.ca, None),
    "a CA": (S.ca, {S.id, S_AGAIN.id}, S.ca, None),
    "a key as encoded": (S.spki, {S.id, S_AGAIN.id, RENAMED.id}, None, S.key),
    "a key in canonical form": (S.key, {S.id, S_AGAIN.id, RENAMED.id}, None, S.key),
    "a common name": ("Root of Alpha", {R.id}, R.ca, None),
    "a common name with blanks around": ("  Root of Alpha ", {R.id}, R.ca, None),
    "a whole name": (TWIN.subject.text, {TWIN.id}, TWIN.ca, None),
    "a name that reads as hex": ("FACADE", {HEXED.id}, HEXED.ca, None),
}


@pytest.mark.parametrize(("text", "certificates", "ca", "key"), NAMES.values(), ids=NAMES)
def test_found(text: str, certificates: set[str], ca: str | None, key: str | None) -> None:
    found = look_up(GRAPH, text)
    assert (set(found.certificates), found.ca, found.key) == (certificates, ca, key)


@pytest.mark.parametrize("text", ["", "nobody", "AB" * 32, "ABCDE", S.id + "0", "root of alpha", "%s", "\x00", "0" * 6])
def test_not_found(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        look_up(GRAPH, text)
    assert caught.value.where and caught.value.remedy


def test_an_ambiguous_name_lists_its_candidates() -> None:
    with pytest.raises(UsageError, match="matches 2 things") as caught:
        look_up(GRAPH, "Alpha Issuing")
    for ca in (S.ca, TWIN.ca):
        assert ca[:16] in str(caught.value)


def test_an_ambiguous_beginning_lists_its_candidates() -> None:
    """Two certificates whose fingerprints begin alike, found by trying."""
    seen: dict[str, str] = {}
    for number in count():
        drawn = certificate("Tried", serial=f"{number:08x}")
        other = seen.setdefault(drawn.id[:6], drawn.serial)
        if other != drawn.serial:
            pair = [certificate("Tried", serial=other), drawn]
            break
    with pytest.raises(UsageError, match="matches 2 things") as caught:
        look_up(build_graph({c.id: c for c in pair}, ()), drawn.id[:6])
    assert all(c.id[:16] in str(caught.value) for c in pair)


def test_many_candidates_are_cut_and_counted() -> None:
    many = [certificate("Same", key=f"k{n}") for n in range(30)]
    with pytest.raises(UsageError, match=r"matches 30 things.*and 18 more"):
        look_up(build_graph({c.id: c for c in many}, ()), "Same")
