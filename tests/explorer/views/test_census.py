"""How issuance is told: counted, not observed, no census at all; verified numbers alone are numbers."""

from __future__ import annotations

from dataclasses import replace

from explorer.model.census import Census
from explorer.rules.crl_missing import RULE
from explorer.rules.facts import Facts
from explorer.views.census import NO_CENSUS, census_words, issuance_in_short, issuance_of, issuing_keys
from tests.pki.counted import census_of
from tests.pki.world import World


def drawn() -> World:
    return World("2026-09-01").root("R").sub("S", under="R", full_crl="", partitioned_crls="")


def facts_with(world: World, *, is_verified: bool = True) -> Facts:
    facts = world.facts()
    key = facts.graph.certificates[world.id("S")].spki
    return replace(facts, census=census_of(key, is_verified=is_verified))


def test_what_was_counted_is_told_with_its_dates() -> None:
    world = drawn()
    found = issuance_of(facts_with(world), world.id("S"))
    assert (found.unexpired, found.domains) == (5, 5)
    assert "5 certificates seen in CT, 5 of them unexpired on 2026-09-01" in found.words
    assert "issued 2026-08-01 to 2026-08-01" in found.words


def test_a_key_without_any_is_not_observed_and_never_zero() -> None:
    world = drawn()
    found = issuance_of(facts_with(world), world.id("R"))
    assert (found.unexpired, found.domains) == (None, None)
    assert found.words == "issuance not observed in 5 entries of 1 log"


def test_without_a_census_that_is_what_is_said() -> None:
    world = drawn()
    found = issuance_of(world.facts(), world.id("S"))
    assert (found.unexpired, found.words) == (None, NO_CENSUS)
    assert census_words(Census()) == NO_CENSUS


def test_entries_without_verified_head_are_words_and_no_number() -> None:
    world = drawn()
    facts = facts_with(world, is_verified=False)
    found = issuance_of(facts, world.id("S"))
    assert found.unexpired is None
    assert "seen in CT (head unverified)" in found.words
    assert "5 of them head unverified and counted apart" in census_words(facts.census)


def test_a_responder_is_told_by_the_keys_of_its_issuers() -> None:
    world = drawn().responder("O", under="S")
    facts = world.facts()
    assert issuing_keys(facts, world.id("O")) == (facts.graph.certificates[world.id("S")].spki,)


def test_a_trusted_ca_without_crl_that_issues_is_medium_and_only_by_verified_entries() -> None:
    world = drawn()
    severities = {
        is_verified: [f.severity.value for s in RULE.subjects(facts) for f in RULE.check(s, facts)]
        for is_verified in (True, False)
        for facts in (facts_with(world, is_verified=is_verified),)
    }
    assert severities == {True: ["medium"], False: ["low"]}


def test_many_keys_are_summed_in_few_words() -> None:
    world = drawn()
    s, r = (world.facts().graph.certificates[world.id(word)].spki for word in "SR")
    facts = facts_with(world)
    assert issuance_in_short(facts, (s, r)) == "5 unexpired; 5 domains"
    assert issuance_in_short(facts, (r,)) == "not observed"
    assert issuance_in_short(facts_with(world, is_verified=False), (s, r)) == "seen with head unverified only"
    assert issuance_in_short(world.facts(), (s,)) == ""


def test_domains_of_several_keys_are_at_most_their_sum() -> None:
    world = drawn()
    s, r = (world.facts().graph.certificates[world.id(word)].spki for word in "SR")
    both = Census(logs=census_of(s).logs, read_keys=lambda: {**census_of(s).keys, **census_of(r).keys})
    assert issuance_in_short(replace(world.facts(), census=both), (s, r)) == "10 unexpired; at most 10 domains"
