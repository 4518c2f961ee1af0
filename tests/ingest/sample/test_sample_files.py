"""The sample's files: the same bytes for ever, laid out as their publishers do, holding what the stories need."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.sample.certificates import encode
from ingest.sample.draw import AS_OF, DAYS
from ingest.sample.files import all_files
from ingest.sample.report_columns import V1_50, V4_84
from ingest.sample.stories.hostile import HOSTILE
from ingest.sample.told import encoded, told_world
from ingest.sample.world import sample_files, write_sample

GOLDEN = "39fd9e74f4bd7e30e2bab73d6855f2ef6f3fa14a92c705e893bbdeb440391b81"  # SHA-256 over every path and its bytes; changes when the world does, and then on purpose

NEWEST = f"ccadb/AllCertificateRecords_{AS_OF}.csv"


def rows_of(name: str) -> list[dict[str, str]]:
    text = sample_files()[name].decode("utf-8")
    return [{k: v for k, v in row.items() if k} for row in csv.DictReader(io.StringIO(text, newline=""))]


def test_golden_digest() -> None:
    digest = hashlib.sha256()
    for name, data in sample_files().items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    assert digest.hexdigest() == GOLDEN


def test_made_again_from_the_plans_gives_the_same_bytes() -> None:
    world = told_world()
    again = {label: encode(plan) for label, plan in world.plans.items()}
    assert again == encoded()
    assert all_files(world, again) == sample_files()


def test_written_folder_holds_the_same_files(tmp_path: Path) -> None:
    write_sample(tmp_path)
    written = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert written == sample_files()


def test_paths_are_plain() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) and ".." not in name for name in sample_files())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_report_has_the_header_of_its_day(day: object) -> None:
    first = sample_files()[f"ccadb/AllCertificateRecords_{day}.csv"].decode("utf-8").split("\n", 1)[0]
    names = tuple(name for name in next(csv.reader([first])) if name)
    assert names == (V1_50 if str(day) < "2025" else V4_84)


def test_newest_report_has_84_columns_and_the_oldest_50() -> None:
    assert (len(V4_84), len(V1_50)) == (84, 50)


def test_world_is_small_but_rich() -> None:
    rows = rows_of(NEWEST)
    owners = {row["CA Owner"] for row in rows} - {"Example CA"}
    certificates = len(told_world().plans)
    assert len(owners) >= 25
    assert 280 <= certificates <= 400
    assert len(rows) >= 280


def test_cells_hold_the_oddities_of_real_reports() -> None:
    rows = rows_of(NEWEST)
    fingerprints = [row["SHA-256 Fingerprint"] for row in rows]
    assert Counter(len(f) for f in fingerprints).keys() >= {0, 64, 66, 95}
    assert max(Counter(f for f in fingerprints if f).values()) > 1
    assert {row["Revocation Status"] for row in rows} == {"", "Not Revoked", "Revoked", "Parent Cert Revoked"}
    assert {row["Microsoft Status"] for row in rows} >= {"Included", "Not Included", "NotBefore", "Disabled"}
    assert {row["Mozilla Status"] for row in rows} >= {"Included", "Removed", "Provided by CA"}
    assert any(row["CA Owner"] == "Example CA" for row in rows)


def test_hostile_names_stand_in_the_report() -> None:
    assert {row["Certificate Name"] for row in rows_of(NEWEST)} >= set(HOSTILE)


def test_pem_reports_are_sorted_by_year_of_not_before() -> None:
    for name, data in sample_files().items():
        if name.startswith("pem/"):
            rows = list(csv.DictReader(io.StringIO(data.decode("ascii"), newline="")))
            assert rows, name
            assert [r["SHA-256 Fingerprint"] for r in rows] == sorted(r["SHA-256 Fingerprint"] for r in rows)


def test_every_program_has_a_list_of_the_last_day() -> None:
    names = {name for name in sample_files() if name.startswith("rootstores/")}
    assert {f"rootstores/{p}_{AS_OF}_trust.csv" for p in ("mozilla", "chrome", "apple", "microsoft")} <= names


def test_onecrl_names_certificates_of_the_sample() -> None:
    entries = json.loads(sample_files()["onecrl/onecrl.json"])["data"]
    assert len(entries) == len(told_world().onecrl) >= 2


def test_register_names_prove_the_records() -> None:
    records = {n: d for n, d in sample_files().items() if n.startswith("register/") and n.endswith(".txt")}
    assert len(records) == len(told_world().evidence)
    for name, data in records.items():
        assert name.endswith(f"-{hashlib.sha256(data).hexdigest()[:12]}.txt")
        fields = [line.split(":")[0] for line in data.decode("utf-8").splitlines()]
        assert fields == sorted(fields)
