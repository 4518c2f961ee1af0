"""The worked examples of docs/scheduled/ run: units verified, scripts executed, the image's steps taken without an engine."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app import VERBS
from explorer.cli.main import group
from explorer.terminal.exit_codes import ExitCode
from ingest.config import DEFAULT_SOURCES, read_config
from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "scheduled"
PAGE = (ROOT / "docs" / "scheduled.md").read_text(encoding="utf-8")
ANALYZE = shutil.which("systemd-analyze")

needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze on this machine")


def watch_options() -> set[str]:
    root = group(VERBS)
    command = root.get_command(None, "watch")  # type: ignore[arg-type]  # it needs no context
    assert command is not None
    return {name for parameter in command.params for name in parameter.opts}


def options_in(line: str) -> set[str]:
    return {word.split("=")[0] for word in shlex.split(line) if word.startswith("--")}


# -- the page -----------------------------------------------------------------------------------------


def test_every_code_is_explained() -> None:
    told = {int(code) for cell in re.findall(r"(?m)^\| ([0-9, ]+) \|", PAGE) for code in cell.split(",")}
    assert told == {int(code) for code in ExitCode}


def test_every_example_is_named_and_every_source_explained() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(re.findall(r"\]\(scheduled/([^)]+)\)", PAGE))
    assert set(re.findall(r"(?m)^\| `([a-z0-9-]+)` \| (?:yes|no)", PAGE)) == set(DEFAULT_SOURCES)


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "subca.toml"
    path.write_text(block)
    config = read_config(path)
    assert config.sources["mozilla-store"].program == "Mozilla"
    assert tomllib.loads(block)["network"]["contact"] == config.network.contact


# -- cron ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 7, 70, 130, 143])
def test_the_script_says_one_line_and_keeps_the_code(code: int, tmp_path: Path) -> None:
    script = FOLDER / "run-watch.sh"
    assert os.access(script, os.X_OK)
    fake = tmp_path / "subca"
    fake.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" > "{tmp_path}/said"\nexit {code}\n')
    fake.chmod(0o755)
    out = tmp_path / "with a blank"
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SUBCA_OUT": str(out)}
    ran = subprocess.run(
        ["bash", script, "--lock-wait", "5"], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == code
    assert len(ran.stderr.splitlines()) == (code != 0)
    said = (tmp_path / "said").read_text()
    assert said == f"watch --out {out} --quiet --lock-wait 5\n"
    assert options_in(said.replace(str(out), "x")) <= watch_options()


def test_the_script_needs_to_know_where_the_results_go() -> None:
    ran = subprocess.run(
        ["bash", FOLDER / "run-watch.sh"], env={"PATH": os.environ["PATH"]}, capture_output=True, check=False
    )
    assert ran.returncode != 0


def test_the_script_is_bash() -> None:
    subprocess.run(["bash", "-n", FOLDER / "run-watch.sh"], check=True)


def test_the_line_of_cron_is_one() -> None:
    lines = [line for line in (FOLDER / "subca.cron").read_text().splitlines() if line and not line.startswith("#")]
    *settings, job = lines
    assert all(re.fullmatch(r"[A-Z_]+=\S+", line) for line in settings)
    minute, hour, day, month, weekday, user, command, *options = job.split()
    assert 0 <= int(minute) < 60 and 0 <= int(hour) < 24 and (day, month, weekday) == ("*", "*", "*")
    assert user == "subca" and command.endswith("/run-watch.sh")
    assert options_in(" ".join(options)) <= watch_options()


# -- systemd ------------------------------------------------------------------------------------------


def test_the_service_runs_what_exists() -> None:
    text = (FOLDER / "subca-watch.service").read_text()
    (line,) = re.findall(r"(?m)^ExecStart=(.*)$", text)
    assert "subca watch " in line
    assert options_in(line) <= watch_options()


@needs_systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """The program is not installed at its place here: any program stands for it."""
    for name in ("subca-watch.service", "subca-watch.timer"):
        text = (FOLDER / name).read_text().replace("/usr/local/bin/subca ", "/bin/true ")
        (tmp_path / name).write_text(text)
    ran = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if "subca" in line]) == (0, []), ran.stderr


@needs_systemd
def test_the_service_is_hardened(tmp_path: Path) -> None:
    unit = tmp_path / "subca-watch.service"
    unit.write_text((FOLDER / "subca-watch.service").read_text().replace("/usr/local/bin/subca ", "/bin/true "))
    command = [str(ANALYZE), "security", "--offline=true", "--threshold=20", "--no-pager", unit]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@needs_systemd
def test_the_timer_rings_once_a_day() -> None:
    (when,) = re.findall(r"(?m)^OnCalendar=(.*)$", (FOLDER / "subca-watch.timer").read_text())
    ran = subprocess.run(
        [str(ANALYZE), "calendar", "--iterations=2", when], capture_output=True, text=True, check=True,
        env={**os.environ, "TZ": "UTC"},
    )  # fmt: skip
    days = re.findall(r"(\d{4}-\d\d-\d\d) 05:17:00 UTC", ran.stdout)
    assert len(set(days)) == 2


# -- GitHub Actions -----------------------------------------------------------------------------------

Node = dict[str, "Node"] | list["Node"] | str


def parse(text: str) -> Node:
    """The YAML that workflows are written in: mappings, lists and block texts; anything else is refused."""
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in text.splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    assert "\t" not in text
    found, rest = _node(lines, 0)
    assert not rest, rest[:2]
    return found


def _node(lines: list[tuple[int, str]], depth: int) -> tuple[Node, list[tuple[int, str]]]:
    if lines[0][1].startswith("- "):
        items: list[Node] = []
        while lines and lines[0] == (depth, lines[0][1]) and lines[0][1].startswith("- "):
            inner = lines[0][1][2:]
            if re.match(r"[\w-]+:( |$)", inner):
                item, lines = _node([(depth + 2, inner), *lines[1:]], depth + 2)
            else:
                item, lines = inner.strip('"'), lines[1:]
            items.append(item)
        return items, lines
    mapping: dict[str, Node] = {}
    while lines and lines[0][0] == depth:
        found = re.fullmatch(r"([\w-]+):(?: (.*))?", lines[0][1])
        assert found, lines[0]
        name, value, lines = found[1], found[2], lines[1:]
        assert name not in mapping, f"{name} stands twice"
        if value == "|":
            block: list[str] = []
            while lines and lines[0][0] > depth:
                block.append(lines[0][1])
                lines = lines[1:]
            mapping[name] = "\n".join(block)
        elif value is None:
            assert lines and lines[0][0] > depth, name
            mapping[name], lines = _node(lines, lines[0][0])
        else:
            mapping[name] = value.strip('"')
    return mapping, lines


def steps() -> list[dict[str, Node]]:
    workflow = parse((FOLDER / "github-actions.yml").read_text())
    assert isinstance(workflow, dict)
    assert set(workflow) == {"name", "on", "permissions", "concurrency", "jobs"}
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"]
    assert isinstance(jobs, dict) and isinstance(jobs["watch"], dict)
    found = jobs["watch"]["steps"]
    assert isinstance(found, list)
    return [step for step in found if isinstance(step, dict)]


def test_every_step_of_the_workflow_does_one_thing() -> None:
    found = steps()
    assert len(found) == 10
    for step in found:
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"(actions|github)/[a-z/-]+@v\d+", str(step["uses"]))


def test_the_scripts_of_the_workflow_are_bash_and_their_words_ours(tmp_path: Path) -> None:
    for number, step in enumerate(step for step in steps() if "run" in step):
        script = re.sub(r"\$\{\{.*?\}\}", "0", str(step["run"]))
        path = tmp_path / f"{number}.sh"
        path.write_text(script)
        subprocess.run(["bash", "-n", path], check=True)
        for line in re.findall(r"subca watch [^|]*", script):
            assert options_in(line) <= watch_options()
    assert "requirements/run.txt" in str(steps()[2]["run"]) and (ROOT / "requirements" / "run.txt").is_file()


def test_the_workflow_keeps_the_code_of_the_watch(tmp_path: Path) -> None:
    """The step of the watch succeeds, so that results are kept; the last one ends the job with the code."""
    (watch,) = (step for step in steps() if step.get("id") == "watch")
    fake = tmp_path / "subca"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_OUTPUT": str(tmp_path / "output")}
    subprocess.run(["bash", "-e", "-c", str(watch["run"])], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "output").read_text() == "code=3\n"
    last = str(steps()[-1]["run"]).replace("${{ steps.watch.outputs.code }}", "3")
    assert subprocess.run(["bash", "-e", "-c", last], check=False).returncode == 3


# -- the image ----------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in (FOLDER / "Dockerfile").read_text().splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_runs_as_nobody_special_and_calls_what_exists() -> None:
    said = instructions()
    assert said[0][0] == "FROM"
    user = next(place for place, (word, _) in enumerate(said) if word == "USER")
    assert all(word != "RUN" for word, _ in said[user:])
    arguments = re.findall(r'"([^"]+)"', dict(said)["CMD"])
    assert arguments[0] == "watch"
    assert options_in(" ".join(arguments)) <= watch_options()


def test_what_the_image_copies_is_enough_to_build_the_program(tmp_path: Path) -> None:
    """Its COPY steps, and then its build, taken in an empty folder."""
    for word, rest in instructions():
        if word != "COPY":
            continue
        *sources, target = rest.split()
        for name in sources:
            source = ROOT / name
            place = tmp_path / target if target != "./" else tmp_path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, place)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel"], cwd=tmp_path, check=True, capture_output=True
    )
    assert list((tmp_path / "dist").glob("subca-*.whl"))
