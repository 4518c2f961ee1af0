"""Every way in which a server can misbehave, against a loopback server (reliability contract section 4)."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from explorer.errors import InputRejected, SourceUnreachable
from ingest.exchange import (
    Body,
    Clock,
    Failed,
    Limits,
    NotModified,
    Question,
    Trouble,
    seconds_of_retry_after,
    wait_before,
)
from ingest.http import Client
from ingest.http import resolve as system_resolver
from ingest.targets import Forbidden, refusal_of, target_of
from tests.ingest.loopback import (
    HTML,
    Loopback,
    Way,
    answer,
    chunked,
    dripping,
    endless,
    good,
    loopback,
    packed,
    raw,
    redirect,
    short,
    silent,
    status,
    validated,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CAP = 1_000_000
QUICK = Limits(connect=1.0, gap=0.2, download=0.6, run=60.0, tries=2, pause=0.0)
CSV = b"name,value\n" + b"one,1\n" * 50


@dataclass(slots=True)
class FakeTime:
    """A clock that jumps when somebody sleeps."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def clock(self) -> Clock:
        return Clock(
            now=lambda: NOW + timedelta(seconds=self.at),
            monotonic=lambda: self.at,
            sleep=self.sleep,
            chance=lambda: 0.5,
        )


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@pytest.fixture
def fake() -> FakeTime:
    return FakeTime()


def client(
    server: Loopback | None,
    fake: FakeTime,
    limits: Limits = QUICK,
    *,
    resolve: Callable[[str, int], list[str]] | None = None,
    offline: bool = False,
) -> Client:
    allowed = frozenset({server.target} if server else ())
    return Client(
        limits=limits, clock=fake.clock(), agent="subca/test (+https://example.org/contact)", say=lambda line: None,
        allowed=allowed, offline=offline, resolve=resolve or system_resolver,
    )  # fmt: skip


def ask(
    server: Loopback, fake: FakeTime, way: Way, limits: Limits = QUICK, cap: int = CAP
) -> Body | NotModified | Failed:
    return client(server, fake, limits).get(Question(url=server.on("/list.csv", way), cap=cap))


# -- what comes is whole ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way",
    [good(CSV), chunked(CSV), packed(CSV), good(CSV, "Content-Type: text/html"), good(CSV, "Content-Type: image/png")],
    ids=["length", "chunked", "gzip", "called HTML", "called a picture"],
)
def test_a_whole_body_is_taken(way: Way, server: Loopback, fake: FakeTime) -> None:
    found = ask(server, fake, way)
    assert isinstance(found, Body), found
    assert found.data == CSV
    (request,) = server.requests
    assert request.headers["user-agent"] == "subca/test (+https://example.org/contact)"
    assert "authorization" not in request.headers


