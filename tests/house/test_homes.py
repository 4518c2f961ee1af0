"""Each third-party package has one home; nothing outside imports it."""

from __future__ import annotations

import sys

import pytest

from tests.house.source import code_files, imports_of, place_of

HOMES = {
    "click": ("explorer/terminal/", "explorer/cli/", "ingest/cli/", "app.py"),
    "cryptography": ("ingest/decode/", "ingest/link/", "ingest/sample/"),
    "dash": ("explorer/ui/", "app.py"),
    "dash_ag_grid": ("explorer/ui/", "app.py"),
    "dask": ("ingest/ct/",),  # with the extra `scale`, imported only when an address is given
    "datasketches": ("ingest/ct/sketch.py",),
    "distributed": ("ingest/ct/executor.py",),  # with the extra `scale`
    "flask": ("explorer/ui/",),  # comes with Dash: its request and response objects
    "fsspec": ("ingest/ct/shelf.py",),  # with the extra `scale`
    "networkx": ("explorer/graph/", "explorer/exports/graphml.py", "explorer/exports/gexf.py"),
    "pydantic": ("ingest/config.py", "ingest/sources/registers.py"),
    "publicsuffixlist": ("ingest/ct/registrable.py",),
    "requests": ("ingest/http.py",),
    "rich": ("explorer/terminal/", "explorer/cli/", "ingest/cli/", "app.py"),
    "sqlite3": ("explorer/store/",),
    "urllib3": ("ingest/http.py",),  # comes with requests: its connections and what can go wrong with them
    "waitress": ("explorer/cli/serve.py",),
    "werkzeug": ("explorer/ui/",),
}

# Of the standard library, but no less an opening to the outside.
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "xmlrpc"}
NETWORK_HOMES = ("ingest/http.py", "explorer/cli/serve.py")


def foreign_imports() -> list[tuple[str, str, int]]:
    """(file, top-level package, line) of every import that is neither ours nor the standard library's."""
    ours = {"explorer", "ingest", "app"}
    found = []
    for path in code_files():
        for module, line in imports_of(path):
            top = module.split(".")[0]
            if top not in ours and (top not in sys.stdlib_module_names or top in HOMES):
                found.append((place_of(path), top, line))
    return found


def test_every_package_is_imported_at_home_only() -> None:
    astray = [
        f"{place}:{line}: {package} lives in {', '.join(HOMES[package])}"
        for place, package, line in foreign_imports()
        if package in HOMES and not place.startswith(HOMES[package])
    ]
    assert not astray, "\n".join(astray)


def test_no_package_without_a_home() -> None:
    homeless = sorted({package for _, package, _ in foreign_imports()} - set(HOMES))
    assert not homeless, f"a new dependency needs a home here and a page in docs/decisions/: {homeless}"


@pytest.mark.parametrize("package", sorted(NETWORK))
def test_nothing_else_opens_a_connection(package: str) -> None:
    used = [
        f"{place_of(path)}:{line}"
        for path in code_files()
        for module, line in imports_of(path)
        if (module == package or module.startswith(package + ".")) and not place_of(path).startswith(NETWORK_HOMES)
    ]
    assert not used, used
