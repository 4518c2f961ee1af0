"""The synthetic world: the same seed draws the same bytes, and it holds the shapes that a benchmark needs."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.floors import parse_floor, read_skims, signature_calls, signature_floor
from benchmarks.gen import BRIDGES, draw, write
from ingest.sample.certificates import encode
from ingest.sources.ccadb_records import read_records

COUNT = 400


def test_a_seed_draws_the_same_world_and_another_seed_another() -> None:
    one, again, other = draw(COUNT, 1), draw(COUNT, 1), draw(COUNT, 2)
    assert one.plans == again.plans
    assert one.plans != other.plans
    label = next(reversed(one.plans))
    assert encode(one.plans[label]) == encode(again.plans[label])


def test_files_are_those_of_the_publishers_and_every_certificate_is_in_them(tmp_path: Path) -> None:
    assert write(tmp_path, COUNT) == COUNT
    assert len(list(read_skims(tmp_path))) == COUNT
    newest = max((tmp_path / "ccadb").iterdir())
    assert read_records(gzip.decompress(newest.read_bytes()), where=newest.name).counts.read > COUNT * 0.9
    assert {path.name for path in tmp_path.iterdir()} == {"ccadb", "pem", "rootstores", "onecrl"}


def test_the_floor_holds_one_check_for_every_certificate(tmp_path: Path) -> None:
    write(tmp_path, COUNT)
    calls = signature_calls(tmp_path)
    assert len(calls) == COUNT
    assert signature_floor(calls) > 0
    assert parse_floor([skimmed.der for skimmed in read_skims(tmp_path)]) > 0


def test_it_holds_a_mesh_crossings_renewals_and_odd_encodings() -> None:
    plans = draw(COUNT, 1).plans
    by_ca: dict[object, int] = {}
    for plan in plans.values():
        by_ca[(plan.subject, plan.key)] = by_ca.get((plan.subject, plan.key), 0) + 1
    assert sum(1 for count in by_ca.values() if count == BRIDGES) >= BRIDGES
    assert sum(1 for count in by_ca.values() if 1 < count < BRIDGES) > COUNT / 40
    assert {plan.tier for plan in plans.values()} == {"strict", "tolerant"}
