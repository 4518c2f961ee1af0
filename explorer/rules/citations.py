"""Policy documents and stable paragraph references. One constant per paragraph that a rule leans on.

Dates are those from which the text has been in force; texts that were never
checked against a stored primary source carry no date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A paragraph of a document, and since when its text is in force."""

    document: str  # short name (docs/glossary.md): MRSP, CCADB-P, BR, SBR, CRP, ARCP, MSTRP, RFC 5280
    paragraph: str
    since: date | None = None  # None: always, or not known

    def __str__(self) -> str:
        return f"{self.document} {self.paragraph}"


def _cite(document: str, paragraph: str, since: date | None = None) -> Citation:
    return Citation(document=document, paragraph=paragraph, since=since)


BR_2_0 = date(2023, 9, 15)  # BR 2.0.0: certificate profiles; OCSPSigning banned from CA certificates
NOCHECK_TEXT = date(2015, 7, 10)  # oldest stored BR text that asks for nocheck; earlier is unverified
CONSTRAINT_TEXT = date(2013, 7, 29)  # BR 1.1.6: first text on technical constraints and audit of sub-CAs
EKU_SEPARATION = date(2019, 1, 1)  # MRSP 2.6, section 5.3: intermediates created from then on name their purposes
SBR_LIMITS = date(2023, 9, 1)  # MRSP 2.9 refers to SBR, section 7.1.5
ROOT_AGE_TEXT = date(2023, 9, 1)  # MRSP 2.9, section 7.4: first text on the age of root keys
DEDICATED_ROOTS = date(2025, 3, 15)  # MRSP 3.0, section 7.5
CRP_1_8 = date(2026, 2, 5)
CRP_SERVER_ONLY = date(2026, 6, 15)  # CRP 1.8, section 1.3.2: sub-CAs disclosed from then on assert serverAuth alone
CROSS_HIERARCHIES = date(2025, 6, 15)  # CCADB-P 2.0, section 6.3: cross-certificates issued from then on
APPLE_DEDICATED = date(2024, 4, 15)  # ARCP, section 2.1.3: roots applied for from then on
MSTRP_1_1 = date(2025, 11, 21)
SHA1_SIGNING_BAN = date(2023, 7, 1)  # MRSP 2.8, section 5.1.3
SHA1_REVOCATION_DUE = date(2026, 9, 15)  # BR 2.2.5, section 7.1.3.2.1
DISCLOSURE_TEXT = date(2017, 6, 23)  # MRSP 2.5: intermediates are disclosed within a week
CCADB_1_0 = date(2017, 5, 23)
CCADB_2_0 = date(2025, 7, 15)
OWNER_DECLARED = date(2026, 3, 20)  # CCADB-P 2.1, section 3.2: a blank Subordinate CA Owner says something from then on
CONTROL_TEXT = date(2018, 7, 1)  # MRSP 2.6, section 8: control of an intermediate passes to another organisation
APPROVAL_TEXT = date(2022, 6, 1)  # MRSP 2.8, section 8.4
CONSTRAINED_DISCLOSED = date(2022, 6, 1)  # MRSP 2.8, section 5.3.2: constrained ones are disclosed too, until July
CRL_DISCLOSURE = date(2022, 10, 1)  # ARCP, section 2.1.2

# -- operators and constraints
BR_8_1 = _cite("BR", "8.1", CONSTRAINT_TEXT)
BR_7_1_2_5 = _cite("BR", "7.1.2.5", BR_2_0)
MRSP_5_3_1 = _cite("MRSP", "5.3.1", date(2017, 6, 23))
MRSP_5_3_2 = _cite("MRSP", "5.3.2", date(2022, 6, 1))
MRSP_8_1 = _cite("MRSP", "8.1", date(2020, 1, 1))
MRSP_8_4 = _cite("MRSP", "8.4", date(2022, 6, 1))
MSTRP_2_1_5 = _cite("MSTRP", "2.1.5", date(2025, 11, 21))
CRP_1_3_2 = _cite("CRP", "1.3.2", CRP_1_8)
CRP_1_6_1 = _cite("CRP", "1.6.1", date(2026, 2, 5))
ARCP_2_1_3 = _cite("ARCP", "2.1.3", APPLE_DEDICATED)
MSTRP_3_1_11 = _cite("MSTRP", "3.1.11", date(2025, 11, 21))
MRSP_8 = _cite("MRSP", "8", CONTROL_TEXT)
CRP_1_6_2 = _cite("CRP", "1.6.2", CRP_1_8)
MSTRP_2_1_6 = _cite("MSTRP", "2.1.6", MSTRP_1_1)
ARCP_1_4 = _cite("ARCP", "1.4", date(2023, 8, 15))

