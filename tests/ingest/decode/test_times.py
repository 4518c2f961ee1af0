"""Times of certificates, odd ones included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.decode.der import GENERALIZED_TIME, UTC_TIME, DerError
from ingest.decode.times import read_time

READ = {
    "UTCTime": (UTC_TIME, b"200102030405Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
    "the last century": (UTC_TIME, b"500101000000Z", datetime(1950, 1, 1, tzinfo=UTC)),
    "this century": (UTC_TIME, b"491231235959Z", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
    "without seconds": (UTC_TIME, b"9601290000Z", datetime(1996, 1, 29, tzinfo=UTC)),
    "with an offset": (UTC_TIME, b"200102000000+0800", datetime(2020, 1, 1, 16, tzinfo=UTC)),
    "west of Greenwich": (UTC_TIME, b"200102000000-0130", datetime(2020, 1, 2, 1, 30, tzinfo=UTC)),
    "GeneralizedTime": (GENERALIZED_TIME, b"99991231235959Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    "fraction": (GENERALIZED_TIME, b"20200102030405.25Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
    "without zone": (GENERALIZED_TIME, b"20200102030405", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
}


@pytest.mark.parametrize(("tag", "content", "moment"), READ.values(), ids=READ)
def test_read(tag: int, content: bytes, moment: datetime) -> None:
    assert read_time(tag, content) == moment


REFUSED = {
    "empty": (UTC_TIME, b""),
    "30 February": (UTC_TIME, b"200230000000Z"),
    "second 60": (UTC_TIME, b"200101000060Z"),
    "words": (UTC_TIME, b"yesterday"),
    "not ASCII": (UTC_TIME, "２００１０１００００００Z".encode()),
    "year 0": (GENERALIZED_TIME, b"00000101000000Z"),
    "past the last year": (GENERALIZED_TIME, b"99991231235959-0100"),
    "another tag": (0x0C, b"200101000000Z"),
    "trailing octets": (UTC_TIME, b"200101000000Z\x00"),
}


@pytest.mark.parametrize(("tag", "content"), REFUSED.values(), ids=REFUSED)
def test_refused(tag: int, content: bytes) -> None:
    with pytest.raises(DerError):
        read_time(tag, content)
