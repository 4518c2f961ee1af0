"""Expected verdicts of the rules about audits, disclosure, and what changed between lists: SUBCA-004 to 008, AUD, DISC, DATA-005, 009, 010."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.finding import Severity
from ingest.sample.expectation import Expected

_, _HIGH, _MEDIUM, _LOW, _ = Severity

# revoked by their records, but not by the CRL that the sample has of their issuer
_NOT_ON_THE_CRL = dict.fromkeys(
    (
        "hollow-ahead",
        "hollow-claimed-plain",
        "hollow-clock",
        "hollow-late-crl",
        "hollow-reused",
        "hollow-superseded",
        "hollow-two-dates",
        "hollow-used",
    ),
    _LOW,
)

ABOUT_AUDITS: Mapping[str, Expected] = {
    "SUBCA-004": Expected(
        guilty={
            "brack-indicated": _MEDIUM,
            "rook-twice-again": _MEDIUM,  # an audit of its own, in one of two records
            "jasper-2-by-hedge": _LOW,
        },
        clean={
            "jasper-by-hedge": "declared",
            "lantern-branded": "another organisation in the subject alone",
        },
    ),
    "SUBCA-005": Expected(
        guilty={"lantern-marrow": _MEDIUM, "lantern-copse": _MEDIUM},
        clean={
            "lantern-guild": "an audit of its own",
            "brack-mint-server": "the audit of its operator, one step up",
        },
    ),
    "SUBCA-006": Expected(
        guilty={"lantern-fernhollow": _HIGH, "lantern-ferrous": _HIGH},
        clean={"lantern-guild": "of this year", "rook-stale-root": "run by its owner"},
    ),
    "SUBCA-007": Expected(
        guilty={"brack-new": _MEDIUM, "row-g-external": _MEDIUM},
        clean={
            "brack-mint": "of before the text",
            "row-f-external": "limited by name constraints",
            "brack-mint-server": "its operator was there before",
        },
        unknown=("rook-undisclosed",),
    ),
    "SUBCA-008": Expected(
        guilty={"brack-changed": _MEDIUM},
        clean={"brack-new": "the same operator in both lists", "umber-server-3": "the owner in another spelling"},
    ),
    "AUD-001": Expected(
        guilty={"rook-stale-root": _MEDIUM, "rook-twice-again": _MEDIUM},
        clean={
            "rook-stale-server": "its parent's audits are told there",
            "lantern-fernhollow": "external: SUBCA-006",
        },
    ),
    "AUD-002": Expected(
        guilty={
            "rook-twice": _MEDIUM,
            "rook-twice-again": _MEDIUM,
            "jasper-2-by-hedge": _MEDIUM,  # under the audits of the owner that certified it
            "jasper-root-2": _MEDIUM,
        },
        clean={
            "jasper-by-hedge": "another CA Owner, the same operator and statements",
            "cobble-limited": "a sibling that shares its parent's audits too",
        },
    ),
    "AUD-003": Expected(
        guilty={"rook-silent-policy": _HIGH, "rook-silent-server": _HIGH},
        clean={
            "rook-silent-root": "has no audit, but does not say that a parent has one",
            "rook-stale-server": "its parent's audit is old, but there",
        },
    ),
    "DISC-001": Expected(
        guilty={"rook-undisclosed": _HIGH},
        clean={
            "rook-colons": "in a log, and listed, with colons in its fingerprint",
            "ember-root-lost": "at the end of chains where it does not belong; nobody trusts it",
            "rook-66-digits": "listed under a fingerprint that is none, but in no log that was read",
        },
    ),
    "DISC-002": Expected(
        guilty={"rook-late": _LOW},
        clean={
            "brack-new": "came between lists that are too far apart",
            "rook-vanished": "in the first list",
        },
        unknown=("between-lists",),
    ),
    "DISC-003": Expected(
        guilty={"thistle-onecrl": _MEDIUM, **_NOT_ON_THE_CRL},
        clean={
            "thistle-parent-revoked": "says nothing about the certificate itself",
            "brack-closed": "revoked, and no CRL of its issuer at hand",
        },
    ),
    "DISC-004": Expected(
        guilty={"rook-no-crl": _LOW},
        clean={"rook-root": "a root", "rook-no-bits": "has a full CRL"},
    ),
    "DATA-005": Expected(
        guilty={"rook-vanished": _MEDIUM},
        clean={"rook-undisclosed": "was never listed", "rook-repeated": "listed twice"},
    ),
    "DATA-009": Expected(
        guilty={"rook-dates": _LOW},
        clean={"rook-stale-root": "old, but in order", "rook-colons": "dates as in the certificate"},
    ),
    "DATA-010": Expected(guilty={}, clean={"ccadb-all-records": "of the day, and no shorter than the one before"}),
}
