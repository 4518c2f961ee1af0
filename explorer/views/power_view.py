"""OCSP power around one CA as a drawing: issuers in the middle, keys that can answer for them, what those can answer for.

A band for each issuer X: left the key of X and every delegate R with AR(R, X) (docs/key-destruction.md), right the unexpired
certificates that X issued, in groups. What is left out is counted. The table beside it has the rows of `subca signers`.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analysis.assess import Assessment
from explorer.keys.status_signing import LEAF_CLASSES
from explorer.model.evidence import KeyState
from explorer.model.ids import CaId, CertificateId
from explorer.operators.names import organisation_key
from explorer.rules.facts import Facts
from explorer.rules.status_holders import HolderKind
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import ca_link
from explorer.views.lookup import Found
from explorer.views.signers import ISSUER, Relation, SignerRow, signers

MOST_BANDS = 4  # issuers drawn
MOST_KEYS = 10  # keys drawn on the left of one
MOST_GROUPS = 8

KEY_WORDS = {
    KeyState.EVIDENCED: "evidence of destruction",
    KeyState.CLAIMED: "destruction claimed, no evidence found",
    KeyState.SILENT: "no evidence found",
    KeyState.CONTRADICTED: "evidence contradicted",
}
NOT_NEEDED = "no evidence needed today"  # nobody's trust hangs on the end of this key
KEY_SIGNS = {
    KeyState.EVIDENCED: "✓",
    KeyState.CLAIMED: "~",
    KeyState.SILENT: "∅",
    KeyState.CONTRADICTED: "‼",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerKey:
    """One signer of a band."""

    name: str
    kind: str  # ISSUER, or a class of docs/key-destruction.md
    holder: HolderKind
    holder_name: str
    state: KeyState
    needed: bool  # its destruction matters
    revoked: bool
    self_unrevocable: bool
    selected: bool  # a key of the CA that was asked about
    link: str

    @property
    def is_own(self) -> bool:
        """The issuer itself, which needs no delegation."""
        return self.kind == ISSUER

    @property
    def state_words(self) -> str:
        """What is known of the key's end; where nobody needs it gone, only what somebody has said."""
        if self.is_own:
            return "the issuer's own key"
        if self.state is KeyState.SILENT and not self.needed:
            return NOT_NEEDED
        return KEY_WORDS[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerGroup:
    """Certificates of one issuer that share what they are and whose they are."""

    what: str  # CA certificates, responder certificates, other certificates
    holder: HolderKind
    holder_name: str  # where it is one organisation
    count: int
    revoked: int
    selected: bool  # the CA that was asked about is among them
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerBand:
    """One issuer with both sides."""

    issuer: CaId
    name: str
    owner: str
    trusted: tuple[str, ...]
    selected: bool
    link: str
    keys: tuple[PowerKey, ...]
    hidden_keys: int
    groups: tuple[PowerGroup, ...]
    hidden_groups: int
    hidden_certificates: int  # in the groups left out
    certificates: int  # unexpired ones
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerView:
    """The drawing of one CA or responder, and the rows of its table."""

    title: str
    bands: tuple[PowerBand, ...]
    hidden_bands: int
    rows: tuple[SignerRow, ...]
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """Counts, in words."""
        issuers = "1 issuer" if len(self.bands) == 1 else f"{len(self.bands)} issuers"
        hidden = f" · {self.hidden_bands} more issuers not drawn" if self.hidden_bands else ""
        return f"{issuers}{hidden} · {len(self.rows):,} rows"


def power_view(assessment: Assessment, hierarchy: Hierarchy, member: Member) -> PowerView:
    """Bands and rows. Cost: linear in what hangs under the issuers."""
    facts = assessment.facts
    ca = None if member.is_responder else member.id
    found = signers(assessment, Found(certificates=member.certificates, ca=ca, key=None))
    by_issuer: dict[CaId, dict[CertificateId, SignerRow]] = {}
    for row in found.rows:
        by_issuer.setdefault(CaId(row.issuer_ca_id), {})[CertificateId(row.signer_certificate)] = row
    under = {CaId(row.issuer_ca_id) for row in found.rows if row.relation == Relation.UNDER}
    order = sorted(by_issuer, key=lambda id_: (id_ not in under, -len(by_issuer[id_]), id_))
    drawn = order[:MOST_BANDS]
    return PowerView(
        title=found.title,
        bands=tuple(_band(facts, hierarchy, member, issuer, list(by_issuer[issuer].values())) for issuer in drawn),
        hidden_bands=len(order) - len(drawn),
        rows=found.rows,
        notes=found.notes,
    )


def _band(facts: Facts, hierarchy: Hierarchy, member: Member, issuer: CaId, rows: list[SignerRow]) -> PowerBand:
    keys = sorted((_key(facts, row, member) for row in rows), key=_most_telling)
    groups, unexpired, expired = _groups(facts, hierarchy, member, issuer)
    shown = hierarchy.members[issuer]
    left = groups[MOST_GROUPS:]
    return PowerBand(
        issuer=issuer,
        name=shown.name,
        owner=shown.owner,
        trusted=rows[0].issuer_programs,
        selected=issuer == member.id,
        link=ca_link(hierarchy.short(issuer), tab="ocsp"),
        keys=tuple(keys[:MOST_KEYS]),
        hidden_keys=max(len(keys) - MOST_KEYS, 0),
        groups=tuple(groups[:MOST_GROUPS]),
        hidden_groups=len(left),
        hidden_certificates=sum(group.count for group in left),
        certificates=unexpired,
        expired=expired,
    )


def _key(facts: Facts, row: SignerRow, member: Member) -> PowerKey:
    return PowerKey(
        name=facts.graph.certificates[CertificateId(row.signer_certificate)].subject.short,
        kind=row.signer_class,
        holder=HolderKind(row.holder),
        holder_name=row.holder_name,
        state=KeyState(row.key_state),
        needed=row.key_needed == "yes",
        revoked=bool(row.signer_revoked),
        self_unrevocable=row.self_unrevocable == "yes",
        selected=row.signer_certificate in member.certificates,
        link=f"key/{row.signer_spki}",
    )


def _most_telling(key: PowerKey) -> tuple[bool, bool, int, int, str, str]:
    """The issuer's own key first, then the CA's own, then by holder and state."""
    holders = [HolderKind.EXTERNAL, HolderKind.UNKNOWN, HolderKind.OWNER]
    states = [KeyState.CONTRADICTED, KeyState.SILENT, KeyState.CLAIMED, KeyState.EVIDENCED]
    place = states.index(key.state)
    return (not key.is_own, not key.selected, holders.index(key.holder), place, key.name.casefold(), key.link)


def _groups(facts: Facts, hierarchy: Hierarchy, member: Member, issuer: CaId) -> tuple[list[PowerGroup], int, int]:
    """What an issuer's status signers can answer for, largest groups first; and how many are unexpired, and not."""
    own = {facts.organisation_of(id_) for id_ in facts.graph.cas[issuer].certificates} - {""}
    issued = {i.certificate for i in facts.graph.issued_by(issuer)}
    unexpired = [id_ for id_ in issued if facts.unexpired(id_)]
    piles: dict[tuple[str, HolderKind], list[CertificateId]] = {}
    for id_ in unexpired:
        piles.setdefault((_what(facts, id_), _holder(facts, id_, own)), []).append(id_)
    groups = [
        PowerGroup(
            what=what,
            holder=holder,
            holder_name=_one_name(facts, pile),
            count=len(pile),
            revoked=sum(facts.revoked(id_) for id_ in pile),
            selected=any(id_ in member.certificates for id_ in pile),
            link=ca_link(hierarchy.short(issuer), tab="children"),
        )
        for (what, holder), pile in piles.items()
    ]
    groups.sort(key=lambda g: (not g.selected, -g.count, g.what, g.holder))
    return groups, len(unexpired), len(issued) - len(unexpired)


def _what(facts: Facts, id_: CertificateId) -> str:
    certificate = facts.graph.certificates[id_]
    if certificate.ca in facts.graph.cas:
        return "CA certificates"
    return "responder certificates" if facts.signing.class_of(id_) in LEAF_CLASSES else "other certificates"


def _holder(facts: Facts, id_: CertificateId, own: set[str]) -> HolderKind:
    name = facts.holder_of(id_)
    if not name or not own or facts.holder_unknown(id_):
        return HolderKind.UNKNOWN
    return HolderKind.OWNER if organisation_key(name) in own else HolderKind.EXTERNAL


def _one_name(facts: Facts, pile: list[CertificateId]) -> str:
    names = {facts.holder_of(id_) for id_ in pile} - {""}
    return next(iter(names)) if len(names) == 1 else f"{len(names)} organisations" if names else ""
