"""Draw small reports: an all-records CSV, a PEM report, a certificate that is DER in shape only."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence

V1_43 = (
    *("CA Owner", "Salesforce Record ID", "Certificate Name", "Parent Salesforce Record ID"),
    *("Parent Certificate Name", "Certificate Record Type", "Revocation Status", "SHA-256 Fingerprint"),
    *("Parent SHA-256 Fingerprint", "Audits Same as Parent?", "Auditor", "Standard Audit URL"),
    *("Standard Audit Type", "Standard Audit Statement Date", "Standard Audit Period Start Date"),
    *("Standard Audit Period End Date", "BR Audit URL", "BR Audit Type", "BR Audit Statement Date"),
    *("BR Audit Period Start Date", "BR Audit Period End Date", "EV SSL Audit URL", "EV SSL Audit Type"),
    *("EV SSL Audit Statement Date", "EV SSL Audit Period Start Date", "EV SSL Audit Period End Date"),
    *("EV Code Signing Audit URL", "EV Code Signing Audit Type", "EV Code Signing Audit Statement Date"),
    *("EV Code Signing Audit Period Start Date", "EV Code Signing Audit Period End Date", "CP/CPS Same as Parent?"),
    *("Certificate Policy (CP) URL", "Certificate Practice Statement (CPS) URL", "CP/CPS Last Updated Date"),
    *("Test Website URL - Valid", "Test Website URL - Expired", "Test Website URL - Revoked"),
    *("Technically Constrained", "Mozilla Status", "Microsoft Status", "Subordinate CA Owner"),
    "Full CRL Issued By This CA",
)
ISSUED = {
    "CA Owner": "Alpha Trust",
    "Salesforce Record ID": "0010000000000001AA",
    "Certificate Name": "Alpha Issuing 1",
    "Parent Salesforce Record ID": "0010000000000000AA",
    "Parent Certificate Name": "Alpha Root",
    "Certificate Record Type": "Intermediate Certificate",
    "Revocation Status": "Not Revoked",
    "SHA-256 Fingerprint": "AB" * 32,
    "Parent SHA-256 Fingerprint": "CD" * 32,
    "Audits Same as Parent?": "true",
    "Technically Constrained": "false",
    "Mozilla Status": "Provided by CA",
    "Microsoft Status": "Not Included",
    "Subordinate CA Owner": "Beta Sub",
}


def row(number: int = 1, **differs: str) -> dict[str, str]:
    """An intermediate's record; names of columns are given with underscores for blanks where that suffices."""
    said = {name.replace("_", " "): value for name, value in differs.items()}
    return {**ISSUED, "Salesforce Record ID": f"001{number:012d}AAA", "SHA-256 Fingerprint": f"{number:064X}", **said}


def report(
    rows: Iterable[Mapping[str, str]], header: Sequence[str] = V1_43, *, newline: str = "\n", tail: str = ""
) -> bytes:
    """A report as CCADB writes it: all cells quoted; `tail` is put behind every line, the header too."""
    lines = [",".join(_quoted(name) for name in header)]
    lines += [",".join(_quoted(cells.get(name, "")) for name in header) for cells in rows]
    return "".join(f"{line}{tail}{newline}" for line in lines).encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def der(number: int, size: int = 300) -> bytes:
    """A SEQUENCE of some octets: DER in shape, which is all that readers look at."""
    return b"\x30\x82" + size.to_bytes(2, "big") + number.to_bytes(4, "big") * (size // 4)


def fingerprint(data: bytes) -> str:
    """SHA-256 in upper-case hex."""
    return hashlib.sha256(data).hexdigest().upper()


def pem(data: bytes, width: int = 64, newline: str = "\n") -> str:
    """A PEM block without a last line end."""
    body = base64.b64encode(data).decode()
    lines = [body[at : at + width] for at in range(0, len(body), width)]
    return newline.join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----"))


def pem_report(
    rows: Iterable[tuple[str, str]], *, quote: str = '"', all_quoted: bool = False, last_newline: bool = True
) -> bytes:
    """A PEM report; only the PEM is quoted, as CCADB does, or both cells."""
    outer = quote if all_quoted else ""
    lines = [f"{outer}SHA-256 Fingerprint{outer},{outer}X.509 Certificate (PEM){outer}"]
    lines += [f"{outer}{claim}{outer},{quote}{block}{quote}" for claim, block in rows]
    return ("\n".join(lines) + ("\n" if last_newline else "")).encode()


def csv_rows(data: bytes) -> list[dict[str, str]]:
    """What the standard library reads, as the yardstick."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
