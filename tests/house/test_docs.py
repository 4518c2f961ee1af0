"""Generated pages are those of the code; written pages name only what exists; every verb and rule has its place."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from app import VERBS
from docs import generate
from explorer.cli.main import group
from tests.house.source import ROOT, all_files, place_of

COMMANDS = {" ".join(names): command for names, command, _ in generate._commands(group(VERBS))}
WRITTEN = [path for path in all_files() if path.suffix == ".md"]


@pytest.mark.parametrize("page", generate.PAGES)
def test_generated_page_is_fresh(page: str) -> None:
    path = ROOT / "docs" / page
    assert path.is_file(), "run: make docs"
    assert path.read_text(encoding="utf-8") == generate.PAGES[page](), "stale; run: make docs"


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_verb_has_help_an_example_and_the_common_options(command: click.Command) -> None:
    assert command.help
    if isinstance(command, click.Group):
        return
    assert "subca" in (command.epilog or "") + command.help, "no example"
    options = {name for parameter in command.params for name in parameter.opts}
    assert {"--summary", "--quiet", "-v", "--debug", "--log-format", "--color"} <= options
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts} has no help"


@pytest.mark.parametrize("path", WRITTEN, ids=place_of)
def test_links_to_our_own_files_hold(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{place_of(path)} links to {target}"


def test_pages_that_code_cites_exist() -> None:
    """A docstring may lean on docs/model.md, never on a page that a reader of the repository does not have."""
    pages = {page for path in WRITTEN for page in (place_of(path), path.name)}
    cited = {
        (place_of(path), page)
        for path in all_files()
        if path.suffix == ".py" and path != Path(__file__)
        for page in re.findall(r"[\w/-]+\.md\b", path.read_text(encoding="utf-8"))
    }
    elsewhere = {"ccadb-schemas.md", "python-functions.md"}  # beside the real data; written when the site is built
    assert sorted((place, page) for place, page in cited if page not in pages | elsewhere) == []


@pytest.mark.parametrize("path", WRITTEN, ids=place_of)
def test_commands_shown_to_a_reader_exist(path: Path) -> None:
    if path.name == "cli.md":
        return
    text = path.read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"(?ms)^ *```sh\n(.*?)^ *```", text))
    shown = re.findall(r"(?m)^\s*(?:uv run )?(subca [^\n#|&]+)", blocks) + re.findall(
        r"`(?:uv run )?(subca [^`]+)`", text
    )
    for line in shown:
        words = line.split()
        name = next((n for n in (" ".join(words[:3]), " ".join(words[:2])) if n in COMMANDS), None)
        assert name, f"{place_of(path)}: {line}"
        options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= options | {"--help"}, line


def test_every_line_in_the_help_of_subca_is_short() -> None:
    for name, verb in VERBS.items():
        assert verb.summary.endswith("."), name
        assert len(verb.summary) <= 68, name


def test_every_page_has_its_place_in_the_site() -> None:
    listed = set(re.findall(r"(?m)^([\w-]+)$", (ROOT / "docs" / "index.md").read_text(encoding="utf-8")))
    assert sorted({path.stem for path in (ROOT / "docs").glob("*.md")} - listed) == ["index"]


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CHANGELOG.md", "docs/SECURITY.md"])
def test_first_pages_exist(name: str) -> None:
    assert (ROOT / name).stat().st_size > 500


def test_readme_has_exactly_two_set_up_commands_first() -> None:
    first_block = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert first_block
    assert [line.split("#")[0].strip() for line in first_block[1].splitlines()] == ["make demo", "make test"]
