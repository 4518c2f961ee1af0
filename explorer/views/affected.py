"""The affected part of the hierarchy as a drawing: what is not believed, what hangs below it, and who holds whom up.

The same boxes, lines and places as a lineage; a sign and words on each box say its fate. Few CAs are drawn one by one,
many as a group with its count; what neither shows is counted. Same answer, same drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.model.ids import CaId, CertificateId
from explorer.views.aftermath import Aftermath, CaFate
from explorer.views.drawing import Box, BoxKind, Line, Lineage
from explorer.views.hierarchy import Hierarchy
from explorer.views.lineage import member_box
from explorer.views.links import ca_link
from explorer.views.marks import Standing

CAP = 44  # boxes in a drawing
TOPS = 8  # CAs drawn that are not believed
SINGLE = 8  # CAs below one issuer that are drawn one by one; more are grouped by their fate
SINGLE_IN_GROUP = 2
SIGNS = {"loses all": "✗", "loses some": "✗", "limited": "◷", "keeps all": "✓"}


@dataclass(slots=True)
class _Drawing:
    """Boxes and lines while they are collected."""

    boxes: dict[str, Box]
    lines: dict[tuple[str, str], Line]

    @property
    def room(self) -> int:
        return CAP - len(self.boxes)


def affected_of(
    hierarchy: Hierarchy, found: Aftermath, believed_no_more: Iterable[CertificateId], title: str
) -> Lineage:
    """The drawing: level by level down from what is not believed, until the room ends."""
    fates = found.fate_of()
    named = dict.fromkeys(m for c in believed_no_more if (m := hierarchy.of_certificate(c)) is not None)
    tops = sorted(named, key=lambda m: (-_losing(hierarchy, m, fates), hierarchy.members[m].sort_key))
    made = _Drawing(boxes={}, lines={})
    drawn = tops if len(tops) <= TOPS else tops[: TOPS - 1]
    for top in drawn:
        made.boxes[top] = _named(hierarchy, top)
    if len(tops) > len(drawn):
        made.boxes["group:named"] = _rest(len(tops) - len(drawn))
    level, shown = list(drawn), set(named)
    while level:
        below: list[CaId] = []
        for parent in level:
            below += _below(hierarchy, made, parent, fates, shown)
        level = below
    for id_ in [box for box in made.boxes if box in fates]:
        _hold(hierarchy, made, fates[CaId(id_)], named)
    _link(hierarchy, made)
    inside = sum(_counted(box) for box in made.boxes.values() if box.kind is BoxKind.GROUP and box.id != "group:named")
    singles = sum(id_ in fates and id_ not in named for id_ in made.boxes)
    every = sum(not fate.is_named for fate in fates.values())
    return Lineage(
        title=title,
        boxes=tuple(made.boxes.values()),
        lines=tuple(made.lines.values()),
        above=0,
        below=every,
        hidden=max(every - singles - inside, 0),
    )


def affected_words(drawing: Lineage) -> str:
    """What the drawing shows and leaves out."""
    hidden = f" · {drawing.hidden:,} of them deeper, or beyond the room, in the tables alone" if drawing.hidden else ""
    return f"{drawing.below:,} CAs and responders below{hidden}"


def _below(
    hierarchy: Hierarchy, made: _Drawing, parent: CaId, fates: dict[CaId, CaFate], shown: set[CaId]
) -> list[CaId]:
    """Draw what stands directly below a CA and has a fate; returns the CAs drawn singly, whose children come next."""
    children = [fates[m.id] for m in hierarchy.children(parent) if m.id in fates and m.id not in shown]
    groups: dict[str, list[CaFate]] = {}
    for child in sorted(children, key=lambda f: ([*SIGNS].index(f.word), f.member.sort_key)):
        groups.setdefault(child.word, []).append(child)
    single: list[CaId] = []
    for word, fellows in groups.items():
        few = len(children) <= SINGLE or len(fellows) <= SINGLE_IN_GROUP
        if few and made.room > len(fellows):
            for fate in fellows:
                made.boxes[fate.member.id] = _fated(hierarchy, fate)
                shown.add(fate.member.id)
                single.append(fate.member.id)
        elif made.room > 0:
            box = _group(hierarchy, parent, word, fellows)
            made.boxes[box.id] = box
            shown.update(f.member.id for f in fellows)
            made.lines[parent, box.id] = Line(
                source=parent, target=box.id, certificates=1, solid=word in ("keeps all", "limited")
            )
    return single


def _hold(hierarchy: Hierarchy, made: _Drawing, fate: CaFate, named: dict[CaId, None]) -> None:
    """The CA that holds a survivor up: the issuer on the path that still proves its trust."""
    if len(fate.through) < 2 or fate.is_named:
        return
    holder = hierarchy.of_certificate(fate.through[-2])
    if holder is None or holder in named or holder == fate.member.id:
        return
    if holder not in made.boxes:
        if made.room <= 0:
            return
        made.boxes[holder] = _told(member_box(hierarchy, hierarchy.members[holder]), "✓ holds it up", is_lost=False)
    made.lines[holder, fate.member.id] = Line(
        source=holder, target=fate.member.id, certificates=1, solid=True, on_path=True
    )


def _link(hierarchy: Hierarchy, made: _Drawing) -> None:
    """Lines between the CAs drawn singly: dashed where they prove nothing any more."""
    for target in made.boxes:
        for source, certificates in sorted(hierarchy.above(CaId(target)).items()):
            if source in made.boxes and (source, target) not in made.lines:
                is_dead = made.boxes[source].is_lost
                made.lines[source, target] = Line(
                    source=source, target=target, certificates=len(certificates), solid=not is_dead
                )


def _losing(hierarchy: Hierarchy, ca: CaId, fates: dict[CaId, CaFate]) -> int:
    """How many directly below it lose trust."""
    return sum(bool(fates[id_].lost or fates[id_].limited) for id_ in hierarchy.below(ca) if id_ in fates)


def _told(box: Box, words: str, *, is_lost: bool) -> Box:
    """The box with its fate in words before its owner."""
    return replace(box, subtitle=f"{words} · {box.subtitle}", is_lost=is_lost, label=f"{box.label}, {words}")


def _named(hierarchy: Hierarchy, ca: CaId) -> Box:
    return _told(member_box(hierarchy, hierarchy.members[ca]), "✗ not believed", is_lost=True)


def _fated(hierarchy: Hierarchy, fate: CaFate) -> Box:
    return _told(member_box(hierarchy, fate.member), f"{SIGNS[fate.word]} {fate.word}", is_lost=bool(fate.lost))


def _group(hierarchy: Hierarchy, parent: CaId, word: str, fellows: list[CaFate]) -> Box:
    deeper = sum(hierarchy.count_below(fate.member.id) > 0 for fate in fellows)
    below = f"{deeper} with others below" if deeper else "nothing below"
    return Box(
        id=f"group:{parent}:{word}",
        kind=BoxKind.GROUP,
        title=f"{len(fellows)} CAs and responders",
        subtitle=f"{SIGNS[word]} {word} · {below}",
        standing=Standing.VALID,
        is_lost=SIGNS[word] == "✗",
        link=ca_link(hierarchy.short(parent), tab="children"),
        label=f"group of {len(fellows)} CAs and responders, {word}, {below}; opens the list of all below their issuer",
    )


def _counted(box: Box) -> int:
    return int(box.title.partition(" ")[0])


def _rest(count: int) -> Box:
    return Box(
        id="group:named",
        kind=BoxKind.GROUP,
        title=f"{count} more",
        subtitle="✗ not believed, listed above",
        is_lost=True,
        is_root=True,
        link="#not-believed",
        label=f"group of {count} more CAs that are not believed; listed above",
    )
