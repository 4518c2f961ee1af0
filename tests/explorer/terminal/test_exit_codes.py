"""One table of exit codes: what each error maps to, and which code wins."""

from __future__ import annotations

import itertools

import pytest

from explorer import errors
from explorer.errors import ExplorerError, InputRejected, StoreBusy, StoreError
from explorer.terminal.exit_codes import CODE_OF, MEANING, PRECEDENCE, ExitCode, code_of, strongest

CODES = {
    errors.UsageError: 2,
    errors.InputRejected: 3,
    errors.SourceUnreachable: 4,
    errors.StoreError: 5,
    errors.IntegrityAlarm: 6,
    errors.StoreBusy: 7,
}


@pytest.mark.parametrize(("error", "code"), CODES.items(), ids=lambda case: getattr(case, "__name__", ""))
def test_code_of_each_error(error: type[ExplorerError], code: int) -> None:
    assert code_of(error("what")) == code


def test_every_expected_error_has_a_code() -> None:
    assert set(ExplorerError.__subclasses__()) == set(CODE_OF)


def test_child_of_an_error_has_the_code_of_its_parent() -> None:
    class HeaderMissing(InputRejected):
        pass

    assert code_of(HeaderMissing("no header")) == 3


@pytest.mark.parametrize("error", [ValueError("x"), ExplorerError("bare")])
def test_anything_else_is_a_bug(error: Exception) -> None:
    assert code_of(error) == 70


def test_the_numbers_are_api() -> None:
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 7, 70, 130, 143]


def test_precedence_is_that_of_the_contract() -> None:
    assert [int(code) for code in PRECEDENCE] == [70, 5, 6, 3, 4, 7, 1, 0]


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(PRECEDENCE, 2)))
def test_earlier_code_wins_whatever_the_order(first: ExitCode, second: ExitCode) -> None:
    assert strongest([first, second]) is strongest([second, first]) is first


def test_nothing_noted_is_done() -> None:
    assert strongest([]) is ExitCode.DONE


@pytest.mark.parametrize("code", [ExitCode.USAGE, ExitCode.INTERRUPTED, ExitCode.TERMINATED])
def test_codes_that_end_a_run_at_once_are_not_weakened(code: ExitCode) -> None:
    assert strongest([ExitCode.FINDINGS, code, ExitCode.DONE]) is code


def test_each_code_has_words() -> None:
    assert set(MEANING) == set(ExitCode)


def test_one_error_reads_as_one_sentence_with_its_parts() -> None:
    error = StoreBusy("another run holds it", where="s.sqlite", done="nothing done", remedy="wait")
    assert str(error) == "s.sqlite: another run holds it (nothing done; wait)"
    assert str(StoreError("disk full")) == "disk full"
