"""The census as rows, and the words in which issuance is told wherever a CA or key is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.model.census import NOT_OBSERVED, Census, Estimate, KeyCensus, total
from explorer.model.ids import CertificateId, SpkiHash
from explorer.rules.facts import Facts

NO_CENSUS = "no census of Certificate Transparency is loaded: reach by issuance is not known (subca ct census)"
VERIFIED, UNVERIFIED = "verified", "head unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """One issuing key: over all logs of one standing, or in one log."""

    spki_sha256: str
    issuer_names: tuple[str, ...]
    tree_head: str  # verified, or head unverified
    logs: tuple[str, ...]
    precertificates: int  # entries seen
    certificates: int
    distinct: Estimate  # distinct (issuing key, serial)
    unexpired: Estimate  # of these
    first_issuance: date | None
    last_issuance: date | None
    domains: Estimate
    as_of: date


def census_rows(keys: Iterable[KeyCensus], as_of: date) -> tuple[CensusRow, ...]:
    """The rows, those with most unexpired certificates first."""
    rows = [
        CensusRow(
            spki_sha256=key.key,
            issuer_names=key.issuers,
            tree_head=VERIFIED if key.is_verified else UNVERIFIED,
            logs=key.logs,
            precertificates=key.precertificates,
            certificates=key.finals,
            distinct=key.certificates,
            unexpired=key.unexpired(as_of),
            first_issuance=key.first,
            last_issuance=key.last,
            domains=key.domains,
            as_of=as_of,
        )
        for key in keys
    ]
    return tuple(
        sorted(rows, key=lambda r: (-r.unexpired.value, -r.distinct.value, r.spki_sha256, r.tree_head, r.logs))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """What CT shows the keys behind one subject to have issued; numbers are of verified entries only."""

    unexpired: int | None  # distinct certificates not expired on the day; None: not observed, or no census
    domains: int | None  # registrable domains; of several keys the sum, so at most as many
    words: str  # says so where no census is loaded or nothing was observed


def issuing_keys(facts: Facts, certificate: CertificateId) -> tuple[SpkiHash, ...]:
    """The key that would issue: that of the CA, or of a responder the keys of its issuers, for whose certificates it answers."""
    held = facts.graph.certificates.get(certificate)
    if held is None:
        return ()
    if held.ca in facts.graph.cas:
        return (held.spki,)
    return tuple(sorted({facts.graph.cas[i.issuer].spki for i in facts.graph.issuers_of(certificate)}))


def issuance_of(facts: Facts, certificate: CertificateId) -> Issuance:
    """What is known of the issuance behind a certificate."""
    return issuance_by(facts, issuing_keys(facts, certificate))


def issuance_by(facts: Facts, keys: Iterable[SpkiHash]) -> Issuance:
    """What is known of the issuance by these keys."""
    wanted = sorted(set(keys))
    day = facts.as_of.date()
    proved = [one for key in wanted for one in facts.census.of(key) if one.is_verified]
    return Issuance(
        unexpired=total(one.unexpired(day) for one in proved).value if proved else None,
        domains=total(one.domains for one in proved).value if proved else None,
        words=issuance_words(facts.census, wanted, day) if wanted else "",
    )


def census_words(census: Census) -> str:
    """What was counted at all, for the head of reports."""
    if not census.is_loaded:
        return NO_CENSUS
    unproved = sum(log.entries for log in census.logs if not log.is_verified)
    apart = f", {unproved:,} of them head unverified and counted apart" if unproved else ""
    return f"reach by issuance from a census of {logs_words(census)}{apart}"


def issuance_words(census: Census, keys: Iterable[SpkiHash], as_of: date) -> str:
    """One sentence on what keys were seen to issue; says so where no census is loaded or nothing was observed."""
    if not census.is_loaded:
        return NO_CENSUS
    seen = [one for key in sorted(set(keys)) for one in census.of(key)]
    if not seen:
        return f"issuance {NOT_OBSERVED} in {logs_words(census)}"
    return "; ".join(_key_words(one, as_of) for one in seen)


def issuance_in_short(facts: Facts, keys: Iterable[SpkiHash]) -> str:
    """What many keys were seen to issue, summed, in few words; empty: no census is loaded.

    A certificate has one issuing key, so unexpired ones add up; a domain may be served by several keys, so that the sum of
    theirs is the most there can be.
    """
    if not facts.census.is_loaded:
        return ""
    seen = [one for key in sorted(set(keys)) for one in facts.census.of(key)]
    proved = [one for one in seen if one.is_verified]
    if not proved:
        return "seen with head unverified only" if seen else NOT_OBSERVED
    unexpired = total(one.unexpired(facts.as_of.date()) for one in proved)
    domains = total(one.domains for one in proved)
    told = str(domains) if len(proved) == 1 else f"at most {domains.high:,}"
    return f"{unexpired} unexpired; {told} domains"


def logs_words(census: Census) -> str:
    """How much was counted."""
    entries = sum(log.entries for log in census.logs)
    logs = len({log.name for log in census.logs})
    return f"{entries:,} entries of {logs} {'log' if logs == 1 else 'logs'}"


def _key_words(seen: KeyCensus, as_of: date) -> str:
    days = f"issued {seen.first} to {seen.last}" if seen.first else "no date could be read"
    head = "" if seen.is_verified else " (head unverified)"
    return (
        f"{seen.certificates} certificates seen in CT{head}, {seen.unexpired(as_of)} of them unexpired on {as_of}, "
        f"for {seen.domains} registrable domains; {days}"
    )
