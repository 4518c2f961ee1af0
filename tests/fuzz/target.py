"""One reader under the fuzzer, as a process of its own: `python -m tests.fuzz.target NAME FOLDER... [-libfuzzer=options]`.

With atheris coverage guides it (libFuzzer writes new inputs into the first folder); without, our own damage alone, and the
same lines of numbers at the end. A fault ends the process; its input lies where `-artifact_prefix=` says.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from random import Random

STATISTICS = "stat::number_of_executed_units:"  # as libFuzzer prints it
OURS = 0.4  # share of our own damage among the mutations
INSTRUMENTED = ["explorer", "ingest"]


def guided(name: str, arguments: list[str]) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.corpus import damaged
        from tests.fuzz.readers import BY_NAME, ask
    reader = BY_NAME[name]
    seeds = reader.seeds()

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        chance = Random(seed)
        if chance.random() < OURS:
            return damaged((bytes(data), *chance.sample(seeds, min(2, len(seeds)))), chance)[:size]
        return bytes(atheris.Mutate(data, size))

    def one(data: bytes) -> None:
        ask(reader, data)

    atheris.Setup([sys.argv[0], *arguments], one, custom_mutator=mutate)
    atheris.Fuzz()


def alone(name: str, folders: Sequence[Path], seconds: float, artifacts: str) -> int:
    """Our own damage for so many seconds."""
    from tests.fuzz.corpus import damaged
    from tests.fuzz.readers import BY_NAME, ask

    reader = BY_NAME[name]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    seeds = (*reader.seeds(), *(path.read_bytes() for path in files))
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = damaged(seeds, Random(count))
        count += 1
        try:
            ask(reader, data)
        except Exception:
            Path(f"{artifacts}crash-{hashlib.sha1(data).hexdigest()}").write_bytes(data)
            raise
    print(f"{STATISTICS} {count}", file=sys.stderr)
    return 0


def main(arguments: list[str]) -> int:
    """Guided where atheris is installed."""
    warnings.simplefilter("ignore")  # of the library: it tells, once a certificate, what it will refuse some day
    name, *rest = arguments
    if importlib.util.find_spec("atheris") is not None:
        guided(name, rest)
    options = dict(one.lstrip("-").split("=", 1) for one in rest if one.startswith("-"))
    folders = [Path(one) for one in rest if not one.startswith("-")]
    return alone(name, folders, float(options["max_total_time"]), options["artifact_prefix"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
