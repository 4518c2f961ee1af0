"""Locks hold exact versions with digests and no address; they cover what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.source import ROOT

LOCKS = ("run.txt", "dev.txt", "fuzz.txt")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)==[0-9][0-9a-z.]*(?: ; [a-z_]+ [<>=!]=? '[A-Za-z0-9.]+')? \\")


def requirements(lock: str) -> dict[str, list[str]]:
    """Name -> digests of one lock."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / "requirements" / lock).read_text(encoding="ascii").splitlines():
        if digest := re.fullmatch(r"    --hash=sha256:([0-9a-f]{64})( \\)?", line):
            found[name].append(digest[1])
        else:
            match = LINE.fullmatch(line)
            assert match, f"{lock}: {line}"
            name = match[1]
            assert name not in found, f"{lock}: {name} twice"
            found[name] = []
    return found


def asked_for(names: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ;]", name)[0] for name in names} - {"subca"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_exact_and_has_digests(lock: str) -> None:
    assert all(requirements(lock).values())


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock: str) -> None:
    assert "/" not in (ROOT / "requirements" / lock).read_text(encoding="ascii")


def test_locks_cover_what_is_asked_for() -> None:
    project = SETTINGS["project"]
    build = SETTINGS["build-system"]["requires"]
    extras = project["optional-dependencies"]
    assert asked_for(project["dependencies"] + build) <= set(requirements("run.txt"))
    assert asked_for(project["dependencies"] + build + extras["test"] + extras["dev"]) <= set(requirements("dev.txt"))


def test_both_locks_agree() -> None:
    run, dev = requirements("run.txt"), requirements("dev.txt")
    assert {name: dev.get(name) for name in run} == run


def test_no_lock_with_addresses_is_tracked() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_every_dependency_has_its_reason() -> None:
    """Types of a package are no choice of their own."""
    project = SETTINGS["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    asked = asked_for(project["dependencies"] + extras)
    page = (ROOT / "docs" / "decisions" / "0003-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in sorted(asked) if not name.startswith("types-") and f"`{name}`" not in page] == []
