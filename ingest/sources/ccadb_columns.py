"""Report versions of the CCADB all-records list -> our column names.

Columns are found by name, never by position: they were reordered in October 2024, and renamed in 2024 (V2),
2025 (V4) and 2026 (V5). Every spelling that was met stands in the table below; a header that does not is
kept and reported as unknown. Source: headers of published files 2018-12 to 2024-11, and public readers of
V2 to V5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter

from explorer.model.ids import sha256_hex
from ingest.sources.interface import rejected

OWNER = "ca_owner"
RECORD = "record"
NAME = "name"
PARENT_RECORD = "parent_record"
PARENT_NAME = "parent_name"
TYPE = "record_type"
REVOCATION = "revocation_status"
FINGERPRINT = "fingerprint"
PARENT_FINGERPRINT = "parent_fingerprint"
SUBORDINATE_OWNER = "subordinate_owner"
CONSTRAINED = "technically_constrained"
AUDITS_SAME = "audits_same_as_parent"
APPLE = "apple_status"
CHROME = "chrome_status"
MICROSOFT = "microsoft_status"
MOZILLA = "mozilla_status"
TRUST_BITS = "derived_trust_bits"
VALID_FROM = "valid_from"
VALID_TO = "valid_to"
STANDARD_AUDIT_URL = "audit_standard_url"

KEY_COLUMNS = (RECORD, FINGERPRINT, OWNER, TYPE, NAME)  # a file without one of these is no such report

AUDITS: dict[str, tuple[str, ...]] = {
    "standard": ("Standard Audit",),
    "netsec": ("NetSec Audit",),
    "tls-br": ("TLS BR Audit", "BR Audit"),
    "tls-ev": ("TLS EVG Audit", "EV SSL Audit"),
    "code-signing": ("Code Signing Audit", "EV Code Signing Audit"),
    "smime-br": ("S/MIME BR Audit",),
    "vmc": ("VMC Audit",),
}
AUDIT_PARTS: dict[str, str] = {
    "url": "URL",
    "type": "Type",
    "statement_date": "Statement Date",
    "period_start": "Period Start Date",
    "period_end": "Period End Date",
}

_SPELLINGS: dict[str, tuple[str, ...]] = {
    OWNER: ("CA Owner",),
    RECORD: ("Salesforce Record ID",),
    NAME: ("Certificate Name",),
    PARENT_RECORD: ("Parent Salesforce Record ID",),
    PARENT_NAME: ("Parent Certificate Name",),
    TYPE: ("Certificate Record Type",),
    REVOCATION: ("Revocation Status",),
    FINGERPRINT: ("SHA-256 Fingerprint",),
    PARENT_FINGERPRINT: ("Parent SHA-256 Fingerprint",),
    SUBORDINATE_OWNER: ("Subordinate CA Owner",),
    CONSTRAINED: ("Technically Constrained",),
    AUDITS_SAME: ("Audits Same as Parent?", "Audits Same as Parent"),
    APPLE: ("Apple Status",),
    CHROME: ("Chrome Status", "Google Chrome Status"),
    MICROSOFT: ("Microsoft Status",),
    MOZILLA: ("Mozilla Status",),
    TRUST_BITS: ("Derived Trust Bits",),
    VALID_FROM: ("Valid From (GMT)", "Valid From [GMT]"),
    VALID_TO: ("Valid To (GMT)", "Valid To [GMT]"),
    "root_status": ("Status of Root Cert",),
    "root_trust_bits": ("Trust Bits for Root Cert",),
    "root_ev_policies": ("EV OIDs for Root Cert",),
    "aki": ("Authority Key Identifier",),
    "ski": ("Subject Key Identifier",),
    "auditor": ("Auditor", "Audit Firm"),
    "auditor_location": ("Audit Firm Location",),
    "policy_documentation": ("Policy Documentation",),
    "document_repository": ("CA Document Repository",),
    "cp_same_as_parent": ("CP Same as Parent?", "CP Same as Parent"),
    "cp_url": ("Certificate Policy (CP) URL",),
    "cp_date": ("CP Last Update Date", "CP Effective Date"),
    "cps_same_as_parent": ("CPS Same as Parent?", "CPS Same as Parent"),
    "cps_url": ("Certificate Practice Statement (CPS) URL",),
    "cps_date": ("CPS Last Update Date", "CPS Effective Date"),
    "cp_cps_same_as_parent": ("CP/CPS Same as Parent?", "CP/CPS Same as Parent"),
    "cp_cps_url": ("Certificate Practice & Policy Statement",),
    "cp_cps_date": ("CP/CPS Last Updated Date", "CP/CPS Effective Date"),
    "markup_cp_cps_same_as_parent": ("MD/AsciiDoc CP/CPS Same as Parent",),
    "markup_cp_cps_url": ("MD/AsciiDoc CP/CPS URL",),
    "markup_cp_cps_date": ("MD/AsciiDoc CP/CPS Effective Date",),
    "full_crl": ("Full CRL Issued By This CA",),
    "full_crls": ("JSON Array of All Full CRL URLs",),  # V5: an array; another form, so another column
    "partitioned_crls": ("JSON Array of Partitioned CRLs",),
    "test_valid": ("Test Website URL - Valid",),
    "test_expired": ("Test Website URL - Expired",),
    "test_revoked": ("Test Website URL - Revoked",),
    "tls_capable": ("TLS Capable",),
    "tls_ev_capable": ("TLS EV Capable",),
    "code_signing_capable": ("Code Signing Capable",),
    "smime_capable": ("S/MIME Capable",),
    "country": ("Country",),
    "dv_acme": ("DV ACME Directory URL(s)",),
    "ov_acme": ("OV ACME Directory URL(s)",),
    "ev_acme": ("EV ACME Directory URL(s)",),
    "iv_acme": ("IV ACME Directory URL(s)",),
    **{
        f"audit_{standard}_{part}": tuple(f"{name} {ending}" for name in names)
        for standard, names in AUDITS.items()
        for part, ending in AUDIT_PARTS.items()
    },
}


def fold(raw: str) -> str:
    """A header as it is compared: without byte-order mark, blanks at the ends, doubled blanks, and case."""
    return " ".join(raw.replace("\ufeff", "").split()).casefold()


COLUMN_OF: dict[str, str] = {fold(raw): column for column, raws in _SPELLINGS.items() for raw in raws}
COLUMNS: tuple[str, ...] = tuple(_SPELLINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The header of one report, understood."""

    names: tuple[str, ...]  # stripped header cells in file order; empty: a nameless column
    index: dict[str, int]  # our column name -> position
    named: tuple[int, ...]  # positions of the columns that have a name
    order: tuple[int, ...]  # the same, sorted by name: the order in which a row is digested
    digest: str  # SHA-256 over the sorted names: equal for two reports of one schema
    unknown: tuple[str, ...]  # names that the table does not hold
    missing: tuple[str, ...]  # our columns that the report does not have: unknown, not blank
    pick: Callable[[list[str]], tuple[str, ...]] = field(compare=False, repr=False)  # a row's cells in digest order
    required: int  # a row must reach to the last key column to be a row

    @property
    def named_width(self) -> int:
        """How many cells a whole row has at least."""
        return self.named[-1] + 1


