"""Where Certificate Transparency shows a certificate, in words: one line for each log and role."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.model.ids import CertificateId
from explorer.model.sighting import Place, Sighting
from explorer.rules.facts import Facts

_PLACES = {
    Place.CHAIN: "in chains",
    Place.ENTRY: "as entry",
    Place.ROOT: "accepted root",
}


def sighting_lines(facts: Facts, certificate: CertificateId) -> Iterable[tuple[str, str, str]]:
    """(role, what, source) of each sighting, entries first. Nothing at all where no log was read."""
    found = sorted(facts.sightings.get(certificate, ()), key=_order)
    if facts.sightings and not found:
        yield "Seen", "not observed in the logs that were read", "Certificate Transparency"
    for sighting in found:
        yield f"Seen {_PLACES[sighting.place]}", sighting_words(sighting), log_words(sighting)


def sighting_words(sighting: Sighting) -> str:
    """The entries from the first to the last, with their days."""
    if sighting.first_entry is None:
        return "the log accepts chains that end in it, whoever trusts it"
    first = f"{sighting.first_entry}{_on(sighting, first=True)}"
    if sighting.first_entry == sighting.last_entry:
        return f"entry {first}"
    return f"entries {first} to {sighting.last_entry}{_on(sighting, first=False)}"


def log_words(sighting: Sighting) -> str:
    """The log, or files that no log has signed for."""
    if sighting.is_verified:
        return f"CT log {sighting.log} ({sighting.log_id[:16]}), head verified"
    return f"files named {sighting.log}, head unverified"


def _on(sighting: Sighting, *, first: bool) -> str:
    moment = sighting.first_seen if first else sighting.last_seen
    return f" of {moment:%Y-%m-%d}" if moment else ""


def _order(sighting: Sighting) -> tuple[bool, int, str, str]:
    places = (Place.ENTRY, Place.CHAIN, Place.ROOT)
    return not sighting.is_verified, places.index(sighting.place), sighting.log, sighting.log_id
