"""Edges and relations between certificates (docs/model.md)."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest

from explorer.graph.delegation import DelegationGraph, build_graph
from explorer.graph.reach import ancestors, descendants, roots_above
from explorer.model.authority import EdgeState, Link, LinkState, NameMatch
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from tests.pki.certificates import ca_of, certificate, key_of, spki_of

OK, FAILS, UNVERIFIABLE = LinkState.VERIFIES, LinkState.FAILS, LinkState.UNVERIFIABLE
R = certificate("R")
S = certificate("S", issuer=R)
SIGNED = ((R, "R", OK), (S, "R", OK))


def graph(
    certificates: Iterable[Certificate], links: Iterable[tuple[Certificate, str, LinkState]] = SIGNED
) -> DelegationGraph:
    """Links as (certificate, name of the key that was tried, what came of it)."""
    drawn = [Link(certificate=c.id, issuer_spki=spki_of(key), state=state) for c, key, state in links]
    return build_graph({c.id: c for c in certificates}, drawn)


# -- edges -----------------------------------------------------------------------------------------

OTHER_R = certificate("R", key="R2")
EDGES = {
    "names match and the key verifies": ([R, S], [(S, "R", OK)], EdgeState.PROVED),
    "the key of that name does not verify": ([R, S], [(S, "R", FAILS)], EdgeState.NAME_ONLY),
    "nothing was tried": ([R, S], [], EdgeState.NAME_ONLY),
    "one of two keys of that name verifies": (
        [R, OTHER_R, S],
        [(S, "R", FAILS), (S, "R2", OK)],
        EdgeState.PROVED,
    ),
    "a key verifies under another name": ([certificate("Q", key="R"), S], [(S, "R", OK)], EdgeState.SIG_ONLY),
    "the algorithm is not supported": ([R, S], [(S, "R", UNVERIFIABLE)], EdgeState.UNVERIFIABLE),
    "one key could not be tried, another verifies": (
        [R, OTHER_R, S],
        [(S, "R", UNVERIFIABLE), (S, "R2", OK)],
        EdgeState.PROVED,
    ),
    "no CA of that name is at hand": ([S], [], EdgeState.DANGLING),
    "the verifying key is of no certificate at hand": ([S], [(S, "R", OK)], EdgeState.DANGLING),
    "the only one of that name is a leaf": ([certificate("R", issuer="Q", is_ca=False), S], [], EdgeState.DANGLING),
}


@pytest.mark.parametrize(("held", "links", "state"), EDGES.values(), ids=EDGES)
def test_edge_states(
    held: list[Certificate], links: list[tuple[Certificate, str, LinkState]], state: EdgeState
) -> None:
    found = graph(held, links)
    assert found.edge_state(S.id) is state
    assert bool(found.issuers_of(S.id)) is (state is EdgeState.PROVED)


def test_links_of_certificates_that_are_not_at_hand_are_ignored() -> None:
    assert graph([R], SIGNED).edge_state(R.id) is EdgeState.PROVED


def test_names_that_differ_in_bytes_only_prove_an_edge_and_say_so() -> None:
    """RFC 5280 7.1: letters fold. Clients that compare bytes may not follow the edge (docs/model.md)."""
    loud = certificate("s", key="S", issuer=certificate("r", key="R"))
    found = graph([R, loud], [(R, "R", OK), (loud, "R", OK)])
    (issuance,) = found.issuers_of(loud.id)
    assert (issuance.issuer, issuance.match) == (R.ca, NameMatch.RFC5280)
    assert found.issuers_of(R.id)[0].match is NameMatch.BYTE


def test_the_same_key_in_another_encoding_proves_the_same_edges() -> None:
    twin = certificate("R", key="R", encoding="explicit curve", serial="02")
    found = graph([R, twin, S], [(R, "R", OK), (S, "R", OK)])
    assert {i.issuer for i in found.issuers_of(S.id)} == {R.ca, twin.ca}
    assert R.ca != twin.ca and R.key == twin.key
    assert set(found.key_siblings(R.id)) == {R.id, twin.id}
    assert set(found.cas_of_key(key_of("R"))) == {R.ca, twin.ca}


def test_pointers_never_make_an_edge() -> None:
    """AKI and SKI are hints only (docs/model.md)."""
    liar = certificate("T", issuer="Q", aki=R.ski)
    assert graph([R, liar], [(R, "R", OK)]).edge_state(liar.id) is EdgeState.DANGLING


# -- who is a CA -----------------------------------------------------------------------------------


def test_v1_roots_are_cas_and_leaves_are_not() -> None:
    old = certificate("Old", version=1, is_ca=None, key_usage=None)
    issuing = certificate("Mid", issuer="Old", version=1, is_ca=None, key_usage=None)
    below = certificate("Below", issuer=issuing)
    leaf = certificate("Leaf", issuer=R, is_ca=None)
    denied = certificate("Denied", is_ca=False)
    found = graph(
        [R, old, issuing, below, leaf, denied],
        [(R, "R", OK), (old, "Old", OK), (issuing, "Old", OK), (below, "Mid", OK), (leaf, "R", OK)],
    )
    assert set(found.cas) == {R.ca, old.ca, issuing.ca, below.ca}


def test_a_leaf_that_verified_something_is_still_no_ca() -> None:
    leaf = certificate("L", issuer=R, is_ca=False)
    below = certificate("B", issuer=leaf)
    found = graph([R, leaf, below], [(R, "R", OK), (leaf, "R", OK), (below, "L", OK)])
    assert leaf.ca not in found.cas
    assert found.edge_state(below.id) is EdgeState.SIG_ONLY
    assert found.issuers_of(below.id) == ()


def test_responders_are_the_leaves_that_may_sign_status() -> None:
    responder = certificate("O", issuer=R, is_ca=False, eku=("ocsp-signing",))
    silent = certificate("P", issuer=R, is_ca=None, eku=("ocsp-signing", "tls-server"))
    ca = certificate("S", issuer=R, eku=("ocsp-signing",))
    web = certificate("W", issuer=R, is_ca=False, eku=("tls-server",))
    found = graph([R, responder, silent, ca, web], [(c, "R", OK) for c in (R, responder, silent, ca, web)])
    assert set(found.responders) == {responder.id, silent.id}
    assert {i.certificate for i in found.issued_by(R.ca)} == {responder.id, silent.id, ca.id, web.id}


def test_a_ca_orders_its_certificates_by_notbefore() -> None:
    late = certificate("S", issuer=R, not_before="2022-01-01")
    early = certificate("S", issuer=R, not_before="2019-01-01")
    found = graph([R, late, S, early], [(c, "R", OK) for c in (R, late, S, early)])
    assert found.cas[S.ca].certificates == (early.id, S.id, late.id)
    assert found.siblings(S.id) == (early.id, S.id, late.id)
    assert S.ca == ca_of("S")


# -- relations -------------------------------------------------------------------------------------

Q = certificate("Q")
R_AGAIN = certificate("R", serial="02")
R_UNDER_Q = certificate("R", issuer=Q)
S_AGAIN = certificate("S", issuer=R, serial="02")
S_UNDER_Q = certificate("S", issuer=Q)
NEW_WITH_OLD = certificate("R", key="R2", issuer=R)
RELATIONS = ("self_signed", "rollover", "doppelganger", "reissue", "cross_certificate")
CASES = {
    "a root": (R, [], {"self_signed"}),
    "a root twice": (R, [R_AGAIN], {"self_signed", "doppelganger"}),
    "a root that is cross-signed": (R, [Q, R_UNDER_Q], {"self_signed"}),
    "the cross-certificate of a root": (R_UNDER_Q, [Q, R], {"cross_certificate"}),
    "an intermediate": (S, [R], set()),
    "an intermediate issued twice": (S, [R, S_AGAIN], {"reissue"}),
    "an intermediate under two issuers": (S, [R, Q, S_UNDER_Q], {"cross_certificate"}),
    "both": (S, [R, Q, S_UNDER_Q, S_AGAIN], {"reissue", "cross_certificate"}),
    "the new key of a root, signed with the old one": (NEW_WITH_OLD, [R], {"rollover"}),
    "the new key beside its own root": (NEW_WITH_OLD, [R, OTHER_R], {"rollover", "cross_certificate"}),
}
KEYS = {R_UNDER_Q.id: "Q", S_UNDER_Q.id: "Q", Q.id: "Q", OTHER_R.id: "R2"}


@pytest.mark.parametrize(("subject", "others", "expected"), CASES.values(), ids=CASES)
def test_relations(subject: Certificate, others: list[Certificate], expected: set[str]) -> None:
    held = [subject, *others]
    found = graph(held, [(c, KEYS.get(c.id, "R"), OK) for c in held])
    assert {name for name in RELATIONS if getattr(found, f"is_{name}")(subject.id)} == expected


def test_a_self_issued_certificate_that_could_not_be_checked_is_not_called_a_rollover() -> None:
    """It may as well be self-signed: nobody could tell."""
    odd = certificate("Odd", key_algorithm="1.2.3")
    for links in ([(odd, "Odd", UNVERIFIABLE)], []):
        found = graph([odd], links)
        assert not found.is_self_signed(odd.id)
        assert not found.is_rollover(odd.id)


def test_a_shared_key_is_one_key_with_two_names() -> None:
    renamed = certificate("S renamed", key="S", issuer=R)
    found = graph([R, S, renamed], [(c, "R", OK) for c in (R, S, renamed)])
    assert set(found.cas_of_key(S.key)) == {S.ca, renamed.ca}
    assert set(found.key_siblings(S.id)) == set(found.certificates_of_key(S.key)) == {S.id, renamed.id}
    assert found.siblings(S.id) == (S.id,)
    assert found.keys() == tuple(sorted({R.key, S.key}))


# -- reach -----------------------------------------------------------------------------------------


def test_reach_ends_on_rings() -> None:
    """R -> S -> T -> S (a ring), T -> leaf."""
    s2 = certificate("S", issuer="T", serial="02")
    t = certificate("T", issuer=S)
    leaf = certificate("L", issuer=t, is_ca=False, eku=("ocsp-signing",))
    found = graph([R, S, s2, t, leaf], [(R, "R", OK), (S, "R", OK), (s2, "T", OK), (t, "S", OK), (leaf, "T", OK)])
    assert ancestors(found, S.ca) == {R.ca, S.ca, t.ca}
    assert ancestors(found, R.ca) == frozenset()
    assert descendants(found, R.ca) == {S.ca, t.ca}
    assert descendants(found, t.ca) == {S.ca, t.ca}
    assert roots_above(found, t.ca) == (R.ca,)
    assert roots_above(found, R.ca) == (R.ca,)


def test_numbers_and_networkx_say_the_same_as_the_graph() -> None:
    t = certificate("T", issuer=S)
    held = [R, S, t, certificate("L", issuer=S, is_ca=False)]
    found = graph(held, [(R, "R", OK), (S, "R", OK), (t, "S", OK), (held[3], "S", OK)])
    a = found.adjacency
    edges = {
        (ca, a.cas[a.subject[edge]], a.certificates[a.certificate[edge]])
        for number, ca in enumerate(a.cas)
        for edge in range(a.first[number], a.first[number + 1])
    }
    assert edges == {(R.ca, S.ca, S.id), (S.ca, t.ca, t.id)}
    assert [a.cas[a.number_of_ca[ca]] for ca in found.cas] == list(found.cas)
    assert [a.certificates[a.number_of_certificate[id_]] for id_ in found.certificates] == list(found.certificates)
    drawn = found.to_networkx()
    assert set(drawn.edges(keys=True)) == {
        (R.ca, R.ca, R.id), (R.ca, S.ca, S.id), (S.ca, t.ca, t.id), (S.ca, held[3].ca, held[3].id),
    }  # fmt: skip


def test_the_order_of_certificates_and_links_does_not_matter() -> None:
    held = [R, R_AGAIN, R_UNDER_Q, Q, S, S_AGAIN, S_UNDER_Q, NEW_WITH_OLD, OTHER_R]
    links = [(c, KEYS.get(c.id, "R"), OK) for c in held] + [(S, "Q", FAILS), (S_UNDER_Q, "R", UNVERIFIABLE)]

    def described(one: DelegationGraph) -> tuple[object, ...]:
        ids: list[CertificateId] = list(one.certificates)
        return (
            tuple(one.cas.items()), ids, [one.issuers_of(i) for i in ids], [one.edge_state(i) for i in ids],
            [one.issued_by(ca) for ca in one.cas], [one.siblings(i) for i in ids], one.adjacency,
        )  # fmt: skip

    expected = described(graph(held, links))
    for seed in range(20):
        chance = Random(seed)
        chance.shuffle(held)
        chance.shuffle(links)
        assert described(graph(held, links)) == expected
