"""Facts of several values in one text column: how certificates write and read them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from explorer.model.certificate import PssParameters
from explorer.model.constraint import NameConstraints, NameKind, Subtree

_MOST = 2**63 - 1  # no salt is that long


def joined(values: Iterable[str]) -> str:
    """One text of several, each ended by a line break; one inside a value (no lawful URL has it) is escaped."""
    return "".join(value.replace("\\", "\\\\").replace("\n", "\\n") + "\n" for value in values)


def split_text(text: str) -> tuple[str, ...]:
    """The values of a text that `joined` made."""
    values = text[:-1].split("\n") if text else []
    return tuple(map(_unescaped, values) if "\\" in text else values)


def _unescaped(value: str) -> str:
    return "\\".join(part.replace("\\n", "\n") for part in value.split("\\\\"))


def constraints_to_json(constraints: NameConstraints) -> str:
    """Name constraints as one text, in encoded order."""

    def plain(subtree: Subtree) -> list[object]:
        return [subtree.kind.value, subtree.value, subtree.text, subtree.minimum, subtree.maximum]

    return json.dumps(
        [
            [plain(s) for s in constraints.permitted],
            [plain(s) for s in constraints.excluded],
            constraints.critical,
            constraints.problem,
        ],
        separators=(",", ":"),
    )


def constraints_from_json(text: str) -> NameConstraints:
    """Name constraints from such a text."""
    permitted, excluded, critical, problem = json.loads(text)

    return NameConstraints(
        permitted=tuple(_subtree(*plain) for plain in permitted),
        excluded=tuple(_subtree(*plain) for plain in excluded),
        critical=critical,
        problem=problem,
    )


def names_to_json(names: tuple[tuple[NameKind, str], ...]) -> str:
    """Alternative names as one text; empty where there are none."""
    return json.dumps(names, separators=(",", ":")) if names else ""


def names_from_json(text: str) -> tuple[tuple[NameKind, str], ...]:
    """Alternative names from the text that `names_to_json` made."""
    return tuple((NameKind(kind), value) for kind, value in json.loads(text))


def pss_to_text(pss: PssParameters) -> str:
    """Parameters as one text."""
    return f"{pss.digest} {pss.mgf_digest} {max(-_MOST, min(pss.salt, _MOST))}"


def pss_from_text(text: str) -> PssParameters:
    """Parameters from the text that `pss_to_text` made."""
    digest, mgf_digest, salt = text.split(" ")
    return PssParameters(digest=digest, mgf_digest=mgf_digest, salt=int(salt))


def _subtree(kind: str, value: str, text: str, minimum: int, maximum: int | None) -> Subtree:
    return Subtree(kind=NameKind(kind), value=value, text=text, minimum=minimum, maximum=maximum)


def split_set(text: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(split_text(text))
