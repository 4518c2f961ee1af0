"""Fetching from a loopback server, day after day: what is stored, what is refused, what is asked for again."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import app
from explorer.errors import InputRejected, IntegrityAlarm, SourceUnreachable, StoreBusy, UsageError
from explorer.store.catalog import RECORDS, open_store
from explorer.store.check import check_store
from explorer.store.lock import writer_lock
from explorer.store.validators import read_validators
from explorer.terminal.progress import SILENT
from ingest.asking import file_name
from ingest.config import DEFAULT_SOURCES, Source, config_text, read_config
from ingest.exchange import Clock, Limits
from ingest.fetch import FetchReport, fetch
from ingest.http import Client
from tests.ingest.loopback import HTML, Loopback, Way, good, loopback, short, status, validated
from tests.ingest.sources.reports import V1_43, der, fingerprint, pem, pem_report, report, row

DAY_1 = datetime(2026, 11, 24, 6, tzinfo=UTC)
DATED_HEADER = (*V1_43, "Valid From (GMT)")


def records(count: int = 60, *, first: int = 1, **differs: str) -> bytes:
    return report([row(number, **differs) for number in range(first, first + count)])


@dataclass(slots=True)
class House:
    """A store, a server, and a clock."""

    server: Loopback
    store: Path
    now: datetime = DAY_1
    said: list[str] = field(default_factory=list)

    def source(self, *addresses: str | tuple[str, ...], kind: str = "ccadb-all-records", **more: object) -> Source:
        parts = tuple((a,) if isinstance(a, str) else a for a in addresses)
        return Source.model_validate({"kind": kind, "addresses": parts, **more})

    def fetch(self, sources: dict[str, Source], **more: bool) -> FetchReport:
        clock = Clock(now=lambda: self.now, monotonic=lambda: 0.0, sleep=lambda seconds: None, chance=lambda: 0.5)
        limits = Limits(connect=1.0, gap=0.5, download=5.0, tries=2, pause=0.0)
        client = Client(
            limits=limits, clock=clock, agent="subca/test", say=self.said.append,
            allowed=frozenset({self.server.target}),
        )  # fmt: skip
        found = fetch(sources, get=client.get, store=self.store, now=self.now, progress=SILENT, workers=1, **more)
        with open_store(self.store) as opened:
            check_store(opened)
        return found

    def days(self, name: str = RECORDS) -> list[tuple[date, int]]:
        with open_store(self.store) as opened:
            return [(d.day, d.stored) for d in opened.days() if d.name == name]

    def validators(self) -> dict[str, str]:
        with open_store(self.store) as opened:
            return {url: v.etag for url, v in read_validators(opened.connection).items()}

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with loopback() as server:
        yield House(server, tmp_path / "world.sqlite")


def first_day(house: House, way: Way | None = None) -> dict[str, Source]:
    """A source that answered well on the first day."""
    sources = {"records": house.source(house.server.on("/FormatV5", way or validated(records(), '"1"')))}
    found = house.fetch(sources)
    assert not found.failed and not found.build.rejected
    assert dict(found.sources) == {"records": "new"}
    assert house.days() == [(DAY_1.date(), 60)]
    return sources


def errors(found: FetchReport) -> list[type[Exception]]:
    return [type(error) for error in (*found.failed, *found.build.rejected)]


# -- days ---------------------------------------------------------------------------------------------


def test_a_list_is_of_the_day_of_its_receipt(house: House) -> None:
    first_day(house)


def test_304_and_the_same_bytes_are_of_today_too(house: House) -> None:
    sources = first_day(house)
    house.pass_days(1)
    found = house.fetch(sources)
    assert dict(found.sources) == {"records": "unchanged"}
    assert house.server.requests[-1].headers["if-none-match"] == '"1"'
    house.server.on("/FormatV5", good(records()))
    house.pass_days(1)
    assert dict(house.fetch(sources).sources) == {"records": "unchanged"}
    assert [day for day, _ in house.days()] == [DAY_1.date() + timedelta(days=n) for n in range(3)]


def test_twice_on_one_day_changes_nothing(house: House) -> None:
    sources = first_day(house)
    house.pass_days(0.1)
    found = house.fetch(sources)
    assert [outcome.known for outcome in found.build.outcomes] == [True]
    assert house.days() == [(DAY_1.date(), 60)]


def test_validators_come_only_with_an_accepted_body(house: House) -> None:
    sources = first_day(house)
    url = house.server.url("/FormatV5")
    assert house.validators() == {url: '"1"'}
    house.pass_days(1)
    house.server.on("/FormatV5", validated(records(10), '"2"'))
    assert errors(house.fetch(sources)) == [InputRejected]
    assert house.validators() == {url: '"1"'}


def test_what_the_archive_lost_is_fetched_again(house: House) -> None:
    sources = first_day(house)
    for blob in house.store.with_name("world.sqlite.raw").glob("??/*.gz"):
        blob.unlink()
    house.pass_days(1)
    found = house.fetch(sources)
    assert not errors(found)
    assert len(house.days()) == 2


def test_damage_in_the_archive_is_an_alarm(house: House) -> None:
    sources = first_day(house)
    (blob,) = house.store.with_name("world.sqlite.raw").glob("??/*.gz")
    good_bytes = blob.read_bytes()
    blob.write_bytes(good_bytes[:-20] + bytes(20))
    house.pass_days(1)
    with pytest.raises(IntegrityAlarm):  # by the check of the test; the run itself tells, too
        house.fetch(sources)
    assert len(house.days()) == 2


def test_a_store_of_which_only_the_file_was_made_is_none(house: House) -> None:
    """What kill -9 leaves between the making of the file and that of its tables."""
    with closing(sqlite3.connect(house.store)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    first_day(house)


# -- doubt --------------------------------------------------------------------------------------------


BAD: dict[str, tuple[Way, type[Exception]]] = {
    "HTML as 200": (good(HTML, "Content-Type: text/csv"), InputRejected),
    "truncated inside a cell": (good(records()[:-9]), InputRejected),
    "header only": (good(report([])), InputRejected),
    "another report": (good(pem_report([])), InputRejected),
    "shorter than announced": (short(records()), SourceUnreachable),
    "down": (status(503), SourceUnreachable),
    "gone": (status(404), SourceUnreachable),
    "most of it lost": (good(records(40)), InputRejected),
}


@pytest.mark.parametrize(("way", "error"), BAD.values(), ids=BAD)
def test_a_bad_day_leaves_the_last_good_list(way: Way, error: type[Exception], house: House) -> None:
    sources = first_day(house)
    house.pass_days(1)
    house.server.on("/FormatV5", way)
    found = house.fetch(sources)
    assert errors(found) == [error]
    assert house.days() == [(DAY_1.date(), 60)]
    house.pass_days(1)
    house.server.on("/FormatV5", validated(records(61), '"3"'))
    assert not errors(house.fetch(sources))
    assert house.days()[-1] == (DAY_1.date() + timedelta(days=2), 61)


def test_a_loss_is_doubt_however_old_the_list_before_is(house: House) -> None:
    sources = first_day(house)
    house.pass_days(300)
    house.server.on("/FormatV5", good(records(40)))
    assert errors(house.fetch(sources)) == [InputRejected]
    assert not errors(house.fetch(sources, accept_shrink=True))


def test_a_frozen_source_is_noticed(house: House) -> None:
    sources = {"records": house.source(house.server.on("/x", validated(records(), '"1"')), max_age_days=7)}
    for _ in range(8):
        assert not errors(house.fetch(sources))
        house.pass_days(1)
    found = house.fetch(sources)
    assert errors(found) == [SourceUnreachable] and "frozen" in str(found.failed[0])
    assert len(house.days()) == 8
    house.server.on("/x", validated(records(61), '"2"'))
    assert not errors(house.fetch(sources))


def test_a_source_that_the_server_itself_dates_long_ago_is_frozen(house: House) -> None:
    way = validated(records(), '"1"', "Mon, 09 Nov 2026 00:00:00 GMT")
    sources = {"records": house.source(house.server.on("/x", way), max_age_days=7)}
    with pytest.raises(UsageError, match="no such store"):  # nothing was stored at all
        house.fetch(sources)


def test_a_source_that_goes_back_is_noticed(house: House) -> None:
    old = records()
    sources = first_day(house, good(old))
    house.pass_days(1)
    house.server.on("/FormatV5", good(records(62)))
    assert not errors(house.fetch(sources))
    house.pass_days(1)
    house.server.on("/FormatV5", good(old))
    found = house.fetch(sources)
    assert errors(found) == [InputRejected] and "went back" in str(found.build.rejected[0])
    assert len(house.days()) == 2
    assert not errors(house.fetch(sources, accept_rollback=True))
    assert len(house.days()) == 3


def test_a_body_dated_before_the_last_one_went_back(house: House) -> None:
    sources = first_day(house, validated(records(), '"1"', "Tue, 24 Nov 2026 05:00:00 GMT"))
    house.pass_days(1)
    house.server.on("/FormatV5", validated(records(61), '"0"', "Mon, 23 Nov 2026 05:00:00 GMT"))
    found = house.fetch(sources)
    assert errors(found) == [InputRejected] and "last modified" in str(found.failed[0])
    assert not errors(house.fetch(sources, accept_rollback=True))


def test_a_clock_set_back_files_nothing_under_an_older_day(house: House) -> None:
    sources = first_day(house)
    house.pass_days(-3)
    house.server.on("/FormatV5", good(records(61)))
    found = house.fetch(sources)
    assert errors(found) == [InputRejected]
    assert house.days() == [(DAY_1.date(), 60)]


# -- forms of the list --------------------------------------------------------------------------------


def test_older_forms_are_used_when_the_server_has_not_the_newest(house: House) -> None:
    s = house.server
    source = house.source(
        s.on("/FormatV5", status(404)), s.on("/Formatv4", good(HTML)),
        (s.on("/FormatV4a", good(records(40))), s.on("/FormatV4b", good(records(20, first=41)))),
        s.on("/Format", good(records())),
    )  # fmt: skip
    found = house.fetch({"records": source})
    assert not errors(found)
    assert found.warnings and "/FormatV5 could not be had" in found.warnings[0]
    assert (house.days(f"{RECORDS}-v4a"), house.days(f"{RECORDS}-v4b")) == (
        [(DAY_1.date(), 40)], [(DAY_1.date(), 20)],
    )  # fmt: skip
    assert not s.asked("/Format")


def test_half_a_list_is_none(house: House) -> None:
    s = house.server
    parts = (s.on("/FormatV4a", good(records(40))), s.on("/FormatV4b", status(404)))
    found = house.fetch({"records": house.source(parts, s.on("/Formatv3", good(records())))})
    assert not errors(found)
    assert house.days() == [(DAY_1.date(), 60)] and not house.days(f"{RECORDS}-v4a")


def test_a_server_that_is_not_reached_is_not_asked_for_older_forms(house: House) -> None:
    s = house.server
    first_day(house)
    source = house.source(s.on("/FormatV5", short(records())), s.on("/Formatv4", good(records())))
    assert errors(house.fetch({"records": source})) == [SourceUnreachable]
    assert not s.asked("/Formatv4")


# -- certificates by year -----------------------------------------------------------------------------


def dated_records(years: Iterable[int]) -> bytes:
    rows = [
        row(year, SHA_256="x") | {"SHA-256 Fingerprint": fingerprint(der(year)), "Valid From (GMT)": f"{year}.05.01"}
        for year in years
    ]
    return report(rows, DATED_HEADER)


def year_report(*years: int) -> bytes:
    return pem_report([(fingerprint(der(year)), pem(der(year))) for year in years])


def years_asked(house: House) -> list[int]:
    return [int(r.path[-4:]) for r in house.server.requests if "NotBeforeYear" in r.path]


def test_years_are_asked_for_when_they_may_have_changed(house: House) -> None:
    s = house.server
    for year in range(2019, 2027):
        s.on(f"/CertificatePEMs?NotBeforeYear={year}", good(b"" if year == 2020 else year_report(year)))
    sources = {
        "records": house.source(s.on("/FormatV5", good(dated_records(range(2019, 2025))))),
        "pems": house.source(s.url("/CertificatePEMs?NotBeforeYear={year}"), kind="ccadb-pems", first_year=2019),
    }
    assert not errors(house.fetch(sources))
    assert years_asked(house) == list(range(2019, 2027))
    s.requests.clear()
    house.pass_days(1)
    assert not errors(house.fetch(sources))
    assert years_asked(house) == [2025, 2026], "2020 is missing since yesterday, and was asked for then"
    s.requests.clear()
    house.pass_days(1)
    rows = dated_records(range(2018, 2025)).replace(b"2018.05.01", b"2022.07.01")
    s.on("/FormatV5", good(rows))
    assert not errors(house.fetch(sources))
    assert years_asked(house) == [2022, 2025, 2026], "a certificate of 2022 was disclosed that we do not hold"
    s.requests.clear()
    house.pass_days(31)
    house.fetch(sources)
    assert years_asked(house) == list(range(2019, 2027))


def test_a_year_that_cannot_be_had_ends_the_years_and_keeps_those_before(house: House) -> None:
    s = house.server
    s.on("/CertificatePEMs?NotBeforeYear=2024", good(year_report(2024)))
    s.on("/CertificatePEMs?NotBeforeYear=2025", status(503))
    address = s.url("/CertificatePEMs?NotBeforeYear={year}")
    found = house.fetch({"pems": house.source(address, kind="ccadb-pems", first_year=2024)})
    assert errors(found) == [SourceUnreachable]
    assert years_asked(house) == [2024, 2025, 2025]
    assert found.build.certificates.new == 1


# -- runs ---------------------------------------------------------------------------------------------


def test_a_busy_store_is_told_before_the_first_request(house: House) -> None:
    sources = first_day(house)
    house.server.requests.clear()
    for lock in (house.store, house.store.with_name("world.sqlite.fetch")):
        with writer_lock(lock, wait=0, started="now"), pytest.raises(StoreBusy):
            house.fetch(sources)
    assert not house.server.requests


def test_one_bad_source_keeps_no_other_from_being_stored(house: House) -> None:
    s = house.server
    found = house.fetch(
        {
            "bad": house.source(s.on("/bad", status(500)), kind="onecrl"),
            "records": house.source(s.on("/FormatV5", good(records()))),
        }
    )
    assert errors(found) == [SourceUnreachable]
    assert dict(found.sources) == {"records": "new", "bad": "failed"}
    assert house.days() == [(DAY_1.date(), 60)]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/ccadb/AllCertificateRecordsCSVFormatV4a", "AllCertificateRecordsCSVFormatV4a"),
        ("https://example.org/ccadb/CertificatePEMs?NotBeforeYear=1999", "CertificatePEMs_NotBeforeYear_1999"),
        ("https://example.org/", "example.org"),
        ("https://example.org/../..", "list"),
        ("https://example.org/a%2Fb%00", "a_2Fb_00"),
    ],
)
def test_files_are_named_after_their_address(url: str, name: str) -> None:
    assert file_name(url) == name


# -- settings -----------------------------------------------------------------------------------------


def test_the_settings_shown_are_the_settings_read(tmp_path: Path) -> None:
    path = tmp_path / "subca.toml"
    path.write_text(config_text(read_config(None)), encoding="utf-8")
    assert read_config(path) == read_config(None)
    assert path.read_text(encoding="utf-8").count("# ") > 15


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "subca.toml"
    path.write_text(
        '[network]\ncontact = "mailto:pki@example.org"\n[sources.ccadb-records]\nmax_age_days = 3\n'
        '[sources.mine]\nkind = "root-store"\nprogram = "Mozilla"\n'
        'addresses = [["https://mirror.example/mozilla.csv"]]\n'
    )
    config = read_config(path)
    assert config.sources["ccadb-records"].max_age_days == 3
    assert config.sources["ccadb-records"].addresses == DEFAULT_SOURCES["ccadb-records"].addresses
    assert set(config.chosen(())) == {"ccadb-records", "ccadb-pems", "included-roots", "onecrl", "mine"}
    assert config.network.contact == "mailto:pki@example.org"


WRONG = {
    "no TOML": "network",
    "unknown name": "[network]\nverify = false\n",
    "wrong kind of value": '[network]\ntries = "5"\n',
    "too many tries": "[network]\ntries = 50\n",
    "unknown kind": '[sources.x]\nkind = "x"\naddresses = [["https://example.org/"]]\n',
    "no address": '[sources.x]\nkind = "onecrl"\naddresses = []\n',
    "http": '[sources.x]\nkind = "onecrl"\naddresses = [["http://example.org/"]]\n',
    "a password": '[sources.x]\nkind = "onecrl"\naddresses = [["https://a:b@example.org/"]]\n',
    "a program for no root store": '[sources.onecrl]\nprogram = "Mozilla"\n',
    "a line break in the contact": '[network]\ncontact = "a\\r\\nHost: b"\n',
    "a source that is no table": "[sources]\nonecrl = 5\n",
    "sources that are no table": "sources = 5\n",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_wrong_settings_are_wrong_usage(text: str, tmp_path: Path) -> None:
    path = tmp_path / "subca.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as told:
        read_config(path)
    assert str(path) in str(told.value)


# -- the verb -----------------------------------------------------------------------------------------


def subca(*arguments: str | Path) -> int:
    from explorer.cli.main import run_verbs

    return run_verbs(app.VERBS, [str(argument) for argument in arguments])


@pytest.fixture
def settings(house: House, tmp_path: Path) -> Path:
    path = tmp_path / "subca.toml"
    url = house.server.on("/FormatV5", good(records()))
    path.write_text(
        "[network]\npause_seconds = 0\ntries = 1\n"
        f'[sources.mine]\nkind = "ccadb-all-records"\naddresses = [["{url}"]]\n'
    )
    return path


def test_exit_codes_of_the_verb(house: House, settings: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.json"
    command = ("fetch", "mine", "--store", house.store, "--config", settings, "--summary", summary)
    allowed = (*command, "--allow-target", house.server.target)
    assert subca(*command) == 2, "http without --allow-target"
    assert subca("fetch", "nonsense", "--store", house.store) == 2
    assert subca(*allowed) == 0
    assert json.loads(summary.read_bytes())["counts"]["sources"] == {"mine": "new"}
    assert subca(*allowed, "--offline") == 4
    house.server.on("/FormatV5", status(503))
    assert subca(*allowed) == 4
    house.server.on("/FormatV5", good(HTML))
    assert subca(*allowed) == 3
    (cause,) = json.loads(summary.read_bytes())["causes"]
    assert all(cause[part] for part in ("where", "what", "done", "remedy"))
    with writer_lock(house.store, wait=0, started="now"):
        assert subca(*allowed) == 7
    with open_store(house.store) as opened:
        assert len(opened.days()) == 1


def test_show_config_prints_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert subca("fetch", "--show-config") == 0
    assert set(tomllib.loads(capsys.readouterr().out)["sources"]) == set(DEFAULT_SOURCES)


@pytest.mark.parametrize("target", ["example.org", "*:443", "http://a:1", "10.0.0.0/8:443", "a:b"])
def test_an_exception_is_one_host_and_port(target: str) -> None:
    assert subca("fetch", "--show-config", "--allow-target", target) == 2
