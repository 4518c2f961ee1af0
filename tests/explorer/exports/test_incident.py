"""The CCADB incident appendix: the columns of the guidelines, first and in order; only what the CA said is said."""

from __future__ import annotations

import csv
import io

import pytest

from explorer.exports.incident import APPENDIX, MANY, OWN, write_incident
from explorer.views.incident import IncidentRow, incident_rows
from explorer.views.scope import below
from tests.explorer.exports.evil import EVIL
from tests.explorer.views.drawn import assessment_of
from tests.pki.world import World


def world() -> World:
    return (
        World()
        .root("R")
        .sub("A", under="R")
        .sub("B", under="A")
        .sub("Old", under="A", not_before="2015-01-01", not_after="2020-01-01")
    )


def rows_of(drawn: World) -> dict[str, IncidentRow]:
    assessment = assessment_of(drawn)
    rows = incident_rows(assessment, below(assessment.facts.graph, drawn.ca("A")), {drawn.id("B"): ["SUBCA-001"]})
    return {drawn.word(row.certificate): row for row in rows}


def written(rows: list[IncidentRow], count: int | None = None) -> str:
    stream = io.BytesIO()
    write_incident(rows, len(rows) if count is None else count, stream)
    return stream.getvalue().decode()


def test_columns_of_the_guidelines_come_first() -> None:
    assert APPENDIX == (
        "Precertificate SHA-256 hash", "Certificate SHA-256 hash", "Subject", "Issuer", "Not before", "Not after",
        "Serial #", "dNSNames", "Is revoked?", "Revocation date", "Revocation reason",
    )  # fmt: skip
    drawn = world()
    lines = list(csv.reader(io.StringIO(written(list(rows_of(drawn).values())), newline=""), strict=True))
    assert lines[0] == [*APPENDIX, *OWN]
    own = next(line for line in lines if line[1] == drawn.id("B"))
    assert (own[0], own[7], own[len(APPENDIX) + 1]) == ("", "", "SUBCA-001")


def test_below_leaves_out_the_ca_itself() -> None:
    assert set(rows_of(world())) == {"B", "Old"}


def test_expired_is_not_applicable_and_unrevoked_is_for_the_ca_to_say() -> None:
    rows = rows_of(world())
    assert (rows["Old"].is_revoked, rows["Old"].revocation_date) == ("N/A", "N/A")
    assert (rows["B"].is_revoked, rows["B"].revocation_date) == ("", "")


@pytest.mark.parametrize(("source", "said"), [("ccadb", "Yes"), ("crl", "Yes"), ("onecrl", "")])
def test_only_the_ca_revokes(source: str, said: str) -> None:
    row = rows_of(world().revoked("B", source))["B"]
    assert row.is_revoked == said and row.revoked_by


def test_many_are_links() -> None:
    rows = list(rows_of(world()).values())
    assert written(rows, MANY).splitlines() == [f"https://crt.sh/?sha256={row.certificate}" for row in rows]


@pytest.mark.parametrize("text", EVIL)
def test_names_cannot_break_it(text: str) -> None:
    drawn = world()
    row = rows_of(drawn)["B"]
    evil = type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"subject": text, "owner": text})
    lines = list(csv.reader(io.StringIO(written([evil]), newline=""), strict=True))
    assert len(lines) == 2 and len(lines[1]) == len(lines[0]) and not lines[1][2].startswith("=")
