"""Watching for five days, with a bad one in between: the right code each day, never a finding lost or invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import VERBS
from explorer.cli.main import run_verbs
from explorer.cli.watch import watch_verb
from explorer.cli.watch_files import MEMORY, SUMMARY
from explorer.store.lock import writer_lock
from explorer.terminal.verbs import Verb
from ingest.cli import fetch
from ingest.sample.world import sample_files, write_sample
from tests.ingest.loopback import HTML, Loopback, Way, good, loopback, short, status, validated

BEGIN = datetime(2026, 9, 1, 6, tzinfo=UTC)
YEARS = range(1996, 2027)
EMPTY_YEAR = b"SHA-256 Fingerprint,X.509 Certificate (PEM)\n"
NEW_YEAR = 2024  # its report comes on the fourth day


@dataclass(slots=True)
class Post:
    """The scheduled job of somebody, and the world that it looks at."""

    folder: Path
    server: Loopback
    now: datetime = BEGIN
    seen: list[dict[str, str]] = field(default_factory=list)

    @property
    def out(self) -> Path:
        return self.folder / "results"

    def watch(self, *more: str | Path) -> int:
        verbs = {"watch": Verb(summary="Watch.", load=lambda: watch_verb(fetch, lambda: self.now))}
        arguments = ["watch", "--out", self.out, "--store", self.folder / "world.sqlite", "--quiet", *more]
        return run_verbs(verbs, [str(argument) for argument in arguments])

    def fetch(self, *more: str | Path) -> int:
        return self.watch("--config", self.folder / "subca.toml", "--allow-target", self.server.target, *more)

    def pass_a_day(self) -> None:
        self.now += timedelta(days=1)

    def summary(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.out / SUMMARY).read_bytes())
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        found = self.summary()["counts"]
        assert isinstance(found, dict)
        return found

    def flags(self) -> list[dict[str, str]]:
        """All of flags.csv but the snapshot's id, which knows of every list."""
        with (self.out / "flags.csv").open(newline="", encoding="utf-8") as stream:
            return [row | {"snapshot": ""} for row in csv.DictReader(stream)]

    def findings(self) -> set[tuple[str, str]]:
        return {(row["rule_id"], row["subject_id"]) for row in self.flags()}


def types_of(post: Post) -> list[str]:
    """The types of changes.csv, which changes.json must tell as well."""
    with (post.out / "changes.csv").open(newline="", encoding="utf-8") as stream:
        types = [row["type"] for row in csv.DictReader(stream)]
    document = json.loads((post.out / "changes.json").read_bytes())
    assert [change["type"] for change in document["changes"]] == types
    return types


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with loopback() as server:
        files = sample_files()
        server.on("/records", validated(files["ccadb/AllCertificateRecords_2026-09-01.csv"], '"r1"'))
        for year in YEARS:
            name = f"pem/AllCertificatePEMsCSVFormat_NotBeforeYear_{year}.csv"
            server.on(f"/pems?NotBeforeYear={year}", good(EMPTY_YEAR if year == NEW_YEAR else files.get(name, b"")))
        lists = {"onecrl": ("onecrl", "onecrl/onecrl.json")}
        text = [
            "[network]\npause_seconds = 0\ntries = 1\ngap_seconds = 5",
            f'[sources.ccadb-records]\naddresses = [["{server.url("/records")}"]]',
            f'[sources.ccadb-pems]\naddresses = [["{server.url("/pems?NotBeforeYear={year}")}"]]\nfirst_year = 1996\nrecent_years = 3',
            "[sources.included-roots]\nenabled = false",
            f'[sources.onecrl]\nmax_age_days = 0\naddresses = [["{server.on("/onecrl", good(files[lists["onecrl"][1]]))}"]]',
        ]
        for program in ("Mozilla", "Chrome", "Apple", "Microsoft"):
            url = server.on(f"/{program}", good(files[f"rootstores/{program.lower()}_2026-09-01_trust.csv"]))
            text.append(f'[sources.{program}]\nkind = "root-store"\nprogram = "{program}"\naddresses = [["{url}"]]')
        (tmp_path / "subca.toml").write_text("\n".join(text))
        yield Post(tmp_path, server)


