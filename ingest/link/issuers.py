"""Who issued what: candidates by name and key identifier, decided by signature (docs/model.md).

    links = link(new, known, checked, workers=None)

`new` are the certificates that came in now, `known` those that are already in the store, `checked` the links of
earlier runs. The answer holds the links that were checked now, negatives included; no pair of certificate and key
is checked twice. Certificates of `known` are tried again where `new` brings them a candidate they have not met.

Candidates of a certificate, in this order, until one verifies:
1. CAs whose subject DER equals its issuer DER;
2. CAs whose subject key identifier equals its authority key identifier (a hint: the name may differ);
3. CAs whose subject equals its issuer as RFC 5280 7.1 compares names.
Inside each step: a key the certificate's own AKI points to first, then by SPKI hash. When a key verifies, other
encodings of the same key under the same name are checked as well, so that each such CA gets its edge.
A certificate with more than MAX_CANDIDATES keys to try gets one UNVERIFIABLE link for the first key not tried.
Neither the order of the input nor the number of threads changes the answer.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate, Name
from explorer.model.ids import CertificateId, SpkiHash, sha256_hex
from ingest.decode.algorithms import read_scheme
from ingest.decode.der import DerError
from ingest.decode.name import key_among, key_prefixes, read_name
from ingest.decode.skim import Skim, issuer_key_identifier_hint, key_identifier_hint, skim
from ingest.decode.spki import read_spki
from ingest.link.signatures import verify

MAX_CANDIDATES = 64  # keys tried for one certificate; the largest published number is 8
CHUNK = 32  # certificates handed to a thread at a time

Pair = tuple[CertificateId, SpkiHash]


@dataclass(slots=True, kw_only=True)
class LinkInput:
    """What linking needs of one certificate. Make it with `of_skim` or `of_certificate`.

    `aki` and `ski` are hex, empty when absent, None when not read yet; `outer` likewise is read when it is needed.
    """

    id: CertificateId
    subject: bytes  # DER
    issuer: bytes  # DER
    spki: SpkiHash
    der: bytes
    aki: str | None = None
    ski: str | None = None
    outer: Skim | None = None

    @classmethod
    def of_skim(cls, outer: Skim) -> LinkInput:
        """From a certificate just skimmed."""
        return cls(
            id=outer.id,
            subject=outer.subject,
            issuer=outer.issuer,
            spki=SpkiHash(_spki_hash(outer.spki)),
            der=outer.der,
            outer=outer,
        )

    @classmethod
    def of_certificate(cls, certificate: Certificate, der: bytes, outer: Skim | None = None) -> LinkInput:
        """From a decoded certificate and its bytes; with the skim it was read from, nothing is read again."""
        return cls(
            id=certificate.id,
            subject=certificate.subject.der,
            issuer=certificate.issuer.der,
            spki=certificate.spki,
            der=der,
            aki=certificate.aki,
            ski=certificate.ski,
            outer=outer,
        )

    def skimmed(self) -> Skim:
        """The outer facts, read on first use."""
        if self.outer is None:
            self.outer = skim(self.der)
        return self.outer

    def authority_key(self) -> str:
        """The key identifier of the AKI as hex, read on first use."""
        if self.aki is None:
            self.aki = issuer_key_identifier_hint(self.skimmed().extension_list).hex()
        return self.aki

    def subject_key(self) -> str:
        """The SKI as hex, read on first use."""
        if self.ski is None:
            self.ski = key_identifier_hint(self.skimmed().extension_list).hex()
        return self.ski


def link(
    new: Sequence[LinkInput], known: Sequence[LinkInput], checked: Iterable[Link], workers: int | None = None
) -> list[Link]:
    """The links checked now, by certificate and key. `workers`: threads, all CPUs when None, none when 1."""
    threads = workers if workers is not None else os.cpu_count() or 1
    if threads <= 1:
        return _Linking(new, known, checked, None).run()
    with ThreadPoolExecutor(threads, thread_name_prefix="link") as pool:
        return _Linking(new, known, checked, pool, threads).run()


Job = tuple[LinkInput, list[SpkiHash]]  # a certificate, and the keys to try


class _Linking:
    """One run: what is known, and the answers as they come in."""

    def __init__(
        self,
        new: Sequence[LinkInput],
        known: Sequence[LinkInput],
        checked: Iterable[Link],
        pool: ThreadPoolExecutor | None,
        threads: int = 1,
    ) -> None:
        fresh = {one.id: one for one in new}
        self._all = {**{one.id: one for one in known}, **fresh}
        self._new = fresh
        self._pool = pool
        self._threads = threads
        self._states: dict[Pair, LinkState] = {(one.certificate, one.issuer_spki): one.state for one in checked}
        self._found: dict[Pair, LinkState] = {}
        self._key_of: dict[SpkiHash, LinkInput] = {}
        self._by_subject: dict[bytes, set[SpkiHash]] = defaultdict(set)
        for one in self._all.values():
            self._key_of.setdefault(one.spki, one)
            self._by_subject[one.subject].add(one.spki)

    def run(self) -> list[Link]:
        """Byte-equal names first; then, for what is still without issuer, the two wider steps."""
        touched = {one.subject for one in self._new.values()}
        first = [one for one in self._all.values() if one.id in self._new or one.issuer in touched]
        proved = self._try([(one, self._ordered(one, self._by_subject.get(one.issuer, ()))) for one in first])

        settled = {certificate for (certificate, _), state in self._states.items() if state is LinkState.VERIFIES}
        settled |= proved
        left = [one for one in self._all.values() if one.id not in settled]
        if left:
            self._wider(left)
        return [
            Link(certificate=certificate, issuer_spki=spki, state=state)
            for (certificate, spki), state in sorted(self._found.items())
        ]

    def _wider(self, left: list[LinkInput]) -> None:
        """Steps 2 and 3: key identifiers, then normalised names."""
        wanted = {one.authority_key() for one in left} - {""}
        by_identifier: dict[str, set[SpkiHash]] = defaultdict(set)
        if wanted:
            for one in self._all.values():
                identifier = one.subject_key()
                if identifier in wanted:
                    by_identifier[identifier].add(one.spki)
        proved = self._try([(one, self._ordered(one, by_identifier.get(one.authority_key(), ()))) for one in left])
        left = [one for one in left if one.id not in proved]

        names = {one.id: name for one in left if (name := _name(one.issuer)) is not None}
        prefixes = key_prefixes(names.values())
        by_name: dict[str, set[SpkiHash]] = defaultdict(set)
        if names:
            for subject, keys in self._by_subject.items():
                key = _key_among(subject, prefixes)
                if key is not None:
                    by_name[key] |= keys
        named = [one for one in left if one.id in names]
        self._try([(one, self._ordered(one, by_name.get(names[one.id].key, ()))) for one in named])

    def _ordered(self, one: LinkInput, keys: Iterable[SpkiHash]) -> list[SpkiHash]:
        found = list(keys)
        if len(found) < 2:
            return found
        pointed = one.authority_key()
        return sorted(found, key=lambda spki: (not pointed or self._key_of[spki].subject_key() != pointed, spki))

    def _try(self, wanted: list[Job]) -> set[CertificateId]:
        """Try the candidates of each certificate; answers those for which a key verifies."""
        proved: set[CertificateId] = set()
        jobs = [(one, keys) for one, keys in wanted if keys]
        if self._pool:
            jobs.sort(key=lambda job: not _is_slow(job[0]))
        chunks = [jobs[start : start + CHUNK] for start in range(0, len(jobs), CHUNK)]
        for answer in self._in_threads(chunks) if self._pool else map(self._check_chunk, chunks):
            for pair, state in answer:
                if pair not in self._states:
                    self._found[pair] = self._states[pair] = state
                if state is LinkState.VERIFIES:
                    proved.add(pair[0])
        return proved

    def _in_threads(self, chunks: list[list[Job]]) -> list[list[tuple[Pair, LinkState]]]:
        """The answers to all chunks, in order.

        Half of the threads begin at the slow end, half at the quick one: two threads in quick checks wait for each other
        at the interpreter's lock, one beside a thread in slow checks hardly does.
        """
        assert self._pool is not None
        waiting = deque(enumerate(chunks))
        answers: dict[int, list[tuple[Pair, LinkState]]] = {}

        def work(number: int) -> None:
            take = waiting.popleft if number % 2 == 0 else waiting.pop
            while waiting:
                try:
                    place, chunk = take()
                except IndexError:  # another thread took the last one
                    return
                answers[place] = self._check_chunk(chunk)

        list(self._pool.map(work, range(self._threads)))
        return [answers[place] for place in range(len(chunks))]

    def _check_chunk(self, jobs: list[Job]) -> list[tuple[Pair, LinkState]]:
        answers: list[tuple[Pair, LinkState]] = []
        for one, keys in jobs:
            if len(keys) == 1:
                pair = (one.id, keys[0])
                answers.append((pair, self._states.get(pair) or self._state(one, keys[0])))
            else:
                self._check_candidates(one, keys, answers)
        return answers

    def _check_candidates(self, one: LinkInput, keys: list[SpkiHash], answers: list[tuple[Pair, LinkState]]) -> None:
        """Try keys in order up to the first that verifies, and then only those that are the same key."""
        proved_by = ""
        for position, spki in enumerate(keys):
            if proved_by and self._key_id(spki) != proved_by:
                continue
            pair = (one.id, spki)
            state = self._states.get(pair)
            if position >= MAX_CANDIDATES and state in (None, LinkState.UNVERIFIABLE):
                answers.append((pair, LinkState.UNVERIFIABLE))  # says that the budget was spent
                break
            if state is None:
                state = self._state(one, spki)
            answers.append((pair, state))
            if state is LinkState.VERIFIES and not proved_by:
                proved_by = self._key_id(spki)

    def _state(self, one: LinkInput, spki: SpkiHash) -> LinkState:
        try:
            return verify(one.skimmed(), self._key_of[spki].skimmed().spki)
        except DerError:
            return LinkState.UNVERIFIABLE

    def _key_id(self, spki: SpkiHash) -> str:
        return read_spki(self._key_of[spki].skimmed().spki).key


def _is_slow(one: LinkInput) -> bool:
    """Whether its signature is over an elliptic curve: five to ten times the work of RSA."""
    try:
        return read_scheme(one.skimmed().algorithm).kind == "ecdsa"
    except DerError:
        return False


@lru_cache(maxsize=1 << 14)
def _spki_hash(spki: bytes) -> str:
    return sha256_hex(spki)


def _name(der: bytes) -> Name | None:
    try:
        return read_name(der)
    except DerError:
        return None


def _key_among(der: bytes, prefixes: frozenset[str]) -> str | None:
    try:
        return key_among(der, prefixes)
    except DerError:
        return None
