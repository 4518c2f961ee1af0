"""A synthetic WebPKI of any size, drawn by a seed and laid out as the public data are: `ccadb/`, `pem/`, `rootstores/`, `onecrl/`.

    python -m benchmarks.gen FOLDER [--certificates 10000] [--seed 1]

Hierarchies of many owners, cross-certificates, renewals of the same key, outside operators, a mesh of bridges that all
certified one another, odd encodings, expiries and revocations. The signatures are real (P-256, one in six P-384: about
the mean cost of the public certificates); the keys are those of the sample world and guard nothing. The same seed gives
the same bytes on every machine. Days of history between two reports are made by `year_of_reports.py`.
"""

from __future__ import annotations

import argparse
import gzip
import random
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Unpack

from explorer.model.purpose import CLIENT_AUTH, EMAIL_PROTECTION, SERVER_AUTH
from ingest.sample.certificates import encode
from ingest.sample.draw import BOTH, MAIL, OWN, REVOKED, WEB, Authority, Entry, RevokedEntry, World
from ingest.sample.files import all_files
from ingest.sample.shape import Limits, Shape

BRIDGES = 6  # of the mesh
CASES = 12  # share of each oddity: about one in so many
FIRST, LAST = date(2008, 1, 1), date(2026, 8, 20)


def draw(certificates: int, seed: int) -> World:
    """A world of about so many certificates."""
    chance = random.Random(seed)
    world = World()
    owners = max(3, certificates // 120)
    tops: list[Authority] = []
    for number in range(owners):
        owner = world.owner(f"Synthetic Owner {number}", f"owner-{number}.example", "XB", f"Auditor {number % 7}")
        for generation in range(1 + number % 3):
            since = date(2006 + 5 * generation, 1, 1) + timedelta(days=chance.randrange(900))
            root = owner.root(
                f"root-{number}-{generation}",
                f"{owner.title} Root {generation}",
                str(since),
                str(since.replace(month=1, day=1, year=since.year + 25)),
                kind=chance.choice(("P-256", "P-384")),
                trust=chance.choice((WEB, WEB, MAIL, BOTH)),
            )
            tops.append(root)
    mesh(world)
    policies: list[Authority] = []
    for number, root in enumerate(tops):
        for place in range(1 + number % 4):
            path_length = chance.choice((None, 1, 2))
            label = f"policy-{number}-{place}"
            policies.append(below(root, chance, label, kind="P-256", path_length=path_length, eku=None))
    known: list[Authority] = []
    while len(world.plans) < certificates:
        label = f"ca-{len(world.plans)}"
        by = chance.choice(policies if chance.random() < 0.8 else tops)
        case = chance.randrange(CASES)
        if case == 0 and known:  # one more certificate for a CA of any owner
            by.cross(chance.choice(known), label, *span(chance))
        elif case == 1 and known:  # renewed: same name, same key, a later time
            again = chance.choice(known)
            by.cross(again, label, *span(chance), path_length=0, eku=(SERVER_AUTH,))
        else:
            known.append(below(by, chance, label, kind=chance.choice(("P-256",) * 5 + ("P-384",)), **oddity(case)))
    for number, ca in enumerate(known[::80]):
        world.onecrl.append(RevokedEntry(certificate=ca.label, on=LAST - timedelta(days=number), why="synthetic"))
    return world


def mesh(world: World) -> None:
    """Bridges that all certified one another; one of them is a root of the programs."""
    owner = world.owner("Synthetic Bridge Authority", "bridge.example", "XC")
    bridges = [owner.root(f"bridge-{n}", f"Bridge {n}", "2012-01-01", "2036-01-01") for n in range(BRIDGES)]
    for by, of in permutations(bridges, 2):
        by.cross(of, f"{by.label}-certifies-{of.label}", "2013-01-01", "2033-01-01", path_length=None, eku=None)


def below(by: Authority, chance: random.Random, label: str, kind: str, **shape: Unpack[Shape]) -> Authority:
    """A new CA below another; one in nine is run by somebody else, one in fifteen is revoked."""
    operator = f"Outside Operator {chance.randrange(60)}" if chance.random() < 1 / 9 else ""
    entry = Entry(
        operator=operator,
        audits=OWN if operator else "",
        revocation=REVOKED if chance.random() < 1 / 15 else "Not Revoked",
    )
    title = f"{by.owner.title} {label}"
    return by.sub(label, title, *span(chance), kind=kind, organisation=operator, entry=entry, **shape)


def span(chance: random.Random) -> tuple[str, str]:
    """First and last day of a certificate."""
    since = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    return str(since), str(since + timedelta(days=365 * chance.randrange(3, 12)))


def oddity(case: int) -> Shape:
    """What differs from an ordinary issuing CA."""
    shapes: dict[int, Shape] = {
        2: {"eku": (EMAIL_PROTECTION, CLIENT_AUTH)},
        3: {"eku": None},
        4: {"limits": Limits(permitted=(("dns", f"x{case}.example"),), excluded=(("ip", "0.0.0.0/0"), ("ip", "::/0")))},
        5: {"twist": "default-false", "tier": "tolerant"},
        6: {"path_length": 1},
    }
    return shapes.get(case, {})


def write(folder: Path, certificates: int = 10_000, seed: int = 1) -> int:
    """Make the files; returns the number of certificates."""
    world = draw(certificates, seed)
    encoded = {label: encode(plan) for label, plan in world.plans.items()}
    for name, content in all_files(world, encoded).items():
        if name.startswith(("ccadb/", "pem/", "rootstores/", "onecrl/")):
            path = folder / f"{name}.gz"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(gzip.compress(content, compresslevel=6, mtime=0))
    return len(encoded)


def main() -> int:
    """Write a world into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--certificates", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{write(options.folder, options.certificates, options.seed)} certificates in {options.folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
