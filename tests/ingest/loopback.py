"""A server on the loopback address that misbehaves as told: one path, one way; it ends by itself.

Ways are functions of a socket; each is bounded in bytes and time. Requests are recorded.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LIFE = 20.0  # seconds until any socket of ours gives up
PIECES = 4_000  # of an endless body, at most

Way = Callable[[socket.socket, "Request"], None]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]  # lower-case names
    body: bytes


@dataclass(slots=True)
class Loopback:
    """A running server: give a path a way, or several that are taken in turn (the last one stays)."""

    port: int
    ways: dict[str, list[Way]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None
    otherwise: Way | None = None  # of paths that were given none

    @property
    def target(self) -> str:
        """As `--allow-target` names it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{'https' if self.tls else 'http'}://{self.target}{path}"

    def on(self, path: str, *ways: Way) -> str:
        """Let the path behave so; returns its address."""
        self.ways[path] = list(ways)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        """The requests for one path."""
        return [request for request in self.requests if request.path == path]

    def handle(self, peer: socket.socket) -> None:
        """Answer one request, then close."""
        peer.settimeout(LIFE)
        if self.tls is not None:
            try:
                peer = self.tls.wrap_socket(peer, server_side=True)
            except OSError:
                peer.close()
                return
        with peer, suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data and (piece := peer.recv(65536)):
                data += piece
            head, _, body = data.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            method, path, _ = first.split(" ")
            headers = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
            while len(body) < int(headers.get("content-length", 0)) and (piece := peer.recv(65536)):
                body += piece
            request = Request(method, path, headers, body)
            self.requests.append(request)
            ways = self.ways.get(path) or [self.otherwise or status(404)]
            way = ways.pop(0) if len(ways) > 1 else ways[0]
            way(peer, request)


@contextmanager
def loopback(tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """A server for the block; it speaks TLS when it is given a context."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server = Loopback(listener.getsockname()[1], tls=tls)
        threads: list[threading.Thread] = []

        def serve() -> None:
            while not server.stopped.is_set():
                try:
                    peer, _ = listener.accept()
                except OSError:
                    continue
                thread = threading.Thread(target=server.handle, args=(peer,), daemon=True)
                threads.append(thread)
                thread.start()

        accepting = threading.Thread(target=serve, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.stopped.set()
            accepting.join(5)
            for thread in threads:
                thread.join(5)


def answer(body: bytes, *lines: str, code: int = 200, length: int | None = None) -> bytes:
    """A whole answer with a length."""
    head = [f"HTTP/1.1 {code} Said", f"Content-Length: {len(body) if length is None else length}", *lines]
    return "\r\n".join((*head, "", "")).encode("latin-1") + body


def good(body: bytes, *lines: str) -> Way:
    """A proper answer."""
    return lambda peer, request: peer.sendall(answer(body, *lines))


def validated(body: bytes, etag: str, last_modified: str = "") -> Way:
    """A proper answer with validators; 304 to who has the body."""

    def way(peer: socket.socket, request: Request) -> None:
        lines = [f"ETag: {etag}"] + ([f"Last-Modified: {last_modified}"] if last_modified else [])
        if request.headers.get("if-none-match") == etag:
            peer.sendall("\r\n".join(("HTTP/1.1 304 Not Modified", *lines, "", "")).encode())
        else:
            peer.sendall(answer(body, *lines))

    return way


def status(code: int, *lines: str, body: bytes = b"no") -> Way:
    """A status with a short body."""
    return lambda peer, request: peer.sendall(answer(body, *lines, code=code))


def raw(data: bytes) -> Way:
    """These bytes, then the end of the connection."""
    return lambda peer, request: peer.sendall(data)


def short(body: bytes, by: int = 5) -> Way:
    """Fewer bytes than announced."""
    return lambda peer, request: peer.sendall(answer(body[:-by], length=len(body)))


def chunked(body: bytes, *, end: bool = True, lines: tuple[str, ...] = ()) -> Way:
    """A body in chunks, with or without the last one."""
    head = "\r\n".join(("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *lines, "", "")).encode()
    data = head + f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if end else b"")
    return raw(data)


def packed(body: bytes, *, cut: int = 0) -> Way:
    """A gzip body, whole or cut; the length is that of what is sent."""
    data = gzip.compress(body, mtime=0)
    return raw(answer(data[: len(data) - cut], "Content-Encoding: gzip"))


def endless(peer: socket.socket, request: Request) -> None:
    """A body that does not end of itself."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(PIECES):
        peer.sendall(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")


def dripping(server: Loopback, data: bytes, every: float = 0.02) -> Way:
    """One byte after the other, each within the gap that is allowed."""

    def way(peer: socket.socket, request: Request) -> None:
        for byte in data[:2000]:
            peer.sendall(bytes([byte]))
            if server.stopped.wait(every):
                return

    return way


def silent(server: Loopback) -> Way:
    """The connection stands and nothing comes."""

    def way(peer: socket.socket, request: Request) -> None:
        server.stopped.wait(LIFE)

    return way


def redirect(location: str, code: int = 302) -> Way:
    """Somewhere else."""
    return status(code, f"Location: {location}", body=b"")


HTML = b"<!DOCTYPE html>\n<html><body>Down for maintenance</body></html>\n"
