"""CRLs and OCSP responses of one run: proved with the certificates at hand, then stored, or set aside with the reason.

What nobody at hand can have signed waits in quarantine, and is tried again whenever new certificates come: the order
in which files arrive leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from explorer.model.ids import sha256_hex
from explorer.model.key_use import KeyUse, StatusAnswer, UseKind
from explorer.model.revocation import RevocationEntry
from explorer.store.certificates import read_certificates, read_der, read_links
from explorer.store.claims import write_revocations
from explorer.store.key_uses import (
    crl_list,
    newest_of_day,
    set_aside_more,
    take_back,
    waiting,
    write_key_use,
)
from explorer.store.writer import Day, Input, SetAside, Writer
from ingest.decode.algorithms import read_scheme
from ingest.decode.crl import Crl, CrlEntry
from ingest.decode.name import read_name
from ingest.link.status_signatures import KeysAtHand, Proof
from ingest.reading import Reading
from ingest.sources.interface import PARSER
from ingest.sources.status import CRL, OCSP_RESPONSE, SignedStatus, read_again
from ingest.storing import Outcome, input_of

ENTRY = "crl-entry"  # source of a quarantined entry of a CRL that is itself proved

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_SHOWN = 12  # digits of a key in a note


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCounts:
    """What became of one input's signed objects."""

    refused: int = 0  # not proved: in quarantine
    notes: tuple[str, ...] = ()


class StatusProofs:
    """What became of every signed object of a run, by the SHA-256 of its input."""

    def __init__(self) -> None:
        self.of_file: dict[str, StatusCounts] = {}
        self.taken_back = 0  # objects that had waited and are proved now

    def corrected(self, outcome: Outcome, sha256: str) -> Outcome:
        """The outcome of an input with those of its objects that were not proved counted as quarantined."""
        found = self.of_file.get(sha256, StatusCounts())
        return replace(
            outcome,
            stored=outcome.stored - found.refused,
            quarantined=outcome.quarantined + found.refused,
            notes=(*outcome.notes, *found.notes),
        )


def prove_status(writer: Writer, readings: Iterable[Reading], *, new_certificates: bool, now: datetime) -> StatusProofs:
    """Prove and store the signed objects of these readings and, when certificates are new, of those that wait."""
    fresh = [reading for reading in readings if reading.signed]
    old = waiting(writer.connection, (CRL, OCSP_RESPONSE)) if new_certificates else []
    proofs = StatusProofs()
    if not (fresh or old):
        return proofs
    connection = writer.connection
    keys = KeysAtHand(
        read_certificates(connection, _END_OF_TIME), lambda id_: read_der(connection, id_), read_links(connection)
    )
    for one in old:
        signed = read_again(one.source, one.position, one.raw)
        if signed is not None and not (proof := _proof(keys, signed)).refusal:
            take_back(connection, one)
            _store(writer, one.input, signed, proof)
            proofs.taken_back += 1
    for reading in fresh:
        input_ = input_of(reading, now)
        refused: list[SetAside] = []
        notes: list[str] = []
        for signed in reading.signed:
            proof = _proof(keys, signed)
            if proof.refusal:
                refused.append(_aside(signed.source, signed.position, proof.refusal, signed.signed.der))
                notes.append(f"{signed.position}: not proved, waits in quarantine: {proof.refusal}")
            else:
                notes.append(_store(writer, input_, signed, proof))
        set_aside_more(connection, input_, refused)
        proofs.of_file[reading.sha256] = StatusCounts(refused=len(refused), notes=tuple(notes))
    return proofs


def _proof(keys: KeysAtHand, one: SignedStatus) -> Proof:
    return keys.prove_crl(one.signed) if isinstance(one.signed, Crl) else keys.prove_response(one.signed)


