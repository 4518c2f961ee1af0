"""Which roots Mozilla and Microsoft include: our anchors beside CCADB's status column and the root store's own rows.

    python -m tests.corpus.inclusion STORE DATE [--examples N]

One table per program: the word of CCADB, what the list of the program nearest to the day says, what we make of
both, how many roots, and whether all three agree; each class of disagreement has its explanation and the
first fingerprints. Roots are certificates with a root record, or with a row in that list.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from explorer.model.disclosure import RecordKind
from explorer.model.ids import CertificateId
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import EV
from explorer.store.catalog import open_store
from explorer.store.snapshot import Snapshot
from explorer.trust.anchors import UNKNOWN_PURPOSE, weigh_anchors

PROGRAMS = (Program.MOZILLA, Program.MICROSOFT)

_TRUSTED, _LIMITED, _UNSTATED, _NOT = "trusted", "until a day", "purposes unknown", "not trusted"
_LISTED, _CUT, _OFF, _ABSENT = "listed", "listed until a day", "listed, disabled", "absent"

_STATUS_MEANS: dict[str, set[str]] = {
    "included": {_TRUSTED, _LIMITED},
    "change requested": {_TRUSTED, _LIMITED},
    "notbefore": {_LIMITED},
    "disabled": {_NOT},
    "removed": {_NOT},
    "not included": {_NOT},
    "not yet included": {_NOT},
    "(no record)": {_NOT},
}
_LIST_MEANS: dict[str, set[str]] = {_LISTED: {_TRUSTED}, _CUT: {_LIMITED}, _OFF: {_NOT}, _ABSENT: {_NOT}}

_OTHER_DAY = "the list is of another day"
_EXPLAINED: dict[tuple[str, str, str], str] = {
    ("included", _CUT, _LIMITED): "CCADB has no word for a cut-off of some purposes; the row's cut-off is kept",
    ("included", _OFF, _UNSTATED): (
        "contradiction: CCADB includes it, the list disables every purpose since ever; we say UNKNOWN"
    ),
    ("included", _ABSENT, _TRUSTED): f"included after the list; {_OTHER_DAY}, so purposes come from a later one",
    ("included", _ABSENT, _LIMITED): f"included after the list; {_OTHER_DAY}, and the later one has a cut-off by now",
    ("included", _ABSENT, _UNSTATED): "no list at hand ever held it, so nobody states for what: UNKNOWN",
    ("change requested", _ABSENT, _TRUSTED): (
        "CCADB's word for an included root under review; the only list that holds it is a later one"
    ),
    ("notbefore", _LISTED, _LIMITED): (
        "some purposes of the list have a cut-off and some none; the word covers all, at or before the day of the record"
    ),
    ("notbefore", _ABSENT, _LIMITED): f"{_OTHER_DAY}; rows of another list are used",
    ("notbefore", _OFF, _UNSTATED): (
        "contradiction: CCADB keeps it for old certificates, the list disables every purpose since ever; UNKNOWN"
    ),
    ("disabled", _CUT, _NOT): "the list has a cut-off only; CCADB's later statement, disabled, counts",
    ("disabled", _LISTED, _NOT): ("the list is older than the disabling; the newer statement counts"),
    ("removed", _LISTED, _NOT): "removed after the list; the newer statement counts",
    ("removed", _CUT, _NOT): "removed after the list, which had a cut-off already; the newer statement counts",
    (
        "not included",
        _LISTED,
        _NOT,
    ): "in the program's list already, CCADB was late to say so; the newer statement counts",
    ("not yet included", _LISTED, _NOT): "included after the day: the list is later",
    ("(no record)", _LISTED, _NOT): (
        "the list is later than the day, and CCADB had no root record yet: not trusted on the day"
    ),
    ("(no record)", _LISTED, _TRUSTED): (
        "in the program's list already, and CCADB had no root record yet: the list is the newest that speaks of it"
    ),
    ("(no record)", _CUT, _LIMITED): (
        "in the program's list already, and CCADB had no root record yet: the list is the newest that speaks of it"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One root and one program."""

    program: Program
    certificate: CertificateId
    status: str  # CCADB's word in small letters
    listed: str  # by the list of the nearest day
    ours: str

    @property
    def agrees(self) -> bool:
        """Whether we say what both sources say."""
        return self.ours in _STATUS_MEANS.get(self.status, set()) and self.ours in _LIST_MEANS[self.listed]

    @property
    def explanation(self) -> str:
        """Why not, for a disagreement; empty when nobody has explained it."""
        return _EXPLAINED.get((self.status, self.listed, self.ours), "")


