"""The part of a snapshot above one CA: whatever words name it, look-up, verdicts and refusals are those of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.analysis.survey import Assessment, survey
from explorer.errors import UsageError
from explorer.store.catalog import Store, open_store
from explorer.trust.verdict import Verdict
from explorer.views.lookup import Found, look_up
from explorer.views.paths import verdicts


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Iterator[Store]:
    with open_store(sample_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(store: Store) -> Assessment:
    return survey(store.snapshot())


def answer(assessment: Assessment, words: str) -> str | tuple[Found, tuple[Verdict, ...], tuple[Verdict, ...]]:
    try:
        found = look_up(assessment.facts.graph, words)
    except UsageError as error:
        return str(error)
    strict = verdicts(assessment, found.certificates, (), ())
    return found, strict, verdicts(assessment, found.certificates, (), (), lenient=True)


def assert_equal(store: Store, whole: Assessment, words: str) -> None:
    part = survey(store.snapshot(above=words))
    assert len(part.facts.graph.certificates) < len(whole.facts.graph.certificates) // 2  # else nothing is gained
    assert answer(part, words) == answer(whole, words), words
    assert (part.manifest, part.warnings) == (whole.manifest, whole.warnings)


def test_every_certificate_of_the_sample(store: Store, whole: Assessment) -> None:
    for id_ in whole.facts.graph.certificates:
        assert_equal(store, whole, id_)


def test_every_ca_by_id_key_and_name(store: Store, whole: Assessment) -> None:
    for number, ca in enumerate(whole.facts.graph.cas.values()):
        kinds = (ca.id[:10], ca.key, ca.spki[:7].lower(), ca.name.text, ca.name.common_name)
        assert_equal(store, whole, kinds[number % len(kinds)])


@pytest.mark.parametrize("words", ["", "ABC", "no such name", "FFFFFFFF", "0" * 64, "A" * 65, " AB:CD:EF "])
def test_words_that_name_nothing(words: str, store: Store, whole: Assessment) -> None:
    assert_equal(store, whole, words)
