"""Words of a drawing: boxes, the lines between them, and the whole, all without places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from explorer.views.marks import Mark, Standing


class BoxKind(StrEnum):
    """What a box stands for."""

    OWNER = "owner"
    CA = "ca"
    RESPONDER = "responder"
    GROUP = "group"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box; text is foreign and not yet made safe."""

    id: str
    kind: BoxKind
    title: str
    subtitle: str
    marks: tuple[Mark, ...] = ()
    standing: Standing = Standing.VALID
    is_root: bool = False
    selected: bool = False
    findings: int = 0
    issued: int | None = None  # unexpired certificates seen in CT: drawn as size, said in `label`; None: not observed
    failed: str = ""  # the condition that this CA fails at the top of the path shown; empty: none
    is_lost: bool = False  # it loses trust in the question that the drawing answers; its subtitle says what
    link: str  # relative to the root of the site
    label: str  # all of it in words, for those who do not see the drawing

    @property
    def dashed(self) -> bool:
        """No certificate of it counts today."""
        return self.standing is not Standing.VALID


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Everything between two boxes, from issuer to subject, or from an owner to its root."""

    source: str
    target: str
    certificates: int  # 0: no issuance (an owner and its root)
    solid: bool  # at least one certificate is neither expired nor revoked
    on_path: bool = False  # on the path shown beside the drawing
    failed: str = ""  # the condition that fails here on the path shown; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Boxes and lines of one drawing, without places."""

    title: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    above: int
    below: int  # at any depth
    hidden: int  # members above that the cap leaves out

    @property
    def summary(self) -> str:
        """Counts, in words."""
        hidden = f" · {self.hidden} more above not drawn" if self.hidden else ""
        return f"{self.above} above · {self.below} below{hidden}"
