"""Text that nobody may write into a file as it is, and rows that carry it in every text of theirs."""

from __future__ import annotations

from dataclasses import fields, replace

from explorer.views.rows import FindingRow

EVIL = (
    "\0\x01\x1b[2J\x7f\x85",
    "a\ud800b",
    "\ufffe\uffff",
    "]]><script>alert(1)</script><!--",
    "</script><img src=x onerror=alert(1)>",
    "\"'&lt;\u202egpj.exe\u2066",
    '=HYPERLINK("http://x")',
    "javascript:alert(1)",
    "a\r\nb\u2028c",
)
_WORDS = {
    "rule_id",
    "severity",
    "status",
    "confidence",
    "subject_kind",
    "first_seen",
    "certificate_sha256",
    "crtsh_url",
}


def evil_rows(row: FindingRow) -> tuple[FindingRow, ...]:
    """A row for each text, which stands in every column that is not a word of ours."""
    texts = {f.name for f in fields(FindingRow) if str(f.type) == "str"} - _WORDS
    return tuple(
        replace(row, **dict.fromkeys(texts, text) | {"programs": (text,), "subject_id": f"{text}{number}"})
        for number, text in enumerate(EVIL)
    )