def understand_header(header: tuple[str, ...], *, where: str) -> Columns:
    """Map the header cells; raises `InputRejected` for a missing key column or a doubled one."""
    names = tuple(" ".join(cell.replace("\ufeff", "").split()) for cell in header)
    folded = [fold(cell) for cell in header]
    meanings = [COLUMN_OF.get(name, name) for name in folded]
    doubled = [names[meanings.index(m)] for m, count in Counter(meanings).items() if m and count > 1]
    if doubled:
        raise rejected(f"the column {doubled[0]!r} stands there twice", where=where)
    index = {COLUMN_OF[name]: position for position, name in enumerate(folded) if name in COLUMN_OF}
    absent = [_SPELLINGS[key][0] for key in KEY_COLUMNS if key not in index]
    if absent:
        raise rejected(
            f"the header lacks {', '.join(repr(name) for name in absent)}",
            where=where,
            remedy="this is no all-records report of the CCADB, or one of a version that this program does not know",
        )
    named = tuple(position for position, name in enumerate(names) if name)
    order = tuple(sorted(named, key=names.__getitem__))
    return Columns(
        names=names,
        index=index,
        named=named,
        order=order,
        pick=itemgetter(*order),
        digest=sha256_hex("\x1f".join(names[p] for p in order).encode()),
        unknown=tuple(names[p] for p in named if folded[p] not in COLUMN_OF),
        missing=tuple(column for column in COLUMNS if column not in index),
        required=max(index[key] for key in KEY_COLUMNS) + 1,
    )
