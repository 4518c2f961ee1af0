"""Who would notice a distrust: what the keys that lose trust were seen to issue, by key."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analysis.distrust import Consequences
from explorer.model.ids import SpkiHash
from explorer.rules.facts import Facts
from explorer.views.census import Issuance, issuance_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One issuing key that loses a use."""

    key: SpkiHash
    name: str
    issuance: Issuance


def who_would_notice(facts: Facts, answer: Consequences) -> tuple[Notice, ...]:
    """Every CA key of which a certificate loses trust, those with most unexpired certificates first."""
    names: dict[SpkiHash, str] = {}
    for fate in answer.fates:
        held = facts.graph.certificates[fate.certificate]
        if fate.lost and held.ca in facts.graph.cas:
            names.setdefault(held.spki, held.subject.short)
    notices = [Notice(key=key, name=name, issuance=issuance_by(facts, (key,))) for key, name in names.items()]
    return tuple(sorted(notices, key=lambda n: (-(n.issuance.unexpired or 0), n.name, n.key)))
