"""Ask an application for a page as the renderer in the browser does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import Dash


def page_callback(application: Dash) -> str:
    """The name of the callback that makes pages."""
    return next(name for name in application.callback_map if name.startswith("..outlet.children"))


def body_of(application: Dash, output: str, values: Mapping[str, object]) -> dict[str, Any]:
    """The request of a callback with these values of its inputs and states, by "id.property"."""
    callback = application.callback_map[output]
    wires = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in output.strip(".").split("...")]
    body: dict[str, Any] = {"output": output, "outputs": wires if output.startswith("..") else wires[0]}
    for kind in ("inputs", "state"):
        body[kind] = [{**wire, "value": values.get(f"{wire['id']}.{wire['property']}")} for wire in callback[kind]]
    first = body["inputs"][0]
    body["changedPropIds"] = [f"{first['id']}.{first['property']}"]
    return body


def ask(application: Dash, path: str, search: str = "", **environ: str) -> dict[str, Any]:
    """The answer of the page callback."""
    body = body_of(application, page_callback(application), {"location.pathname": path, "location.search": search})
    answer = application.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data
    found = json.loads(answer.data)["response"]
    assert isinstance(found, dict)
    return found


def texts(component: object) -> list[str]:
    """Every text in a tree of components as it was sent."""
    if isinstance(component, str):
        return [component]
    if isinstance(component, list):
        return [text for part in component for text in texts(part)]
    if isinstance(component, dict):
        return texts(component.get("props", {}).get("children"))
    return []


def components(component: object) -> list[dict[str, Any]]:
    """Every component in a tree as it was sent."""
    if isinstance(component, list):
        return [found for part in component for found in components(part)]
    if isinstance(component, dict) and "props" in component:
        return [component, *components(component["props"].get("children"))]
    return []