MISBEHAVING: dict[str, tuple[Callable[[Loopback], Way], Trouble, int]] = {
    "shorter than announced": (lambda s: short(CSV), Trouble.BROKEN, 2),
    "nothing of what was announced": (lambda s: short(CSV, len(CSV)), Trouble.BROKEN, 2),
    "chunks without an end": (lambda s: chunked(CSV, end=False), Trouble.BROKEN, 2),
    "a chunk of no size": (
        lambda s: raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"),
        Trouble.BROKEN,
        2,
    ),
    "neither length nor chunks": (lambda s: raw(b"HTTP/1.1 200 OK\r\n\r\n" + CSV), Trouble.BROKEN, 2),
    "a length that is no number": (
        lambda s: raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + CSV),
        Trouble.BROKEN,
        2,
    ),
    "gzip cut off": (lambda s: packed(CSV, cut=4), Trouble.BROKEN, 2),
    "called gzip, and is not": (lambda s: good(CSV, "Content-Encoding: gzip"), Trouble.BROKEN, 2),
    "packed as nobody asked": (lambda s: good(CSV, "Content-Encoding: br"), Trouble.BROKEN, 1),
    "a bomb": (lambda s: packed(b"\0" * 50_000_000), Trouble.TOO_BIG, 1),
    "more than the cap, announced": (lambda s: good(b"x" * (CAP + 1)), Trouble.TOO_BIG, 1),
    "endless": (lambda s: endless, Trouble.TOO_BIG, 1),
    "HTML as 200": (lambda s: good(HTML, "Content-Type: text/csv"), Trouble.INVALID, 2),
    "HTML behind a byte-order mark": (lambda s: good(b"\xef\xbb\xbf\n " + HTML), Trouble.INVALID, 2),
    "silence": (silent, Trouble.UNREACHABLE, 2),
    "closed without a word": (lambda s: raw(b""), Trouble.UNREACHABLE, 2),
    "no HTTP": (lambda s: raw(b"SSH-2.0-OpenSSH_9\r\n"), Trouble.UNREACHABLE, 2),
    "dripping body": (lambda s: dripping(s, answer(CSV)), Trouble.UNREACHABLE, 2),
    "dripping head": (lambda s: dripping(s, b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 500), Trouble.UNREACHABLE, 2),
    "dripping chunk size": (
        lambda s: dripping(s, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 3000),
        Trouble.UNREACHABLE,
        2,
    ),
    "no such page": (lambda s: status(404), Trouble.STATUS, 1),
    "forbidden": (lambda s: status(403), Trouble.STATUS, 1),
    "a part of it": (lambda s: status(206, body=CSV), Trouble.STATUS, 1),
    "304 that nobody asked for": (lambda s: raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), Trouble.STATUS, 1),
    "overloaded": (lambda s: status(503), Trouble.STATUS, 2),
    "a redirect loop": (lambda s: redirect("/list.csv"), Trouble.REFUSED, 1),
    "a redirect to nowhere": (lambda s: redirect(""), Trouble.REFUSED, 1),
    "a redirect to http elsewhere": (lambda s: redirect("http://example.org/list.csv"), Trouble.REFUSED, 1),
    "a redirect to a file": (lambda s: redirect("file:///etc/passwd"), Trouble.REFUSED, 1),
    "a redirect with a password": (lambda s: redirect("https://a:b@example.org/"), Trouble.REFUSED, 1),
    "a redirect to loopback": (lambda s: redirect("https://127.0.0.1:1/"), Trouble.REFUSED, 1),
    "a redirect to a metadata service": (lambda s: redirect("https://169.254.169.254/latest/"), Trouble.REFUSED, 1),
    "a redirect to a private network": (lambda s: redirect("https://10.0.0.1/"), Trouble.REFUSED, 1),
    "a redirect to a mapped address": (lambda s: redirect("https://[::ffff:127.0.0.1]/"), Trouble.REFUSED, 1),
    "a redirect to loopback as a number": (lambda s: redirect("https://2130706433/"), Trouble.REFUSED, 1),
}


@pytest.mark.parametrize(("way", "trouble", "tries"), MISBEHAVING.values(), ids=MISBEHAVING)
def test_misbehaviour(
    way: Callable[[Loopback], Way], trouble: Trouble, tries: int, server: Loopback, fake: FakeTime
) -> None:
    began = time.monotonic()
    found = ask(server, fake, way(server))
    assert isinstance(found, Failed), found
    assert (found.trouble, found.tries) == (trouble, tries), found.what
    expected = InputRejected if trouble in (Trouble.TOO_BIG, Trouble.INVALID) else SourceUnreachable
    error = found.error()
    assert type(error) is expected
    assert error.where and error.what and error.done and error.remedy
    assert time.monotonic() - began < 5


def test_slow_but_steady_is_too_slow(server: Loopback) -> None:
    """Each gap is short and the deadline far: only the rate is wrong."""
    limits = replace(QUICK, download=10.0, rate=1_000_000, rate_window=0.1, tries=1)
    clock = Clock(now=lambda: NOW, monotonic=time.monotonic, sleep=lambda seconds: None, chance=lambda: 0.5)
    asking = Client(limits=limits, clock=clock, agent="a", say=lambda line: None, allowed=frozenset({server.target}))
    found = asking.get(Question(url=server.on("/x", dripping(server, answer(CSV))), cap=CAP))
    assert isinstance(found, Failed) and "slower than" in found.what


def test_a_redirect_within_the_rules_is_followed(server: Loopback, fake: FakeTime) -> None:
    server.on("/two", redirect("three", 307))
    server.on("/three", good(CSV))
    found = ask(server, fake, redirect(server.url("/two"), 301))
    assert isinstance(found, Body)
    assert found.url == server.url("/three")


# -- trying again -------------------------------------------------------------------------------------


def test_what_may_succeed_is_tried_again(server: Loopback, fake: FakeTime) -> None:
    url = server.on("/x", status(503), status(500), status(429, "Retry-After: 7"), good(CSV))
    found = client(server, fake, replace(QUICK, tries=5)).get(Question(url=url, cap=CAP))
    assert isinstance(found, Body)
    assert fake.slept == [0.75, 1.5, 7.0]