def nearest_day(rows: Iterable[TrustAnchor], day: date) -> date | None:
    """The day of the list nearest to a day; the earlier one of two equally near."""
    return min({row.day for row in rows}, key=lambda d: (abs(d - day), d), default=None)


def compare(snapshot: Snapshot, program: Program) -> tuple[Compared, ...]:
    """Every root of the program, by fingerprint."""
    anchored: dict[CertificateId, list[date | None]] = {}
    unstated: set[CertificateId] = set()
    for anchor in weigh_anchors(snapshot.disclosures, snapshot.anchors, snapshot.as_of).anchored:
        if anchor.program is program:
            anchored.setdefault(anchor.certificate, []).append(anchor.until)
            if anchor.purpose == UNKNOWN_PURPOSE:
                unstated.add(anchor.certificate)
    status = {
        d.certificate: (d.status_of(program) or "").casefold()
        for d in snapshot.disclosures
        if d.certificate is not None and d.kind is RecordKind.ROOT
    }
    own = [row for row in snapshot.anchors if row.program is program]
    day = nearest_day(own, snapshot.as_of.date())
    rows: dict[CertificateId, list[TrustAnchor]] = {}
    for row in own:
        if row.day == day:
            rows.setdefault(row.certificate, []).append(row)
    return tuple(
        Compared(
            program=program,
            certificate=id_,
            status=status.get(id_, "(no record)"),
            listed=_listed(rows.get(id_, []), snapshot),
            ours=_UNSTATED if id_ in unstated else _ours(anchored.get(id_, [])),
        )
        for id_ in sorted({*status, *rows})
    )


def _listed(rows: list[TrustAnchor], snapshot: Snapshot) -> str:
    """EV rows are left aside: the lists never disable them, and EV falls with TLS."""
    standing = [
        row for row in rows if row.purpose != EV and (row.disabled_from is None or row.disabled_from > snapshot.as_of)
    ]
    if not standing:
        return _OFF if rows else _ABSENT
    return _LISTED if any(row.not_before_until is None for row in standing) else _CUT


def _ours(untils: list[date | None]) -> str:
    if not untils:
        return _NOT
    return _TRUSTED if None in untils else _LIMITED


def report(snapshot: Snapshot, examples: int) -> Iterator[str]:
    """The lines of the tables."""
    for program in PROGRAMS:
        compared = compare(snapshot, program)
        day = nearest_day((row for row in snapshot.anchors if row.program is program), snapshot.as_of.date())
        agreed = sum(c.agrees for c in compared)
        apart = "" if day is None else f", its list of {day} ({_apart(snapshot.as_of.date() - day)})"
        yield f"{program} on {snapshot.as_of.date()}{apart}: {len(compared)} roots, {agreed} agree in all three"
        classes: dict[tuple[str, str, str], list[Compared]] = {}
        for one in compared:
            classes.setdefault((one.status, one.listed, one.ours), []).append(one)
        yield f"  {'CCADB':<18}{'list':<20}{'we say':<18}{'roots':>6}  "
        for (status, listed, ours), own in sorted(classes.items(), key=lambda item: (not item[1][0].agrees, item[0])):
            why = "agree" if own[0].agrees else own[0].explanation or "NOT EXPLAINED"
            yield f"  {status:<18}{listed:<20}{ours:<18}{len(own):>6}  {why}"
            if not own[0].agrees:
                yield from (f"{'':>64}{one.certificate[:16]}" for one in own[:examples])
        yield ""


def _apart(between: timedelta) -> str:
    return f"{abs(between.days)} days {'earlier' if between.days > 0 else 'later'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 when a class of disagreement has no explanation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("date", type=date.fromisoformat)
    parser.add_argument("--examples", type=int, default=2)
    options = parser.parse_args(arguments)
    with open_store(options.store) as opened:
        snapshot = opened.snapshot(options.date)
    sys.stdout.writelines(f"{line}\n" for line in report(snapshot, options.examples))
    compared = [one for program in PROGRAMS for one in compare(snapshot, program)]
    return int(any(not one.agrees and not one.explanation for one in compared))


if __name__ == "__main__":
    raise SystemExit(main())
