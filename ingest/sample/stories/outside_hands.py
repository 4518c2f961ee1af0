"""Brackwater Signing Office: external CAs that are declared in every way, and some that only seem external."""

from __future__ import annotations

from explorer.model.purpose import EMAIL_PROTECTION, SERVER_AUTH
from ingest.sample.draw import BOTH as _BOTH
from ingest.sample.draw import NOWHERE, OWN, REVOKED, Authority, Bit, Entry, World, bits
from ingest.sample.shape import ANY_POLICY, EXTENDED_VALIDATION
from ingest.sample.stories.limits import FULL_MAIL

BOTH = _BOTH + tuple(
    Bit(program=bit.program, oid=EXTENDED_VALIDATION) for bit in bits(mozilla=(SERVER_AUTH,), chrome=(SERVER_AUTH,))
)


def tell(world: World) -> None:
    """Declared, inherited, expired, revoked, undeclared; new, changed hands, delegating further, EV-capable."""
    brack = world.owner("Brackwater Signing Office", "brackwater.example", "XA")
    root = brack.root("brack-root", "Brackwater Root", "2011-01-01", "2041-01-01", trust=BOTH)
    lost = brack.root("brack-root-lost", "Brackwater Old Root", "2011-01-01", "2041-01-01", trust=NOWHERE)
    _declared(root, lost)
    _indicated(root)
    _over_time(root)


def _declared(root: Authority, lost: Authority) -> None:
    mint = "Old Mint Museum"
    policy = root.sub(
        "brack-mint",
        "Old Mint Policy CA",
        "2015-01-01",
        "2035-01-01",
        kind="P-384",
        organisation=mint,
        path_length=None,
        entry=Entry(operator=mint, audits=OWN),
    )
    policy.sub("brack-mint-server", "Old Mint Server CA", "2017-01-01", "2030-01-01", organisation=mint)
    ferry = "Night Ferry Line"
    policy.sub(
        "brack-ferry",
        "Night Ferry CA",
        "2018-01-01",
        "2030-01-01",
        organisation=ferry,
        entry=Entry(operator=ferry, audits=OWN),
    )
    lighthouse = "Lighthouse Keepers Fund"
    declared = Entry(operator=lighthouse, audits=OWN)
    root.sub("brack-past", "Lighthouse CA 1", "2012-01-01", "2022-01-01", organisation=lighthouse, entry=declared)
    root.sub(
        "brack-closed",
        "Lighthouse CA 2",
        "2014-01-01",
        "2030-01-01",
        organisation=lighthouse,
        entry=Entry(operator=lighthouse, audits=OWN, revocation=REVOKED),
    )
    lost.sub("brack-lost", "Lighthouse CA 3", "2015-01-01", "2030-01-01", organisation=lighthouse, entry=declared)
    root.sub(
        "brack-mail-limited",
        "Lighthouse Mail CA",
        "2021-01-01",
        "2030-01-01",
        organisation=lighthouse,
        eku=(EMAIL_PROTECTION,),
        limits=FULL_MAIL,
        entry=declared,
    )


def _indicated(root: Authority) -> None:
    """Nobody says that it is external; the audit says that somebody else was audited."""
    root.sub(
        "brack-indicated",
        "Brackwater Partner CA",
        "2016-01-01",
        "2030-01-01",
        organisation="Partner Works",
        entry=Entry(audits=OWN, cells={"Auditor": "Tidy Ledger LLP"}),
    )


def _over_time(root: Authority) -> None:
    """New hands since 2022, hands that changed, and one that may show the name of a company in green."""
    kite = "Kite String Systems"
    root.sub(
        "brack-new",
        "Kite String CA",
        "2024-03-01",
        "2034-03-01",
        organisation=kite,
        eku=(SERVER_AUTH,),
        entry=Entry(operator=kite, audits=OWN),
    )
    root.sub(
        "brack-changed",
        "Weir House CA",
        "2016-03-01",
        "2030-03-01",
        organisation="Weir House Ltd",
        entry=Entry(operator="Mill Race Inc", audits=OWN, earlier={"Subordinate CA Owner": "Weir House Ltd"}),
    )
    silo = "Grain Silo Bank"
    root.sub(
        "brack-ev",
        "Grain Silo CA",
        "2017-03-01",
        "2030-03-01",
        organisation=silo,
        policies=(ANY_POLICY,),
        entry=Entry(operator=silo, audits=OWN, cells={"TLS EVG Audit URL": ""}),
    )
