"""Which Subordinate CA Owner applies to a record: its own, else that of the CCADB parent records (docs/method.md).

    root record        (stop)
      -> record A      Subordinate CA Owner "Beta"
        -> record B    blank                         -> B's effective value is "Beta", from A, depth 1

The walk goes up while the parent is an intermediate record of the same CA Owner and really issued the
certificate. A missing column, a parent outside the report, or an edge that can't be checked gives unknown, not blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.graph.delegation import DelegationGraph
from explorer.model.authority import EdgeState
from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.ids import RecordId
from explorer.operators.names import same_organisation

COLUMN = "Subordinate CA Owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubordinateOwner:
    """The effective value with its origin."""

    value: str | None  # "": blank all the way up; None: unknown
    inherited_from: RecordId | None
    depth: int
    reason: str


class Inheritance:
    """Walks up the parent records of one report."""

    def __init__(self, records: Mapping[RecordId, Disclosure], graph: DelegationGraph) -> None:
        self._records = records
        self._graph = graph

    def of(self, disclosure: Disclosure) -> SubordinateOwner:
        """The effective Subordinate CA Owner of a record. Cost: the depth of the chain."""
        if disclosure.subordinate_owner is None:
            return _unknown(f"{COLUMN} is unknown: the report has no such column, or the cell could not be read.")
        if disclosure.subordinate_owner.strip():
            value = disclosure.subordinate_owner
            return SubordinateOwner(value=value, inherited_from=None, depth=0, reason=f'{COLUMN} is "{value}".')
        return self._from_above(disclosure)

    def _from_above(self, disclosure: Disclosure) -> SubordinateOwner:
        at, depth, doubt = disclosure, 0, ""
        seen = {disclosure.record}
        while at.kind is not RecordKind.ROOT and at.parent_record is not None:
            parent = self._records.get(at.parent_record)
            if parent is None:
                return _unknown(f"{COLUMN} is blank; parent record {at.parent_record} is not in the report.")
            if parent.record in seen:
                return _blank(f"{COLUMN} is blank; the parent records run in a circle at {parent.record}.")
            if parent.kind is not RecordKind.INTERMEDIATE or not same_organisation(parent.owner, disclosure.owner):
                break
            proved = self._issued(parent, at)
            if proved is False:
                break
            if proved is None:
                doubt = doubt or f"that {parent.record} issued {at.record} can't be checked"
            seen.add(parent.record)
            at, depth = parent, depth + 1
            if at.subordinate_owner is None:
                return _unknown(f"{COLUMN} is blank; that of parent record {at.record} is unknown.")
            if at.subordinate_owner.strip():
                return _inherited(at, depth, doubt)
        return _blank(f"{COLUMN} is blank, here and in the parent records that apply.")

    def _issued(self, parent: Disclosure, child: Disclosure) -> bool | None:
        """Whether the parent's CA is proved to have issued the child's certificate; None: can't be told."""
        certificates = self._graph.certificates
        if parent.certificate is None or child.certificate is None:
            return None
        if parent.certificate not in certificates or child.certificate not in certificates:
            return None
        ca = certificates[parent.certificate].ca
        if any(issuance.issuer == ca for issuance in self._graph.issuers_of(child.certificate)):
            return True
        return None if self._graph.edge_state(child.certificate) is EdgeState.UNVERIFIABLE else False


def _inherited(origin: Disclosure, depth: int, doubt: str) -> SubordinateOwner:
    value = origin.subordinate_owner or ""
    if doubt:
        return _unknown(f"{COLUMN} is blank; parent record {origin.record} says {value}, but {doubt}.")
    steps = "1 step" if depth == 1 else f"{depth} steps"
    return SubordinateOwner(
        value=value,
        inherited_from=origin.record,
        depth=depth,
        reason=f"{COLUMN} is blank; it is {value} in parent record {origin.record}, {steps} up.",
    )


def _blank(reason: str) -> SubordinateOwner:
    return SubordinateOwner(value="", inherited_from=None, depth=0, reason=reason)


def _unknown(reason: str) -> SubordinateOwner:
    return SubordinateOwner(value=None, inherited_from=None, depth=0, reason=reason)
