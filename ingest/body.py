"""The body of an answer, as it comes: within every bound, to its announced end, and what was asked for."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from explorer.errors import InputRejected
from ingest.exchange import Limits, Question, Trouble, markup_in
from ingest.failure import Failure


def read_body(
    next_piece: Callable[[], bytes],
    *,
    announced: int | None,
    has_end_marker: bool,
    packing: str,
    cap: int,
    limits: Limits,
    monotonic: Callable[[], float],
) -> bytes:
    """The whole body, unpacked; raises `Failure`. `announced` counts the bytes on the wire, None: not told."""
    if announced is None and not has_end_marker:
        raise Failure(Trouble.BROKEN, "the answer has neither a length nor an end marker")
    if announced is not None and announced > cap:
        raise Failure(Trouble.TOO_BIG, f"{announced} bytes announced, more than {cap}", may_succeed=False)
    packing = packing.strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise Failure(Trouble.BROKEN, f"packed in a way that was not asked for: {packing}", may_succeed=False)
    gunzip = Gunzip(cap, limits) if packing.endswith("gzip") else None
    pieces: list[bytes] = []
    got = counted = 0
    since = monotonic()
    while piece := next_piece():
        got += len(piece)
        if got > cap:
            raise Failure(Trouble.TOO_BIG, f"more than {cap} bytes", may_succeed=False)
        pieces.append(gunzip.take(piece) if gunzip else piece)
        elapsed = monotonic() - since
        if elapsed >= limits.rate_window:
            if got - counted < limits.rate * elapsed:
                raise Failure(Trouble.UNREACHABLE, f"slower than {limits.rate} bytes a second")
            counted, since = got, since + elapsed
    if announced is not None and got != announced:  # some libraries end a short read without an error
        raise Failure(Trouble.BROKEN, f"{got} bytes came, {announced} were announced")
    if gunzip and got:
        gunzip.end()
    return b"".join(pieces)


def refuse_body(question: Question, data: bytes) -> None:
    """A page where data are expected, or what the reader refuses, is a failed try (reliability contract 4)."""
    if page := markup_in(data):
        raise Failure(Trouble.INVALID, f"{page} where data are expected: a page of the server")
    if question.check is not None:
        try:
            question.check(data)
        except InputRejected as error:
            raise Failure(Trouble.INVALID, error.what) from error


class Gunzip:
    """One gzip stream (RFC 1952), several members allowed; never holds more than its bound."""

    def __init__(self, cap: int, limits: Limits) -> None:
        self._cap = cap
        self._limits = limits
        self._reader = zlib.decompressobj(wbits=31)
        self._read = 0
        self._made = 0
        self._rest = b""

    def take(self, piece: bytes) -> bytes:
        """What this piece unpacks to; raises `Failure`."""
        self._read += len(piece)
        bound = min(self._cap, max(self._limits.ratio_free, self._read * self._limits.ratio))
        made = []
        data = self._rest + piece
        self._rest = b""
        while data:
            if self._reader.eof:
                self._reader = zlib.decompressobj(wbits=31)
            try:
                out = self._reader.decompress(data, bound - self._made + 1)
            except zlib.error as error:
                raise Failure(Trouble.BROKEN, f"the packed body is broken: {error}") from error
            made.append(out)
            self._made += len(out)
            if self._made > bound:
                name = "the cap" if bound == self._cap else f"{self._limits.ratio} times what came"
                raise Failure(
                    Trouble.TOO_BIG, f"the body unpacks to more than {bound} bytes, {name}", may_succeed=False
                )
            data = self._reader.unused_data if self._reader.eof else self._reader.unconsumed_tail
        return b"".join(made)

    def end(self) -> None:
        """Nothing more comes; raises `Failure` when the end marker did not."""
        if not self._reader.eof:
            raise Failure(Trouble.BROKEN, "the packed body ends before its end marker")
