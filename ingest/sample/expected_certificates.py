"""Expected verdicts of the rules about certificates and keys: SUBCA, OCSP, PATH, KEY."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.finding import Severity
from ingest.sample.expectation import Expected

_CRITICAL, _HIGH, _MEDIUM, _LOW, _INFO = Severity

# the root of the truth table has signed for another organisation too, whose CAs these could call good or bad
_RESPONDERS_OF_THE_TABLE = dict.fromkeys(("row-l", "row-s", "row-t", "row-v", "row-w"), _CRITICAL)

ABOUT_CERTIFICATES: Mapping[str, Expected] = {
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
            "hollow-late-crl": _CRITICAL,
            "hollow-retired": _HIGH,
            "hollow-reused": _CRITICAL,
        },
        clean={
            "lantern-basalt": "key evidenced to be destroyed",
            "hollow-clock": "key evidenced to be destroyed; a certificate signed within a day of it",
            "hollow-ahead": "key evidenced to be destroyed; an OCSP response produced before, dated ahead",
            "hollow-superseded": "key evidenced to be destroyed; an older, weaker record replaced",
            "ember-root-ocsp": "self-signed",
            "ember-any": "anyExtendedKeyUsage",
            "ember-noeku": "no EKU",
            "ember-ocsp-expired": "expired",
            "hollow-claimed-expired": "expired",
            "ember-responder": "a responder that is no CA",
        },
    ),
    "OCSP-002": Expected(
        guilty={"lantern-orchard": _CRITICAL},
        clean={
            "lantern-basalt": "key evidenced to be destroyed",
            "ember-ocsp-ca": "held by the owner of its issuer",
            "row-t": "held by the owner of its issuer, though another owner's CA hangs beside it",
        },
        unknown=("responders-without-record",),
    ),
    "OCSP-003": Expected(
        guilty={
            "lantern-orchard": _CRITICAL,
            "hollow-claimed": _HIGH,
            "hollow-undocumented": _HIGH,
            "hollow-backup": _HIGH,
            "hollow-used": _CRITICAL,
            "hollow-late-crl": _CRITICAL,
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
    "OCSP-004": Expected(
        guilty={"lantern-ocsp-2007": _MEDIUM, "ember-responder-no-nocheck": _MEDIUM},
        clean={
            "ember-responder": "with nocheck",
            "ember-responder-value": "with a nocheck, though not the right one",
            "ember-ocsp-ca": "a CA certificate belongs to OCSP-001",
        },
    ),
    "OCSP-005": Expected(
        guilty={
            "ember-responder-extra": _MEDIUM,  # also a TLS server
            "ember-responder-usage": _LOW,
            "ember-responder-long": _LOW,
            "ember-responder-value": _LOW,
            "ember-responder-no-nocheck": _LOW,  # CRL distribution points
            "lantern-ocsp-2007": _LOW,  # CRL distribution points
        },
        clean={"ember-responder": "on profile", "ember-ocsp-ca": "a CA certificate belongs to OCSP-001"},
    ),
    "PATH-001": Expected(
        guilty={"cobble-closed": _MEDIUM, "hollow-reused": _MEDIUM, "thistle-policy": _MEDIUM},
        clean={
            "lantern-orchard": "no other certificate",
            "brack-closed": "no other certificate",
            "thistle-parent-revoked": "not revoked itself",
        },
    ),
    "PATH-002": Expected(
        guilty={"thistle-parent-revoked": _MEDIUM},
        clean={"thistle-policy": "revoked itself", "brack-closed": "revoked itself"},
    ),
    "OCSP-006": Expected(
        guilty={"grey-ocsp-old-key": _LOW},
        clean={
            "ember-responder": "issued with the only key of its CA",
            "lantern-ocsp-2002": "another root of the owner, under another name",
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
        guilty={"hollow-used": _CRITICAL, "hollow-two-dates": _CRITICAL, "hollow-late-crl": _CRITICAL},
        clean={
            "hollow-clock": "a certificate within the day that clocks may differ",
            "hollow-superseded": "replaced",
            "hollow-ahead": "produced before and dated ahead; answers of a sister's key",
        },
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
    "KEY-007": Expected(
        guilty={"hollow-trail-open": _LOW},
        clean={
            "hollow-trail-closed": "listed once more after it expired",
            "hollow-claimed-expired": "no auditor's document speaks of it",
            "lantern-basalt": "an auditor calls it destroyed",
        },
        unknown=("audit-contents",),
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
}
