"""R (Alpha) -> S: CCADB, OneCRL and R's CRL speak of S."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from explorer.keys.lifecycle import key_life
from explorer.model.disclosure import RevocationStatus
from explorer.model.ids import sha256_hex
from explorer.model.key_use import KeyUse, UseKind
from explorer.model.revocation import Revocation
from explorer.rules.facts import Facts
from explorer.rules.revocation_disagrees import RULE
from tests.pki.past import Past, listed
from tests.pki.world import World

REVOKED = RevocationStatus.REVOKED


class Lists(Past):
    """Past, with a CRL of R."""

    def __init__(self) -> None:
        super().__init__()
        self._crl: KeyUse | None = None
        self.root("R")

    def crl(self, on: str = "2026-08-25", until: str = "2026-12-01", scope: str = "") -> Lists:
        """A CRL that R signed; `scope` when it covers a part."""
        self._crl = KeyUse(
            id=sha256_hex(b"crl"),
            kind=UseKind.CRL,
            key=self.spki("R"),
            signer=None,
            issuers=(self.spki("R"),),
            this_update=datetime.fromisoformat(on).replace(tzinfo=UTC),
            produced_at=None,
            next_update=datetime.fromisoformat(until).replace(tzinfo=UTC),
            signature_algorithm="sha256-rsa",
            input=sha256_hex(b"r.crl"),
        )
        self.lists = (
            listed(self.today, 1000),
            listed(date.fromisoformat(on), 1, f"crl:{self.spki('R')}:{'0' * 12}{scope}"),
        )
        return self

    def names(self, source: str, days_ago: int = 30) -> Lists:
        """A list names S since so many days."""
        since = self.today - timedelta(days=days_ago)
        self._revocations.append(Revocation(certificate=self.id("S"), source=source, since=since, reason=""))
        return self

    def facts(self) -> Facts:
        found = super().facts()
        uses = (self._crl,) if self._crl else ()
        return replace(found, key_life=key_life((), found.graph, found.as_of, uses))


def world(**differs: object) -> Lists:
    drawn = Lists()
    drawn.sub("S", under="R", **differs)
    return drawn


MUST_FIRE = {
    "on the CRL for eight days": (world().crl().names("crl", 8), ["S low"]),
    "in OneCRL, trusted by another program": (
        Lists().root("Q", programs=("Apple",)).sub("S", under="Q").crl().names("onecrl"),
        ["S medium"],
    ),
    "Revoked, and not on the CRL": (world(revocation="Revoked").crl().names("ccadb"), ["S low"]),
    "no more Revoked": (world().crl().was("S", revocation=REVOKED), ["S high"]),
    "no CRL at hand": (world(), ["crls-not-read unknown"]),
}

MUST_NOT_FIRE = {
    "on the CRL for a week": world().crl().names("crl", 7),
    "Revoked, and on the CRL": world(revocation="Revoked").crl().names("ccadb").names("crl"),
    "Revoked, and in OneCRL": world(revocation="Revoked").crl(scope=":12345").names("ccadb").names("onecrl"),
    "Revoked, and not in a part of the CRL": world(revocation="Revoked").crl(scope=":12345").names("ccadb"),
    "Revoked, the CRL is out of date": world(revocation="Revoked").crl(until="2026-08-30").names("ccadb"),
    "Revoked since the CRL": world(revocation="Revoked").crl().names("ccadb", 3),
    "parent revoked, and in OneCRL": world(revocation="Parent Cert Revoked").crl().names("onecrl"),
    "expired": world(expired=True).crl().names("onecrl"),
    "Revoked all along": world(revocation="Revoked").crl().names("ccadb").names("crl").was("S", revocation=REVOKED),
    "not revoked": world().crl(),
}


@pytest.mark.parametrize(("drawn", "expected"), MUST_FIRE.values(), ids=MUST_FIRE)
def test_fires(drawn: World, expected: list[str]) -> None:
    assert drawn.fired(RULE) == expected


@pytest.mark.parametrize("drawn", MUST_NOT_FIRE.values(), ids=MUST_NOT_FIRE)
def test_stays_silent(drawn: World) -> None:
    assert drawn.fired(RULE) == []