def test_five_tries_and_no_more(server: Loopback, fake: FakeTime) -> None:
    found = client(server, fake, replace(QUICK, tries=5)).get(Question(url=server.on("/x", status(503)), cap=CAP))
    assert isinstance(found, Failed) and found.tries == 5
    assert len(server.requests) == 5
    assert all(0.5 <= wait <= 60 for wait in fake.slept)


@pytest.mark.parametrize("after", ["86400", "Wed, 25 Nov 2026 12:00:00 GMT"])
def test_retry_after_the_end_of_the_run_says_when_to_come_back(after: str, server: Loopback, fake: FakeTime) -> None:
    found = ask(server, fake, status(503, f"Retry-After: {after}"))
    assert isinstance(found, Failed)
    assert (found.trouble, found.come_back) == (Trouble.LATER, NOW + timedelta(days=1))
    assert fake.slept == []
    assert "2026-11-25T12:00:00Z" in found.error().remedy


def test_the_deadline_of_the_run_ends_it(server: Loopback, fake: FakeTime) -> None:
    asking = client(server, fake, replace(QUICK, run=2.0, tries=5))
    url = server.on("/x", status(503))
    assert isinstance(asking.get(Question(url=url, cap=CAP)), Failed)
    assert sum(fake.slept) < 2.0
    fake.at = 3.0
    found = asking.get(Question(url=url, cap=CAP))
    assert isinstance(found, Failed) and found.trouble is Trouble.DEADLINE


def test_a_body_that_the_reader_refuses_is_tried_once_more(server: Loopback, fake: FakeTime) -> None:
    def check(data: bytes) -> None:
        if data != CSV:
            raise InputRejected("truncated")

    limits = replace(QUICK, tries=5)
    url = server.on("/x", good(b"half"), good(CSV))
    assert isinstance(client(server, fake, limits).get(Question(url=url, cap=CAP, check=check)), Body)
    url = server.on("/y", good(b"half"))
    found = client(server, fake, limits).get(Question(url=url, cap=CAP, check=check))
    assert isinstance(found, Failed) and (found.trouble, found.tries) == (Trouble.INVALID, 2)


