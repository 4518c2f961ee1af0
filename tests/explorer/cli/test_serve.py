"""`subca serve`: what it refuses before it listens, how it answers, how it ends."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from explorer.cli.serve import checked_prefix
from explorer.errors import UsageError

ROOT = Path(__file__).resolve().parents[3]


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "app.py"), "serve", *arguments]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def started(*arguments: str) -> tuple[int, subprocess.Popen[str]]:
    """A server that listens; another port when somebody took the free one in between."""
    for _ in range(3):
        port = free_port()
        server = subprocess.Popen(
            command("--port", str(port), *arguments),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stderr is not None
        for line in server.stderr:  # the line "serving ..." comes once it listens
            if " serving " in line:
                return port, server
            if "can't listen" in line:
                break
        server.communicate(timeout=30)
    raise AssertionError("the server did not start")


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port, server = started(*arguments)
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        if server.poll() is None:
            server.terminate()
        server.communicate(timeout=30)


def get(address: str, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


REFUSED = {
    "no such store": (("--store", "none.sqlite"), "no such store"),
    "any address without a name": (("--host", "0.0.0.0"), "--allow-host"),
    "a prefix that is no path": (("--path-prefix", "/a b/"), "--path-prefix"),
    "a port of words": (("--port", "http"), "--port"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_before_anything_listens(case: str, sample_store: Path) -> None:
    arguments, said = REFUSED[case]
    store = () if "--store" in arguments else ("--store", str(sample_store))
    ran = subprocess.run(command(*store, *arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert said in ran.stderr and "Traceback" not in ran.stderr


def test_a_port_in_use_is_a_usage_error(sample_store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = subprocess.run(
            command("--store", str(sample_store), "--port", port), cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert ran.returncode == 2 and "can't listen" in ran.stderr


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_answers_until_a_signal_ends_it(sample_store: Path, stop: signal.Signals) -> None:
    with serving("--store", str(sample_store)) as (address, server):
        assert get(f"{address}/healthz") == (200, b"OK")
        assert get(f"{address}/healthz", Host="attacker.example")[0] == 400
        server.send_signal(stop)
        out, said = server.communicate(timeout=30)
    assert (server.returncode, out) == (128 + stop, "")
    assert "Traceback" not in said


def test_below_a_prefix(sample_store: Path) -> None:
    with serving("--store", str(sample_store), "--path-prefix", "tools/subca") as (address, _):
        assert get(f"{address}/tools/subca/healthz")[0] == 200
        assert get(f"{address}/healthz")[0] == 404
        page = get(f"{address}/tools/subca/findings")[1].decode()
        assert 'src="/tools/subca/' in page and 'src="/assets' not in page
        layout = json.loads(get(f"{address}/tools/subca/_dash-layout")[1])
        assert '"/tools/subca/findings"' in json.dumps(layout)


def test_another_host_name_when_allowed(sample_store: Path) -> None:
    with serving("--store", str(sample_store), "--allow-host", "explorer.example") as (address, _):
        assert get(f"{address}/healthz", Host="explorer.example")[0] == 200


def test_a_wide_address_warns(sample_store: Path) -> None:
    arguments = ("--store", str(sample_store), "--host", "0.0.0.0", "--allow-host", "explorer.example")
    server = subprocess.Popen(
        command("--port", str(free_port()), *arguments), cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    assert server.stderr is not None
    said = server.stderr.readline()
    server.terminate()
    server.communicate(timeout=30)
    assert "warning" in said and "everybody who reaches this address" in said


PREFIXES = {"/": "/", "": "/", "a": "/a/", "/a/b/": "/a/b/", "//a//": "/a/"}


@pytest.mark.parametrize("text", PREFIXES)
def test_prefixes(text: str) -> None:
    assert checked_prefix(text) == PREFIXES[text]


@pytest.mark.parametrize("text", ["/../", "a b", "é", "/<b>/", "a?b", "a#b", "%2e"])
def test_no_prefixes(text: str) -> None:
    with pytest.raises(UsageError):
        checked_prefix(text)


def test_sigterm_in_the_middle_of_requests_ends_it_every_time(sample_store: Path) -> None:
    """Waitress swallows what is raised inside its loop: the signal must not get lost there."""
    for _ in range(4):
        with serving("--store", str(sample_store)) as (address, server):
            for _ in range(30):
                get(f"{address}/healthz")
            busy = [Thread(target=_hammer, args=(f"{address}/healthz",), daemon=True) for _ in range(4)]
            for thread in busy:
                thread.start()
            time.sleep(0.2)
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
        assert server.returncode == 143


def _hammer(address: str) -> None:
    try:
        while True:
            get(address)
    except (OSError, http.client.HTTPException):
        return  # the server is gone
