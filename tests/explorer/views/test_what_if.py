"""The question "what if" in words: which certificates it means, the rows of the answer, the command that asks the same."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.analysis.distrust import consequences
from explorer.errors import UsageError
from explorer.model.program import Program
from explorer.model.purpose import TLS_SERVER
from explorer.views.what_if import Question, distrust_command, distrust_of, fate_rows, meant, owners_with_roots
from tests.pki.world import World


def world() -> World:
    """R (Alpha, self-signed, once more under Q) -> S;  Q (Gamma) -> R;  K has the key of S."""
    return (
        World()
        .root("R", owner="Alpha")
        .root("Q", owner="Gamma")
        .sub("R2", under="Q", same_as="R")
        .sub("S", under="R")
        .sub("K", under="Q", key="S")
    )


MEANT = {
    "an owner: its self-signed roots alone": (Question(owners=("Alpha",)), {"R"}),
    "two owners": (Question(owners=("Alpha", "Gamma")), {"R", "Q"}),
    "a root by name: all its certificates": (Question(roots=("R",)), {"R", "R2"}),
    "a CA by name": (Question(roots=("S",)), {"S"}),
    "nothing": (Question(), set()),
}


@pytest.mark.parametrize("case", MEANT)
def test_what_is_meant(case: str) -> None:
    question, words = MEANT[case]
    drawn = world()
    assert {drawn.word(id_) for id_ in meant(drawn.facts(), question)} == words


def test_a_key_means_every_certificate_on_it_and_a_certificate_only_itself() -> None:
    drawn = world()
    facts = drawn.facts()
    key = facts.graph.certificates[drawn.id("S")].spki
    assert {drawn.word(id_) for id_ in meant(facts, Question(keys=(key,)))} == {"S", "K"}
    assert meant(facts, Question(certificates=(drawn.id("R2"),))) == {drawn.id("R2")}


@pytest.mark.parametrize(
    "question", [Question(owners=("alpha",)), Question(roots=("nobody",)), Question(keys=("AB" * 32,))]
)
def test_words_that_name_nothing_are_refused(question: Question) -> None:
    with pytest.raises(UsageError):
        meant(world().facts(), question)


def test_owners_that_have_roots() -> None:
    assert owners_with_roots(world().facts()) == ("Alpha", "Gamma")


def test_rows_say_loser_survivor_and_way() -> None:
    drawn = world()
    facts = drawn.facts()
    question = Question(owners=("Alpha",))
    rows = fate_rows(facts, consequences(facts, distrust_of(meant(facts, question), question, (), ())))
    by_word = {drawn.word(facts.graph.certificates[r.certificate_sha256].id): r for r in rows}  # type: ignore[index]  # text is the id
    assert (by_word["R"].fate, by_word["R"].is_distrusted) == ("loses", "yes")
    assert by_word["S"].survives_through == (drawn.id("Q"), drawn.id("R2"), drawn.id("S"))
    assert by_word["S"].fate == "keeps" and by_word["S"].kept and not by_word["S"].lost


def test_the_command_asks_the_same() -> None:
    question = Question(owners=("A & B",), roots=("AA",), issued_after=date(2026, 1, 1), target="T")
    told = distrust_command(question, (Program.MOZILLA,), (TLS_SERVER,), date(2026, 9, 1))
    assert told == (
        "subca distrust --owner 'A & B' --root AA --issued-after 2026-01-01 --target T --program Mozilla "
        "--purpose tls-server --as-of 2026-09-01"
    )
