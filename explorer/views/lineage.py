"""Lineage: what is drawn around one CA: all above it, the CA itself, what it certified in groups.

Never the whole graph, never a tree. Many children are grouped by flag and standing, and a group says its
count; nothing is cut without a box that says how much. Same input, same lineage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.model.ids import CaId, CertificateId
from explorer.views.drawing import Box, BoxKind, Line, Lineage
from explorer.views.hierarchy import Hierarchy, Member
from explorer.views.links import ca_link, owner_link
from explorer.views.marks import Mark, Standing, primary

CAP = 60  # boxes in a drawing
SINGLE_CHILDREN = 14  # more are grouped
SINGLE_IN_GROUP = 3  # a group of so many is drawn one by one


def lineage_of(
    hierarchy: Hierarchy,
    ca: CaId,
    *,
    path: Iterable[CertificateId] = (),
    failed: tuple[CertificateId, str] | None = None,
) -> Lineage:
    """The lineage of one CA or responder; `path`, anchor first, names the certificates whose lines are drawn thick.

    `failed` is the certificate at which that path fails, and the condition: its line is named, or its box at the top.
    """
    member = hierarchy.members[ca]
    ancestors = hierarchy.ancestors(ca)
    children = _child_boxes(hierarchy, ca, set(ancestors))
    room = max(CAP - 1 - len(children), 1)
    drawn = ancestors[:room]
    owners = _owner_boxes(hierarchy, [*drawn, ca])
    if len(drawn) + len(owners) > room:
        drawn = ancestors[: max(room - len(owners) - 1, 1)]
        owners = _owner_boxes(hierarchy, [*drawn, ca])[: max(room - len(drawn) - 1, 0)]
    hidden = len(ancestors) - len(drawn)
    shown = [ca, *drawn]
    steps = tuple(path)
    at_top = hierarchy.of_certificate(failed[0]) if failed and failed[0] in steps[:1] else None
    boxes = [
        *owners,
        *(
            member_box(
                hierarchy,
                hierarchy.members[id_],
                selected=id_ == ca,
                failed=failed[1] if failed and id_ == at_top else "",
            )
            for id_ in shown
        ),
        *children,
    ]
    chosen = _Chosen(steps=frozenset(steps[1:]), failed=failed if at_top is None else None)
    lines = [*_owner_lines(hierarchy, owners, shown), *_issuances(hierarchy, shown, chosen)]
    lines += _child_lines(hierarchy, ca, children)
    if hidden:
        boxes.append(_more(hierarchy, ca, hidden))
        lines.append(Line(source="more", target=drawn[-1] if drawn else ca, certificates=0, solid=False))
    return Lineage(
        title=member.name,
        boxes=tuple(boxes),
        lines=tuple(lines),
        above=len(ancestors),
        below=hierarchy.count_below(ca),
        hidden=hidden,
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The path shown: the certificates whose lines are thick, and the one that fails."""

    steps: frozenset[CertificateId] = frozenset()
    failed: tuple[CertificateId, str] | None = None


def owner_lineage(hierarchy: Hierarchy, owner: str, roots: Iterable[CaId], below: int) -> Lineage:
    """The first step: an owner and its roots; when they are many, those that matter least are grouped."""
    members = [hierarchy.members[root] for root in roots]
    members.sort(key=lambda m: (not m.is_trusted, [*Standing].index(m.standing), m.sort_key))
    single = members if len(members) <= SINGLE_CHILDREN else members[: SINGLE_CHILDREN - len(Standing) - 1]
    box = _owner_box(owner, selected=True)
    boxes = [box, *(member_box(hierarchy, m) for m in single)]
    lines = [Line(source=box.id, target=m.id, certificates=0, solid=m.standing is Standing.VALID) for m in single]
    groups: dict[tuple[bool, Standing], list[Member]] = {}
    for member in members[len(single) :]:
        groups.setdefault((member.is_trusted, member.standing), []).append(member)
    for (trusted, standing), rest in groups.items():
        made = _roots_box(owner, rest, standing, trusted=trusted)
        boxes.append(made)
        lines.append(Line(source=box.id, target=made.id, certificates=0, solid=standing is Standing.VALID))
    return Lineage(title=owner, boxes=tuple(boxes), lines=tuple(lines), above=0, below=below, hidden=0)