@pytest.mark.parametrize("chance", [0.0, 0.999])
def test_waits_grow_within_bounds(chance: float) -> None:
    waits = [wait_before(attempt, None, Limits(), chance) for attempt in range(2, 12)]
    assert waits == sorted(waits)
    assert 0.5 <= waits[0] <= 1.0
    assert 30.0 <= waits[-1] <= 60.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), (" 0 ", 0.0), (None, None), ("", None), ("soon", None), ("-5", None), ("9" * 400, None),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60.0), ("Mon, 23 Nov 2026 12:00:00 GMT", 0.0), ("Tue, 99 Nov 9999", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert seconds_of_retry_after(value, NOW) == seconds


# -- conditions, pace, offline ------------------------------------------------------------------------


def test_304_is_success(server: Loopback, fake: FakeTime) -> None:
    url = server.on("/x", validated(CSV, '"v1"'))
    asking = client(server, fake)
    first = asking.get(Question(url=url, cap=CAP))
    assert isinstance(first, Body) and first.etag == '"v1"'
    assert asking.get(Question(url=url, cap=CAP, etag='"v1"')) == NotModified(url=url)
    assert isinstance(asking.get(Question(url=url, cap=CAP, etag='"v0"')), Body)


def test_there_is_a_pause_between_requests_to_one_host(server: Loopback, fake: FakeTime) -> None:
    asking = client(server, fake, replace(QUICK, pause=1.5))
    url = server.on("/x", good(CSV))
    for _ in range(3):
        assert isinstance(asking.get(Question(url=url, cap=CAP)), Body)
    assert fake.slept == [1.5, 1.5]


def test_offline_opens_no_socket(fake: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(*arguments: object, **more: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, guard)
    found = client(None, fake, offline=True).get(Question(url="https://example.org/", cap=CAP))
    assert isinstance(found, Failed) and found.trouble is Trouble.OFFLINE
    assert type(found.error()) is SourceUnreachable


def test_what_is_handed_in_arrives_once_it_is_taken(server: Loopback, fake: FakeTime) -> None:
    url = server.on("/hook", status(503), status(204, body=b""))
    assert client(server, fake).post(url, b'{"a": 1}', "application/json") is None
    assert [(r.method, r.body) for r in server.requests] == [("POST", b'{"a": 1}')] * 2
    moved = client(server, fake).post(server.on("/moved", redirect("/hook")), b"{}", "application/json")
    assert isinstance(moved, Failed) and moved.trouble is Trouble.STATUS


# -- addresses ----------------------------------------------------------------------------------------


FORBIDDEN = {
    "http": "http://example.org/x",
    "ftp": "ftp://example.org/x",
    "file": "file:///etc/passwd",
    "user name": "https://user@example.org/",
    "password": "https://user:secret@example.org/",
    "no host": "https:///x",
    "a blank": "https://example.org/a b",
    "a line end": "https://example.org/\r\nHost: other",
    "not ASCII": "https://exämple.org/",
    "a port that is none": "https://example.org:99999/",
    "loopback by its name, another port": "http://127.0.0.1:8124/",
}


@pytest.mark.parametrize("url", FORBIDDEN.values(), ids=FORBIDDEN)
def test_addresses_that_are_never_asked(url: str) -> None:
    with pytest.raises(Forbidden):
        target_of(url, frozenset({"127.0.0.1:8123"}))


def test_only_the_exact_host_and_port_are_excepted(server: Loopback, fake: FakeTime) -> None:
    url = server.on("/x", good(CSV))
    other = f"http://localhost:{server.port}/x"
    assert isinstance(client(server, fake).get(Question(url=url, cap=CAP)), Body)
    found = client(server, fake).get(Question(url=other, cap=CAP))
    assert isinstance(found, Failed) and found.trouble is Trouble.REFUSED


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "fec0::1", "::ffff:8.8.8.8", "::127.0.0.1", "2002:7f00:1::", "2001:db8::1", "64:ff9b::10.0.0.1", "name",
    ],
)  # fmt: skip
def test_only_public_addresses_are_connected_to(address: str, fake: FakeTime) -> None:
    assert refusal_of(address)
    found = client(None, fake, resolve=lambda host, port: [address]).get(Question(url="https://example.org/", cap=CAP))
    assert isinstance(found, Failed)
    assert (found.trouble, found.tries) == (Trouble.REFUSED, 1)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_public_addresses_pass(address: str) -> None:
    assert refusal_of(address) == ""


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    fake: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time (DNS rebinding) finds no second time."""
    looked_up: list[str] = []
    connected: list[object] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["10.0.0.1", "8.8.8.8"] if len(looked_up) == 1 else ["127.0.0.1"]

    def connect(address: object, **more: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    found = client(None, fake, replace(QUICK, tries=1), resolve=resolve).get(
        Question(url="https://example.org/", cap=CAP)
    )
    assert isinstance(found, Failed) and found.trouble is Trouble.UNREACHABLE
    assert (looked_up, connected) == (["example.org"], [("8.8.8.8", 443)])


def test_a_resolver_that_hangs_is_not_waited_for(fake: FakeTime) -> None:
    waiting = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        waiting.wait(10)
        return ["8.8.8.8"]

    began = time.monotonic()
    found = client(None, fake, replace(QUICK, connect=0.2), resolve=hang).get(
        Question(url="https://example.org/", cap=CAP)
    )
    waiting.set()
    assert isinstance(found, Failed) and (found.trouble, found.tries) == (Trouble.UNREACHABLE, 2)
    assert time.monotonic() - began < 3


def test_a_name_that_does_not_exist_is_tried_again(fake: FakeTime) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    found = client(None, fake, resolve=unknown).get(Question(url="https://example.org/", cap=CAP))
    assert isinstance(found, Failed) and (found.trouble, found.tries) == (Trouble.UNREACHABLE, 2)
    assert "not known" in found.what


def test_a_proxy_is_honoured_and_named_without_its_password(
    server: Loopback, fake: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy of the environment is asked for the tunnel; the target's name goes to it, and no address of ours."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@127.0.0.1:{server.port}")
    monkeypatch.setenv("NO_PROXY", "")
    said: list[str] = []
    server.on("example.org:443", status(403))
    asking = Client(limits=replace(QUICK, tries=1), clock=fake.clock(), agent="a", say=said.append)
    found = asking.get(Question(url="https://example.org/x", cap=CAP))
    assert isinstance(found, Failed)
    assert [r.method for r in server.requests] == ["CONNECT"]
    assert said == [f"example.org is asked through the proxy 127.0.0.1:{server.port}"]
    found = asking.get(Question(url="https://127.0.0.1/x", cap=CAP))
    assert isinstance(found, Failed) and found.trouble is Trouble.REFUSED


def test_gzip_of_several_members_is_one_body(server: Loopback, fake: FakeTime) -> None:
    body = gzip.compress(CSV, mtime=0) + gzip.compress(CSV, mtime=0)
    found = ask(server, fake, raw(answer(body, "Content-Encoding: gzip")))
    assert isinstance(found, Body) and found.data == CSV * 2
