"""ConstraintCheck: all definitions side by side, the recorded flag, the policy of the day and of issuance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from explorer.model.answer import Truth
from explorer.model.certificate import Certificate
from explorer.model.disclosure import Disclosure
from explorer.model.ids import CertificateId, sha256_hex
from explorer.trust.constraint_check import DEFINITIONS, check_constraints
from tests.pki.certificates import certificate
from tests.pki.disclosures import disclosure

AS_OF = datetime(2024, 1, 1, tzinfo=UTC)
E_MAIL = certificate("S", issuer="R", eku=("email",), permitted_email=("example.com",), not_before="2019-01-01")


def record(of: Certificate, constrained: bool | None, number: int = 1) -> Disclosure:
    return disclosure(f"record-{number}", of, under="R", technically_constrained=constrained)


FLAGS = {
    "one record, true": ((True,), Truth.YES, "D12"),
    "one record, false": ((False,), Truth.NO, "D12"),
    "two that agree": ((True, True), Truth.YES, "D12"),
    "two that disagree": ((True, False), Truth.UNKNOWN, "2 CCADB records disagree"),
    "one of two has no value": ((True, None), Truth.YES, "D12"),
    "no value": ((None,), Truth.UNKNOWN, "no value"),
    "no record": ((), Truth.UNKNOWN, "no CCADB record"),
}


@pytest.mark.parametrize(("values", "truth", "words"), FLAGS.values(), ids=FLAGS)
def test_recorded_flag(values: tuple[bool | None, ...], truth: Truth, words: str) -> None:
    records = [record(E_MAIL, value, number) for number, value in enumerate(values)]
    answer = check_constraints({E_MAIL.id: E_MAIL}, records, AS_OF).decide("ccadb", E_MAIL.id)
    assert answer.truth is truth
    assert words in answer.reason


def test_policy_in_force_and_policy_of_issuance_differ() -> None:
    """A CA of 2019 for e-mail without directoryName: fine under 2.6, not under 2.9."""
    check = check_constraints({E_MAIL.id: E_MAIL}, (), AS_OF)
    assert check.decide("mrsp", E_MAIL.id).truth is Truth.NO
    issued = check.at_issuance(E_MAIL.id)
    assert issued.truth is Truth.YES
    assert issued.reason.startswith("MRSP 2.6: ")
    assert check.definitions["mrsp"].version == "MRSP 2.9"


def test_all_definitions_in_the_order_of_tables() -> None:
    answers = check_constraints({E_MAIL.id: E_MAIL}, (record(E_MAIL, True),), AS_OF).all(E_MAIL.id)
    assert tuple(answers) == DEFINITIONS
    assert all(answer.reason for answer in answers.values())


def test_answers_are_kept() -> None:
    check = check_constraints({E_MAIL.id: E_MAIL}, (), AS_OF)
    assert check.decide("v25", E_MAIL.id) is check.decide("v25", E_MAIL.id)
    assert check.at_issuance(E_MAIL.id) is check.at_issuance(E_MAIL.id)


def test_a_certificate_that_is_not_at_hand_is_unknown() -> None:
    missing = CertificateId(sha256_hex(b"missing"))
    check = check_constraints({}, (), AS_OF)
    assert {check.decide(name, missing).truth for name in DEFINITIONS} == {Truth.UNKNOWN}
    assert check.at_issuance(missing).truth is Truth.UNKNOWN


def test_an_unknown_definition_is_an_error() -> None:
    with pytest.raises(KeyError):
        check_constraints({}, (), AS_OF).decide("v30", E_MAIL.id)
