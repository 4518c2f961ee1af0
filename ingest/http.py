"""The one file that opens connections; every request keeps the contract of docs/reliability.md.

A `Client` lives for one run. It asks one server at a time, connects only to addresses it has checked, stops at
deadlines that no dripping server can stretch, and hands out whole bodies or says why there is none.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError

from ingest.body import read_body, refuse_body
from ingest.deadline import Deadline, within
from ingest.exchange import (
    RETRIED,
    Answer,
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
from ingest.failure import Failure
from ingest.targets import Forbidden, Target, redirected, refusal_of, target_of

Resolve = Callable[[str, int], list[str]]

_PIECE = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Client:
    """Fetches for one run; `say` takes one line for people."""

    def __init__(
        self,
        *,
        limits: Limits,
        clock: Clock,
        agent: str,
        say: Callable[[str], None],
        allowed: frozenset[str] = frozenset(),
        offline: bool = False,
        ca_bundle: str = "",
        resolve: Resolve = resolve,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._agent = agent
        self._say = say
        self._allowed = allowed
        self._offline = offline
        self._verify: str | bool = ca_bundle or True
        self._resolve = resolve
        self._ends = clock.monotonic() + limits.run
        self._asked: dict[str, float] = {}  # host -> when the last request to it ended

    def get(self, question: Question) -> Answer:
        """The body, whole and checked; that it has not changed; or why there is none."""
        return self._persist(question.url, lambda deadline: self._get(question, deadline))

    def post(self, url: str, data: bytes, media_type: str) -> Failed | None:
        """Hand in `data`, at least once; None when the server took it. Redirects are not followed."""

        def send(deadline: Deadline) -> NotModified:
            target = target_of(url, self._allowed)
            with (
                self._session(target, deadline) as session,
                self._send(session, "POST", url, {"Content-Type": media_type}, data) as response,
            ):
                self._refuse_status(response, fine=response.status_code // 100 == 2)
            return NotModified(url=url)

        answer = self._persist(url, send)
        return answer if isinstance(answer, Failed) else None

    def _persist(self, url: str, ask: Callable[[Deadline], Body | NotModified]) -> Answer:
        """Try until it succeeds, another try makes no sense, or the time of the run is over."""
        if self._offline:
            return Failed(url=url, trouble=Trouble.OFFLINE, what="--offline: no connection was opened")
        failure = Failure(Trouble.DEADLINE, "the time of this run is over")
        invalid = 0
        for attempt in range(1, self._limits.tries + 1):
            if attempt > 1:
                wait = wait_before(attempt, failure.retry_after, self._limits, self._clock.chance())
                if wait >= self._left():
                    return failure.answer(url, attempt - 1, self._clock.now())
                self._say(f"{url}: {failure}; next try in {wait:.0f} s")
                self._clock.sleep(wait)
            if self._left() <= 0:
                break
            try:
                with Deadline(min(self._limits.download, self._left())) as deadline:
                    return self._asking(ask, deadline)
            except Failure as found:
                failure = found
                invalid += failure.trouble is Trouble.INVALID
                if not failure.may_succeed or invalid > 1:
                    return failure.answer(url, attempt, None)
        return failure.answer(url, self._limits.tries, None)

    def _asking(self, ask: Callable[[Deadline], Body | NotModified], deadline: Deadline) -> Body | NotModified:
        """One try; whatever goes wrong is a `Failure`."""
        try:
            return ask(deadline)
        except Forbidden as error:
            raise Failure(Trouble.REFUSED, str(error), may_succeed=False) from error
        except (Failure, requests.RequestException, HTTPError, OSError) as error:
            if deadline.is_over:
                raise Failure(Trouble.UNREACHABLE, "stopped at the deadline of one download") from error
            if isinstance(error, Failure):
                raise
            if isinstance(error, requests.exceptions.SSLError):
                is_unproved = isinstance(_root_of(error), ssl.SSLCertVerificationError)
                raise Failure(Trouble.UNREACHABLE, f"TLS: {_root_of(error)}", may_succeed=not is_unproved) from error
            if isinstance(error, ProtocolError) and not isinstance(error, NewConnectionError):
                raise Failure(Trouble.BROKEN, f"the answer broke off: {_root_of(error)}") from error
            raise Failure(Trouble.UNREACHABLE, f"not reached: {_root_of(error)}") from error

    def _get(self, question: Question, deadline: Deadline) -> Body | NotModified:
        headers = {"If-None-Match": question.etag, "If-Modified-Since": question.last_modified}
        headers = {name: value for name, value in headers.items() if value}
        url = question.url
        for _ in range(self._limits.redirects + 1):
            target = target_of(url, self._allowed)
            with (
                self._session(target, deadline) as session,
                self._send(session, "GET", url, headers, None) as response,
            ):
                if response.status_code in _REDIRECTS:
                    url = redirected(url, response.headers.get("Location", ""))
                    continue
                if response.status_code == 304 and headers:
                    return NotModified(url=url)
                self._refuse_status(response, fine=response.status_code == 200)
                return _taken(response, question, url, self._limits, self._clock)
        raise Forbidden(f"more than {self._limits.redirects} redirects")

    def _send(
        self, session: requests.Session, method: str, url: str, headers: dict[str, str], data: bytes | None
    ) -> requests.Response:
        """One request, once the pause after the last one to this host is over; redirects are ours to follow."""
        host = target_of(url, self._allowed).host
        wait = self._asked.get(host, float("-inf")) + self._limits.pause - self._clock.monotonic()
        if wait > 0:
            self._clock.sleep(min(wait, self._limits.pause))
        try:
            return session.request(
                method,
                url,
                headers=headers,
                data=data,
                stream=True,
                allow_redirects=False,
                timeout=(self._limits.connect, self._limits.gap),
                verify=self._verify,
            )
        finally:
            self._asked[host] = self._clock.monotonic()

    def _session(self, target: Target, deadline: Deadline) -> requests.Session:
        """A session for one request to one target; credentials and settings of the environment play no part, but proxies do."""
        session = requests.Session()
        session.trust_env = False  # no .netrc
        session.headers.update({"User-Agent": self._agent, "Accept-Encoding": "gzip", "Connection": "close"})
        url = f"{target.scheme}://{target.host}:{target.port}/"
        if not target.is_allowed:  # what stands in the list is reached directly
            session.proxies.update(get_environ_proxies(url))
        proxy = select_proxy(url, session.proxies)
        if proxy:
            if refusal_of(target.host) not in ("", "no IP address"):
                raise Forbidden(f"{target.host} is {refusal_of(target.host)}")
            self._say(f"{target.host} is asked through the proxy {proxy.rpartition('@')[2]}")
        adapter = _Adapter(lambda conn: self._connect(conn, target, deadline))
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        return session

    def _connect(self, conn: HTTPConnection, target: Target, deadline: Deadline) -> socket.socket:
        """A socket to an address that was checked just now, watched from its first moment."""
        if conn.proxy is None and (conn.host.strip("[]").rstrip(".").lower(), conn.port) != (target.host, target.port):
            raise Forbidden(f"the address reads as {conn.host}:{conn.port} and as {target.host}:{target.port}")
        addresses = within(self._limits.connect, lambda: self._resolve(conn.host, conn.port))
        if conn.proxy is None and not target.is_allowed:
            refusals = {address: refusal_of(address) for address in addresses}
            addresses = [address for address in addresses if not refusals[address]]
            if refusals and not addresses:
                told = ", ".join(f"{address} ({why})" for address, why in refusals.items())
                raise Forbidden(f"{conn.host} is at {told}: only public addresses are connected to")
        fault: OSError = OSError(f"{conn.host} has no address")
        for address in addresses:
            try:
                made = socket.create_connection((address, conn.port), timeout=self._limits.connect)
            except OSError as error:
                fault = error
                continue
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            deadline.watch(made.dup())
            return made
        raise NewConnectionError(conn, str(fault)) from fault

    def _refuse_status(self, response: requests.Response, *, fine: bool) -> None:
        if fine:
            return
        status = response.status_code
        raise Failure(
            Trouble.STATUS,
            f"the server answers {status}",
            status=status,
            may_succeed=status in RETRIED,
            retry_after=seconds_of_retry_after(response.headers.get("Retry-After"), self._clock.now()),
        )

    def _left(self) -> float:
        return self._ends - self._clock.monotonic()


def _taken(response: requests.Response, question: Question, url: str, limits: Limits, clock: Clock) -> Body:
    data = read_body(
        lambda: response.raw.read1(_PIECE, decode_content=False),
        announced=response.raw.length_remaining,
        has_end_marker=bool(response.raw.chunked),
        packing=response.headers.get("Content-Encoding", ""),
        cap=question.cap,
        limits=limits,
        monotonic=clock.monotonic,
    )
    refuse_body(question, data)
    etag, last_modified = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return Body(url=url, data=data, etag=etag, last_modified=last_modified)


def _root_of(error: BaseException) -> BaseException:
    """What the libraries wrapped: the first cause."""
    while error.__context__ is not None:
        error = error.__context__
    return error if str(error) else OSError(type(error).__name__)


class _Adapter(HTTPAdapter):
    """The transport of `requests`, with a way of our own to make sockets."""

    def __init__(self, connect: Callable[[HTTPConnection], socket.socket]) -> None:
        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools: dict[str, type[HTTPConnectionPool]] = {"http": PlainPool, "https": SecurePool}
        super().__init__(max_retries=0)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: object) -> ProxyManager:
        """The same sockets on the way to a proxy."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager
