"""What a filter lets through."""

from __future__ import annotations

from datetime import date

import pytest

from explorer.model.finding import Confidence, Finding, Severity, Status, SubjectKind, Use
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_SERVER
from explorer.views.filters import Filters


def finding(*uses: Use, severity: Severity = Severity.MEDIUM, status: Status = Status.OPEN) -> Finding:
    return Finding(
        rule="SUBCA-001", kind=SubjectKind.CERTIFICATE, subject="S", severity=severity, confidence=Confidence.CERTAIN,
        status=status, because=("because",), uses=uses,
    )  # fmt: skip


MOZILLA_TLS = Use(program=Program.MOZILLA, purpose=TLS_SERVER)
APPLE_MAIL = Use(program=Program.APPLE, purpose=EMAIL, until=date(2020, 1, 1))
NOBODY = finding()
LIVE = finding(MOZILLA_TLS, APPLE_MAIL)
UNKNOWN = finding(status=Status.UNKNOWN, severity=Severity.INFO)

CASES = {
    "nothing asked": (Filters(), LIVE, True),
    "nothing asked, nobody trusts it": (Filters(), NOBODY, True),
    "live only": (Filters(live_only=True), LIVE, True),
    "live only, nobody trusts it": (Filters(live_only=True), NOBODY, False),
    "its program": (Filters(programs=(Program.APPLE,)), LIVE, True),
    "another program": (Filters(programs=(Program.CHROME,)), LIVE, False),
    "one of several programs": (Filters(programs=(Program.CHROME, Program.MOZILLA)), LIVE, True),
    "its purpose": (Filters(purposes=(EMAIL,)), LIVE, True),
    "program and purpose of two uses": (Filters(programs=(Program.MOZILLA,), purposes=(EMAIL,)), LIVE, False),
    "a program, nobody trusts it": (Filters(programs=(Program.MOZILLA,)), NOBODY, True),
    "a program and live only, nobody trusts it": (
        Filters(programs=(Program.MOZILLA,), live_only=True),
        NOBODY,
        False,
    ),
    "its rule by id": (Filters(rules=("SUBCA-001",)), LIVE, True),
    "its rule by name": (Filters(rules=("a-name",)), LIVE, True),
    "another rule": (Filters(rules=("SUBCA-002",)), LIVE, False),
    "as severe": (Filters(min_severity=Severity.MEDIUM), LIVE, True),
    "not as severe": (Filters(min_severity=Severity.HIGH), LIVE, False),
    "an unknown": (Filters(), UNKNOWN, False),
    "an unknown, asked for": (Filters(unknown=True), UNKNOWN, True),
    "an unknown, asked for with a program": (Filters(unknown=True, programs=(Program.CHROME,)), UNKNOWN, True),
}


@pytest.mark.parametrize(("filters", "found", "passes"), CASES.values(), ids=CASES)
def test_choice(filters: Filters, found: Finding, passes: bool) -> None:
    assert filters.choose(found, "a-name") is passes
