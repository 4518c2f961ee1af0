"""Every command that a page shows is run on the sample world, and what the page prints is what it prints."""

from __future__ import annotations

import glob
import re
import shlex
from pathlib import Path

import pytest

from app import VERBS
from explorer.cli.main import run_verbs
from ingest.sample.world import sample_files
from tests.docs.pages import PAGES, Shown, missing, shown_by
from tests.ingest.sources.test_included_roots import ROOT as INCLUDED_ROOT
from tests.ingest.sources.test_included_roots import report as included_roots_report
from tests.real_data import DATA, needs_real_data

SERVES = "serves until Ctrl-C; started and asked in tests/house/test_wheel.py"
CONNECTS = "opens connections; run against loopback servers in tests/faults and tests/explorer/cli/test_watch.py"
SETS_UP = "sets up a checkout; run by CI (.ci/run) and tests/house/test_supply.py"

# Commands that are not run here, by how they begin, and why.
NOT_RUN = {
    "make ": SETS_UP,
    "SUBCA_TEST_DATA=FOLDER make bench": SETS_UP,
    ". .venv/bin/activate": SETS_UP,
    "subca serve": SERVES,
    "subca fetch": CONNECTS,
    "subca watch --out results --webhook": CONNECTS,
}
# Exactly `subca watch --out results`, which fetches; with --from it reads files and is run.
CONNECTING = {"subca watch --out results"}

# What stands for a reader's own data -> the like of it in the sample world.
EQUIVALENT = (
    ("FINGERPRINT", "80D9D1B3368B"),
    ("AC Camerfirma, S.A.", "Old Lantern Trust S.A."),
    ("--owner Camerfirma", "--owner Lantern"),
    ("06A57D1CD587", "80D9D1B3368B"),
    ("C17611DB7B31", "80D9D1B3368B"),
    ("Example Issuing CA 2", "Ferrous Rail Services CA"),
    ("SUBCA-001:SUBJECT", "SUBCA-001:80D9D1B3368B3D75532E9C21975CA2EA4526F3A5E4FB799E217141673DE67CC2"),
    ("2021-01-15", "2026-09-01"),
    ("2020-07-01 2021-07-01", "2025-09-01 2026-09-01"),
    ("2021-07-01", "2026-09-01"),
    ("ccadb/ pem/ rootstores/ onecrl/", "lists/"),
)


# Pages that begin without a store; the others find one of the sample world in the user's data folder.
FROM_NOTHING = {"README.md", "tutorial.md"}


def reason_not_to_run(command: str) -> str | None:
    if command in CONNECTING:
        return CONNECTS
    return next((reason for start, reason in NOT_RUN.items() if command.startswith(start)), None)


@pytest.fixture
def desk(sample_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like that of a reader: downloaded files, a store made from them, a register."""
    for name, data in sample_files().items():
        place = tmp_path / "lists" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        if place.name.startswith("AllCertificate"):
            (tmp_path / place.name).write_bytes(data)
        if name.startswith("register/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
    (tmp_path / "AllIncludedRootCertsCSV_2026-09-01.csv").write_bytes(included_roots_report(INCLUDED_ROOT))
    for name in ("world.sqlite", "data/subca/subca.sqlite"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(sample_store.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def run(command: str) -> int:
    """One command as a shell would start it: words split, patterns expanded."""
    words = shlex.split(command)
    assert words[0] == "subca", f"not run and not explained: {command}"
    expanded = [name for word in words[1:] for name in (sorted(glob.glob(word)) or [word] if "*" in word else [word])]
    return run_verbs(VERBS, expanded)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_page_runs(
    page: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    if page.name in FROM_NOTHING:
        (desk / "data" / "subca" / "subca.sqlite").unlink()
    for shown in shown_by(page):
        if reason_not_to_run(shown.command):
            continue
        command = shown.command
        for ours, theirs in EQUIVALENT:
            command = command.replace(ours, theirs)
        code = run(command)
        said = capsys.readouterr()
        assert code in (0, 1), f"{page.name}: {command} ended with {code}: {said.err}"
        if shown.printed is not None and command == shown.command:
            assert missing(shown.printed, said.out) is None, f"{page.name}: {command} printed:\n{said.out[:3000]}"


def test_every_reason_is_needed() -> None:
    commands = [shown.command for page in PAGES for shown in shown_by(page)]
    for start in (*NOT_RUN, *CONNECTING):
        assert any(command.startswith(start) for command in commands), f"no page shows {start}"


def test_the_pages_show_commands_at_all() -> None:
    shown = [found for page in PAGES for found in shown_by(page)]
    assert len(shown) > 40
    assert sum(found.printed is not None for found in shown) > 10


@pytest.mark.slow
@pytest.mark.real_data
@needs_real_data
def test_the_worked_case_prints_what_its_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert DATA is not None
    (page,) = (page for page in PAGES if page.name == "january-2021.md")
    monkeypatch.chdir(DATA)
    monkeypatch.setenv("COLUMNS", "150")
    store = str(tmp_path / "january.sqlite")
    # the samples of headers are one row each: no reports
    records = " ".join(str(path.relative_to(DATA)) for path in sorted((DATA / "ccadb").glob("*.csv.gz")))
    for shown in shown_by(page):
        code = run(shown.command.replace("january.sqlite", store).replace("ccadb/ ", f"{records} "))
        said = capsys.readouterr()
        assert code in (0, 1), f"{shown.command}: {said.err}"
        if "ingest" in shown.command:
            sums = re.search(r"(?m)^\d+ inputs stored.*$", page.read_text(encoding="utf-8"))
            assert sums and sums[0] in said.err
        if shown.printed is not None:
            assert missing(shown.printed, said.out) is None, f"{shown.command} printed:\n{said.out[:3000]}"


# -- the reader of pages itself ------------------------------------------------------------------------

PRINTED = "head\nmiddle 12\ntail"
MATCHES = {
    "all lines": (("head", "middle 12", "tail"), None),
    "any text": (("head", "middle …", "tail"), None),
    "any lines": (("…", "tail"), None),
    "cut at the end": (("head", "…"), None),
    "another line": (("head", "middle 13", "…"), "middle 13"),
    "wrong order": (("…", "tail", "…", "head", "…"), "head"),
    "more than the page shows": (("head",), "(then) middle 12"),
}


@pytest.mark.parametrize(("printed", "answer"), MATCHES.values(), ids=MATCHES)
def test_what_a_page_prints_is_held_to_the_program(printed: tuple[str, ...], answer: str | None) -> None:
    assert missing(printed, PRINTED) == answer


def test_commands_are_found_with_continued_lines_comments_and_indents(tmp_path: Path) -> None:
    page = tmp_path / "history.md"
    page.write_text(
        "1. x\n\n   ```sh\n   subca flags \\\n     --unknown  # why\n   ```\n\n```console\n$ subca rules\nA\n$ subca x\n```\n"
    )
    assert shown_by(page) == [
        Shown(page="history.md", command="subca flags --unknown", printed=None),
        Shown(page="history.md", command="subca rules", printed=("A",)),
        Shown(page="history.md", command="subca x", printed=()),
    ]
