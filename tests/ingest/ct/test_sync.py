"""Reading logs from a loopback server: exact counts, going on, and every way in which a log or a server can fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.errors import ExplorerError, InputRejected, IntegrityAlarm, SourceUnreachable
from explorer.model.ids import CertificateId, sha256_hex
from explorer.model.sighting import Place, Sighting
from explorer.store.catalog import open_store
from explorer.store.certificates import certificate_ids
from explorer.store.check import check_store
from explorer.store.ct import Standing, StoredHead, StoredLog, read_heads, read_log, read_sightings
from explorer.terminal.progress import SILENT
from ingest.ct.advance import OLDER_HEAD_TRIES, Advance
from ingest.ct.kept import kept_log
from ingest.ct.merkle import root_of
from ingest.ct.stretch import Bounds
from ingest.ct.sync import sync_log
from ingest.exchange import Clock, Limits
from ingest.http import Client
from tests.ingest.ct.log_server import IDENTITIES, TIME, ServedLog, leaves, sample, tiles
from tests.ingest.loopback import HTML, Loopback, endless, good, loopback, short, silent, status

NOW = datetime(2026, 9, 2, 6, tzinfo=UTC)
SIZE = 700
PAGES = "/answers/ct/v1/get-entries?start={}&end={}"


@dataclass(slots=True)
class House:
    """A store and a served log."""

    server: Loopback
    log: ServedLog
    store: Path
    is_tiled: bool
    waited: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def sync(self, most: int | None = None, stretch: int = 512) -> Advance:
        limits = Limits(connect=1.0, gap=0.5, download=5.0, tries=2, pause=0.0)
        clock = Clock(now=lambda: NOW, monotonic=lambda: 0.0, sleep=lambda seconds: None, chance=lambda: 0.5)
        clients = [
            Client(
                limits=limits, clock=clock, agent="subca/test", say=self.said.append,
                allowed=frozenset({self.server.target}),
            ).get
            for _ in range(2)
        ]  # fmt: skip
        try:
            return sync_log(
                self.log.listed(is_tiled=self.is_tiled), clients=clients, store=self.store, now=NOW, progress=SILENT,
                bounds=Bounds(most=most), stretch=stretch, wait=self.waited.append, say=self.said.append,
            )  # fmt: skip
        finally:
            with open_store(self.store) as opened:
                check_store(opened)

    @property
    def id(self) -> bytes:
        return IDENTITIES[self.is_tiled].id

    def stored(self) -> StoredLog:
        with open_store(self.store) as opened:
            found = read_log(opened.connection, self.id)
        assert found is not None
        return found

    def heads(self) -> list[StoredHead]:
        with open_store(self.store) as opened:
            return list(read_heads(opened.connection, self.stored().number))

    def sightings(self) -> tuple[Sighting, ...]:
        with open_store(self.store) as opened:
            return read_sightings(opened.connection)

    def certificates(self) -> set[CertificateId]:
        with open_store(self.store) as opened:
            return certificate_ids(opened.connection)

    def evidence(self) -> list[str]:
        return kept_log(self.store, self.id).names("evidence")

    def spoil(self, tile: str, page: int, *, bytes_: bytes | None = None, once: bool = False) -> None:
        """Flip a bit in a data tile, or in the answer that holds the same entries; or serve other bytes."""
        if self.is_tiled:
            path, good_one = f"/tiled/{tile}", tiles(SIZE)[tile]
            bad = bytes((*good_one[:100], good_one[100] ^ 1, *good_one[101:]))
        else:
            path = PAGES.format(page, SIZE - 1)
            good_one = self.log.entries(page, page + 99)
            bad = good_one.replace(b'"leaf_input": "AAAAA', b'"leaf_input": "AAAAB', 1)
            assert bad != good_one
        self.server.on(path, good(bytes_ or bad), *([good(good_one)] if once else []))


@pytest.fixture(params=[True, False], ids=["tiled", "answers"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with loopback() as server:
        log = ServedLog(server)
        log.grow(SIZE)
        yield House(server, log, tmp_path / "s.sqlite", is_tiled=request.param)


def expected_members() -> set[str]:
    return set(sample(SIZE).members)


def test_everything_is_counted_and_joins(house: House) -> None:
    done = house.sync()
    issued = sample(SIZE).issued
    assert done.is_complete
    assert (done.read.precertificates, done.read.certificates, done.read.unreadable) == (
        sum(one.precertificates for one in issued),
        sum(one.certificates for one in issued),
        sample(SIZE).garbage,
    )
    assert house.certificates() == expected_members()
    assert done.certificates.new == len(expected_members())
    stored = house.stored()
    assert (stored.position, stored.tally.entries, stored.tally) == (SIZE, SIZE, done.read)
    assert {s.certificate for s in house.sightings() if s.place is not Place.ROOT} == expected_members()
    assert all(s.is_verified for s in house.sightings())


def test_first_and_last_entry_of_a_sighting_are_exact(house: House) -> None:
    house.sync(stretch=256)
    log = sample(SIZE)
    where = [i for i, e in enumerate(log.entries()) if log.cast.hidden.der in e.chain]
    hidden = CertificateId(sha256_hex(log.cast.hidden.der))
    found = {s.place: s for s in house.sightings() if s.certificate == hidden}
    assert (found[Place.CHAIN].first_entry, found[Place.CHAIN].last_entry) == (where[0], where[-1])
    assert (found[Place.ENTRY].first_entry, found[Place.ENTRY].last_entry) == (4, 79)
    times = [entry.timestamp for entry in log.entries()]
    assert found[Place.ENTRY].first_seen == datetime.fromtimestamp(times[4] / 1_000, UTC)


def test_accepted_roots_are_noted_where_the_log_tells_them(house: House) -> None:
    house.sync(most=1)
    roots = {s.certificate for s in house.sightings() if s.place is Place.ROOT}
    both = {sha256_hex(member.der) for member in (sample(1).cast.root, sample(1).cast.superfluous)}
    assert roots == (set() if house.is_tiled else both)


def test_a_second_run_asks_for_nothing_that_is_kept(house: House) -> None:
    house.sync()
    before = len(house.server.requests)
    done = house.sync()
    assert done.read.entries == 0
    assert [r.path for r in house.server.requests[before:] if "/tile/" in r.path or "get-entries" in r.path] == []


def test_a_grown_log_is_read_on_from_where_it_was_left(house: House) -> None:
    house.sync()
    house.log.grow(1_500, at=TIME + 1)
    before = len(house.server.requests)
    done = house.sync()
    assert (done.is_complete, done.read.entries, house.stored().position) == (True, 800, 1_500)
    asked = [r.path for r in house.server.requests[before:]]
    assert "/tiled/tile/data/000" not in asked
    assert not any(path.startswith("/answers/ct/v1/get-entries?start=0&") for path in asked)
    assert house.stored().tally.entries == 1_500
    assert [head.size for head in house.heads()] == [SIZE, 1_500]


def test_limits_stop_in_the_middle_with_all_of_it_proved(house: House) -> None:
    positions = []
    while True:
        done = house.sync(most=300)
        positions.append(house.stored().position)
        if done.is_complete:
            break
        assert done.read.entries == 300
    assert positions == [300, 600, 700]
    assert house.certificates() == expected_members()


def test_a_run_that_ended_early_is_gone_on_with_from_its_files(house: House) -> None:
    house.spoil("tile/data/002.p/188", 600)
    with pytest.raises(IntegrityAlarm):
        house.sync(stretch=SIZE)
    assert house.stored().position == 0
    house.log.grow(SIZE)
    for path in [path for path in house.server.ways if "entries" in path or "tile/data" in path]:
        del house.server.ways[path]
    assert house.sync().is_complete


@pytest.mark.parametrize("at", [TIME, TIME + 1], ids=["same time", "later"])
def test_two_roots_for_one_size_are_an_alarm_at_once(house: House, at: int) -> None:
    house.sync()
    house.log.head(SIZE, at, root_of(leaves(SIZE)[::-1]))
    with pytest.raises(IntegrityAlarm, match="two roots for the same 700 entries"):
        house.sync()
    assert house.waited == []
    assert [head.standing for head in house.heads()] == [Standing.ACCEPTED, Standing.CONTRADICTS]
    (folder,) = house.evidence()
    kept = kept_log(house.store, house.id)
    assert kept.names(f"evidence/{folder}") == ["after", "before", "what.txt"]
    assert kept.read(f"evidence/{folder}/before") == house.heads()[0].signed
    assert (house.stored().position, house.stored().tally.entries) == (SIZE, SIZE)
    with pytest.raises(IntegrityAlarm):
        house.sync()  # it does not become good by being asked again


def test_a_larger_tree_that_begins_otherwise_is_an_alarm(house: House) -> None:
    house.sync()
    house.log.grow(900, at=TIME + 1)
    house.log.head(900, TIME + 1, root_of(leaves(900)[::-1]))
    with pytest.raises(IntegrityAlarm, match="does not begin with that of 700"):
        house.sync()
    assert len(house.evidence()) == 1


def test_a_later_head_of_a_smaller_tree_is_an_alarm_at_once(house: House) -> None:
    house.sync()
    house.log.grow(600, at=TIME + 1)
    with pytest.raises(IntegrityAlarm, match="shrank from 700 to 600"):
        house.sync()
    assert house.waited == []


def test_an_older_head_is_waited_for_and_then_an_alarm(house: House) -> None:
    house.sync()
    house.log.grow(600, at=TIME - 1)
    with pytest.raises(IntegrityAlarm, match="keeps serving 600 entries where it had 700"):
        house.sync()
    assert house.waited == [10.0 * 2**n for n in range(OLDER_HEAD_TRIES - 1)]


def test_a_front_end_that_lags_once_is_no_alarm(house: House) -> None:
    house.sync()
    newest = {path: list(ways) for path, ways in house.server.ways.items()}
    house.log.grow(600, at=TIME - 1)
    for path, ways in newest.items():
        house.server.ways[path] = [*house.server.ways[path], *ways]
    house.log.size = SIZE
    assert house.sync().is_complete
    assert len(house.waited) == 1


def test_a_flipped_bit_is_an_alarm_with_the_bytes_kept_and_nothing_stored(house: House) -> None:
    house.spoil("tile/data/001", 300)
    with pytest.raises(IntegrityAlarm, match="that the log signed"):
        house.sync(stretch=SIZE)
    assert house.stored().position == 0
    assert house.certificates() == set()
    last, first = house.evidence()
    assert (last.partition("-")[2], first.partition("-")[2]) == ("entries", "first-answer")
    assert "head" in kept_log(house.store, house.id).names(f"evidence/{last}")


def test_a_flipped_bit_keeps_what_was_proved_before_it(house: House) -> None:
    house.spoil("tile/data/001", 300)
    end = 256 if house.is_tiled else 300  # where the spoilt file begins
    with pytest.raises(IntegrityAlarm):
        house.sync(stretch=end)
    assert house.stored().position == end
    house.server.ways = {path: way for path, way in house.server.ways.items() if "checkpoint" in path or "sth" in path}
    assert house.sync().read.entries == SIZE - end


def test_a_bit_that_was_flipped_on_the_way_is_got_once_more(house: House) -> None:
    house.spoil("tile/data/001", 300, once=True)
    done = house.sync(stretch=SIZE)
    assert (done.is_complete, done.refetched) == (True, 1)
    assert any("got once more" in line for line in house.said)


@pytest.mark.parametrize("body", [b"", b"rubbish", b'{"entries": []}'])
def test_what_is_no_entries_moves_nothing(house: House, body: bytes) -> None:
    house.spoil("tile/data/000", 0, bytes_=body or b" ")
    with pytest.raises(IntegrityAlarm if house.is_tiled else InputRejected):
        house.sync()
    assert house.stored().position == 0


def test_more_entries_than_asked_for_are_an_error(tmp_path: Path) -> None:
    with loopback() as server:
        house = House(server, ServedLog(server), tmp_path / "s.sqlite", is_tiled=False)
        house.log.grow(SIZE)
        server.on(PAGES.format(0, SIZE - 1), good(house.log.entries(0, 99)))
        server.on(PAGES.format(100, SIZE - 1), good(house.log.entries(0, SIZE - 1)))
        with pytest.raises(InputRejected, match="700 entries where 1 to 600 were asked for"):
            house.sync(stretch=100)
        assert house.stored().position == 100


@pytest.mark.parametrize(
    ("way", "error"),
    [
        ("endless", InputRejected),
        ("silent", SourceUnreachable),
        ("short", SourceUnreachable),
        ("page", InputRejected),
        ("busy", SourceUnreachable),
        ("gone", SourceUnreachable),
    ],
)
@pytest.mark.parametrize("what", ["head", "entries"])
def test_servers_that_fail_are_told_and_nothing_is_lost(
    house: House, what: str, way: str, error: type[ExplorerError]
) -> None:
    house.sync(most=256)
    ways = {
        "endless": endless, "silent": silent(house.server), "short": short(b"x" * 100), "page": good(HTML),
        "busy": status(503, "Retry-After: 100000"), "gone": status(404),
    }  # fmt: skip
    if (house.is_tiled, what, way) == (False, "entries", "endless"):
        error = SourceUnreachable  # the server of the test gives up before 64 MB are reached
    heads = ("/tiled/checkpoint", "/answers/ct/v1/get-sth")
    for path in heads if what == "head" else ("/tiled/tile/data/001", PAGES.format(256, SIZE - 1)):
        house.server.on(path, ways[way])
    kept = kept_log(house.store, house.id)
    for path in ("tile/data/001", "get-entries/200-299.json.gz"):
        kept.drop(path)  # asked for ahead, and the one in which the first run ended
    with pytest.raises(error):
        house.sync()
    assert house.stored().position == 256
    house.server.ways.clear()
    house.log.grow(SIZE)
    assert house.sync().is_complete


def test_a_head_of_another_key_is_rejected(house: House) -> None:
    other = IDENTITIES[not house.is_tiled]
    root = root_of(leaves(SIZE))
    house.server.on("/tiled/checkpoint", good(other.checkpoint(SIZE, TIME, root)))
    house.server.on("/answers/ct/v1/get-sth", good(other.sth(SIZE, TIME, root)))
    with pytest.raises(InputRejected, match=r"no signature of the key|not this log's"):
        house.sync()
    assert house.heads() == []


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one(tmp_path: Path) -> None:
    with loopback() as server:
        house = House(server, ServedLog(server), tmp_path / "s.sqlite", is_tiled=True)
        house.log.grow(SIZE)
        house.log.size = 1_500  # only the head is old
        assert house.sync(most=300).read.entries == 300  # proved by hash tiles that are cut out of full ones
        assert house.sync().is_complete
        assert house.stored().position == SIZE


def test_a_spoilt_issuer_is_not_taken(tmp_path: Path) -> None:
    with loopback() as server:
        house = House(server, ServedLog(server), tmp_path / "s.sqlite", is_tiled=True)
        house.log.grow(SIZE)
        issuer = next(path for path in tiles(SIZE) if path.startswith("issuer/"))
        server.on(f"/tiled/{issuer}", good(b"another certificate"))
        with pytest.raises(InputRejected, match="another certificate than"):
            house.sync()
        assert house.stored().position == 0


def test_what_is_unreadable_is_kept_with_its_bytes(house: House) -> None:
    house.sync()
    with open_store(house.store) as opened:
        rows = opened.connection.execute("SELECT entry, reason, raw FROM ct_unreadable ORDER BY entry").fetchall()
    entries = list(sample(SIZE).entries())
    assert [raw for _, _, raw in rows] == [entries[index].leaf_input for index, _, _ in rows]
    assert len(rows) == sample(SIZE).garbage == 2
    assert json.dumps([reason for _, reason, _ in rows]).count("can't be read") == 2
