"""Root programs and what they say of a root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from explorer.model.ids import CertificateId
from explorer.model.purpose import Purpose


class Program(StrEnum):
    """The four root programs, as written in options, links and files."""

    MOZILLA = "Mozilla"
    CHROME = "Chrome"
    APPLE = "Apple"
    MICROSOFT = "Microsoft"


INCLUDED_ROOTS = "root-store:CCADB"
"""The list of CCADB's report of included roots: of all programs, without cut-offs and EV policies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnchor:
    """A program's statement that it trusts one certificate for one purpose, as one source made it on one day."""

    program: Program
    certificate: CertificateId
    purpose: Purpose  # `ev` for an EV policy: its OID stands in `policy`
    policy: str  # EV policy OID, else empty
    disabled_from: datetime | None  # from then on not trusted; datetime.min (UTC): never was
    not_before_until: datetime | None  # certificates issued later are not trusted (Chrome: limit on the SCT)
    label: str
    source: str  # the list it stands in, "root-store:Mozilla"
    day: date  # the day of the snapshot of that list
