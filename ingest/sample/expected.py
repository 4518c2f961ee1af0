"""What the rules must say of the sample on its last day, and which innocents they must leave alone.

Subjects are named by the label under which a story draws them: of a certificate for rules about certificates
and keys (the first drawn of a key), of a row for rules about records; an owner by its normalised name. The severity is that of the proof view on the basis `mrsp`.
`clean` names near misses with the trap that each embodies (rules.md section 7); `unknown` those where a value that
the rule needs cannot be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.model.finding import Severity
from explorer.model.ids import sha256_hex
from ingest.sample.ccadb_rows import record_id
from ingest.sample.keys import spki
from ingest.sample.told import encoded, told_world

_CRITICAL, _HIGH, _MEDIUM, _LOW, _INFO = Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The verdict of one rule."""

    guilty: Mapping[str, Severity]
    clean: Mapping[str, str]  # label -> the trap
    unknown: tuple[str, ...] = field(default=())


def certificate_id(label: str) -> str:
    """SHA-256 of a certificate of the sample."""
    return sha256_hex(encoded()[label])


def spki_hash(label: str) -> str:
    """SHA-256 of the SPKI of a certificate of the sample."""
    return sha256_hex(spki(told_world().key(label)))


def record_of(label: str) -> str:
    """Salesforce id of a row of the sample."""
    return record_id(label)


# the root of the truth table has signed for another organisation too, whose CAs these could call good or bad
_RESPONDERS_OF_THE_TABLE = dict.fromkeys(("row-l", "row-s", "row-t", "row-v", "row-w"), _CRITICAL)

# published flag and certificate agree; the policy text of today does not (the defects of rules.md 3.5)
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

