"""Expected verdicts of the rules about paths, anchors and what external CAs may hand on: PATH-003 on, SUBCA-009 on, DATA-008, DATA-011."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.finding import Severity
from ingest.sample.expectation import Expected

_CRITICAL, _HIGH, _MEDIUM, _LOW, _INFO = Severity

# trusted by Mozilla for TLS and e-mail
_DUAL_ROOTS = dict.fromkeys(
    (
        "brack-root",
        "cobble-root-1",
        "cobble-root-2",
        "ember-root",
        "foxglove-root",
        "hedge-root",
        "hollow-root",
        "lantern-root-2002",
        "lantern-root-2007",
        "lark-root-ec",
        "lark-root-rsa",
        "nettle-root",
        "nettle-root-v1",
        "rook-root",
        "rook-root-g2",
        "thistle-root",
        "umber-root",
    ),
    _MEDIUM,
)

ABOUT_PATHS: Mapping[str, Expected] = {
    "SUBCA-009": Expected(
        guilty={
            "lantern-guild": _MEDIUM,
            "lantern-marrow": _MEDIUM,
            "brack-mint": _HIGH,  # has issued to a third organisation
            "jasper-root": _MEDIUM,  # by its cross-certificate
        },
        clean={
            "lantern-fernhollow": "path length 0",
            "brack-ferry": "path length 0",
            "thistle-policy-2": "path length 1, run by the owner",
            "brack-lost": "nobody trusts the root",
        },
    ),
    "SUBCA-010": Expected(
        guilty={"brack-ev": _MEDIUM},
        clean={
            "brack-mint": "its policies leave EV out",
            "jasper-by-hedge": "any policy, under a root without EV",
        },
    ),
    "PATH-003": Expected(
        guilty={"grey-too-deep": _LOW},
        clean={
            "grey-old-with-new": "self-issued",
            "thistle-policy-2": "path length 1 in both certificates of the CA",
            "thistle-parent-revoked": "path length 0 below path length 1",
        },
    ),
    "PATH-004": Expected(
        guilty={
            "row-a": _MEDIUM,
            "row-b": _MEDIUM,
            "row-c": _LOW,  # trusted by readers of "any" alone
            "row-j": _MEDIUM,
            "row-k": _MEDIUM,
        },
        clean={
            "jasper-by-hedge": "no EKU, but the key of a root",
            "lantern-marrow": "no EKU, of 2012",
            "lantern-copse": "TLS and e-mail, of 2017",
            "row-m": "TLS and code signing, before Microsoft's text",
        },
    ),
    "PATH-005": Expected(
        guilty={"row-D": _MEDIUM, "row-D-external": _MEDIUM, "nettle-cut-constraints": _LOW},
        clean={
            "row-f": "sound",
            "row-g": "IPv4 alone is permitted, which bars IPv6",
            "row-i": "every host is excluded",
            "row-j": "sound for hosts and mail",
        },
    ),
    "PATH-006": Expected(
        guilty={
            "thistle-root-not-before": _INFO,
            "thistle-lamplighter": _INFO,
            "thistle-root-cut": _INFO,
            "thistle-cut-server": _INFO,
            "thistle-root-sct": _INFO,
            "thistle-sct-server": _INFO,
            "lantern-root-2002": _INFO,  # the key is of age
            "lantern-root-2007": _INFO,
            "lark-root-rsa": _INFO,
            "nettle-root": _INFO,
            "nettle-root-v1": _INFO,
        },
        clean={
            "thistle-root-removed": "the program with the cut-off has removed it",
            "thistle-puppet": "disabled, which is no cut-off",
            "brack-root": "of 2011: the key comes of age in 2028",
        },
    ),
    "PATH-007": Expected(
        guilty={**_DUAL_ROOTS},
        clean={
            "amberwick-root": "TLS alone, sub-CAs of 2026 for TLS server alone",
            "thistle-root-not-before": "TLS and e-mail ended by a cut-off",
            "grey-roll-new": "a key rollover without an EKU",
        },
    ),
    "PATH-008": Expected(
        guilty={"grey-east": _INFO, "grey-west": _INFO},
        clean={
            "grey-roll-old": "a key rollover",
            "hedge-root": "certifies another root, not the other way round",
        },
    ),
    "DATA-008": Expected(
        guilty={
            "rook-no-bits": _MEDIUM,
            "grey-pointer": _MEDIUM,  # its parent by CCADB is in no store
            "thistle-parent-revoked": _MEDIUM,  # counted there as revoked
            "grey-too-deep": _INFO,
            "nettle-v1-sub": _INFO,
            "nettle-v1-child": _INFO,
            "rook-forged": _INFO,
            "row-i": _INFO,  # no name is left
            "thistle-cut-server": _INFO,  # TLS client, which no program gives the root
            "thistle-lamplighter": _INFO,
            "thistle-removed-server": _INFO,
            "thistle-sct-server": _INFO,
            "thistle-puppet": _INFO,
        },
        clean={
            "row-f": "the bits are those of its EKU",
            "brack-past": "expired: no bits, no path",
            "brack-closed": "revoked: no bits, no path",
        },
        unknown=("nettle-cut-constraints", "rook-unknown-algorithm", "rook-orphan"),
    ),
    "DATA-011": Expected(
        guilty={"thistle-root-claimed": _LOW},
        clean={
            "thistle-root-disabled": "disabled by both",
            "thistle-root-not-before": "NotBefore is an inclusion with a cut-off",
        },
    ),
}
