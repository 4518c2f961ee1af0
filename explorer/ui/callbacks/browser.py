"""Callbacks that run in the browser: functions of `assets/graph.js`, by name."""

from __future__ import annotations

from dash import ClientsideFunction, Dash
from dash.dependencies import DashDependency

NAMESPACE = "subca"


def in_browser(application: Dash, function: str, *wires: DashDependency, at_start: bool = True) -> None:
    """Wire one function; without `at_start` it waits for the first change."""
    application.clientside_callback(  # type: ignore[no-untyped-call]  # Dash gives it no types
        ClientsideFunction(NAMESPACE, function), *wires, prevent_initial_call=not at_start
    )
