"""The store's file: one SQLite database in WAL mode, its tables, its version, and how it is opened.

Durability: `synchronous=FULL` with WAL, so that a committed snapshot survives power loss; the cost is one fsync
a transaction, and there is one transaction a snapshot. Day columns hold proleptic ordinals (`date.toordinal`),
digests raw 32 octets, moments Unix seconds (UTC).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from explorer.errors import StoreError

APPLICATION_ID = 0x73756263  # "subc"
VERSION = 7
OLDEST = 5  # versions before it lack facts that only the raw inputs can tell: they are made again, not migrated
BUSY_MILLISECONDS = 5_000
DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)  # what reading a damaged file raises; its message may be no text

KEY_USE = """CREATE TABLE key_use (
    id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, spki BLOB NOT NULL, signer BLOB,
    this_update INTEGER NOT NULL, produced_at INTEGER, next_update INTEGER, signature_algorithm TEXT NOT NULL,
    input BLOB NOT NULL REFERENCES input, list TEXT NOT NULL, detail TEXT NOT NULL
)"""
"""CRLs and OCSP responses, verified (`key_uses.py`)."""

ASSESSED = """CREATE TABLE assessed (
    series TEXT NOT NULL, day INTEGER NOT NULL, stamp BLOB NOT NULL, findings INTEGER NOT NULL, items BLOB NOT NULL,
    PRIMARY KEY (series, day)
) WITHOUT ROWID;
CREATE TABLE finding_state (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, fingerprint BLOB NOT NULL, rule TEXT NOT NULL,
    kind TEXT NOT NULL, subject TEXT NOT NULL, severity TEXT NOT NULL, programs TEXT NOT NULL
);
CREATE TABLE finding_span (
    series TEXT NOT NULL, state INTEGER NOT NULL REFERENCES finding_state, first INTEGER NOT NULL, last INTEGER,
    PRIMARY KEY (series, state, first)
) WITHOUT ROWID;
CREATE INDEX finding_state_by_fingerprint ON finding_state (fingerprint)"""
"""What was found on which day (`assessed.py`)."""

VALIDATOR = """CREATE TABLE validator (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, sha256 BLOB NOT NULL,
    changed INTEGER NOT NULL, received INTEGER NOT NULL
) WITHOUT ROWID"""
"""What servers said of the bodies that were accepted from them (`validators.py`)."""

CT = """CREATE TABLE ct_log (
    id INTEGER PRIMARY KEY, log BLOB NOT NULL UNIQUE, name TEXT NOT NULL, operator TEXT NOT NULL, spki BLOB,
    url TEXT NOT NULL, is_tiled INTEGER NOT NULL, position INTEGER NOT NULL, peaks BLOB NOT NULL,
    precertificates INTEGER NOT NULL, certificates INTEGER NOT NULL, unreadable INTEGER NOT NULL
);
CREATE TABLE ct_head (
    id INTEGER PRIMARY KEY, log INTEGER NOT NULL REFERENCES ct_log, size INTEGER NOT NULL, timestamp INTEGER NOT NULL,
    root BLOB NOT NULL, signed BLOB NOT NULL, received INTEGER NOT NULL, standing TEXT NOT NULL, UNIQUE (log, signed)
);
CREATE TABLE ct_unit (
    log INTEGER NOT NULL REFERENCES ct_log, first INTEGER NOT NULL, path TEXT NOT NULL, sha256 BLOB NOT NULL,
    precertificates INTEGER NOT NULL, certificates INTEGER NOT NULL, unreadable INTEGER NOT NULL,
    PRIMARY KEY (log, first)
) WITHOUT ROWID;
CREATE TABLE ct_unreadable (
    log INTEGER NOT NULL REFERENCES ct_log, entry INTEGER NOT NULL, reason TEXT NOT NULL, parser TEXT NOT NULL,
    raw BLOB NOT NULL, PRIMARY KEY (log, entry)
) WITHOUT ROWID;
CREATE TABLE ct_sighting (
    certificate BLOB NOT NULL, log INTEGER NOT NULL REFERENCES ct_log, place TEXT NOT NULL, first_entry INTEGER,
    first_seen INTEGER, last_entry INTEGER, last_seen INTEGER, PRIMARY KEY (certificate, log, place)
) WITHOUT ROWID;
CREATE TABLE ct_search_row (
    id INTEGER PRIMARY KEY, issuer TEXT NOT NULL, serial TEXT NOT NULL, entered INTEGER, not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL, input BLOB NOT NULL REFERENCES input
)"""
"""Certificate Transparency: logs and how far they were read, their heads, what they show (`ct.py`)."""

CENSUS = """CREATE TABLE census_log (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, verified INTEGER NOT NULL, description TEXT NOT NULL,
    suffixes TEXT NOT NULL, UNIQUE (name, verified)
);
CREATE TABLE census_unit (
    log INTEGER NOT NULL REFERENCES census_log, first INTEGER NOT NULL, last INTEGER NOT NULL, unread INTEGER NOT NULL,
    reasons BLOB NOT NULL, PRIMARY KEY (log, first)
) WITHOUT ROWID;
CREATE TABLE census_tally (
    log INTEGER NOT NULL REFERENCES census_log, key BLOB NOT NULL, entries INTEGER NOT NULL, issuers BLOB NOT NULL,
    issued BLOB NOT NULL, expiring BLOB NOT NULL, domains BLOB NOT NULL, estimates TEXT NOT NULL,
    PRIMARY KEY (log, key)
);
CREATE TABLE census_serials (
    log INTEGER NOT NULL REFERENCES census_log, key BLOB NOT NULL, month INTEGER NOT NULL, sketch BLOB NOT NULL,
    PRIMARY KEY (log, key, month)
);
CREATE TABLE census_total (
    verified INTEGER NOT NULL, key BLOB NOT NULL, issuers TEXT NOT NULL, logs TEXT NOT NULL, issued BLOB NOT NULL,
    expiring BLOB NOT NULL, estimates TEXT NOT NULL, entries INTEGER NOT NULL, PRIMARY KEY (verified, key)
)"""
"""Since version 7: what was counted of which log, and the sums over all of them (`census.py`)."""

STEPS: dict[int, str] = {6: CT, 7: CENSUS}
"""Version -> the new tables that make the one before it into it; forward only. What would change rows that are
sealed is no step: it raises `OLDEST`."""

TABLES = f"""
CREATE TABLE input (
    sha256 BLOB PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL,
    received INTEGER NOT NULL, parser TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE name (
    id INTEGER PRIMARY KEY, der BLOB NOT NULL UNIQUE, text TEXT NOT NULL, key TEXT NOT NULL,
    common_name TEXT NOT NULL, organisation TEXT NOT NULL
);
CREATE TABLE certificate (
    id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, tier TEXT NOT NULL, tier_reason TEXT NOT NULL,
    unread TEXT NOT NULL, ca BLOB NOT NULL, spki BLOB NOT NULL, key BLOB NOT NULL,
    subject INTEGER NOT NULL REFERENCES name, issuer INTEGER NOT NULL REFERENCES name,
    version INTEGER NOT NULL, serial TEXT NOT NULL, not_before INTEGER NOT NULL, not_after INTEGER NOT NULL,
    signature_algorithm TEXT NOT NULL, signature_encoding TEXT NOT NULL, pss TEXT, key_algorithm TEXT NOT NULL,
    key_bits INTEGER NOT NULL, key_problem TEXT NOT NULL, is_ca INTEGER, path_length INTEGER, key_usage TEXT, eku TEXT,
    name_constraints TEXT, policies TEXT NOT NULL, aki TEXT NOT NULL, aki_pins_issuer INTEGER NOT NULL,
    ski TEXT NOT NULL, nocheck TEXT, has_san INTEGER NOT NULL, alternative_names TEXT NOT NULL, crl_urls TEXT NOT NULL,
    ocsp_urls TEXT NOT NULL, issuer_urls TEXT NOT NULL, cps_urls TEXT NOT NULL, critical TEXT NOT NULL,
    unknown_critical TEXT NOT NULL
);
CREATE TABLE der (certificate INTEGER PRIMARY KEY REFERENCES certificate, body BLOB NOT NULL);
CREATE TABLE opaque (sha256 BLOB PRIMARY KEY, reason TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE link (
    certificate INTEGER NOT NULL REFERENCES certificate, spki BLOB NOT NULL, state INTEGER NOT NULL,
    PRIMARY KEY (certificate, spki)
);
CREATE TABLE list (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE day (
    list INTEGER NOT NULL REFERENCES list, day INTEGER NOT NULL, input BLOB NOT NULL REFERENCES input,
    file TEXT NOT NULL, read INTEGER NOT NULL, stored INTEGER NOT NULL, duplicates INTEGER NOT NULL,
    quarantined INTEGER NOT NULL, missing TEXT NOT NULL, unknown TEXT NOT NULL, items BLOB NOT NULL,
    PRIMARY KEY (list, day)
) WITHOUT ROWID;
CREATE TABLE layout (id INTEGER PRIMARY KEY, headers TEXT NOT NULL UNIQUE);
CREATE TABLE disclosure (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, record TEXT NOT NULL, certificate BLOB,
    certificate_cell TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL,
    subordinate_owner TEXT, parent_record TEXT, parent_name TEXT NOT NULL, parent_certificate BLOB,
    revocation TEXT NOT NULL, technically_constrained INTEGER, audits_same_as_parent INTEGER,
    standard_audit_url TEXT, standard_audit_end INTEGER, tls_ev_audit_url TEXT, apple_status TEXT, chrome_status TEXT,
    microsoft_status TEXT, mozilla_status TEXT, derived_trust_bits TEXT, valid_from TEXT, valid_to TEXT, audits TEXT,
    full_crl TEXT, partitioned_crls TEXT,
    layout INTEGER NOT NULL REFERENCES layout, body BLOB NOT NULL
);
CREATE TABLE anchor (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, program TEXT NOT NULL, certificate BLOB NOT NULL,
    purpose TEXT NOT NULL, policy TEXT NOT NULL, disabled_from INTEGER, not_before_until INTEGER, label TEXT NOT NULL
);
CREATE TABLE revocation (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, source TEXT NOT NULL, issuer BLOB NOT NULL,
    serial TEXT NOT NULL, since INTEGER, reason TEXT NOT NULL
);
CREATE TABLE span (
    list INTEGER NOT NULL REFERENCES list, item INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER,
    PRIMARY KEY (list, item, first)
) WITHOUT ROWID;
CREATE INDEX span_by_first ON span (list, first);
CREATE TABLE evidence (id BLOB PRIMARY KEY, fields TEXT NOT NULL);
CREATE TABLE affiliate (
    grouping TEXT NOT NULL, member TEXT NOT NULL, since INTEGER, until INTEGER, source TEXT NOT NULL,
    UNIQUE (grouping, member, since, until, source)
);
{KEY_USE};
{ASSESSED};
{VALIDATOR};
{CT};
{CENSUS};
CREATE TABLE quarantine (
    input BLOB NOT NULL REFERENCES input, number INTEGER NOT NULL, source TEXT NOT NULL, position TEXT NOT NULL,
    reason TEXT NOT NULL, parser TEXT NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (input, number)
);
CREATE TABLE seal (
    name TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (name, first)
) WITHOUT ROWID;
"""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the store's file; a new one is made only for writing.

    Raises `StoreError` when it is missing, no store of ours, damaged, newer than this program, or not accessible.
    """
    if not write and not path.exists():
        raise StoreError("no such store", where=str(path), remedy="make one: subca ingest PATH --store FILE")
    mode = "rwc" if write else "ro"
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
    except DAMAGE as error:
        raise _unreadable(path, error) from error
    try:
        is_new = _is_empty(connection) and write
        if not is_new:
            _check(connection, path)  # before the first change: a file that is not ours keeps every byte
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        if is_new:
            _make_tables(connection)
        else:
            _bring_up(connection, path, write=write)
    except DAMAGE as error:
        connection.close()
        raise _unreadable(path, error) from error
    except StoreError:
        connection.close()
        raise
    return connection


def is_made(path: Path) -> bool:
    """Whether there is a store to open; not one of which a run was killed before it had made the tables."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return not _is_empty(connection)
    except DAMAGE:
        return True  # opening it says what is wrong


def _unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"can't be opened: {error}",
        where=str(path),
        done="nothing was changed",
        remedy="check it: subca store check; make it again from its raw inputs: subca store rebuild",
    )


def _is_empty(connection: sqlite3.Connection) -> bool:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return bool(application == 0 and tables == 0)


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in _statements(TABLES):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _statements(text: str) -> list[str]:
    return [statement.strip() for statement in text.split(";\n") if statement.strip()]


def _bring_up(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    """An older store: a writer migrates it in one transaction, with a copy beside it; a reader sees what is new as empty."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    steps = [STEPS[step] for step in range(version + 1, VERSION + 1)]
    if not steps:
        return
    if not write:
        connection.execute("PRAGMA temp_store = MEMORY")
        for step in steps:
            for statement in _statements(step):
                if statement.startswith("CREATE TABLE"):
                    connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE"))
        return
    with closing(sqlite3.connect(path.with_name(f"{path.name}.schema-{version}"))) as backup:
        connection.backup(backup)
    connection.execute("BEGIN IMMEDIATE")
    for step in steps:
        for statement in _statements(step):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise StoreError("is not a store of subca", where=str(path), remedy="name another file with --store")
    if version > VERSION:
        raise StoreError(
            f"has schema {version}, this program knows {VERSION}",
            where=str(path),
            done="nothing was touched",
            remedy="use a newer subca",
        )
    if version < OLDEST:
        raise StoreError(
            f"has schema {version}; this program needs {OLDEST}, whose facts are read from the raw inputs",
            where=str(path),
            done="nothing was touched",
            remedy="make it again from its raw inputs: subca store rebuild",
        )