def _roots_box(owner: str, roots: list[Member], standing: Standing, *, trusted: bool) -> Box:
    words = "trusted by a program" if trusted else "trusted by no program"
    return Box(
        id=f"group:{standing}:{trusted}",
        kind=BoxKind.GROUP,
        title=f"{len(roots)} more, {standing}",
        subtitle=words,
        standing=standing,
        is_root=True,
        findings=sum(m.findings > 0 for m in roots),
        link=f"{owner_link(owner)}#roots",
        label=f"group of {len(roots)} more roots, {standing}, {words}; listed in the table below",
    )


def member_box(hierarchy: Hierarchy, member: Member, *, selected: bool = False, failed: str = "") -> Box:
    """One CA or responder as a box."""
    return Box(
        id=member.id,
        kind=BoxKind.RESPONDER if member.is_responder else BoxKind.CA,
        title=member.name,
        subtitle=f"{member.operator} (operator)" if member.operator else member.owner or "no CCADB record",
        marks=member.marks,
        standing=member.standing,
        is_root=member.is_root,
        selected=selected,
        findings=member.findings,
        issued=member.issued,
        failed=failed,
        link=ca_link(hierarchy.short(member.id)),
        label=_words(member, selected=selected) + (f", the path shown fails here: {failed}" if failed else ""),
    )


def _words(member: Member, *, selected: bool) -> str:
    kind = "responder" if member.is_responder else "root" if member.is_root else "CA"
    parts = [f"{member.name}, {kind}", f"owner {member.owner}" if member.owner else "no CCADB record"]
    if member.operator:
        parts.append(f"operator {member.operator}")
    parts += [mark.word for mark in member.marks]
    total = len(member.certificates)
    parts.append(f"{member.valid} of {total} certificates valid" if total > 1 else str(member.standing))
    if member.findings:
        parts.append(f"{member.findings} findings")
    if member.issuance:
        seen = member.issued is not None
        parts.append(f"{member.issued:,} unexpired in CT" if seen else "issuance not observed in verified logs")
    if selected:
        parts.append("selected")
    return ", ".join(parts)


def _owner_box(owner: str, *, selected: bool = False) -> Box:
    return Box(
        id=f"owner:{owner}",
        kind=BoxKind.OWNER,
        title=owner,
        subtitle="",
        selected=selected,
        link=owner_link(owner),
        label=f"{owner}, CA owner{', selected' if selected else ''}",
    )


def _tops(hierarchy: Hierarchy, shown: Iterable[CaId]) -> list[Member]:
    """Where the drawing begins: CAs without an issuer, and roots whose issuers are all on a ring with them."""
    return [hierarchy.members[id_] for id_ in shown if _is_top(hierarchy, id_)]


def _is_top(hierarchy: Hierarchy, id_: CaId) -> bool:
    issuers = hierarchy.above(id_)
    return not issuers or (
        hierarchy.members[id_].is_root and all(id_ in hierarchy.ancestors(issuer) for issuer in issuers)
    )


def _owner_boxes(hierarchy: Hierarchy, shown: list[CaId]) -> list[Box]:
    owners = sorted({m.owner for m in _tops(hierarchy, shown) if m.owner}, key=lambda o: (o.casefold(), o))
    return [_owner_box(owner) for owner in owners]


def _owner_lines(hierarchy: Hierarchy, owners: list[Box], shown: list[CaId]) -> list[Line]:
    known = {box.id for box in owners}
    return [
        Line(source=f"owner:{m.owner}", target=m.id, certificates=0, solid=m.standing is Standing.VALID)
        for m in _tops(hierarchy, shown)
        if f"owner:{m.owner}" in known
    ]


