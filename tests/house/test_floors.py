"""Imports go down; rooms on one floor do not meet; the packages share the lowest floors only."""

from __future__ import annotations

from tests.house.source import code_files, imports_of, name_of, place_of

FLOORS = {
    "app": 9,
    "explorer.__main__": 9,
    "explorer.cli": 8,
    "explorer.ui": 8,
    "ingest.cli": 8,
    "explorer.exports": 7,
    "explorer.views": 6,
    "explorer.analysis": 5,
    "explorer.rules": 4,
    "explorer.trust": 3,
    "explorer.keys": 3,
    "explorer.operators": 3,
    "ingest": 3,
    "explorer.graph": 2,
    "explorer.store": 2,
    "explorer.model": 1,
    "explorer.terminal": 1,
    "explorer.errors": 0,
    "explorer.text": 0,
    "explorer": 0,  # its __init__: the version
}

INGEST_MAY_USE = {"errors", "text", "terminal", "model", "graph", "store"}


def room_of(module: str) -> str:
    """The longest room whose name begins the module's; `explorer.new_room` has none and fails here."""
    if module == "explorer":
        return module
    rooms = [room for room in FLOORS if module == room or module.startswith(room + ".")]
    room = max(rooms, key=len)
    assert room != "explorer", f"{module} stands on no floor: give it one in the table, or move it"
    return room


def our_imports() -> list[tuple[str, str, str]]:
    """(importing module, imported module, where), for imports of our own."""
    return [
        (name_of(path), imported, f"{place_of(path)}:{line}")
        for path in code_files()
        for imported, line in imports_of(path)
        if imported.split(".")[0] in {"explorer", "ingest", "app"}
    ]


def test_every_module_stands_on_a_floor() -> None:
    assert all(room_of(name_of(path)) for path in code_files())


def test_imports_go_down() -> None:
    up = [
        f"{where}: {room_of(here)} (floor {FLOORS[room_of(here)]}) imports {there} (floor {FLOORS[room_of(there)]})"
        for here, there, where in our_imports()
        if room_of(here) != room_of(there) and FLOORS[room_of(there)] >= FLOORS[room_of(here)]
    ]
    assert not up, "\n".join(up)


def test_explorer_never_imports_ingest() -> None:
    assert not [
        where for here, there, where in our_imports() if here.startswith("explorer") and there.startswith("ingest")
    ]


def test_ingest_uses_only_the_shared_rooms_of_explorer() -> None:
    wrong = [
        f"{where}: {there}"
        for here, there, where in our_imports()
        if here.startswith("ingest") and there.startswith("explorer.") and there.split(".")[1] not in INGEST_MAY_USE
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_imports_the_roof() -> None:
    assert not [where for _, there, where in our_imports() if there.split(".")[0] == "app"]


def test_no_two_modules_import_each_other_in_a_ring() -> None:
    needs: dict[str, set[str]] = {}
    for here, there, _ in our_imports():
        needs.setdefault(here, set()).add(there)
    # Take away, again and again, what needs nothing that is left; a ring never goes.
    left = {module: {n for n in needed if n in needs and n != module} for module, needed in needs.items()}
    while free := [module for module, needed in left.items() if not needed]:
        for module in free:
            del left[module]
        for needed in left.values():
            needed.difference_update(free)
    assert not left, f"these import each other: {sorted(left)}"
