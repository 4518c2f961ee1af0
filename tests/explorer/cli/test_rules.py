"""`subca rules` end to end."""

from __future__ import annotations

import pytest

from explorer.rules.registry import RULES
from tests.explorer.cli.verbs import Subca


def test_every_rule_is_listed_once(subca: Subca) -> None:
    ran = subca("rules")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_explained_by_id_and_by_name(rule: object, subca: Subca) -> None:
    by_id = subca("rules", rule.id)  # type: ignore[attr-defined]  # parametrize gives object
    assert by_id.code == 0
    assert by_id.out == subca("rules", rule.name).out  # type: ignore[attr-defined]
    for word in ("Subject:", "Severity:", "Confidence:", "In force:", "Citations:", "Remedy:", "Limits"):
        assert word in by_id.out, word


def test_no_such_rule(subca: Subca) -> None:
    ran = subca("rules", "SUBCA-999")
    assert (ran.code, ran.out) == (2, "")
    assert "subca rules" in ran.err