# -- OCSP
RFC_6960_4_2_2_2 = _cite("RFC 6960", "4.2.2.2")
BR_4_9_9 = _cite("BR", "4.9.9", NOCHECK_TEXT)
SBR_4_9_9 = _cite("SBR", "4.9.9")
BR_4_9_1_2 = _cite("BR", "4.9.1.2")
BR_7_1_2_10_6 = _cite("BR", "7.1.2.10.6", BR_2_0)
BR_7_1_2_3_3 = _cite("BR", "7.1.2.3.3", BR_2_0)
BR_7_1_2_8 = _cite("BR", "7.1.2.8", BR_2_0)
BR_7_1_2_8_4 = _cite("BR", "7.1.2.8.4", BR_2_0)
BR_7_1_2_8_5 = _cite("BR", "7.1.2.8.5", BR_2_0)
MRSP_5_2 = _cite("MRSP", "5.2", date(2022, 6, 1))
MSTRP_3_1_18 = _cite("MSTRP", "3.1.18", date(2025, 11, 21))

# -- keys and signatures
ARCP_1_1_5 = _cite("ARCP", "1.1.5", date(2023, 8, 15))
CCADB_P_5_1 = _cite("CCADB-P", "5.1", date(2025, 7, 15))
MRSP_3_1_3 = _cite("MRSP", "3.1.3", date(2021, 5, 1))
BR_6_1_5 = _cite("BR", "6.1.5")
BR_6_1_6 = _cite("BR", "6.1.6")
MRSP_5_1 = _cite("MRSP", "5.1", date(2020, 1, 1))
MRSP_5_1_2 = _cite("MRSP", "5.1.2", date(2020, 1, 1))
MRSP_5_1_3 = _cite("MRSP", "5.1.3", SHA1_SIGNING_BAN)
BR_7_1_3_2_1 = _cite("BR", "7.1.3.2.1", date(2026, 2, 25))

# -- records
CCADB_P_1 = _cite("CCADB-P", "1", date(2025, 7, 15))
CCADB_P_3_2 = _cite("CCADB-P", "3.2", date(2025, 7, 15))
CCADB_P_3_2_NAMES = _cite("CCADB-P", "3.2", date(2026, 3, 20))
CCADB_P_5 = _cite("CCADB-P", "5", date(2025, 7, 15))
CCADB_P_5_2 = _cite("CCADB-P", "5.2", CCADB_2_0)
CCADB_P_6_2 = _cite("CCADB-P", "6.2", CCADB_2_0)
CCADB_AUDITS = _cite("CCADB-P", "audits", CCADB_1_0)  # section 5 since 2.0; not numbered alike before
CCADB_ALV = _cite("CCADB ALV", "Audits Same as Parent")
BR_8_6 = _cite("BR", "8.6")
CRP_1_4_1 = _cite("CRP", "1.4.1", CRP_1_8)
MRSP_3_1_5_6 = _cite("MRSP", "3.1.5.6", date(2026, 7, 1))
MRSP_DISCLOSURE = _cite("MRSP", "5.3.2", DISCLOSURE_TEXT)
MRSP_REVOKED_STAY = _cite("MRSP", "5.3.2", date(2023, 9, 1))  # 2.9: revoked ones stay disclosed until they expire
ARCP_2_1_1 = _cite("ARCP", "2.1.1", date(2022, 4, 1))
ARCP_2_1_2 = _cite("ARCP", "2.1.2", CRL_DISCLOSURE)
CCADB_FIELDS = _cite("CCADB fields", "Technically Constrained")
CCADB_FIELDS_REVOCATION = _cite("CCADB fields", "Revocation Status")
RFC_5280_6_1_4_K = _cite("RFC 5280", "6.1.4 (k)")
RFC_5280_4_2_1_9 = _cite("RFC 5280", "4.2.1.9")
BR_7_1_4_1 = _cite("BR", "7.1.4.1", BR_2_0)

# -- paths
RFC_5280_4_2_1_10 = _cite("RFC 5280", "4.2.1.10")
RFC_5280_4_2_1_12 = _cite("RFC 5280", "4.2.1.12")
RFC_5280_6_1 = _cite("RFC 5280", "6.1")
MRSP_5_3 = _cite("MRSP", "5.3", EKU_SEPARATION)
MRSP_7_4 = _cite("MRSP", "7.4", ROOT_AGE_TEXT)
MRSP_7_5 = _cite("MRSP", "7.5", DEDICATED_ROOTS)
BR_7_1_2_2_4 = _cite("BR", "7.1.2.2.4", BR_2_0)
SBR_7_1_5 = _cite("SBR", "7.1.5", SBR_LIMITS)
MSTRP_3_1_13 = _cite("MSTRP", "3.1.13", MSTRP_1_1)
CCADB_P_6_3 = _cite("CCADB-P", "6.3", CROSS_HIERARCHIES)
CCADB_FIELDS_BITS = _cite("CCADB fields", "Derived Trust Bits")
CCADB_FIELDS_EV = _cite("CCADB fields", "EV SSL Capable")
