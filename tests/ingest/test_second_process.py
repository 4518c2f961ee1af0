"""Work in a process beside this one: the same answers, whatever becomes of that process; nothing is left behind."""

from __future__ import annotations

import os
import signal
from multiprocessing import active_children

import pytest

from ingest.second_process import SecondProcess


def double(number: int) -> tuple[int, int]:
    """Twice the number, and who says so."""
    return 2 * number, os.getpid()


def fall_over(number: int) -> tuple[int, int]:
    """Ends its process in the middle of the work, but for that of the test."""
    if os.getpid() != number:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number)


def fail(number: int) -> tuple[int, int]:
    """A bug."""
    raise ZeroDivisionError(number)


def test_a_started_process_answers() -> None:
    with SecondProcess(double) as beside:
        beside.start()
        beside.start()
        assert len(active_children()) == 1 and beside.is_started
        number, who = beside.answer(21)
        assert number == 42 and who != os.getpid()
    assert active_children() == []


def test_without_a_process_the_work_is_done_here() -> None:
    with SecondProcess(double) as beside:
        assert not beside.is_started
        assert beside.answer(21) == (42, os.getpid())


def test_a_second_job_is_done_here() -> None:
    with SecondProcess(double) as beside:
        beside.start()
        beside.answer(1)
        assert beside.answer(21) == (42, os.getpid())


def test_work_whose_process_dies_is_done_here() -> None:
    with SecondProcess(fall_over) as beside:
        beside.start()
        assert beside.answer(os.getpid()) == (2 * os.getpid(), os.getpid())


def test_a_bug_in_the_work_is_raised_here() -> None:
    with SecondProcess(fail) as beside, pytest.raises(ZeroDivisionError):
        beside.start()
        beside.answer(21)


def test_a_process_that_was_never_asked_ends_with_the_block() -> None:
    with pytest.raises(KeyboardInterrupt), SecondProcess(double) as beside:
        beside.start()
        raise KeyboardInterrupt
    assert active_children() == []
