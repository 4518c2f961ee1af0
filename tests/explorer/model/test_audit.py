"""Audits of a record as one text and back."""

from __future__ import annotations

from datetime import date

from explorer.model.audit import AuditClaim, pack_audits, unpack_audits


def claim(standard: str, **says: object) -> AuditClaim:
    blank = {"url": "", "type": "", "statement_date": None, "period_start": None, "period_end": None, "unread": ()}
    return AuditClaim(standard=standard, **{**blank, **says})  # type: ignore[arg-type]  # a table of cells


def test_what_is_packed_comes_back() -> None:
    audits = (
        claim("standard", url="https://audit.example/1\nhttps://audit.example/2", type="WebTrust", period_end=date(2026, 3, 31)),
        claim("netsec"),
        claim("tls-br", url=None, type=None),
        claim("tls-ev", unread=("TLS EVG Audit Period End Date: 31/12/2020",)),
    )  # fmt: skip
    assert unpack_audits(pack_audits(audits)) == audits


def test_a_blank_audit_is_a_column_without_content() -> None:
    assert claim("standard").is_blank
    assert claim("standard", url=None, type=None).is_blank
    assert not claim("standard", unread=("x",)).is_blank
