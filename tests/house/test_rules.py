"""Every rule has an id, a name, citations, limits, a place in RULES, and a test with both sides."""

from __future__ import annotations

import ast
import inspect
import re
import sys

import pytest

from explorer.rules.contract import Rule
from explorer.rules.registry import RULES
from tests.house.source import ROOT, place_of, tree_of

BY_ID = {rule.id: rule for rule in RULES}
FAMILIES = "SUBCA|OCSP|KEY|PATH|AUD|DISC|DATA"


def about(rule: Rule) -> str:
    return inspect.cleandoc(sys.modules[rule.check.__module__].__doc__ or "")


def test_ids_and_names_are_unique_and_in_order() -> None:
    assert len(BY_ID) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=BY_ID)
def test_rule_is_whole(rule: Rule) -> None:
    assert re.fullmatch(rf"({FAMILIES})-[0-9]{{3}}", rule.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert sys.modules[rule.check.__module__].__file__ == str(
        ROOT / "explorer" / "rules" / f"{rule.name.replace('-', '_')}.py"
    )
    assert rule.title
    assert rule.citations
    assert rule.remedy.endswith(".")
    assert "\nWhy it matters: " in about(rule)
    assert "\nLimits: " in about(rule)


@pytest.mark.parametrize("rule", RULES, ids=BY_ID)
def test_rule_has_a_firing_and_a_silent_case(rule: Rule) -> None:
    path = ROOT / "tests" / "explorer" / "rules" / f"test_{rule.name.replace('-', '_')}.py"
    assert path.is_file(), f"no test for {rule.id}: {place_of(path)}"
    cases = {
        target.id: node.value
        for node in tree_of(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for name in ("MUST_FIRE", "MUST_NOT_FIRE"):
        value = cases.get(name)
        filled = isinstance(value, ast.Dict) and bool(value.keys)
        assert filled, f"{place_of(path)} needs a dictionary {name} with named cases"


def test_every_rule_file_has_a_place_in_rules() -> None:
    files = {
        path.stem.replace("_", "-")
        for path in (ROOT / "explorer" / "rules").glob("*.py")
        if any(isinstance(n, ast.Assign | ast.AnnAssign) and "RULE" in _names(n) for n in tree_of(path).body)
    }
    assert files == {rule.name for rule in RULES}


def test_rules_do_not_import_each_other() -> None:
    modules = {rule.check.__module__ for rule in RULES}
    for module in modules:
        for node in ast.walk(tree_of(ROOT.joinpath(*module.split(".")).with_suffix(".py"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in modules - {module}, f"{module} imports {node.module}"


def _names(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}
