"""Linking: candidates by name, by key identifier, by compared name; each pair of certificate and key once.

R(key 1) -> S(key 2) -> T(key 3) unless a case says otherwise.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate
from explorer.model.ids import sha256_hex
from ingest.decode.certificate import decode
from ingest.decode.skim import skim
from ingest.link import issuers
from ingest.link.issuers import LinkInput, link
from tests.ingest.decode.making import PRINTABLE, certificate, ed25519_key, extension, name, spki_of, tlv
from tests.ingest.decode.real import real_ders
from tests.real_data import needs_real_data

V, F, U = LinkState.VERIFIES, LinkState.FAILS, LinkState.UNVERIFIABLE


def made(
    subject: str,
    key: int,
    issuer: str,
    by: int,
    *,
    serial: str = "01",
    ski: bytes = b"",
    aki: bytes = b"",
    tag: int = 0x0C,
) -> LinkInput:
    """`subject` with key number `key`, issued under the name `issuer` by key number `by`."""
    extensions = []
    if ski:
        extensions.append(extension("551d0e", tlv(0x04, ski)))
    if aki:
        extensions.append(extension("551d23", tlv(0x30, tlv(0x80, aki))))
    der = certificate(
        subject=name(subject, tag),
        issuer=name(issuer),
        spki=spki_of(ed25519_key(key)),
        serial=serial,
        extensions=extensions,
        sign=ed25519_key(by).sign,
    )
    return LinkInput.of_skim(skim(der))


def key(number: int) -> str:
    return sha256_hex(spki_of(ed25519_key(number)))


def states(links: list[Link]) -> dict[tuple[str, str], LinkState]:
    found: dict[tuple[str, str], LinkState] = {(one.certificate, one.issuer_spki): one.state for one in links}
    assert len(found) == len(links)
    return found


R = made("R", 1, "R", 1)
S = made("S", 2, "R", 1)
T = made("T", 3, "S", 2)


def test_a_chain() -> None:
    assert states(link([T, S, R], [], [])) == {(R.id, key(1)): V, (S.id, key(1)): V, (T.id, key(2)): V}


def test_no_candidate_no_link() -> None:
    assert link([T], [], []) == []


def test_a_name_without_the_key_is_a_negative() -> None:
    impostor = made("R", 9, "R", 9)
    assert states(link([S, impostor], [], [])) == {(S.id, key(9)): F, (impostor.id, key(9)): V}


def test_all_keys_of_a_name_are_tried_until_one_verifies() -> None:
    others = [made("R", number, "R", number) for number in (7, 8, 9)]
    found = states(link([S, R, *others], [], []))
    assert found[S.id, key(1)] is V
    assert {state for (certificate, spki), state in found.items() if certificate == S.id and spki != key(1)} <= {F}


def test_the_key_that_the_aki_names_is_tried_first() -> None:
    roots = [made("R", number, "R", number, ski=bytes([number])) for number in (1, 7, 8, 9)]
    child = made("S", 2, "R", 1, aki=b"\x01")
    found = states(link([child, *roots], [], []))
    assert [state for (certificate, _), state in found.items() if certificate == child.id] == [V]


def test_a_key_identifier_finds_an_issuer_of_another_name() -> None:
    renamed = made("Renamed", 1, "Renamed", 1, ski=b"\x01")
    child = made("S", 2, "R", 1, aki=b"\x01")
    assert states(link([child, renamed], [], []))[child.id, key(1)] is V


def test_names_that_compare_equal_find_each_other() -> None:
    other = made("r ", 1, "r ", 1, tag=PRINTABLE)
    assert states(link([S, other], [], []))[S.id, key(1)] is V


def test_a_byte_equal_name_is_preferred_to_a_key_identifier() -> None:
    renamed = made("Renamed", 8, "Renamed", 8, ski=b"\x01")
    child = made("S", 2, "R", 1, aki=b"\x01")
    assert (child.id, key(8)) not in states(link([child, renamed, R], [], []))


def test_nothing_is_checked_twice() -> None:
    first = link([R, S, T], [], [])
    assert link([], [R, S, T], first) == []
    assert link([R, S, T], [], first) == []
    assert link([R], [R, S, T], first) == []


def test_a_failed_pair_is_not_tried_again_when_another_issuer_comes() -> None:
    impostor = made("R", 9, "R", 9)
    first = link([S, impostor], [], [])
    second = states(link([R], [S, impostor], first))
    assert second == {(R.id, key(1)): V, (S.id, key(1)): V} or second == {
        (R.id, key(1)): V,
        (R.id, key(9)): F,
        (S.id, key(1)): V,
    }


def test_old_certificates_find_a_new_issuer() -> None:
    first = link([T, S], [], [])
    assert states(link([R], [T, S], first)) == {(R.id, key(1)): V, (S.id, key(1)): V}


def test_old_certificates_find_a_new_issuer_by_key_identifier_and_by_compared_name() -> None:
    by_identifier, by_name = made("S", 2, "Q", 1, aki=b"\x01"), made("S", 4, "R", 1)
    first = link([by_identifier, by_name], [], [])
    found = states(link([made("r", 1, "r", 1, ski=b"\x01")], [by_identifier, by_name], first))
    assert found[by_identifier.id, key(1)] is V and found[by_name.id, key(1)] is V


def test_too_many_candidates_are_said_to_be_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "MAX_CANDIDATES", 2)
    crowd = [made("R", number, "R", number) for number in (11, 12, 13, 14)]
    found = states(link([S, *crowd], [], []))
    assert Counter(state for (one, _), state in found.items() if one == S.id) == {F: 2, U: 1}


def test_decoded_certificates_link_as_skimmed_ones_do() -> None:
    inputs = []
    for one in (R, S, T):
        decoded = decode(one.der)
        assert isinstance(decoded, Certificate)
        inputs.append(LinkInput.of_certificate(decoded, one.der))
    assert link(inputs, [], []) == link([R, S, T], [], [])


@needs_real_data
@pytest.mark.real_data
@pytest.mark.slow
def test_published_certificates() -> None:
    """10,206 of 10,217 have a verifying issuer; the answer depends neither on threads nor on order nor on arrival."""
    inputs = [LinkInput.of_skim(skim(der)) for der in real_ders()]
    links = link(inputs, [], [], 2)
    assert Counter(one.state for one in links) == {V: 10_206, F: 15}

    shuffled = inputs[:]
    random.Random(4).shuffle(shuffled)
    assert link(shuffled, [], [], 1) == links

    first = link(shuffled[:6000], [], [], 2)
    second = link(shuffled[6000:], shuffled[:6000], first, 2)
    assert {pair for pair, state in states(first + second).items() if state is V} == {
        pair for pair, state in states(links).items() if state is V
    }
    assert link([], shuffled, first + second, 1) == []
