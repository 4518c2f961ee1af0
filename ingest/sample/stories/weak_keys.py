"""Larkspur Identity Bureau: keys and signatures that the rules of today refuse, and some that only look odd."""

from __future__ import annotations

from explorer.model.purpose import CLIENT_AUTH, EMAIL_PROTECTION
from ingest.sample.draw import BOTH, MAIL, REVOKED, Authority, Entry, World
from ingest.sample.keys import Key


def tell(world: World) -> None:
    """An RSA root and an EC root, so that every algorithm has an issuer that can make it."""
    lark = world.owner("Larkspur Identity Bureau", "larkspur.example", "XU")
    rsa = lark.root("lark-root-rsa", "Larkspur RSA Root", "2004-01-01", "2040-01-01", kind="rsa-2048", trust=BOTH)
    ecc = lark.root("lark-root-ec", "Larkspur EC Root", "2014-01-01", "2044-01-01", trust=BOTH)
    mail = lark.root("lark-root-mail", "Larkspur Mail Root", "2020-01-01", "2045-01-01", trust=MAIL)
    _keys(ecc, mail)
    _signatures(rsa, ecc)


def _keys(ecc: Authority, mail: Authority) -> None:
    span = ("2018-06-01", "2030-06-01")
    ecc.sub("lark-rsa-2046", "Larkspur CA 2046", *span, kind="rsa-2046")
    ecc.sub("lark-p224", "Larkspur CA 224", *span, kind="P-224")
    ecc.sub("lark-k1", "Larkspur CA k1", *span, kind="secp256k1")
    ecc.sub("lark-ed25519", "Larkspur CA Edwards", *span, kind="ed25519")
    ecc.sub("lark-pss-key", "Larkspur CA PSS", *span, key=Key(label="lark-pss-key", kind="rsa-2048", encoding="pss"))
    spelled_out = Key(label="lark-explicit", kind="P-256", encoding="explicit-curve")
    ecc.sub("lark-explicit", "Larkspur CA spelled out", *span, key=spelled_out)
    ecc.sub("lark-p521", "Larkspur CA 521", *span, kind="P-521")
    ecc.sub("lark-e3", "Larkspur CA e3", *span, kind="rsa-2048-e3")
    ecc.sub("lark-3072", "Larkspur CA 3072", *span, kind="rsa-3072")
    bare = Key(label="lark-3072", kind="rsa-3072", encoding="no-null")
    ecc.sub("lark-no-null", "Larkspur CA 3072", "2018-07-01", "2030-07-01", key=bare)
    mail.sub(
        "lark-ed25519-mail",
        "Larkspur Mail CA Edwards",
        "2024-01-01",
        "2034-01-01",
        kind="ed25519",
        eku=(EMAIL_PROTECTION,),
    )


def _signatures(rsa: Authority, ecc: Authority) -> None:
    rsa.sub("lark-sha1", "Larkspur Server CA 1", "2012-01-01", "2029-01-01", signature="sha1-rsa")
    rsa.sub("lark-md5", "Larkspur Server CA 0", "2005-01-01", "2030-01-01", signature="md5-rsa")
    rsa.sub("lark-sha1-expired", "Larkspur Server CA 2", "2009-01-01", "2019-01-01", signature="sha1-rsa")
    rsa.sub(
        "lark-sha1-revoked",
        "Larkspur Server CA 3",
        "2012-01-01",
        "2029-01-01",
        signature="sha1-rsa",
        entry=Entry(revocation=REVOKED),
    )
    rsa.sub(
        "lark-sha1-mail",
        "Larkspur Mail CA 1",
        "2012-01-01",
        "2029-01-01",
        signature="sha1-rsa",
        eku=(EMAIL_PROTECTION, CLIENT_AUTH),
    )
    rsa.sub("lark-pss", "Larkspur Server CA 4", "2018-01-01", "2030-01-01", signature="pss-sha256")
    policy = ecc.sub("lark-policy", "Larkspur Policy CA", "2016-01-01", "2036-01-01", path_length=1)
    policy.sub("lark-mismatch", "Larkspur Server CA 5", "2017-01-01", "2030-01-01", signature="sha384-ecdsa")
