"""Purposes: what a certificate may be used for, as words and as extended key usage OIDs.

The words are those of options, links and files (docs/csv-columns.md); a purpose without
a word is written as its OID.
"""

from __future__ import annotations

from typing import NewType

Purpose = NewType("Purpose", str)

TLS_SERVER = Purpose("tls-server")
TLS_CLIENT = Purpose("tls-client")
EMAIL = Purpose("email")
CODE_SIGNING = Purpose("code-signing")
TIME_STAMPING = Purpose("time-stamping")
OCSP_SIGNING = Purpose("ocsp-signing")
DOCUMENT_SIGNING = Purpose("document-signing")
EFS = Purpose("efs")
IPSEC_END_SYSTEM = Purpose("ipsec-end-system")
IPSEC_TUNNEL = Purpose("ipsec-tunnel")
IPSEC_USER = Purpose("ipsec-user")
IPSEC_IKE = Purpose("ipsec-ike")
EV = Purpose("ev")

SERVER_AUTH = "1.3.6.1.5.5.7.3.1"
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
CODE_SIGN = "1.3.6.1.5.5.7.3.3"
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
TIME_STAMP = "1.3.6.1.5.5.7.3.8"
OCSP_SIGN = "1.3.6.1.5.5.7.3.9"
ANY_EKU = "2.5.29.37.0"
NETSCAPE_STEP_UP = "2.16.840.1.113730.4.1"
MICROSOFT_SGC = "1.3.6.1.4.1.311.10.3.3"
PRECERTIFICATE_SIGN = "1.3.6.1.4.1.11129.2.4.4"
OCSP_NOCHECK = "1.3.6.1.5.5.7.48.1.5"

OID_OF: dict[Purpose, str] = {
    TLS_SERVER: SERVER_AUTH,
    TLS_CLIENT: CLIENT_AUTH,
    EMAIL: EMAIL_PROTECTION,
    CODE_SIGNING: CODE_SIGN,
    TIME_STAMPING: TIME_STAMP,
    OCSP_SIGNING: OCSP_SIGN,
    DOCUMENT_SIGNING: "1.3.6.1.4.1.311.10.3.12",
    EFS: "1.3.6.1.4.1.311.10.3.4",
    IPSEC_END_SYSTEM: "1.3.6.1.5.5.7.3.5",
    IPSEC_TUNNEL: "1.3.6.1.5.5.7.3.6",
    IPSEC_USER: "1.3.6.1.5.5.7.3.7",
    IPSEC_IKE: "1.3.6.1.5.5.8.2.2",
}

_PURPOSE_OF = {oid: purpose for purpose, oid in OID_OF.items()}

EKU_NAMES: dict[str, str] = {
    **{oid: str(purpose) for purpose, oid in OID_OF.items()},
    ANY_EKU: "any",
    NETSCAPE_STEP_UP: "netscape-step-up",
    MICROSOFT_SGC: "microsoft-sgc",
    PRECERTIFICATE_SIGN: "precertificate-signing",
    "1.3.6.1.5.5.7.3.36": "document-signing-ietf",
    "1.2.840.113583.1.1.5": "document-signing-adobe",
    "1.3.6.1.5.5.7.3.31": "bimi",
    "1.3.6.1.4.1.311.2.1.22": "microsoft-commercial-code-signing",
    "1.3.6.1.4.1.311.61.1.1": "microsoft-kernel-code-signing",
    "1.3.6.1.4.1.311.20.2.2": "microsoft-smartcard-logon",
    "1.3.6.1.5.5.7.3.14": "eap-over-lan",
}


def purpose_of(oid: str) -> Purpose:
    """The purpose an extended key usage OID stands for; the OID itself when it has no word."""
    return _PURPOSE_OF.get(oid, Purpose(oid))


def oid_of(purpose: Purpose) -> str:
    """The extended key usage OID of a purpose; a purpose without a word is its OID."""
    return OID_OF.get(purpose, str(purpose))


def eku_name(oid: str) -> str:
    """A word for an extended key usage OID, for people; the OID when there is none."""
    return EKU_NAMES.get(oid, oid)
