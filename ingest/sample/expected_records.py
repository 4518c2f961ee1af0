"""Expected verdicts of the rules about records and readability: DATA."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.finding import Severity
from ingest.sample.expectation import Expected

_, _HIGH, _MEDIUM, _LOW, _INFO = Severity

# published flag and certificate agree; the policy text of today does not (the defects of docs/constrained.md)
_DEFECTS_OF_V25 = dict.fromkeys(
    (
        "row-A",
        "row-e",
        "row-g",
        "row-g-external",
        "row-j",
        "row-p",
        "row-x",
        "row-x-external",
        "row-z",
        "nettle-host-bits",
    ),
    _INFO,
)

ABOUT_RECORDS: Mapping[str, Expected] = {
    "DATA-001": Expected(
        guilty={
            "rook-namesake-parent": _MEDIUM,
            "rook-stranger-parent": _HIGH,  # another owner's root
            "rook-forged": _LOW,  # nobody trusts it
            "rook-root-g2-again": _MEDIUM,  # a root's second record, below its namesake
            "nettle-respelled-issuer": _LOW,  # right, but the names differ in octets
        },
        clean={
            "grey-pointer": "points at a sibling of the issuer's certificate",
            "rook-orphan": "the parent's certificate is not at hand",
            "grey-new-with-old": "self-issued, signed with the old key",
        },
        unknown=("rook-unknown-algorithm",),
    ),
    "DATA-002": Expected(
        guilty={
            "rook-flag-true": _MEDIUM,
            "rook-flag-false": _MEDIUM,
            "row-D": _MEDIUM,  # permits everything
            "row-D-external": _MEDIUM,
            "row-h": _MEDIUM,  # excludes one name of all
            **_DEFECTS_OF_V25,
        },
        clean={
            "row-a": "no EKU, not constrained",
            "row-f": "constrained by every reading",
            "row-q": "mail of one domain",
            "row-u": "constrained by its purpose, whatever the names",
            "amberwick-code": "constrained by its purpose, whatever the names",
        },
        unknown=("nettle-cut-constraints",),
    ),
    "DATA-003": Expected(
        guilty={"rook-no-pem": _LOW, "rook-66-digits": _LOW, "rook-other-pem": _LOW},
        clean={"rook-colons": "colons and small letters", "rook-undisclosed": "a certificate without a record"},
    ),
    "DATA-004": Expected(guilty={"umberfield trust centre": _INFO}, clean={"old lantern trust": "one spelling"}),
    "DATA-006": Expected(
        guilty={"rook-root-g2": _MEDIUM, "rook-twice": _INFO},
        clean={"rook-repeated": "the same row twice, octet for octet", "grey-root-redated": "another certificate"},
    ),
    "DATA-007": Expected(
        guilty={
            "nettle-default": _MEDIUM,
            "nettle-policies": _MEDIUM,
            "nettle-cut-constraints": _LOW,  # whether it is trusted cannot be told
            "nettle-host-bits": _MEDIUM,
            "nettle-empty-excluded": _MEDIUM,
            "nettle-teletex": _MEDIUM,
            "nettle-printable": _MEDIUM,
            "nettle-opaque": _LOW,
            "nettle-v1-sub": _LOW,  # its children hang in the air: version 1 carries no path
            "ember-responder-value": _LOW,
        },
        clean={
            "nettle-root-v1": "version 1, but an anchor",
            "nettle-bmp": "two octets a sign",
            "nettle-zero": "serial number zero",
            "nettle-paired": "two attributes in one RDN",
            "quarry-6": "a name of two thousand signs",
        },
    ),
}
