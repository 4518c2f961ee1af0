"""Column names of CCADB's all-records report in the two layouts that the sample writes."""

from __future__ import annotations

AUDITS = ("Standard", "NetSec", "TLS BR", "TLS EVG", "Code Signing", "S/MIME BR", "VMC")
_FACTS = ("URL", "Type", "Statement Date", "Period Start Date", "Period End Date")


def _audit(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind} Audit {fact}" for fact in _FACTS)


V1_50 = (
    "CA Owner",
    "Salesforce Record ID",
    "Certificate Name",
    "Parent Salesforce Record ID",
    "Parent Certificate Name",
    "Certificate Record Type",
    "Revocation Status",
    "SHA-256 Fingerprint",
    "Parent SHA-256 Fingerprint",
    "Audits Same as Parent?",
    "Auditor",
    *_audit("Standard"),
    *_audit("BR"),
    *_audit("EV SSL"),
    *_audit("EV Code Signing"),
    "CP/CPS Same as Parent?",
    "Certificate Policy (CP) URL",
    "Certificate Practice Statement (CPS) URL",
    "CP/CPS Last Updated Date",
    "Test Website URL - Valid",
    "Test Website URL - Expired",
    "Test Website URL - Revoked",
    "Technically Constrained",
    "Mozilla Status",
    "Microsoft Status",
    "Subordinate CA Owner",
    "Full CRL Issued By This CA",
    "JSON Array of Partitioned CRLs",
    "Valid From (GMT)",
    "Valid To (GMT)",
    "Chrome Status",
    "Derived Trust Bits",
    "Status of Root Cert",
    "Country",
)

V4_84 = (
    "CA Owner",
    "Salesforce Record ID",
    "Certificate Name",
    "Parent Salesforce Record ID",
    "Parent Certificate Name",
    "Certificate Record Type",
    "Subordinate CA Owner",
    "Apple Status",
    "Chrome Status",
    "Microsoft Status",
    "Mozilla Status",
    "Status of Root Cert",
    "Revocation Status",
    "SHA-256 Fingerprint",
    "Parent SHA-256 Fingerprint",
    "Valid From (GMT)",
    "Valid To (GMT)",
    "Authority Key Identifier",
    "Subject Key Identifier",
    "Technically Constrained",
    "Derived Trust Bits",
    "Full CRL Issued By This CA",
    "JSON Array of Partitioned CRLs",
    "Auditor",
    "Audits Same as Parent",
    *_audit("Standard"),
    *_audit("NetSec"),
    *_audit("TLS BR"),
    *_audit("TLS EVG"),
    *_audit("Code Signing"),
    *_audit("S/MIME BR"),
    *_audit("VMC"),
    "Policy Documentation",
    "CA Document Repository",
    "CP Same as Parent",
    "Certificate Policy (CP) URL",
    "CP Effective Date",
    "CPS Same as Parent",
    "Certificate Practice Statement (CPS) URL",
    "CPS Effective Date",
    "CP/CPS Same as Parent",
    "Certificate Practice & Policy Statement",
    "CP/CPS Effective Date",
    "MD/AsciiDoc CP/CPS Same as Parent",
    "MD/AsciiDoc CP/CPS URL",
    "MD/AsciiDoc CP/CPS Effective Date",
    "Test Website URL - Valid",
    "Test Website URL - Expired",
    "Test Website URL - Revoked",
    "TLS Capable",
    "TLS EV Capable",
    "Code Signing Capable",
    "S/MIME Capable",
    "Country",
    "Trust Bits for Root Cert",
    "EV OIDs for Root Cert",
)

_V1_AUDITS = {"TLS BR": "BR", "TLS EVG": "EV SSL", "Code Signing": "EV Code Signing"}

V1_NAMES: dict[str, str] = {
    **{new: old for kind, word in _V1_AUDITS.items() for new, old in zip(_audit(kind), _audit(word), strict=True)},
    "Audits Same as Parent": "Audits Same as Parent?",
    "CP/CPS Same as Parent": "CP/CPS Same as Parent?",
    "CP/CPS Effective Date": "CP/CPS Last Updated Date",
}
"""V4 name -> V1 name, where they differ."""
