"""A year of daily all-records reports, made from real ones: every change of the real year on a day of its own.

The reports between are not real, their rows are. A record that changed takes its new values on one or two days drawn
by a fixed seed; one that came or went does so on such a day. Columns of the later report that the earlier lacks are
blank in the beginning, so that the schema stays one.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

SEED = 5
Rows = list[dict[str, str]]


def read_rows(data: bytes) -> Rows:
    """Rows of an unpacked report, names and values stripped."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{name.strip(): (value or "").strip() for name, value in row.items() if name} for row in reader]


def year(reports: Sequence[tuple[date, bytes]], quiet: float = 0.0) -> Iterator[tuple[date, bytes]]:
    """One report a day from the first to the last of these; a share `quiet` of the days changes nothing."""
    draw = random.Random(SEED)
    header = list(read_rows(reports[-1][1])[0])
    rows = {r["Salesforce Record ID"]: {n: r.get(n, "") for n in header} for r in read_rows(reports[0][1])}
    yield reports[0][0], _csv(header, rows)
    for (start, _), (end, data) in pairwise(reports):
        busy = [d for d in range(1, (end - start).days + 1) if draw.random() >= quiet] or [1]
        later = {r["Salesforce Record ID"]: {n: r.get(n, "") for n in header} for r in read_rows(data)}
        plan: dict[int, list[tuple[str, dict[str, str] | None]]] = {}
        for record in sorted(rows.keys() | later.keys()):
            before, after = rows.get(record), later.get(record)
            if before == after:
                continue
            if before and after and draw.random() < 0.5:
                changed = [n for n in header if before[n] != after[n]]
                half = {n: after[n] if n in changed[: len(changed) // 2] else before[n] for n in header}
                first, second = sorted(draw.choices(busy, k=2))
                plan.setdefault(first, []).append((record, half))
                plan.setdefault(second, []).append((record, after))
            else:
                plan.setdefault(draw.choice(busy), []).append((record, after))
        for offset in range(1, (end - start).days + 1):
            for record, row in plan.get(offset, ()):
                if row is None:
                    del rows[record]
                else:
                    rows[record] = row
            yield start + timedelta(days=offset), _csv(header, rows)


def _csv(header: list[str], rows: dict[str, dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values())
    return text.getvalue().encode()
