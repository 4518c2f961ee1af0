"""Emberline PKI: every shape of certificate that may, or only seems to, sign OCSP answers."""

from __future__ import annotations

from explorer.model.purpose import ANY_EKU, CLIENT_AUTH, EMAIL_PROTECTION, OCSP_SIGN, SERVER_AUTH
from ingest.sample.draw import BOTH, MAIL, NOCHECK, NOWHERE, REVOKED, Authority, Entry, World

_TLS_AND_OCSP = (SERVER_AUTH, CLIENT_AUTH, OCSP_SIGN)


def tell(world: World) -> None:
    """A trusted root, one that nobody trusts, and responders below both."""
    ember = world.owner("Emberline PKI", "emberline.example", "XS")
    root = ember.root("ember-root", "Emberline Root", "2013-01-01", "2043-01-01", trust=BOTH)
    lost = ember.root("ember-root-lost", "Emberline Private Root", "2013-01-01", "2043-01-01", trust=NOWHERE)
    ember.root(
        "ember-root-ocsp",
        "Emberline Mail Root",
        "2013-01-01",
        "2043-01-01",
        trust=MAIL,
        eku=(SERVER_AUTH, EMAIL_PROTECTION, OCSP_SIGN),
    )
    _cas(root, lost)
    _leaves(root)


def _cas(root: Authority, lost: Authority) -> None:
    """CA certificates: OCSPSigning by name is what counts."""
    root.sub("ember-ocsp-ca", "Emberline Server CA 1", "2016-02-01", "2029-02-01", eku=_TLS_AND_OCSP)
    root.sub(
        "ember-ocsp-nocheck", "Emberline Server CA 2", "2016-03-01", "2029-03-01", eku=_TLS_AND_OCSP, nocheck=NOCHECK
    )
    root.sub("ember-ocsp-expired", "Emberline Server CA 0", "2010-02-01", "2020-02-01", eku=_TLS_AND_OCSP)
    root.sub("ember-any", "Emberline General CA", "2015-02-01", "2029-02-01", eku=(ANY_EKU,))
    root.sub("ember-noeku", "Emberline Plain CA", "2015-03-01", "2029-03-01", eku=None)
    lost.sub(
        "ember-ocsp-lost",
        "Emberline Private Server CA",
        "2016-02-01",
        "2029-02-01",
        eku=_TLS_AND_OCSP,
        entry=Entry(revocation=REVOKED),
    )
    closed = root.sub(
        "ember-closed",
        "Emberline Policy CA",
        "2014-02-01",
        "2034-02-01",
        kind="P-384",
        path_length=1,
        entry=Entry(revocation=REVOKED),
    )
    closed.sub(
        "ember-ocsp-closed",
        "Emberline Server CA 3",
        "2016-02-01",
        "2029-02-01",
        eku=_TLS_AND_OCSP,
        entry=Entry(revocation=REVOKED),
    )


def _leaves(root: Authority) -> None:
    """Responder certificates proper, each but the first with one fault."""
    since, until = "2026-03-01", "2027-03-01"
    root.responder("ember-responder", "Emberline OCSP 1", since, until)
    root.responder("ember-responder-no-nocheck", "Emberline OCSP 2", since, until, nocheck=None)
    root.responder("ember-responder-extra", "Emberline OCSP 3", since, until, eku=(OCSP_SIGN, SERVER_AUTH))
    root.responder(
        "ember-responder-usage", "Emberline OCSP 4", since, until, key_usage=("digitalSignature", "keyEncipherment")
    )
    root.responder("ember-responder-long", "Emberline OCSP 5", "2024-03-01", "2031-03-01")
    root.responder(
        "ember-responder-value",
        "Emberline OCSP 6",
        since,
        until,
        nocheck=b"\x04\x00",
        file="ocsp-6.pem",
        tier="tolerant",
    )
