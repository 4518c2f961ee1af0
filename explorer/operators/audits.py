"""Which Standard audit applies to a record, and whether it is the record's own (docs/method.md).

Audits Same as Parent TRUE: the nearest record above with a Standard Audit URL. FALSE: the record's own columns.
An audit is the record's own when the flag is FALSE and its URL differs from the one that applies to the parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.model.disclosure import Disclosure, RecordKind
from explorer.model.ids import RecordId

FLAG, URL = "Audits Same as Parent", "Standard Audit URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The Standard audit that applies to one record."""

    record: RecordId | None  # whose columns apply; None: no audit found, or unknown
    depth: int  # steps up to that record
    own: bool | None  # apart from the parent's; None: unknown
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effective:
    url: str | None  # "": none; None: unknown
    record: RecordId | None
    depth: int


class Audits:
    """Walks up the parent records of one report."""

    def __init__(self, records: Mapping[RecordId, Disclosure]) -> None:
        self._records = records

    def of(self, disclosure: Disclosure) -> Audit:
        """The Standard audit of a record. Cost: the depth of the chain, twice."""
        effective = self._effective(disclosure)
        own, reason = self._own(disclosure)
        return Audit(record=effective.record, depth=effective.depth, own=own, reason=reason)

    def _own(self, disclosure: Disclosure) -> tuple[bool | None, str]:
        if disclosure.audits_same_as_parent is None or disclosure.standard_audit_url is None:
            missing = FLAG if disclosure.audits_same_as_parent is None else URL
            return None, f"Whether it has an audit of its own is unknown: no {missing}."
        if disclosure.audits_same_as_parent:
            return False, f"{FLAG} is true."
        if not disclosure.standard_audit_url.strip():
            return False, f"{FLAG} is false, but {URL} is blank."
        parent_record = _parent_of(disclosure)
        if parent_record is None:
            return True, f"{FLAG} is false, and there is no certificate above."
        parent = self._records.get(parent_record)
        above = self._effective(parent) if parent else _Effective(url=None, record=None, depth=0)
        if above.url is None:
            return None, f"{FLAG} is false; the parent's {URL} is unknown."
        if above.url.strip() == disclosure.standard_audit_url.strip():
            return False, f"{FLAG} is false, but {URL} equals the parent's."
        return True, f"{FLAG} is false, and {URL} differs from the parent's."

    def _effective(self, disclosure: Disclosure) -> _Effective:
        if disclosure.audits_same_as_parent is None or disclosure.standard_audit_url is None:
            return _Effective(url=None, record=None, depth=0)
        if not disclosure.audits_same_as_parent:
            url = disclosure.standard_audit_url
            return _Effective(url=url, record=disclosure.record if url.strip() else None, depth=0)
        at, depth, seen = disclosure, 0, {disclosure.record}
        while (parent_record := _parent_of(at)) is not None and parent_record not in seen:
            above = self._records.get(parent_record)
            if above is None or above.standard_audit_url is None:
                return _Effective(url=None, record=None, depth=0)
            seen.add(above.record)
            at, depth = above, depth + 1
            if above.standard_audit_url.strip():
                return _Effective(url=above.standard_audit_url, record=above.record, depth=depth)
        return _Effective(url="", record=None, depth=0)


def _parent_of(disclosure: Disclosure) -> RecordId | None:
    """The record above; the parent of a root's record is its owner's account and no certificate record."""
    return None if disclosure.kind is RecordKind.ROOT else disclosure.parent_record
