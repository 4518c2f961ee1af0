"""Views behind the pages: overview, owner, search, links, words."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.analysis.assess import Assessment
from explorer.model.evidence import KeyState
from explorer.model.finding import Severity
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.views.filters import Filters, Known
from explorer.views.finder import Finder
from explorer.views.hierarchy import Hierarchy
from explorer.views.links import ca_link, slug
from explorer.views.overview import overview_of
from explorer.views.owner import Owners
from explorer.views.profile import profile_of
from explorer.views.rows import finding_rows
from explorer.views.words import chosen_words, command_line, filters_in_words


@pytest.fixture(scope="module")
def finder(sample: Assessment, sample_hierarchy: Hierarchy) -> Finder:
    return Finder(sample_hierarchy, sample.facts)


FILTERS = {
    "all": Filters(),
    "Mozilla": Filters(programs=(Program.MOZILLA,)),
    "trusted": Filters(live_only=True),
}


@pytest.mark.parametrize("name", FILTERS)
def test_counts_are_those_of_the_findings_page(sample: Assessment, sample_hierarchy: Hierarchy, name: str) -> None:
    filters = FILTERS[name]
    found = overview_of(sample, sample_hierarchy, filters)
    rows = finding_rows(sample, filters)
    assert sum(count.total for count in found.rules) == len(rows)
    for severity, count in found.by_severity:
        assert count == sum(row.severity == severity for row in rows)
    for count in found.rules:
        assert count.total == sum(row.rule_id == count.rule for row in rows)


def test_owners_come_by_serious_findings(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    owners = overview_of(sample, sample_hierarchy, Filters()).owners
    assert [o.serious for o in owners] == sorted((o.serious for o in owners), reverse=True)
    assert {o.name for o in owners} == {m.owner for m in sample_hierarchy.members.values() if m.owner}


def test_an_owner_page_holds_every_root_and_every_external_ca(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    owners = Owners(sample_hierarchy, sample.facts)
    for word in {slug(m.owner) for m in sample_hierarchy.members.values() if m.owner}:
        page = owners.page(word)
        assert page is not None
        own = [m for m in sample_hierarchy.members.values() if m.owner in page.names]
        assert {r.member.id for r in page.roots} == {m.id for m in own if m.is_root}
        assert page.cas == len(own)


def test_given_and_received_are_two_ends_of_the_same(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    owners = Owners(sample_hierarchy, sample.facts)
    words = {slug(m.owner) for m in sample_hierarchy.members.values() if m.owner}
    pages = [page for word in words if (page := owners.page(word))]
    given = {row.certificate for page in pages for row in page.given}
    assert given == {row.certificate for page in pages for row in page.received}
    assert given, "the sample world has cross-certificates between owners"


def test_no_page_for_an_unknown_owner(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    assert Owners(sample_hierarchy, sample.facts).page("nobody") is None


def test_every_name_finds_its_ca(finder: Finder, sample_hierarchy: Hierarchy) -> None:
    for member in sample_hierarchy.members.values():
        hits = finder.find(member.name[:60], limit=400).hits
        assert member.id in {hit.member.id for hit in hits if hit.member}, member.name


def test_every_fingerprint_key_and_serial_finds_its_ca(
    finder: Finder, sample: Assessment, sample_hierarchy: Hierarchy
) -> None:
    for member in list(sample_hierarchy.members.values())[::7]:
        for id_ in member.certificates:
            certificate = sample.facts.graph.certificates[id_]
            colons = ":".join(id_[i : i + 2] for i in range(0, 64, 2))
            for text in (id_, id_[:12].lower(), colons, certificate.spki, certificate.serial, member.id[:10]):
                if len(text.lstrip("0")) >= 6:
                    found = {hit.member.id for hit in finder.find(text, limit=400).hits if hit.member}
                    assert member.id in found, text


@pytest.mark.parametrize("text", ["", " ", "x", "\0", "no such thing at all", "'; --", "%", "(((", "\u202e"])
def test_odd_searches_find_nothing_and_break_nothing(finder: Finder, text: str) -> None:
    assert finder.find(text).hits == ()


def test_search_is_capped_and_says_how_many_there_are(finder: Finder) -> None:
    found = finder.find("ca", limit=5)
    assert len(found.hits) == 5 < found.total


def test_a_profile_has_the_proofs_of_all_its_uses(sample: Assessment, sample_hierarchy: Hierarchy) -> None:
    for member in sample_hierarchy.members.values():
        profile = profile_of(sample, sample_hierarchy, member)
        proved = {(use.program, use.purpose) for path in profile.paths for use in path.uses}
        assert profile.more_paths or proved >= {(use.program, use.purpose) for use in profile.uses}
        assert [len(path.certificates) for path in profile.paths] == sorted(
            len(path.certificates) for path in profile.paths
        )
        for path in profile.paths:
            assert path.certificates[-1].id in member.certificates


SLUGS = {
    "QuoVadis": "quovadis",
    "  Government of The Netherlands, PKIoverheid (Logius) ": "government-of-the-netherlands-pkioverheid-logius",
    "Consorci Administració": "consorci-administracio",
}


@pytest.mark.parametrize("name", SLUGS)
def test_slugs_can_be_read(name: str) -> None:
    assert slug(name) == SLUGS[name]


@pytest.mark.parametrize("name", ["株式会社", "☃", "", "x" * 500, "\0", "../../etc", "\ud800"])
def test_slugs_of_odd_names_are_words(name: str) -> None:
    assert slug(name) and set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_links_leave_defaults_out() -> None:
    assert ca_link("AB") == "ca/AB"
    assert ca_link("AB", tab="children", group="ok-valid", path=2) == "ca/AB?path=2&tab=children&group=ok-valid"


def test_words_and_command_say_every_filter() -> None:
    filters = Filters(
        programs=(Program.MOZILLA,),
        purposes=(TLS_SERVER,),
        rules=("SUBCA-001",),
        owner="A & B",
        operator="Beta",
        text="abc",
        below="ABCDEF",
        min_severity=Severity.HIGH,
        external=Known.YES,
        revoked=Known.NO,
        expired=Known.NO,
        key_states=(KeyState.CLAIMED,),
        live_only=True,
        unknown=True,
    )
    words = filters_in_words(filters, date(2026, 1, 2), "v25")
    parts = ("2026-01-02", "Mozilla", "tls-server", "SUBCA-001", "A & B", "Beta", "abc", "ABCDEF", "high", "external")
    for part in (*parts, "not revoked", "expired hidden", "claimed", "some program", "could not tell", "v25"):
        assert part in words
    assert command_line(filters, None, "v25") == (
        "subca flags --format csv --program Mozilla --purpose tls-server --rule SUBCA-001 --owner 'A & B' "
        "--operator Beta --text abc --below ABCDEF --min-severity high --external yes --revoked no --expired no "
        "--key-state claimed --basis v25 --live-only --unknown"
    )


def test_each_filter_can_be_removed_alone() -> None:
    filters = Filters(owner="A", external=Known.YES, unknown=True)
    left = {words: without for without, words in chosen_words(filters)}
    assert left["external"] == Filters(owner="A", unknown=True)
    assert left["owner contains “A”"] == Filters(external=Known.YES, unknown=True)
    assert chosen_words(Filters()) == []
