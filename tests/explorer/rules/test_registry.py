"""Every rule is documented, cited, named after its file, tested on both sides, and imports no other rule."""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

import pytest

from explorer.rules import registry
from explorer.rules.contract import Rule
from explorer.rules.registry import RULES, rule_ids, rules_for

HERE = Path(__file__).parent
RULE_MODULES = {rule.check.__module__ for rule in RULES}


def test_ids_and_names_are_unique_and_in_order() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert rule_ids() == {*ids, *(rule.name for rule in RULES)}


def test_the_record_view_replaces_one_rule_and_keeps_its_place() -> None:
    assert [rule.id for rule in rules_for("record")] == [rule.id for rule in rules_for("proof")]
    assert sum(a is not b for a, b in zip(rules_for("record"), RULES, strict=True)) == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_documented_cited_and_named_after_its_file(rule: Rule) -> None:
    module = sys.modules[rule.check.__module__]
    doc = module.__doc__ or ""
    assert module.__name__.rpartition(".")[2] == rule.name.replace("-", "_")
    assert all(word in doc for word in ("Why it matters: ", "One finding is ", "Limits: ", "Traps: "))
    assert rule.citations
    assert rule.title and rule.remedy.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_test_with_both_sides(rule: Rule) -> None:
    name = f"test_{rule.name.replace('-', '_')}"
    assert (HERE / f"{name}.py").is_file()
    table = importlib.import_module(f"tests.explorer.rules.{name}")
    assert table.MUST_FIRE
    assert table.MUST_NOT_FIRE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_imports_no_other_rule(rule: Rule) -> None:
    source = Path(str(sys.modules[rule.check.__module__].__file__)).read_text(encoding="utf-8")
    imported = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    assert not imported & RULE_MODULES


def test_every_rule_file_is_in_the_registry() -> None:
    folder = Path(str(registry.__file__)).parent
    with_rule = {path.stem for path in folder.glob("*.py") if "\nRULE = Rule(" in path.read_text(encoding="utf-8")}
    assert with_rule == {module.rpartition(".")[2] for module in RULE_MODULES}
