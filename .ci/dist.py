"""Wheel and source archive, twice, from two different folders: `make dist`. They are handed out when the bytes are the same.

    python .ci/dist.py [--out DIR]

What is built is the last commit, so that nothing lying about gets in; outside a git checkout (a source archive unpacked), the
files as they lie. The second build has another folder, umask, time zone and file times. Beside the archives stand
SHA256SUMS, the bill of materials and the notes of the release.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lock import ROOT
from notes import notes

IGNORED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist")
OLD = 1_000_000_000  # 2001-09-09, file time of the second build


def run(command: list[str], *, where: Path, umask: int = -1, **environment: str) -> bytes:
    """The output of a command; its errors go to ours. Raises CalledProcessError."""
    return subprocess.run(  # noqa: S603  our own words only
        command, cwd=where, check=True, stdout=subprocess.PIPE, umask=umask, env={**os.environ, **environment}
    ).stdout


def is_checkout() -> bool:
    """Whether git knows this folder as the top of a checkout."""
    return (ROOT / ".git").exists() and shutil.which("git") is not None


def epoch() -> str:
    """SOURCE_DATE_EPOCH as given, else the time of the last commit, else the first second that an archive can hold."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return given
    return run(["git", "log", "-1", "--format=%ct"], where=ROOT).decode().strip() if is_checkout() else "315532800"


def source(folder: Path) -> Path:
    """The files to build from, in a new folder."""
    folder.mkdir(parents=True)
    if is_checkout():
        packed = run(["git", "archive", "--format=tar", "HEAD"], where=ROOT)
        subprocess.run(["tar", "-x"], cwd=folder, input=packed, check=True)  # noqa: S607
    else:
        shutil.copytree(ROOT, folder, ignore=IGNORED, dirs_exist_ok=True)
    return folder


def build(folder: Path, out: Path, *, umask: int, zone: str) -> dict[str, str]:
    """Build both archives; return name -> SHA-256."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(out)]
    run(command, where=folder, umask=umask, TZ=zone, SOURCE_DATE_EPOCH=epoch())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def main() -> int:
    """Build, compare, hand out."""
    parser = argparse.ArgumentParser(description="Wheel and source archive of the last commit.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="subca-dist-") as name:
        work = Path(name)
        first = build(source(work / "one"), work / "first", umask=0o022, zone="UTC")
        other = source(work / "a folder with another name" / "two")
        for path in other.rglob("*"):
            os.utime(path, (OLD, OLD))
        second = build(other, work / "second", umask=0o077, zone="Asia/Kathmandu")
        if first != second:
            print(f"two builds differ: {sorted(set(first.items()) ^ set(second.items()))}", file=sys.stderr)
            return 1
        options.out.mkdir(parents=True, exist_ok=True)
        for made in first:
            shutil.copyfile(work / "first" / made, options.out / made)
    sums = "".join(f"{digest}  {made}\n" for made, digest in first.items())
    (options.out / "SHA256SUMS").write_text(sums, encoding="ascii")
    (options.out / "NOTES.txt").write_text(notes(), encoding="utf-8")
    bill = str(options.out / "subca.cdx.json")
    run([sys.executable, str(ROOT / ".ci" / "sbom.py"), "--out", bill], where=ROOT, SOURCE_DATE_EPOCH=epoch())
    for made, digest in first.items():
        print(f"{digest}  {options.out / made}")
    if is_checkout() and run(["git", "status", "--porcelain"], where=ROOT):
        print("note: what is not committed is not in it", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
