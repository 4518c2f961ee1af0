"""X -> R (OCSPSigning, run by Beta), X -> S, X -> O (responder); R -> T. Who answers for whom, both ways."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from xml.etree import ElementTree

from explorer.exports.graphml import write_graphml
from explorer.exports.signers_files import COLUMNS, as_graph, write_csv, write_json
from explorer.views.lookup import Found
from explorer.views.signers import SignerRow, SignersView, signers
from tests.explorer.views.drawn import assessment_of
from tests.pki.world import World


def world() -> World:
    drawn = World().root("X").sub("R", under="X", eku=("tls-server", "ocsp-signing"), operator="Beta")
    return drawn.sub("S", under="X").sub("T", under="R").responder("O", under="X")


def view(drawn: World, word: str) -> SignersView:
    return signers(assessment_of(drawn), Found(certificates=(drawn.id(word),), ca=None, key=None))


def told(drawn: World, word: str, relation: str) -> set[tuple[str, str, str, str]]:
    """Signer, class, holder and subject in words."""
    return {
        (drawn.word(row.signer_certificate), row.signer_class, row.holder, drawn.word(row.subject_certificate))
        for row in view(drawn, word).rows
        if row.relation == relation
    }


def test_over_a_certificate_are_its_issuer_and_every_delegate() -> None:
    assert told(world(), "S", "over") == {
        ("X", "ISSUER", "owner", "S"),
        ("R", "CA_OCSP", "external", "S"),
        ("O", "RESP_OK", "unknown", "S"),
    }


def test_a_delegate_answers_for_itself_and_its_sisters_not_for_what_it_issued() -> None:
    assert {subject for *_, subject in told(world(), "R", "by")} == {"R", "S", "O"}
    assert told(world(), "S", "by") == set()


def test_under_a_ca_are_its_own_key_and_its_delegates() -> None:
    assert told(world(), "X", "under") == {
        ("X", "ISSUER", "owner", ""),
        ("R", "CA_OCSP", "external", ""),
        ("O", "RESP_OK", "unknown", ""),
    }
    assert told(world(), "R", "under") == {("R", "ISSUER", "owner", "")}


def row(drawn: World, signer: str) -> SignerRow:
    return next(r for r in view(drawn, "S").rows if drawn.word(r.signer_certificate) == signer)


def test_the_holder_is_told_with_its_basis() -> None:
    assert (row(world(), "R").holder_name, row(world(), "R").holder_basis) == ("Beta", "E4")
    assert row(world(), "O").holder_source == "no record at hand names a holder"


def test_the_register_names_the_holder_of_a_leaf() -> None:
    drawn = world().evidence("O", event="generated", holder="Gamma", form="ca_statement")
    assert (row(drawn, "O").holder, row(drawn, "O").holder_basis) == ("external", "register")


SELF_UNREVOCABLE = {
    "in use": (world(), "yes"),
    "revoked": (world().revoked("R"), "yes"),
    "destruction claimed": (world().evidence("R", form="ca_statement"), "yes"),
    "destruction evidenced": (world().evidence("R"), "no"),
}


def test_self_unrevocable_until_destruction_is_evidenced() -> None:
    for case, (drawn, expected) in SELF_UNREVOCABLE.items():
        assert row(drawn, "R").self_unrevocable == expected, case


def test_nobody_who_matters_is_deceived_where_the_issuer_is_not_trusted() -> None:
    drawn = World().root("X", programs=()).sub("R", under="X", eku=("ocsp-signing",)).sub("S", under="X")
    assert (row(drawn, "R").self_unrevocable, row(drawn, "R").key_needed) == ("no", "no")


def test_reach_counts_certificates_and_owners_under_the_issuer() -> None:
    found = row(world(), "R")
    assert (found.reach_certificates, found.reach_owners) == (3, 2)
    assert found.issuer_programs == ("Mozilla:email", "Mozilla:tls-server")


def test_expired_certificates_are_no_subjects() -> None:
    drawn = world().sub("Old", under="X", expired=True)
    assert "Old" not in {subject for *_, subject in told(drawn, "R", "by")}


def test_what_is_not_at_hand_is_said() -> None:
    drawn = World().root("X", pem=False).sub("S", under="X", link=None)
    notes = " ".join(view(drawn, "S").notes)
    assert "no responder certificates are loaded" in notes
    assert "is not proved" in notes


def test_csv_holds_every_column_and_twice_the_same_bytes() -> None:
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        write_csv(view(world(), "R").rows, stream)
    assert streams[0].getvalue() == streams[1].getvalue()
    read = list(csv.DictReader(io.StringIO(streams[0].getvalue().decode(), newline="")))
    assert tuple(read[0]) == COLUMNS == tuple(field.name for field in fields(SignerRow))
    assert len(read) == len(view(world(), "R").rows)


def test_json_carries_its_head() -> None:
    stream = io.BytesIO()
    write_json(assessment_of(world()), view(world(), "S"), stream)
    document = json.loads(stream.getvalue())
    assert {"schema", "as_of", "snapshot", "title", "notes", "warnings", "rows"} == set(document)
    assert [set(one) for one in document["rows"]] == [set(COLUMNS)] * len(document["rows"])


def test_graphml_has_an_edge_from_each_signer_to_each_subject() -> None:
    drawn = world().sub("Odd", under="X", cn="Odd \x07 & <CA>")
    stream = io.BytesIO()
    write_graphml(*as_graph(view(drawn, "R").rows), stream)
    root = ElementTree.fromstring(stream.getvalue())
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    edges = {(e.get("source"), e.get("target")) for e in root.iterfind(".//g:edge", space)}
    assert (drawn.id("R"), drawn.id("S")) in edges
    assert (drawn.id("R"), drawn.id("Odd")) in edges
    assert len(root.findall(".//g:node", space)) == len({end for edge in edges for end in edge})
