"""A try that failed, on its way to being tried again or told."""

from __future__ import annotations

from datetime import datetime, timedelta

from ingest.exchange import Failed, Trouble


class Failure(Exception):
    """One failed try; `may_succeed` when another one makes sense."""

    def __init__(
        self,
        trouble: Trouble,
        what: str,
        *,
        status: int | None = None,
        may_succeed: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what)
        self.trouble = trouble
        self.status = status
        self.may_succeed = may_succeed
        self.retry_after = retry_after

    def answer(self, url: str, tries: int, out_of_time: datetime | None) -> Failed:
        """What is told of it; `out_of_time`: now, when only the time of the run forbids another try."""
        is_later = out_of_time is not None and self.retry_after is not None
        come_back = (
            out_of_time + timedelta(seconds=self.retry_after)
            if out_of_time is not None and self.retry_after is not None
            else None
        )
        return Failed(
            url=url,
            trouble=Trouble.LATER if is_later else self.trouble,
            what=str(self),
            status=self.status,
            tries=tries,
            come_back=come_back,
        )