def _store(writer: Writer, input_: Input, one: SignedStatus, proof: Proof) -> str:
    """Store one proved object; what was done, as a note."""
    signed = one.signed
    assert proof.key is not None
    label = f"{one.source} of {proof.key[:_SHOWN]}"
    if isinstance(signed, Crl):
        why = _why_no_list(signed, proof)
        list_ = "" if why else crl_list(proof.key, read_name(signed.issuer).key, signed.scope)
        write_key_use(writer.connection, _use(signed, input_, proof), list_=list_, number=signed.number)
        if why:
            return f"{label}, {signed.this_update.date()}: a use of the key, but no list: {why}"
        return f"{label}, {signed.this_update.date()}: {_store_list(writer, input_, one, signed, proof, list_)}"
    answers = tuple(
        StatusAnswer(
            issuer=issuer,
            serial=answer.serial.hex().upper(),
            status=answer.status,
            revoked_at=answer.revoked_at,
            reason=answer.reason,
        )
        for answer, issuer in zip(signed.answers, proof.answered, strict=True)
    )
    use = KeyUse(
        id=sha256_hex(signed.der),
        kind=UseKind.OCSP_RESPONSE,
        key=proof.key,
        signer=proof.signer,
        issuers=proof.issuers,
        this_update=max(answer.this_update for answer in signed.answers),
        produced_at=signed.produced_at,
        next_update=max((a.next_update for a in signed.answers if a.next_update), default=None),
        signature_algorithm=read_scheme(signed.algorithm).label,
        input=input_.sha256,
        answers=answers,
    )
    write_key_use(writer.connection, use)
    by = f"by the responder {proof.signer[:_SHOWN]}" if proof.signer else "by the CA itself"
    return f"{label}, produced {signed.produced_at.date()} {by}: {len(answers)} answers"


def _store_list(writer: Writer, input_: Input, one: SignedStatus, crl: Crl, proof: Proof, list_: str) -> str:
    """The entries as one day of the issuer's list; what can't be read of them is set aside."""
    day = crl.this_update.date()
    if newest_of_day(writer.connection, list_, day) != sha256_hex(crl.der):
        return "a later CRL of the same day stands for it"
    faulty = [(n, entry) for n, entry in enumerate(crl.entries, 1) if entry.problem]
    set_aside_more(writer.connection, input_, [_aside_entry(one, n, entry) for n, entry in faulty])
    entries = [
        RevocationEntry(
            source=CRL,
            issuer=crl.issuer,
            serial=entry.serial.hex().upper(),
            since=entry.revoked_on.date() if entry.revoked_on else None,
            reason=entry.reason,
            key=proof.key,
        )
        for entry in crl.entries
        if not entry.problem
    ]
    items = write_revocations(writer.connection, entries)
    stored, read = len(set(items)), len(crl.entries)
    counts = Day(
        list=list_,
        day=day,
        read=read,
        stored=stored,
        duplicates=read - stored - len(faulty),
        quarantined=len(faulty),
    )
    writer.record_day(input_, counts, items)
    return f"{read} entries = {stored} stored + {counts.duplicates} duplicates + {counts.quarantined} quarantined"


def _use(crl: Crl, input_: Input, proof: Proof) -> KeyUse:
    assert proof.key is not None
    return KeyUse(
        id=sha256_hex(crl.der),
        kind=UseKind.CRL,
        key=proof.key,
        signer=None,
        issuers=proof.issuers,
        this_update=crl.this_update,
        produced_at=None,
        next_update=crl.next_update,
        signature_algorithm=read_scheme(crl.algorithm).label,
        input=input_.sha256,
    )


def _why_no_list(crl: Crl, proof: Proof) -> str:
    """Why the entries of a proved CRL may not decide on status (RFC 5280 5.2, 6.3.3 (f)); empty when they may."""
    if crl.is_delta:
        return "a delta CRL holds changes only"
    if crl.unknown_critical:
        return f"unknown critical extension {', '.join(crl.unknown_critical)}"
    return "" if proof.may_sign_crls else "no certificate of the CA allows its key to sign CRLs"


def _aside(source: str, position: str, reason: str, raw: bytes) -> SetAside:
    return SetAside(source=source, position=position, reason=reason, parser=PARSER, raw=raw)


def _aside_entry(one: SignedStatus, number: int, entry: CrlEntry) -> SetAside:
    return _aside(ENTRY, f"{one.position}, entry {number}", entry.problem, entry.der)
