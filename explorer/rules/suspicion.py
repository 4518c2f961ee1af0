"""Whether the CCADB lists in use can be believed to be whole: what DATA-010 tells and DATA-005 heeds."""

from __future__ import annotations

from datetime import date

from explorer.rules.facts import Facts
from explorer.store.listing import RECORDS, RECORDS_OLD, RECORDS_RECENT
from explorer.store.snapshot import ListedDay

MOST_LOST = 50  # one row in so many: 2 %
OLDEST = 7  # days before the day judged
V4A_YEARS = 5  # V4a leaves out what expired longer ago


def ccadb_lists(facts: Facts) -> tuple[ListedDay, ...]:
    """The CCADB lists in use."""
    return tuple(listed for listed in facts.lists if listed.name.startswith(RECORDS))


def suspicions(facts: Facts) -> tuple[str, ...]:
    """Why the lists look partial or old, one sentence each; () when they do not, or there are none."""
    lists = ccadb_lists(facts)
    if not lists:
        return ()
    found = [f"{listed.file} of {listed.day} has no rows" for listed in lists if not listed.stored]
    rows, earlier = sum(listed.stored for listed in lists), _rows_before(facts)
    before = facts.history.before
    if before is not None and (earlier - rows) * MOST_LOST > earlier:
        lost = f"{100 * (earlier - rows) / earlier:.1f} % fewer"
        found.append(f"{rows} rows, {earlier} on {before.day}: {lost}, and more than 2 % is no ordinary day")
    newest = max(listed.day for listed in lists)
    age = (facts.as_of.date() - newest).days
    if age > OLDEST:
        found.append(f"the newest CCADB list is of {newest}, {age} days before {facts.as_of.date()}")
    return tuple(found)


def _rows_before(facts: Facts) -> int:
    """Rows of the day before that the lists in use should have too.

    The switch from V4 to V4a alone takes away what expired more than five years ago, and no more.
    """
    before = facts.history.before
    if before is None:
        return 0
    rows = sum(listed.stored for listed in before.lists)
    now, then = {listed.name for listed in ccadb_lists(facts)}, {listed.name for listed in before.lists}
    if RECORDS_RECENT in now and RECORDS_OLD not in now and then != now:
        rows -= sum(expired_long_ago(row.valid_to, facts.as_of.date()) for row in before.ended)
    return rows


def expired_long_ago(valid_to: str | None, day: date) -> bool:
    """A "Valid To" more than five years before the day; not so when it can't be read."""
    end = read_day(valid_to or "")
    return end is not None and end < day.replace(year=day.year - V4A_YEARS, day=min(day.day, 28))


def read_day(cell: str) -> date | None:
    """A day as CCADB writes it, `YYYY.MM.DD` (GMT), or in ISO 8601."""
    try:
        return date.fromisoformat(cell.strip().replace(".", "-")) if len(cell.strip()) == 10 else None
    except ValueError:
        return None
