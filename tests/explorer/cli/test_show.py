"""`subca show` end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.store.catalog import open_store
from tests.explorer.cli.verbs import Subca


@pytest.fixture(scope="module")
def certificate(sample_store: Path) -> str:
    with open_store(sample_store) as opened:
        return min(opened.snapshot().certificates)


def test_text_and_json_say_the_same(subca: Subca, sample_store: Path, certificate: str) -> None:
    text = subca("show", certificate, "--store", sample_store)
    document = json.loads(subca("show", certificate, "--store", sample_store, "--format", "json").out)
    assert text.code == 0 and certificate in text.out
    assert set(document) == {"as_of", "snapshot", "title", "sections"}
    for section in document["sections"]:
        assert section["title"] in text.out
        for field in section["fields"]:
            assert set(field) == {"name", "value", "source"}


def test_two_runs_give_the_same_bytes(subca: Subca, sample_store: Path, certificate: str) -> None:
    for format_ in ("text", "json"):
        question = ("show", certificate[:16].lower(), "--store", sample_store, "--format", format_)
        assert subca(*question).out == subca(*question).out != ""


def test_out_is_a_file(subca: Subca, sample_store: Path, certificate: str, tmp_path: Path) -> None:
    shown = subca("show", certificate, "--store", sample_store)
    written = subca("show", certificate, "--store", sample_store, "--out", tmp_path / "shown.txt")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "shown.txt").read_text(encoding="utf-8") == shown.out


def test_an_ambiguous_name_lists_its_candidates(subca: Subca, sample_store: Path) -> None:
    with open_store(sample_store) as opened:
        names: dict[str, set[str]] = {}
        for certificate in opened.snapshot().certificates.values():
            if certificate.is_ca:
                names.setdefault(certificate.subject.common_name, set()).add(certificate.ca)
    name, cas = next((name, cas) for name, cas in names.items() if len(cas) > 1 and name)
    ran = subca("show", name, "--store", sample_store)
    assert (ran.code, ran.out) == (2, "")
    assert all(ca[:16] in ran.err for ca in cas)


@pytest.mark.parametrize("word", ["", "nobody of this name", "FFFFFFFFFFFFFFFFFFFFFFF0", "\x1b[31m", "\u202egnp"])
def test_an_unknown_ca_is_wrong_usage_and_shown_safely(word: str, subca: Subca, sample_store: Path) -> None:
    ran = subca("show", word, "--store", sample_store)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "\x1b" not in ran.err and "\u202e" not in ran.err


def test_nothing_hostile_reaches_the_terminal(subca: Subca, sample_store: Path) -> None:
    """The sample holds names with direction controls and escapes; each is looked up by fingerprint."""
    with open_store(sample_store) as opened:
        odd = [c.id for c in opened.snapshot().certificates.values() if not c.subject.text.isprintable()]
    for id_ in odd:
        shown = subca("show", id_, "--store", sample_store).out
        assert all(line.isprintable() for line in shown.splitlines())
