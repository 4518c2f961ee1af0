"""Headers of every response, and what is refused at the door."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import pytest

from explorer.ui.application import create_app
from explorer.ui.policy import BODY_LIMIT, host_name

HEADERS = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
}


@pytest.fixture(scope="module")
def guarded(sample_store: Path) -> WSGIApplication:
    return create_app(sample_store, hosts=("explorer.example",))


def answer(application: WSGIApplication, path: str, **environ: object) -> tuple[str, dict[str, str], bytes]:
    path, _, query = path.partition("?")
    said: dict[str, object] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1:8050", **environ}
    setup_testing_defaults(said)
    found: list[tuple[str, dict[str, str]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
        assert len({name.lower() for name, _ in headers}) == len(headers), "no header twice"
        found.append((status, dict(headers)))
        return lambda data: None

    body = application(said, start)  # type: ignore[arg-type]
    whole = b"".join(body)
    if isinstance(body, Iterator) or hasattr(body, "close"):
        body.close()  # type: ignore[union-attr]
    return found[0][0], found[0][1], whole


PATHS = {
    "page": "/",
    "deep link": "/ca/ABCDEF?tab=children",
    "asset": "/assets/graph.js",
    "missing asset": "/assets/none.js",
    "layout": "/_dash-layout",
    "library": "/_dash-component-suites/dash/nothing.js",
    "download": "/flags.csv",
    "refused download": "/flags.csv?nonsense=1",
    "unknown drawing": "/lineage.svg/ABCDEF",
    "health": "/healthz",
    "way out": "/assets/../../etc/passwd",
}


@pytest.mark.parametrize("name", PATHS)
def test_every_response_has_every_header(guarded: WSGIApplication, name: str) -> None:
    status, headers, _ = answer(guarded, PATHS[name])
    assert set(headers) >= HEADERS, status
    assert int(status[:3]) < 500


@pytest.mark.parametrize(
    "environ",
    {
        "unknown host": {"HTTP_HOST": "attacker.example"},
        "no host": {"HTTP_HOST": ""},
        "post from elsewhere": {"REQUEST_METHOD": "POST", "HTTP_SEC_FETCH_SITE": "cross-site"},
        "delete": {"REQUEST_METHOD": "DELETE"},
    }.values(),
)
def test_refusals_have_every_header(guarded: WSGIApplication, environ: dict[str, object]) -> None:
    status, headers, body = answer(guarded, "/", **environ)
    assert status[0] == "4" and set(headers) >= HEADERS
    assert b"Traceback" not in body


def test_content_policy(guarded: WSGIApplication) -> None:
    _, headers, _ = answer(guarded, "/")
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    scripts = policy["script-src"].split()
    assert "'self'" in scripts and not {"'unsafe-inline'", "'unsafe-eval'"} & set(scripts)
    assert all(part == "'self'" or part.startswith("'sha256-") for part in scripts)
    assert not any("http" in value or "*" in value for value in policy.values())


def test_every_inline_script_of_the_page_has_its_hash(guarded: WSGIApplication) -> None:
    import base64
    import hashlib
    import re

    _, headers, body = answer(guarded, "/")
    page = re.sub(r"<!--.*?-->", "", body.decode(), flags=re.S)
    inline = [s for s in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S) if "src=" not in s[0]]
    for attributes, script in inline:
        if "application/json" in attributes:
            continue
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in headers["Content-Security-Policy"], script[:80]


HOSTS = {
    "127.0.0.1:8050": "127.0.0.1",
    "LOCALHOST": "localhost",
    "[::1]:8050": "[::1]",
    "explorer.example:443": "explorer.example",
    "a:b": "a:b",
}


@pytest.mark.parametrize("host", HOSTS)
def test_host_names(host: str) -> None:
    assert host_name(host) == HOSTS[host]


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "[::1]:80", "explorer.example", "EXPLORER.example:99"])
def test_known_hosts_are_served(guarded: WSGIApplication, host: str) -> None:
    assert answer(guarded, "/healthz", HTTP_HOST=host)[0] == "200 OK"


def post(guarded: WSGIApplication, body: bytes = b"{}", **environ: object) -> str:
    said = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "HTTP_SEC_FETCH_SITE": "same-origin",
        **environ,
    }
    return answer(guarded, "/_dash-update-component", **said)[0]


POSTS = {
    "from another site": ({"HTTP_SEC_FETCH_SITE": "cross-site"}, "403"),
    "from a sister site": ({"HTTP_SEC_FETCH_SITE": "same-site"}, "403"),
    "old browser, other origin": ({"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "http://attacker.example"}, "403"),
    "old browser, null origin": ({"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "null"}, "403"),
    "no origin at all": ({"HTTP_SEC_FETCH_SITE": None}, "403"),
    "as a form": ({"CONTENT_TYPE": "text/plain"}, "415"),
    "too large": ({"CONTENT_LENGTH": str(BODY_LIMIT + 1)}, "413"),
    "length of words": ({"CONTENT_LENGTH": "many"}, "400"),
    "chunked": ({"HTTP_TRANSFER_ENCODING": "chunked"}, "400"),
    "ours, but forged": ({}, "400"),
    "old browser, same origin, but forged": (
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "http://127.0.0.1:8050"},
        "400",
    ),
}


@pytest.mark.parametrize("case", POSTS)
def test_unsafe_requests(guarded: WSGIApplication, case: str) -> None:
    environ, code = POSTS[case]
    given = {name: value for name, value in environ.items() if value is not None}
    if environ.get("HTTP_SEC_FETCH_SITE", "") is None:
        body = io.BytesIO(b"{}")
        said = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "2", "wsgi.input": body}
        assert answer(guarded, "/_dash-update-component", **said, **given)[0].startswith(code)
    else:
        assert post(guarded, **given).startswith(code)