def _issuances(hierarchy: Hierarchy, shown: list[CaId], chosen: _Chosen) -> list[Line]:
    known = set(shown)
    return [
        _line(hierarchy, issuer, subject, certificates, chosen)
        for subject in shown
        for issuer, certificates in sorted(hierarchy.above(subject).items())
        if issuer in known
    ]


def _line(
    hierarchy: Hierarchy,
    source: str,
    target: str,
    certificates: Iterable[CertificateId],
    chosen: _Chosen | None = None,
) -> Line:
    own = list(certificates)
    steps, failed = (chosen.steps, chosen.failed) if chosen else (frozenset[CertificateId](), None)
    return Line(
        source=source,
        target=target,
        certificates=len(own),
        solid=any(c in hierarchy.valid for c in own),
        on_path=any(c in steps for c in own),
        failed=failed[1] if failed and failed[0] in own and failed[0] in steps else "",
    )


def _child_boxes(hierarchy: Hierarchy, ca: CaId, ancestors: set[CaId]) -> list[Box]:
    """Singly when few; else by group, small groups singly, large ones as one box with their count."""
    children = [m for m in hierarchy.children(ca) if m.id not in ancestors]
    if len(children) <= SINGLE_CHILDREN:
        return [member_box(hierarchy, m) for m in _in_order(children)]
    groups: dict[str, list[Member]] = {}
    for member in _in_order(children):
        groups.setdefault(member.group, []).append(member)
    boxes = []
    for name, members in groups.items():
        if len(members) <= SINGLE_IN_GROUP:
            boxes += [member_box(hierarchy, m) for m in members]
        else:
            boxes.append(_group_box(hierarchy, ca, name, members))
    return boxes


def _in_order(children: list[Member]) -> list[Member]:
    """What matters most first: marked and valid, then the rest."""
    order = [*Mark]

    def key(member: Member) -> tuple[int, bool, int, tuple[str, str, str]]:
        mark = primary(member.marks)
        standing = [*Standing].index(member.standing)
        return (standing, mark is None, order.index(mark) if mark else 0, member.sort_key)

    return sorted(children, key=key)


def _group_box(hierarchy: Hierarchy, ca: CaId, name: str, members: list[Member]) -> Box:
    mark = primary(members[0].marks)
    standing = members[0].standing
    flagged = sum(m.findings > 0 for m in members)
    words = f"{mark.word if mark else 'no mark'}, {standing}"
    noun = "responders" if all(m.is_responder for m in members) else "CAs"
    return Box(
        id=f"group:{name}",
        kind=BoxKind.GROUP,
        title=f"{len(members)} {noun}, {standing}",
        subtitle=mark.short if mark else "no mark",
        marks=(mark,) if mark else (),
        standing=standing,
        findings=flagged,
        link=ca_link(hierarchy.short(ca), tab="children", group=name),
        label=f"group of {len(members)} {noun}: {words}; {flagged} of them have findings; opens the table of children",
    )


def _child_lines(hierarchy: Hierarchy, ca: CaId, children: list[Box]) -> list[Line]:
    below = hierarchy.below(ca)
    lines = []
    for box in children:
        if box.kind is BoxKind.GROUP:
            own = [c for m in hierarchy.children(ca, box.id.removeprefix("group:")) for c in below[m.id]]
            lines.append(_line(hierarchy, ca, box.id, own))
        else:
            lines.append(_line(hierarchy, ca, box.id, below[CaId(box.id)]))
    return lines


def _more(hierarchy: Hierarchy, ca: CaId, hidden: int) -> Box:
    return Box(
        id="more",
        kind=BoxKind.MORE,
        title=f"+ {hidden} more above",
        subtitle="opens the full list",
        link=ca_link(hierarchy.short(ca), tab="above"),
        label=f"{hidden} more CAs above are not drawn; opens the full list",
    )