EXPECTED: Mapping[str, Expected] = {
    "SUBCA-001": Expected(
        guilty={
            "lantern-guild": _HIGH,
            "lantern-fernhollow": _CRITICAL,  # its audit ended in 2021
            "lantern-marrow": _CRITICAL,  # no audit of its own
            "lantern-northpost": _MEDIUM,  # e-mail only
            "lantern-tallow": _HIGH,
            "lantern-copse": _CRITICAL,
            "lantern-ferrous": _CRITICAL,
            "row-g-external": _HIGH,  # IPv4 alone is limited
            "cobble-brewers-open": _HIGH,
            "jasper-by-hedge": _MEDIUM,  # the operator owns included roots
            "hedge-thicket": _MEDIUM,  # an affiliate
            "quarry-external": _HIGH,
            "thistle-lamplighter": _HIGH,  # up to a day
            "thistle-puppet": _INFO,  # nobody trusts the root any more
            "brack-mint": _HIGH,
            "brack-mint-server": _HIGH,  # operator inherited, and the audit of its parent with it
            "brack-ferry": _HIGH,
            "brack-lost": _INFO,  # nobody trusts the root
            "brack-new": _HIGH,
            "brack-changed": _HIGH,
            "brack-ev": _HIGH,
        },
        clean={
            "lantern-branded": "another organisation in the subject, run by the owner",
            "lantern-issuing-2": "Subordinate CA Owner repeats CA Owner",
            "umber-server-3": "Subordinate CA Owner repeats CA Owner in another spelling",
            "lantern-pellworth": "limited by name constraints",
            "lantern-orchard": "revoked",
            "brack-past": "expired",
            "brack-closed": "revoked",
            "brack-mail-limited": "limited to mail of one domain",
            "brack-indicated": "indicated by its audit, not declared",
            "jasper-2-by-hedge": "cross-certified, operator not declared",
            "row-D-external": "limits that permit everything pass every formal text",
            "row-f-external": "limited by name constraints",
            "row-q-external": "limited by name constraints",
            "row-u-external": "limited by its EKU",
            "row-x-external": "limited by an EKU of unknown purposes",
            "cobble-brewers": "limited; that a sibling undoes it is SUBCA-002",
        },
        unknown=("nettle-cut-constraints", "rook-undisclosed", "rook-vanished", "rook-66-digits"),
    ),
    "SUBCA-002": Expected(
        guilty={"cobble-limited": _HIGH, "cobble-brewers": _CRITICAL},
        clean={
            "cobble-past": "sibling expired",
            "cobble-closed": "sibling revoked",
            "cobble-lost": "sibling on no trusted path",
            "cobble-twice": "sibling limited as well",
            "cobble-twice-limited": "sibling limited as well",
            "cobble-key": "the other certificate bears another name",
        },
    ),
    "SUBCA-003": Expected(
        guilty={"cobble-key": _HIGH},
        clean={
            "cobble-key-past": "other name expired",
            "cobble-key-closed": "other name revoked",
            "cobble-limited": "the other certificate bears the same name",
        },
    ),
    "OCSP-001": Expected(
        guilty={
            "lantern-orchard": _CRITICAL,
            **_RESPONDERS_OF_THE_TABLE,
            "ember-ocsp-ca": _HIGH,
            "ember-ocsp-nocheck": _HIGH,
            "ember-ocsp-lost": _LOW,
            "ember-ocsp-closed": _LOW,
            "hollow-claimed": _MEDIUM,
            "hollow-undocumented": _MEDIUM,
            "hollow-backup": _MEDIUM,
            "hollow-used": _CRITICAL,
            "hollow-retired": _HIGH,
            "hollow-reused": _CRITICAL,
        },
        clean={
            "lantern-basalt": "key evidenced to be destroyed",
            "hollow-clock": "key evidenced to be destroyed; a certificate signed within a day of it",
            "hollow-superseded": "key evidenced to be destroyed; an older, weaker record replaced",
            "ember-root-ocsp": "self-signed",
            "ember-any": "anyExtendedKeyUsage",
            "ember-noeku": "no EKU",
            "ember-ocsp-expired": "expired",
            "hollow-claimed-expired": "expired",
            "ember-responder": "a responder that is no CA",
        },
    ),
    "OCSP-003": Expected(
        guilty={
            "lantern-orchard": _CRITICAL,
            "hollow-claimed": _HIGH,
            "hollow-undocumented": _HIGH,
            "hollow-backup": _HIGH,
            "hollow-used": _CRITICAL,
            "hollow-reused": _CRITICAL,
        },
        clean={
            "lantern-basalt": "key evidenced to be destroyed",
            "hollow-clock": "key evidenced to be destroyed",
            "ember-ocsp-ca": "not revoked",
            "ember-ocsp-closed": "its issuer is revoked on every path",
            "ember-ocsp-lost": "nobody trusts its issuer",
            "hollow-claimed-expired": "expired",
            "brack-closed": "revoked, but no responder",
        },
    ),
    "KEY-001": Expected(
        guilty={"lantern-orchard": _CRITICAL, "hollow-retired": _CRITICAL},
        clean={
            "lantern-basalt": "evidenced",
            "ember-ocsp-ca": "in use and not revoked",
            "hollow-reused": "the key is in use in a sound certificate",
            "ember-ocsp-lost": "nobody trusts its issuer",
            "ember-ocsp-closed": "its issuer is revoked on every path",
            "hollow-claimed": "claimed",
        },
    ),
    "KEY-002": Expected(
        guilty={"hollow-claimed": _MEDIUM, "hollow-undocumented": _MEDIUM, "hollow-backup": _MEDIUM},
        clean={
            "hollow-claimed-expired": "expired",
            "hollow-claimed-plain": "no responder",
            "hollow-superseded": "the claim was replaced by evidence",
            "lantern-basalt": "evidenced",
        },
    ),
    "KEY-003": Expected(
        guilty={"hollow-used": _CRITICAL, "hollow-two-dates": _CRITICAL},
        clean={"hollow-clock": "a certificate within the day that clocks may differ", "hollow-superseded": "replaced"},
    ),
    "KEY-004": Expected(
        guilty={"cobble-key": _INFO, "cobble-key-closed": _INFO, "grey-shared": _INFO},
        clean={
            "grey-spelled": "one name in two string types",
            "cobble-key-past": "the other name has expired",
            "lark-3072": "one key in two encodings under one name",
            "grey-root": "self-signed twice under one name",
            "jasper-root": "cross-certified under one name",
        },
    ),
    "KEY-005": Expected(
        guilty={
            "lantern-root-1996": _INFO,
            "lark-rsa-2046": _HIGH,
            "lark-p224": _HIGH,
            "lark-k1": _HIGH,
            "lark-ed25519": _HIGH,
            "lark-pss-key": _HIGH,
            "lark-explicit": _HIGH,
        },
        clean={
            "lark-p521": "P-521",
            "lark-e3": "exponent 3",
            "lark-3072": "3072 bits",
            "lark-ed25519-mail": "Edwards curve, for e-mail",
        },
    ),
    "KEY-006": Expected(
        guilty={
            "lantern-guild": _MEDIUM,
            "lark-sha1": _MEDIUM,
            "lark-sha1-mail": _LOW,
            "lark-md5": _HIGH,
            "lark-mismatch": _MEDIUM,
            "rook-unknown-algorithm": _INFO,
        },
        clean={
            "lantern-root-2002": "self-signed",
            "lantern-orchard": "revoked",
            "lark-sha1-expired": "expired",
            "lark-sha1-revoked": "revoked",
            "lark-pss": "PSS as the policy lists it",
        },
    ),
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
            "nettle-v1-sub": _MEDIUM,
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

PREPARED: Mapping[str, tuple[str, ...]] = {
    "SUBCA-004": ("brack-indicated", "jasper-2-by-hedge"),
    "SUBCA-005": ("lantern-marrow", "lantern-copse"),
    "SUBCA-006": ("lantern-fernhollow", "lantern-ferrous"),
    "SUBCA-007": ("brack-new",),
    "SUBCA-008": ("brack-changed",),
    "SUBCA-009": ("lantern-guild", "lantern-marrow", "brack-mint"),
    "SUBCA-010": ("brack-ev",),
    "OCSP-002": ("lantern-orchard",),
    "OCSP-004": ("lantern-ocsp-2007", "ember-responder-no-nocheck"),
    "OCSP-005": ("ember-responder-extra", "ember-responder-usage", "ember-responder-long", "ember-responder-value"),
    "OCSP-006": ("grey-ocsp-old-key",),
    "PATH-001": ("cobble-closed", "hollow-reused", "thistle-policy"),
    "PATH-002": ("thistle-parent-revoked",),
    "PATH-003": ("grey-too-deep",),
    "PATH-004": ("row-a", "row-c", "row-j", "row-k"),
    "PATH-005": ("row-D", "row-D-external"),
    "PATH-006": ("thistle-lamplighter", "thistle-cut-server", "thistle-sct-server"),
    "PATH-007": ("lantern-root-2002", "foxglove-root"),
    "PATH-008": ("grey-east", "grey-west"),
    "AUD-001": ("rook-stale-root",),
    "AUD-002": ("rook-twice", "rook-twice-again"),
    "AUD-003": ("rook-silent-policy", "rook-silent-server"),
    "DISC-003": ("thistle-onecrl",),
    "DISC-004": ("rook-no-crl",),
    "DATA-005": ("rook-vanished",),
    "DATA-008": ("rook-no-bits",),
    "DATA-009": ("rook-dates",),
    "DATA-011": ("thistle-root-claimed",),
}
"""Rules to come -> cases that are drawn for them already; whoever writes the rule moves them up, with a verdict."""
