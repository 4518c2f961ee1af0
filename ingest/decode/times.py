"""Times of certificates: UTCTime and GeneralizedTime, with the odd forms of old certificates (RFC 5280 4.1.2.5)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from ingest.decode.der import GENERALIZED_TIME, UTC_TIME, DerError

UNREAD_TIME = datetime.min.replace(tzinfo=UTC)

_FORM = re.compile(
    r"(\d{10})(\d\d)?(?:[.,](\d{1,9}))?(Z|[+-]\d{4})?"  # behind the century: YYMMDDhhmm, ss, fraction, zone
)


@lru_cache(maxsize=1 << 16)
def read_time(tag: int, content: bytes) -> datetime:
    """The moment in UTC; a time without zone is read as UTC. Raises DerError."""
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        raise DerError("a time that is not ASCII") from error
    if tag == UTC_TIME:
        century = "19" if text[:1] >= "5" else "20"
    elif tag == GENERALIZED_TIME:
        century, text = text[:2], text[2:]
    else:
        raise DerError(f"a time with tag {tag:#04x}")
    found = _FORM.fullmatch(text)
    if found is None:
        raise DerError("a time of unknown form")
    try:
        digits = century + found[1] + (found[2] or "00")
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
        moment = datetime(year, month, day, int(digits[8:10]), int(digits[10:12]), int(digits[12:]), tzinfo=UTC)
        zone = found[4] or "Z"
        if zone != "Z":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
            moment = moment - offset if zone[0] == "+" else moment + offset
    except (ValueError, OverflowError) as error:
        raise DerError("a time that does not exist") from error
    return moment
