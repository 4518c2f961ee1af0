"""The suite with the lowest versions that pyproject.toml allows, and with the newest there are: `make versions`.

Each set gets an environment of its own in a temporary folder; nothing is written into the locks. Prints what was
installed of the direct dependencies and what the tests said, and ends with 1 when either set fails. Needs uv.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = {"lowest": "lowest-direct", "newest": "highest"}
EXTRAS = ("scale", "test")
TESTS = ("-q", "-p", "no:cacheprovider", "-m", "not browser", "--ignore=tests/house", "--ignore=tests/faults")


def call(*command: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours in the checkout; its output goes through."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **settings}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=environment, check=False, text=True)  # noqa: S603 - our own words


def direct() -> set[str]:
    """Names of what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    return {re.split(r"[\[<>=!~ ;]", line)[0].lower() for line in asked}


def environment(uv: str, folder: Path, resolution: str) -> Path:
    """An environment with one set of versions; its interpreter."""
    python = folder / "bin" / "python"
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    install = (uv, "pip", "install", "--quiet", "--python", python, "--resolution", resolution, "-r", "pyproject.toml")
    for command in ((uv, "venv", "--quiet", "--python", sys.executable, folder), (*install, *extras)):
        if call(*command).returncode != 0:
            raise SystemExit("the environment could not be made")
    return python


def versions(folder: Path) -> str:
    """The direct dependencies as installed."""
    names = direct()
    packages = folder.glob("lib/python3*/site-packages/*.dist-info")
    found = {name.lower().replace("_", "-"): version for name, _, version in (p.stem.partition("-") for p in packages)}
    return ", ".join(f"{name} {found[name]}" for name in sorted(names & found.keys()))


def main() -> int:
    """Try the sets, answer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=sorted(SETS), action="append")
    parser.add_argument(
        "tests", nargs="*", default=["tests"], help="what to run; default: all but browser, house and faults"
    )
    options = parser.parse_args()
    uv = shutil.which("uv")
    if uv is None:
        print("uv is not installed: python -m pip install uv", file=sys.stderr)
        return 2
    failed = False
    for name in options.only or SETS:
        with tempfile.TemporaryDirectory() as folder:
            python = environment(uv, Path(folder) / "env", SETS[name])
            print(f"== {name}: {versions(Path(folder) / 'env')}", flush=True)
            done = call(python, "-m", "pytest", *TESTS, *options.tests)
            print(f"== {name}: {'the suite passes' if done.returncode == 0 else 'FAILS'}", flush=True)
            failed |= done.returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
