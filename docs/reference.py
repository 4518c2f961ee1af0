"""Two pages of reference made from code: the store's tables, and the functions that a notebook calls."""

from __future__ import annotations

import inspect
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from explorer.store import schema

# What each table holds; a table without a line here stops `make docs`.
TABLES = {
    "input": "Every input as received: digest, kind, file, size, moment, and which version of the readers read it.",
    "name": "Every distinct name as encoded, with its text, its folded form for comparison, common name, organisation.",
    "certificate": "One row a certificate, all decoded facts. Lists are JSON. `unread` names fields that could not be read.",
    "der": "The certificate as encoded.",
    "opaque": "Certificates whose outer structure cannot be read, with the reason.",
    "link": "One checked signature: certificate, key, and what came of it. Never checked again.",
    "list": "Every list that has days: CCADB reports, root stores, OneCRL, CRLs.",
    "day": "One row a list and day: from which input, how many rows, which columns were missing or unknown.",
    "layout": "The header of a report version, once.",
    "disclosure": "One distinct state of a CCADB record. Columns that rules read stand apart, the whole row in `body`.",
    "anchor": "One distinct statement that a root is trusted for a purpose, or no more, with its cut-offs.",
    "revocation": "One distinct entry of a list of revocations, by issuer as encoded and serial.",
    "span": "From which stored day to which a list made a claim: `item` is a row of disclosure, anchor or revocation.",
    "evidence": "Records of the key-lifecycle register, as written.",
    "affiliate": "Which organisations belong together, from when to when, by which source.",
    "key_use": "CRLs and OCSP responses that a key was proved to have signed, with the times inside.",
    "assessed": "Days that `subca flags --history` assessed, by series (version of the rules, basis, view).",
    "finding_state": "One distinct state of a finding: severity and programs.",
    "finding_span": "From which assessed day to which a finding was in that state.",
    "validator": "What a server said of the body that was last accepted from it.",
    "ct_log": "Certificate Transparency logs, and how far each was read.",
    "ct_head": "Signed heads of logs.",
    "ct_unit": "The parts of a log that were read: pages or tiles, with what was in them.",
    "ct_unreadable": "Entries that could not be read, with bytes and reason.",
    "ct_sighting": "Where a CA certificate was seen in a log, first and last.",
    "ct_search_row": "Rows of crt.sh searches; they tell of issuance and prove nothing.",
    "census_log": "Logs, or folders of entries, that were counted, by standing of their tree heads.",
    "census_unit": "Ranges of indexes that were counted, with the entries that could not be read.",
    "census_tally": "What each issuing key issued in one log: counts by day, sketch of domains; JSON packed by zlib.",
    "census_serials": "Sketches of the serial numbers of a key in one log, by month of notAfter (year * 12 + month - 1).",
    "census_total": "The same over all logs of one standing: counts, and what the sketches say (value, low, high).",
    "quarantine": "Records that could not be understood: bytes, place, reason.",
    "seal": "Digests over the rows of each table, made as they were written; `subca store check` verifies them.",
}

# What docs/python.md builds on, in the order of that page.
MODULES = (
    "explorer.store.catalog",
    "explorer.store.snapshot",
    "explorer.analysis.assess",
    "explorer.analysis.changes",
    "explorer.analysis.distrust",
    "explorer.graph.delegation",
    "explorer.trust.engine",
    "explorer.trust.listing",
    "explorer.trust.constraint_check",
    "explorer.keys.status_signing",
    "explorer.keys.lifecycle",
    "explorer.views.filters",
    "explorer.views.rows",
)


def schema_page() -> str:
    """Every table with its columns, from a store made for the purpose."""
    with tempfile.TemporaryDirectory() as folder:
        connection = schema.connect(Path(folder) / "empty.sqlite", write=True)
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        sections = "\n".join(_table(connection, name) for name in names if not name.startswith("sqlite_"))
        connection.close()
    return (
        f"Version {schema.VERSION}. Stores since version {schema.OLDEST} are migrated by the first writer, with a copy beside them; older\n"
        "ones are made again from their raw inputs (`subca store rebuild`). The tables are no API: they may change with any\n"
        "release, while commands, files and the functions of [python.md](python.md) stay. Days are proleptic ordinals (Python's\n"
        "`date.toordinal`), moments Unix seconds in UTC, digests 32 raw octets. NULL means unknown.\n\n"
        f"{sections}"
    )


def _table(connection: sqlite3.Connection, name: str) -> str:
    refers = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({name})")}
    lines = []
    for _, column, kind, required, _, key in connection.execute(f"PRAGMA table_info({name})"):
        notes = (
            "key" if key else "",
            f"of `{refers[column]}`" if column in refers else "",
            "" if required or key else "may be unknown",
        )
        lines.append(f"| `{column}` | {kind} | {', '.join(filter(None, notes))} |")
    listed = "\n".join(lines)
    return f"## {name}\n\n{TABLES[name]}\n\n| column | type | |\n|---|---|---|\n{listed}\n"


def functions_page() -> str:
    """Every public name of the modules: signature and docstring. Written when the site is built; not kept in git."""
    parts = [part for name in MODULES for part in _module(import_module(name))]
    about = "How they play together: [python.md](python.md). Everything is typed and frozen; times are in UTC.\n"
    return "\n".join(["# Functions for notebooks\n", about, *parts])


def _module(module: ModuleType) -> Iterator[str]:
    yield f"## `{module.__name__}`\n\n{_first_line(module)}\n"
    for name, found in vars(module).items():
        if name.startswith("_") or getattr(found, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(found):
            yield f"```text\n{_entry(name, found)}\n```\n"
        elif inspect.isclass(found):
            methods = [
                _indented(_entry(method, function))
                for method, function in vars(found).items()
                if not method.startswith("_") and inspect.isfunction(function)
            ]
            names = [_indented(f"{field.name}: {field.type}") for field in fields(found)] if is_dataclass(found) else []
            head = f"class {name}\n{_indented(inspect.cleandoc(found.__doc__ or ''))}"
            body = "\n\n".join([head, *(["\n".join(names)] if names else []), *methods])
            yield f"```text\n{body}\n```\n"


def _entry(name: str, function: object) -> str:
    assert callable(function)
    signature = re.sub(r"<[^<>]* at 0x[0-9a-f]+>", "...", str(inspect.signature(function)).replace("'", ""))
    return f"{name}{signature}\n{_indented(inspect.cleandoc(function.__doc__ or ''))}"


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").splitlines()[0]


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