def whole_year() -> bytes:
    return sample_files()[f"pem/AllCertificatePEMsCSVFormat_NotBeforeYear_{NEW_YEAR}.csv"]


def third_of_the_records() -> bytes:
    lines = sample_files()["ccadb/AllCertificateRecords_2026-09-01.csv"].splitlines(keepends=True)
    return b"".join(lines[: len(lines) // 3])


BAD_DAYS: dict[str, tuple[Way, int]] = {
    "HTML as 200": (good(HTML), 3),
    "two thirds lost": (good(third_of_the_records()), 3),
    "nothing but a header": (good(third_of_the_records().splitlines(keepends=True)[0]), 3),
    "shorter than announced": (short(third_of_the_records()), 4),
    "down": (status(503), 4),
    "gone": (status(404), 4),
}


@pytest.mark.parametrize(("way", "code"), BAD_DAYS.values(), ids=BAD_DAYS)
def test_five_days_with_a_bad_one(way: Way, code: int, post: Post) -> None:
    assert post.fetch() == 1, "the first run: every finding is new"
    first = post.findings()
    assert post.counts()["first_run"] is True
    assert types_of(post) == []

    post.pass_a_day()
    assert post.fetch() == 0, "nothing new"
    assert post.findings() == first
    flags = post.flags()

    post.pass_a_day()
    proper = post.server.ways["/records"]
    post.server.on("/records", way)
    assert post.fetch() == code
    assert post.findings() == first and types_of(post) == [], "nothing vanished"
    assert post.flags() == flags, "from the last good data"
    assert sum(post.counts()["new_findings"].values()) == 0
    assert any("not of today" in str(warning) for warning in post.counts()["warnings"])

    post.pass_a_day()
    post.server.ways["/records"] = proper
    post.server.on(f"/pems?NotBeforeYear={NEW_YEAR}", good(whole_year()))
    assert post.fetch() == 1, "the certificates of the year bring findings"
    later = post.findings()
    assert later - first
    new = sum(post.counts()["new_findings"].values())
    assert new >= len(later - first)
    assert "vanished" not in types_of(post)

    post.pass_a_day()
    assert post.fetch() == 0
    assert post.findings() == later and types_of(post) == []


def test_what_really_vanished_is_told_after_the_bad_day(post: Post) -> None:
    """One record is gone from the list of the fourth day; the day before, none of the list came."""
    post.fetch()
    lines = sample_files()["ccadb/AllCertificateRecords_2026-09-01.csv"].splitlines(keepends=True)
    post.pass_a_day()
    post.server.on("/records", status(503))
    assert post.fetch() == 4
    assert types_of(post) == []
    post.pass_a_day()
    post.server.on("/records", good(b"".join(lines[:-1])))
    assert post.fetch() in (0, 1)
    assert types_of(post).count("vanished") == 1


def test_findings_hidden_behind_another_code_stay_news(post: Post) -> None:
    """A bad source on the day of the new finding: its code wins, so the finding must be told the day after."""
    post.fetch()
    post.pass_a_day()
    post.server.on(f"/pems?NotBeforeYear={NEW_YEAR}", good(whole_year()))
    post.server.on("/onecrl", status(503))
    assert post.fetch() == 4
    assert sum(post.counts()["new_findings"].values()) > 0
    post.pass_a_day()
    post.server.on("/onecrl", good(sample_files()["onecrl/onecrl.json"]))
    assert post.fetch() == 1
    post.pass_a_day()
    assert post.fetch() == 0


def test_fail_on_never_turns_1_into_0_and_nothing_else(post: Post) -> None:
    assert post.fetch("--fail-on", "never") == 0
    post.pass_a_day()
    post.server.on("/records", good(HTML))
    assert post.fetch("--fail-on", "never") == 3


def test_without_any_data_there_is_no_report(post: Post) -> None:
    assert post.fetch("--offline") == 4
    assert not post.out.exists()
    post.server.on("/records", good(HTML))
    assert post.fetch() == 3


def test_offline_reports_from_the_last_good_data(post: Post) -> None:
    post.fetch()
    first = post.findings()
    asked = len(post.server.requests)
    post.pass_a_day()
    assert post.fetch("--offline") == 4
    assert post.findings() == first
    assert len(post.server.requests) == asked


def test_accepted_findings_are_no_news(post: Post) -> None:
    """Every finding of the first run is accepted until a day; on the day after it they fire again."""
    verbs = {**VERBS}
    assert post.fetch("--fail-on", "never") == 0
    bad = [row for row in post.flags() if row["severity"] in ("critical", "high")]
    baseline = post.folder / "accepted.toml"
    chosen = [word for row in bad for word in ("--accept", f"{row['rule_id']}:{row['subject_id']}")]
    why = ("--reason", "known", "--author", "me", "--until", "2026-09-02", "--baseline", str(baseline))
    store = str(post.folder / "world.sqlite")
    assert run_verbs(verbs, ["flags", "--store", store, "--quiet", *chosen, *why]) == 0
    (post.out / MEMORY).unlink()
    assert post.fetch("--baseline", baseline) == 0, "no run before, but all of them accepted"
    assert {row["status"] for row in post.flags() if row["severity"] == "high"} == {"accepted"}
    reason = "known (accepted by me on "
    (run,) = json.loads((post.out / "flags.sarif").read_bytes())["runs"]
    suppressions = [s for result in run["results"] for s in result["suppressions"]]
    assert len(suppressions) == len(bad) and all(s["justification"].startswith(reason) for s in suppressions)
    assert (post.out / "flags.junit.xml").read_text().count(f'message="accepted: {reason}') == len(bad)
    post.pass_a_day()
    assert post.fetch("--baseline", baseline) == 0
    post.pass_a_day()
    assert post.fetch("--baseline", baseline) == 1, "accepted no longer"
    baseline.write_text("nonsense")
    assert post.fetch("--baseline", baseline) == 2


def test_a_clock_set_back_makes_no_news_and_loses_no_old_run(post: Post, given: Callable[..., int]) -> None:
    assert given("--keep", "5") == 1
    first = post.findings()
    post.now -= timedelta(days=40)
    assert given("--keep", "5") == 0
    assert post.findings() == first
    assert given("--keep", "5") == 0, "and once more at the very same time"
    assert len(list((post.folder / f"{post.out.name}.runs").iterdir())) == 3, "the current one and both of before"


def test_what_is_gone_is_absent_in_sarif_and_nowhere_else(post: Post, given: Callable[..., int]) -> None:
    given()
    memory = json.loads((post.out / MEMORY).read_bytes())
    memory["told"]["SUBCA-001 " + "A" * 64] = "high"
    (post.out / MEMORY).write_text(json.dumps(memory))
    given()
    (run,) = json.loads((post.out / "flags.sarif").read_bytes())["runs"]
    absent = [result for result in run["results"] if result["baselineState"] == "absent"]
    assert [(one["ruleId"], one["kind"], one["level"]) for one in absent] == [("SUBCA-001", "pass", "none")]
    assert ("SUBCA-001", "A" * 64) not in post.findings()
    given()
    (run,) = json.loads((post.out / "flags.sarif").read_bytes())["runs"]
    assert not [result for result in run["results"] if result["baselineState"] == "absent"], "told once"


# -- the folder ---------------------------------------------------------------------------------------


@pytest.fixture
def given(post: Post) -> Callable[..., int]:
    """Watching files that something else brings."""
    write_sample(post.folder / "in")
    return lambda *more: post.watch("--from", post.folder / "in", *more)


def test_files_are_watched_as_well(post: Post, given: Callable[..., int]) -> None:
    assert given() == 1
    assert {"flags.csv", SUMMARY, MEMORY} <= {path.name for path in post.out.iterdir()}
    assert post.summary()["exit_code"] == 1
    assert given() == 0
    assert post.summary()["exit_code"] == 0


def test_a_list_older_than_the_stored_one_is_refused(post: Post, given: Callable[..., int]) -> None:
    given()
    old = sample_files()["ccadb/AllCertificateRecords_2024-09-01.csv"]
    (post.folder / "in" / "ccadb" / "AllCertificateRecords_2025-01-01.csv").write_bytes(old)
    assert given() == 3
    assert given("--accept-rollback", "--accept-shrink") in (0, 1)


def test_lists_that_nobody_renews_are_noticed(post: Post, given: Callable[..., int]) -> None:
    assert given("--max-age", "7") == 1
    post.now += timedelta(days=8)
    assert given("--max-age", "7") == 4


def test_old_runs_are_kept_and_swept(post: Post, given: Callable[..., int]) -> None:
    runs = post.folder / "results.runs"
    for day in range(4):
        given("--keep", "2")
        assert len(list(runs.iterdir())) == min(day + 1, 3)
        post.pass_a_day()
    (runs / "20200101T000000Z.dead.part").mkdir()
    given("--keep", "0")
    assert [path.name for path in runs.iterdir()] == [post.out.readlink().name]


def test_a_failed_run_leaves_the_folder_of_before(
    post: Post, given: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    given()
    before = {path.name: path.read_bytes() for path in post.out.iterdir()}

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("explorer.cli.watch_files.write_flags", full)
    assert given() == 5
    assert {path.name: path.read_bytes() for path in post.out.iterdir()} == before
    assert len(list((post.folder / "results.runs").iterdir())) == 1
    monkeypatch.undo()
    assert given() == 0


def test_a_folder_of_something_else_is_left_alone(post: Post, given: Callable[..., int]) -> None:
    post.out.mkdir()
    (post.out / "thesis.txt").write_text("years of work")
    assert given() == 2
    assert [path.name for path in post.out.iterdir()] == ["thesis.txt"]
    (post.out / "thesis.txt").unlink()
    assert given() == 1, "an empty folder may be replaced"


def test_two_at_once_are_busy(post: Post, given: Callable[..., int]) -> None:
    with writer_lock(post.out, wait=0, started="now"):
        assert given() == 7
    with writer_lock(post.folder / "world.sqlite", wait=0, started="now"):
        assert given() == 7
    assert not post.out.exists()


def test_a_lost_memory_makes_everything_news_again(post: Post, given: Callable[..., int]) -> None:
    given()
    (post.out / MEMORY).write_text("{")
    assert given() == 1


# -- the webhook --------------------------------------------------------------------------------------


def test_the_summary_is_posted_to_the_webhook_and_nowhere_else(post: Post, given: Callable[..., int]) -> None:
    url = post.server.on("/hook", status(204, body=b""))
    assert given("--webhook", url, "--allow-target", post.server.target) == 1
    (request,) = post.server.requests
    assert (request.method, request.path) == ("POST", "/hook")
    posted = json.loads(request.body)
    assert posted["exit_code"] == 1 and posted["counts"]["findings"]


def test_a_webhook_that_cannot_be_reached_is_told(post: Post, given: Callable[..., int]) -> None:
    url = post.server.on("/hook", status(410))
    assert given("--webhook", url, "--allow-target", post.server.target) == 4
    assert post.summary()["exit_code"] == 4
    assert given() == 1, "nobody was told, so it is news again"


@pytest.mark.parametrize("url", ["http://example.org/", "https://a:b@example.org/", "file:///etc/passwd"])
def test_a_forbidden_webhook_is_wrong_usage(url: str, post: Post, given: Callable[..., int]) -> None:
    assert given("--webhook", url) == 2
    assert not post.out.exists()
