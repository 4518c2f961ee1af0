"""Where Certificate Transparency shows a certificate: the log, the entries, and in which role it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from explorer.model.ids import CertificateId


class Place(StrEnum):
    """How a log holds a certificate."""

    CHAIN = "chain"  # a submitter sent it along; it need not belong there
    ENTRY = "entry"  # it was logged itself
    ROOT = "root"  # the log accepts chains that end in it, whoever trusts it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One certificate in one log and role, from its first to its last entry read."""

    certificate: CertificateId
    log: str  # description of the log, or the name of the files
    log_id: str  # SHA-256 of the log's key, hex; of files without a verifiable head a number of our own
    is_verified: bool  # the entries are those of a head that the log signed
    place: Place
    first_entry: int | None  # index; None: an accepted root
    first_seen: datetime | None  # when the log took that entry, UTC; None: an accepted root
    last_entry: int | None
    last_seen: datetime | None
