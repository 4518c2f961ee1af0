"""Headers of every response, errors and assets included, and the checks before any request is answered.

Source: interface specification section 5, reliability contract section 7. The content policy names the hashes of
inline scripts, so it is made when layout and callbacks are complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

BODY_LIMIT = 1_000_000  # octets of a request
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def content_policy(script_hashes: Sequence[str]) -> str:
    """The Content-Security-Policy: nothing from elsewhere, no inline script but those with a hash."""
    parts = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *sorted(script_hashes))),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def security_headers(script_hashes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Every header that each response carries."""
    return (
        ("Content-Security-Policy", content_policy(script_hashes)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    )


class Guard:
    """WSGI in front of the application: adds the headers, refuses what must not get through."""

    def __init__(
        self, application: WSGIApplication, headers: Sequence[tuple[str, str]], hosts: Iterable[str] = ()
    ) -> None:
        self._application = application
        self._headers = list(headers)
        self._names = {name.casefold() for name, _ in headers}
        self._hosts = frozenset(host.casefold() for host in (*LOOPBACK, *hosts))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        refusal = self._refuse(environ)
        guarded = self._with_headers(start_response)
        if refusal is not None:
            status, message = refusal
            body = f"{message}\n".encode()
            guarded(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
            return [body]
        return self._application(environ, guarded)

    def _with_headers(self, start_response: StartResponse) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> Callable[[bytes], object]:
            kept = [pair for pair in headers if pair[0].casefold() not in self._names and pair[0] != "Server"]
            return start_response(status, [*kept, *self._headers], exc_info)  # type: ignore[arg-type]  # passed on as it came

        return start

    def _refuse(self, environ: WSGIEnvironment) -> tuple[str, str] | None:
        """Status and message for a request that is not answered."""
        if host_name(str(environ.get("HTTP_HOST", ""))) not in self._hosts:
            return "400 Bad Request", "this host name is not served here; see subca serve --allow-host"
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or environ.get("HTTP_TRANSFER_ENCODING"):
            return "400 Bad Request", "a request without a plain length"
        if int(length) > BODY_LIMIT:
            return "413 Content Too Large", f"more than {BODY_LIMIT} octets"
        if environ.get("REQUEST_METHOD") in _SAFE_METHODS:
            return None
        if not _same_origin(environ):
            return "403 Forbidden", "only pages of this site may ask"
        if str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip() != "application/json":
            return "415 Unsupported Media Type", "only application/json"
        return None


def host_name(host: str) -> str:
    """The name in a Host header, without the port; lower case."""
    name, colon, port = host.strip().casefold().rpartition(":")
    return name if colon and port.isdecimal() else host.strip().casefold()


def _same_origin(environ: WSGIEnvironment) -> bool:
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return bool(site == "same-origin")
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        return False
    scheme, _, rest = str(origin).partition("://")
    return scheme in ("http", "https") and rest.casefold() == str(environ.get("HTTP_HOST", "")).casefold()
