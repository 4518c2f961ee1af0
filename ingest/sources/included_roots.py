"""Reader of CCADB's report of all included roots: which program trusts which root for what, on the day of the report.

One row a root, with a status column for each program and a column of trust bits for each but Chrome, whose program
is for TLS servers only. The report has no cut-off dates: what a program's own list says of them is not undone by it.
A trust bit that is not in the table is kept as an unknown purpose, so that nothing is decided for lack of a word; a row
with an unknown status is quarantined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from explorer.model.ids import CertificateId, parse_sha256
from explorer.model.program import INCLUDED_ROOTS, Program, TrustAnchor
from explorer.model.purpose import (
    CLIENT_AUTH,
    CODE_SIGN,
    EMAIL_PROTECTION,
    OCSP_SIGN,
    SERVER_AUTH,
    TIME_STAMP,
    TLS_SERVER,
    Purpose,
    purpose_of,
)
from ingest.sources.ccadb_cells import values
from ingest.sources.ccadb_columns import fold
from ingest.sources.csv_table import read_table
from ingest.sources.interface import Counts, Quarantined, refuse_if_doubtful, rejected

SOURCE = INCLUDED_ROOTS  # beside the programs' own lists, never in their place
FINGERPRINT = "sha-256 fingerprint"
STATUS = {
    Program.MOZILLA: ("mozilla status",),
    Program.CHROME: ("google chrome status", "chrome status"),
    Program.APPLE: ("apple status",),
    Program.MICROSOFT: ("microsoft status",),
}
BITS = {
    Program.MOZILLA: ("mozilla trust bits",),
    Program.APPLE: ("apple trust bits",),
    Program.MICROSOFT: ("microsoft ekus", "microsoft ekus for dtbs"),
}
BIT_HEADERS = frozenset(name for names in BITS.values() for name in names)
NAMES = ("certificate name", "root certificate name", "common name or certificate name")

_UNKNOWN = Purpose("unknown")  # as the weighing of anchors names it
_INCLUDED = frozenset({"included", "change requested", "notbefore", "not before"})
_NOT_INCLUDED = frozenset(
    {"", "not included", "not yet included", "removed", "disabled", "pending", "not trusted", "blocked", "n/a"}
)
_IPSEC = ("1.3.6.1.5.5.7.3.5", "1.3.6.1.5.5.7.3.6", "1.3.6.1.5.5.7.3.7")
_WORDS = {  # letters and digits only, in lower case
    **dict.fromkeys(("websites", "serverauthentication", "serverauth", "tlsserverauthentication", "ssl"), SERVER_AUTH),
    **dict.fromkeys(("clientauthentication", "clientauth", "tlsclientauthentication"), CLIENT_AUTH),
    **dict.fromkeys(("email", "secureemail", "emailprotection", "smime"), EMAIL_PROTECTION),
    **dict.fromkeys(("codesigning", "code"), CODE_SIGN),
    **dict.fromkeys(("timestamping", "timestamp"), TIME_STAMP),
    **dict.fromkeys(("ocspsigning", "ocsp"), OCSP_SIGN),
    "documentsigning": "1.3.6.1.4.1.311.10.3.12",
    **dict.fromkeys(("encryptingfilesystem", "efs"), "1.3.6.1.4.1.311.10.3.4"),
    **dict.fromkeys(("ipsecurityendsystem", "ipsecendsystem"), _IPSEC[0]),
    **dict.fromkeys(("ipsecuritytunneltermination", "ipsectunnel", "ipsectunneltermination"), _IPSEC[1]),
    **dict.fromkeys(("ipsecurityuser", "ipsecuser"), _IPSEC[2]),
    **dict.fromkeys(("ipsecurityikeintermediate", "ipsecike"), "1.3.6.1.5.5.8.2.2"),
    **dict.fromkeys(("brandindicatorformessageidentification", "bimi"), "1.3.6.1.5.5.7.3.31"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludedRoots:
    """The anchors of all programs on one day, as CCADB states them."""

    anchors: tuple[TrustAnchor, ...]
    unknown: tuple[str, ...]  # trust bits that we have no word for, sorted
    quarantined: tuple[Quarantined, ...]
    counts: Counts  # of statements: a row makes one for each program and purpose; one set aside is one


def read_included_roots(data: bytes, *, day: date, where: str) -> IncludedRoots:
    """Read the report (unpacked); raises `InputRejected` when the file as such is in doubt."""
    table = read_table(data, where=where)
    names = [fold(cell) for cell in table.header]
    doubled = [name for name in names if name and names.count(name) > 1]
    if doubled or FINGERPRINT not in names or not BIT_HEADERS & set(names):
        what = f"has twice {doubled[0]!r}" if doubled else "lacks fingerprints or trust bits"
        raise rejected(f"the header {what}", where=where, remedy="this is no report of included roots that we know")
    if not table.rows:
        raise rejected("the list holds a header and no root", where=where)
    needed = max(names.index(name) for name in names if name)
    if len(table.rows[-1]) <= needed:
        raise rejected("truncated: the last row is shorter than the header", where=where)
    anchors: dict[TrustAnchor, None] = {}
    reasons: dict[int, str] = {}
    stated = 0
    unknown: set[str] = set()
    for i, row in enumerate(table.rows):
        try:
            found = tuple(
                _anchors_of({n: cell.strip() for n, cell in zip(names, row, strict=False) if n}, day, unknown)
            )
        except ValueError as reason:
            reasons[i] = str(reason)
            continue
        stated += len(found)
        anchors.update(dict.fromkeys(found))
    quarantined = table.set_aside(reasons, source=SOURCE)
    refuse_if_doubtful(read=len(table.rows), quarantined=quarantined, where=where)
    if not anchors:
        raise rejected("no root of the list is included anywhere", where=where)
    aside = len(quarantined)
    counts = Counts(read=stated + aside, rows=len(anchors), duplicates=stated - len(anchors), quarantined=aside)
    return IncludedRoots(anchors=tuple(anchors), unknown=tuple(sorted(unknown)), quarantined=quarantined, counts=counts)


def _anchors_of(cells: dict[str, str], day: date, unknown: set[str]) -> Iterator[TrustAnchor]:
    """What one row states; raises ValueError with the reason when a part cannot be read. Adds words to `unknown`."""
    certificate = parse_sha256(cells.get(FINGERPRINT, "").strip("'\""))
    if certificate is None:
        raise ValueError("the fingerprint is no SHA-256")
    label = _cell(cells, NAMES) or ""
    for program in Program:
        status = _cell(cells, STATUS[program])
        if status is None or not _is_included(status, program):
            continue
        for purpose in _purposes(cells, program, unknown):
            yield TrustAnchor(
                program=program,
                certificate=CertificateId(certificate),
                purpose=purpose,
                policy="",
                disabled_from=None,
                not_before_until=None,
                label=label,
                source=SOURCE,
                day=day,
            )


def _is_included(status: str, program: Program) -> bool:
    word = " ".join(status.casefold().split())
    if word not in _INCLUDED and word not in _NOT_INCLUDED:
        raise ValueError(f"{program} status {status!r} is a word that we do not know")
    return word in _INCLUDED


def _purposes(cells: dict[str, str], program: Program, unknown: set[str]) -> tuple[Purpose, ...]:
    """The purposes, each once; none where the report has no column for them: then it states nothing."""
    if program is Program.CHROME:
        return (TLS_SERVER,)
    found: dict[Purpose, None] = {}
    for value in values((_cell(cells, BITS[program]) or "").replace(",", ";")):
        word = "".join(c for c in value.casefold() if c.isalnum())
        if word not in _WORDS:
            unknown.add(f"{program}: {value}")
        found[purpose_of(_WORDS[word]) if word in _WORDS else _UNKNOWN] = None
    return tuple(found)


def _cell(cells: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((cells[name] for name in names if name in cells), None)
