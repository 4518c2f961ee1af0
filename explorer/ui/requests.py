"""What a callback request may look like: forged until proven otherwise.

The renderer's requests name outputs, inputs and states that the application declared; anything else is refused
before Dash sees it. Values are checked where they are read (`location.parse` and the callbacks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

_PARTS = frozenset({"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"})
_MOST_CHANGED = 64


class Refused(ValueError):
    """The request is not one that our pages make."""


def check_callback(body: object, declared: Mapping[str, Mapping[str, object]]) -> None:
    """Raise `Refused` unless `body` asks for a callback of `declared` (Dash's callback map) with its own ids."""
    if not isinstance(body, dict) or not _PARTS.issuperset(body):
        raise Refused("not a callback request")
    output = body.get("output")
    callback = declared.get(output) if isinstance(output, str) else None
    if callback is None:
        raise Refused("no such callback")
    _check_wires(body.get("inputs", []), callback.get("inputs"))
    _check_wires(body.get("state", []), callback.get("state"))
    changed = body.get("changedPropIds", [])
    if not _is_list(changed) or len(changed) > _MOST_CHANGED or not all(isinstance(part, str) for part in changed):
        raise Refused("changedPropIds")
    wires = {f"{wire['id']}.{wire['property']}" for wire in body.get("inputs", [])}
    if not wires.issuperset(changed):
        raise Refused("changedPropIds")
    _check_outputs(body.get("outputs", []), str(output))


def _check_wires(given: object, declared: object) -> None:
    wanted = declared if _is_list(declared) else []
    if not _is_list(given) or len(given) != len(wanted):
        raise Refused("inputs")
    for wire, known in zip(given, wanted, strict=True):
        if not isinstance(wire, dict) or not isinstance(known, dict) or not {"id", "property"} <= set(wire) <= _WIRE:
            raise Refused("inputs")
        if (wire["id"], wire["property"]) != (known["id"], known["property"]):
            raise Refused("inputs")


def _check_outputs(given: object, output: str) -> None:
    """One wire, or a list of them, that spell the name of the callback."""
    wires = given if _is_list(given) else [given]
    names = []
    for wire in wires:
        if (
            not isinstance(wire, dict)
            or not isinstance(wire.get("id"), str)
            or not isinstance(wire.get("property"), str)
        ):
            raise Refused("outputs")
        names.append(f"{wire['id']}.{wire['property']}")
    spelled = f"..{'...'.join(names)}.." if _is_list(given) else names[0]
    if spelled != output:
        raise Refused("outputs")


_WIRE = frozenset({"id", "property", "value"})


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list)
