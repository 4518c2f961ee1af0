"""X -> R (OCSPSigning, run by Beta), X -> S, X -> O (responder): the drawing of who can answer for whom."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from explorer.analysis.assess import Assessment
from explorer.exports.power_svg import power_svg
from explorer.views.hierarchy import Hierarchy
from explorer.views.power_view import MOST_GROUPS, MOST_KEYS, PowerView, power_view
from explorer.views.signers import ISSUER
from tests.explorer.views.drawn import assessment_of, hierarchy_of
from tests.pki.world import World

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 40_000  # octets


def drawn() -> World:
    world = World().root("X").sub("R", under="X", eku=("tls-server", "ocsp-signing"), operator="Beta")
    return world.sub("S", under="X").responder("O", under="X")


def view(world: World, word: str) -> PowerView:
    hierarchy = hierarchy_of(world)
    return power_view(assessment_of(world), hierarchy, hierarchy.members[world.ca(word)])


def test_left_of_an_issuer_stand_its_own_key_and_every_delegate() -> None:
    (band,) = view(drawn(), "X").bands
    assert band.selected
    assert {(key.name, key.kind, str(key.holder)) for key in band.keys} == {
        ("X", ISSUER, "owner"),
        ("R", "CA_OCSP", "external"),
        ("O", "RESP_OK", "unknown"),
    }


def test_right_of_an_issuer_stands_what_they_can_answer_for_with_its_count() -> None:
    band = view(drawn(), "S").bands[-1]
    assert {(group.what, str(group.holder), group.count, group.selected) for group in band.groups} == {
        ("CA certificates", "external", 1, False),
        ("CA certificates", "owner", 1, True),
        ("responder certificates", "unknown", 1, False),
    }
    assert band.certificates == 3


def test_a_key_nobody_spoke_of_is_worded_no_evidence_found() -> None:
    words = {key.name: key.state_words for band in view(drawn(), "X").bands for key in band.keys}
    assert words["R"] == "no evidence found"
    assert words["X"] == "the issuer's own key"


def test_more_keys_than_fit_are_counted_and_stand_in_the_rows() -> None:
    world = World().root("X")
    for number in range(MOST_KEYS + 5):
        world.sub(f"R{number}", under="X", eku=("tls-server", "ocsp-signing"))
    found = view(world, "X")
    (band,) = found.bands
    assert len(band.keys) == MOST_KEYS and band.hidden_keys == 6
    assert len({row.signer_certificate for row in found.rows}) == MOST_KEYS + 6


def test_every_ca_has_a_well_formed_small_drawing_whose_boxes_are_links(
    sample: Assessment, sample_hierarchy: Hierarchy
) -> None:
    for member in sample_hierarchy.members.values():
        found = power_view(sample, sample_hierarchy, member)
        text = power_svg(found, href=lambda link: "/" + link)
        assert len(text.encode()) <= LARGEST
        for anchor in Xml.fromstring(text).findall(f"{SVG}a"):
            assert anchor.get("href", "").startswith(("/ca/", "/key/")) and anchor.get("aria-label")
        assert all(len(band.groups) <= MOST_GROUPS for band in found.bands)
        assert text == power_svg(found, href=lambda link: "/" + link)
