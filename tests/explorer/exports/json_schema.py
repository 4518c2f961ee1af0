"""The keywords of JSON Schema draft 4 that the SARIF schema uses; one that is not known here is an error, not passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
_KNOWN = {
    "$schema", "title", "definitions", "type", "properties", "additionalProperties", "required", "enum", "items",
    "minItems", "uniqueItems", "$ref", "minimum", "maximum", "pattern", "format", "anyOf", "oneOf",
}  # fmt: skip
_FORMATS = {
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"),
    "uri-reference": re.compile(r"[^\s<>\"{}|\\^`]*"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """What is wrong with a value, with its place in the document."""
    assert set(schema) <= _KNOWN, f"{path}: keywords {set(schema) - _KNOWN}"
    if "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from faults(value, target, root, path)
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{path}: not {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    for word, least in (("anyOf", 1), ("oneOf", 1)):
        if word in schema:
            fitting = sum(not list(faults(value, one, root, path)) for one in schema[word])
            if fitting < least or (word == "oneOf" and fitting != 1):
                yield f"{path}: fits {fitting} of {word}"
    if isinstance(value, dict):
        yield from _object(value, schema, root, path)
    elif isinstance(value, list):
        yield from _array(value, schema, root, path)
    elif isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path}: {value!r} is not like {schema['pattern']}"
        if "format" in schema and not _FORMATS[schema["format"]].fullmatch(value):
            yield f"{path}: {value!r} is no {schema['format']}"
    elif _is(value, "number") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: {value} is out of range"


def _is(value: Any, type_: str | list[str]) -> bool:
    types = [type_] if isinstance(type_, str) else type_
    return any(isinstance(value, _TYPES[t]) and (t == "boolean" or not isinstance(value, bool)) for t in types)


def _object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}: lacks {name}"
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in known:
            yield from faults(item, known[name], root, f"{path}.{name}")
        elif other is False:
            yield f"{path}: may not have {name}"
        elif isinstance(other, dict):
            yield from faults(item, other, root, f"{path}.{name}")


def _array(value: list[Any], schema: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{path}: fewer than {schema['minItems']} items"
    if schema.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
        yield f"{path}: items repeat"
    if "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], root, f"{path}[{number}]")
