"""Names of the lists that a store holds, and which day of each speaks for a day that is asked about."""

from __future__ import annotations

from datetime import date

from explorer.store.snapshot import ListedDay

RECORDS = "ccadb-all-records"
RECORDS_RECENT = "ccadb-all-records-v4a"  # V4 without what expired more than five years ago
RECORDS_OLD = "ccadb-all-records-v4b"  # only those
ROOT_STORE = "root-store:"  # and the program's name
ONECRL = "onecrl"


def lists_for(known: tuple[ListedDay, ...], day: date) -> tuple[list[ListedDay], list[str]]:
    """The day used of each list: the newest at or before `day`; root stores also speak backwards (docs/trust.md)."""
    used: dict[str, ListedDay] = {}
    for listed in known:
        if listed.day <= day:
            used[listed.name] = listed
    for listed in reversed(known):
        if listed.name.startswith(ROOT_STORE) and (listed.name not in used or used[listed.name].day > day):
            used[listed.name] = listed
    warnings = _choose_records(used)
    if not any(name.startswith(RECORDS) for name in used):
        warnings.append(f"no CCADB records of {day} or before: owners, operators and disclosures are unknown")
    for listed in used.values():
        if listed.name.startswith(RECORDS) and "subordinate_owner" in listed.missing_columns:
            warnings.append(
                f"the CCADB report of {listed.day} has no Subordinate CA Owner: operators are unknown, not blank"
            )
    return [used[name] for name in sorted(used)], warnings


def _choose_records(used: dict[str, ListedDay]) -> list[str]:
    """V4a and V4b are two parts of one list: they replace an older full one, a newer full one replaces them.

    V4b alone holds only what expired long ago, so it never replaces a full list.
    """
    parts = [used[name] for name in (RECORDS_RECENT, RECORDS_OLD) if name in used]
    if not parts:
        return []
    if RECORDS in used and used[RECORDS].day >= max(part.day for part in parts):
        for part in parts:
            del used[part.name]
        return []
    if RECORDS in used and RECORDS_RECENT not in used:
        old = used.pop(RECORDS_OLD)
        return [f"V4b of {old.day} is left out: without V4a it is no list, and the full list of before is used"]
    used.pop(RECORDS, None)
    if len(parts) == 1:
        half = "V4a" if parts[0].name == RECORDS_RECENT else "V4b"
        return [f"only {half} of the CCADB records is loaded: it is one of two parts of the list"]
    return []
