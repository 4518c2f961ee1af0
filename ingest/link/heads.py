"""Did this log sign this tree head? (RFC 6962 2.1.4, 3.5: ECDSA on P-256 or RSA, with SHA-256)"""

from __future__ import annotations

from explorer.model.authority import LinkState
from ingest.ct.heads import TreeHead
from ingest.decode.algorithms import Scheme
from ingest.link.signatures import load_key, run

_SHA256 = 4  # RFC 5246 7.4.1.4.1
_KINDS = {1: "rsa", 3: "ecdsa"}


def refusal_of_head(head: TreeHead, log_key: bytes) -> str:
    """Why the key (SPKI, DER) does not verify the head; empty when it does. Never raises."""
    digest, signature = head.algorithms
    kind = _KINDS.get(signature)
    if digest != _SHA256 or kind is None:
        return f"signed with algorithms {digest} and {signature}, which no log may use"
    key = load_key(log_key)
    if key.kind != kind:
        return f"signed as with {kind}, but the log's key is {key.kind or key.reason}"
    scheme = Scheme(oid="", kind=kind, digest="sha256")
    outcome = run(key, scheme, head.signature, head.signed_octets)
    return "" if outcome.state is LinkState.VERIFIES else outcome.reason or "the signature does not verify"
