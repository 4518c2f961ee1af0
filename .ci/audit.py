"""Known vulnerabilities of the locked versions: `make audit`. What no database answered for is "not checked", never "clean".

    python .ci/audit.py [LOCK] [--answers FILE]

Asks the databases of pip-audit, one after the other, about every package of the lock. `--answers` reads what pip-audit
printed earlier (its JSON) instead of asking. Ends with 0 when every package was checked and nothing is known, with 1 when a
vulnerability is known, with 4 when something was not checked. A package that the lock holds for other systems only is
"not checked" as well: pip-audit asks about this one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lock import ROOT, pins

DATABASES = ("pypi", "osv")
SECONDS = 15  # for one answer of a database
SECONDS_IN_ALL = 300  # for all of them; what has not answered by then was not checked
CLEAN, KNOWN, NOT_CHECKED = 0, 1, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one database said of one package; `known` is empty when nothing is known of it."""

    version: str
    known: tuple[str, ...]


def ask(database: str, lock: Path) -> str:
    """What pip-audit prints as JSON; empty when it ended without an answer."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--requirement", str(lock)]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(SECONDS)]
    command += ["--vulnerability-service", database]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_IN_ALL).stdout  # noqa: S603
    except subprocess.TimeoutExpired:
        return ""


def read(printed: str) -> dict[str, Answer]:
    """Name -> answer, of the packages that were answered for."""
    found: dict[str, Answer] = {}
    for package in json.loads(printed or '{"dependencies": []}')["dependencies"]:
        if "skip_reason" not in package:
            known = tuple(sorted(vulnerability["id"] for vulnerability in package["vulns"]))
            found[package["name"]] = Answer(version=package["version"], known=known)
    return found


def main() -> int:
    """Print one line for each package with something known, and the sums; return the exit code."""
    parser = argparse.ArgumentParser(description="Known vulnerabilities of the locked versions.")
    parser.add_argument("lock", type=Path, nargs="?", default=ROOT / "requirements" / "dev.txt")
    parser.add_argument("--answers", type=Path, action="append", default=[], help="JSON that pip-audit printed earlier")
    options = parser.parse_args()

    locked = pins(options.lock)
    answers: dict[str, list[Answer]] = {}
    asked = [path.read_text("utf-8") for path in options.answers] or (ask(name, options.lock) for name in DATABASES)
    for printed in asked:
        for name, answer in read(printed).items():
            answers.setdefault(name, []).append(answer)

    known = 0
    unchecked: list[str] = []
    for pin in locked:
        heard = [answer for answer in answers.get(pin.name, []) if answer.version == pin.version]
        ids = sorted({id_ for answer in heard for id_ in answer.known})
        if ids:
            known += 1
            print(f"{pin.name} {pin.version}: {', '.join(ids)}")
        elif not heard:
            unchecked.append(pin.name)
    if unchecked:
        print(f"not checked, no database answered: {', '.join(unchecked)}")
    clean = len(locked) - known - len(unchecked)
    print(
        f"{options.lock.name}: {len(locked)} packages, {known} with known vulnerabilities, {clean} with none known, {len(unchecked)} not checked"
    )
    return KNOWN if known else NOT_CHECKED if unchecked else CLEAN


if __name__ == "__main__":
    sys.exit(main())
