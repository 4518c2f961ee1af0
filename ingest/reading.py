"""One input, read: what kind it is, which list and day it speaks for, and its records; nothing is stored yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from explorer.errors import InputRejected
from explorer.model.affiliate import Affiliate
from explorer.model.evidence import Evidence
from explorer.model.ids import sha256_hex
from explorer.model.program import Program, TrustAnchor
from explorer.model.revocation import RevocationEntry
from explorer.store.catalog import ONECRL, RECORDS
from ingest.ct.crtsh import LoggedCertificate, read_crtsh
from ingest.sources.ccadb_columns import Columns
from ingest.sources.ccadb_pems import read_der, read_pem_bundle, read_pem_report
from ingest.sources.ccadb_records import read_records
from ingest.sources.ccadb_row import CcadbRow
from ingest.sources.included_roots import SOURCE as INCLUDED_ROOTS
from ingest.sources.included_roots import read_included_roots
from ingest.sources.interface import CertificateBytes, Counts, Quarantined
from ingest.sources.onecrl_report import LIST as ONECRL_REPORT
from ingest.sources.onecrl_report import read_onecrl_report
from ingest.sources.private_keys import without_private_keys
from ingest.sources.recognise import DATED, Kind, day_of, part_of, program_of, recognise, unpacked
from ingest.sources.registers import read_affiliates, read_register
from ingest.sources.revocations import read_onecrl
from ingest.sources.root_programs import read_root_store, source_of
from ingest.sources.status import SignedStatus, read_crls, read_response


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the person said of the inputs; each overrules what the input itself shows."""

    kind: Kind | None = None
    program: Program | None = None
    taken_on: date | None = None
    taken_on_wins: bool = False  # one single file was given: the option overrules its own day
    today: date  # for lists that no day is known of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One input with its records; only the part of its kind is filled."""

    file: str  # as given
    received: bytes
    sha256: str  # of `received`
    kind: Kind
    list: str  # empty for certificates and registers: they make no day
    day: date | None
    day_basis: str
    counts: Counts
    quarantined: tuple[Quarantined, ...]
    notes: tuple[str, ...] = ()
    certificates: tuple[CertificateBytes, ...] = ()
    columns: Columns | None = None
    rows: tuple[CcadbRow, ...] = ()
    anchors: tuple[TrustAnchor, ...] = ()
    entries: tuple[RevocationEntry, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    affiliates: tuple[Affiliate, ...] = ()
    searched: tuple[LoggedCertificate, ...] = ()  # rows of a crt.sh search result
    signed: tuple[SignedStatus, ...] = ()  # CRLs and OCSP responses: each names its own day, once it is proved


def read_input(file: str, received: bytes, asked: Asked) -> Reading:
    """Read one input; `file` may be relative to the folder that was given. Raises `InputRejected`."""
    data, private_keys = without_private_keys(unpacked(received, where=file))
    if private_keys:
        received = data  # what is kept, and by which digest: never the key
    kind = asked.kind or recognise(data, where=file)
    day, basis = _day(file, data, kind, asked) if kind in DATED else (None, "")
    sha256 = sha256_hex(received)
    if kind is Kind.CCADB_RECORDS:
        records = read_records(data, where=file)
        part = part_of(file)
        missing, unknown = records.columns.missing, records.columns.unknown
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=day, day_basis=basis,
            list=f"{RECORDS}-{part.lower()}" if part else RECORDS,
            counts=records.counts, quarantined=records.quarantined,
            notes=(
                *((f"columns we have no name for, kept as they are: {', '.join(unknown)}",) if unknown else ()),
                *(("no Subordinate CA Owner column: operators are unknown",) if "subordinate_owner" in missing else ()),
                *((f"{len(records.repeated_records)} record ids stand in several rows",) if records.repeated_records else ()),
            ),
            columns=records.columns, rows=records.rows,
        )  # fmt: skip
    if kind is Kind.ROOT_STORE:
        program = asked.program or program_of(file)
        if program is None:
            raise InputRejected(
                "root-store rows, but of which program is not said",
                where=file,
                done="nothing stored of it",
                remedy="name it <program>_<date>_trust.csv, or give --source root-store:PROGRAM",
            )
        assert day is not None
        store = read_root_store(data, program=program, day=day, where=file)
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=day, day_basis=basis, list=source_of(program),
            counts=store.counts, quarantined=store.quarantined, anchors=store.anchors,
        )  # fmt: skip
    if kind is Kind.ONECRL:
        crl = read_onecrl(data, where=file)
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=day, day_basis=basis, list=ONECRL,
            counts=crl.counts, quarantined=crl.quarantined, entries=crl.entries,
        )  # fmt: skip
    if kind is Kind.INCLUDED_ROOTS:
        assert day is not None
        roots = read_included_roots(data, day=day, where=file)
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=day, day_basis=basis, list=INCLUDED_ROOTS,
            counts=roots.counts, quarantined=roots.quarantined, anchors=roots.anchors,
            notes=(f"trust bits that we have no word for: {', '.join(roots.unknown)}",) if roots.unknown else (),
        )  # fmt: skip
    if kind is Kind.ONECRL_REPORT:
        report = read_onecrl_report(data, where=file)
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=day, day_basis=basis, list=ONECRL_REPORT,
            counts=report.counts, quarantined=report.quarantined, entries=report.entries,
        )  # fmt: skip
    if kind in (Kind.CRL, Kind.OCSP_RESPONSE):
        status = read_crls(data, where=file) if kind is Kind.CRL else read_response(data, where=file)
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=None, day_basis="", list="",
            counts=status.counts, quarantined=status.quarantined,
            certificates=status.certificates, signed=status.objects,
        )  # fmt: skip
    if kind is Kind.CRTSH:
        search = read_crtsh(data, where=file)
        cut = f"{search.counts.read} rows, as many as crt.sh gives at most: the result may be cut"
        return Reading(
            file=file, received=received, sha256=sha256, kind=kind, day=None, day_basis="", list="",
            counts=search.counts, quarantined=search.quarantined, searched=search.rows,
            notes=(cut,) if search.may_be_cut else (),
        )  # fmt: skip
    return _undated(file, received, data, sha256, kind, private_keys)


def _undated(file: str, received: bytes, data: bytes, sha256: str, kind: Kind, private_keys: int) -> Reading:
    """Certificates and registers: in the world for good, on no day of their own."""
    evidence: tuple[Evidence, ...] = ()
    affiliates: tuple[Affiliate, ...] = ()
    certificates: tuple[CertificateBytes, ...] = ()
    notes: tuple[str, ...] = ()
    quarantined: tuple[Quarantined, ...]
    if kind is Kind.EVIDENCE:
        register = read_register([("/".join(Path(file).parts[-2:]), received)])
        evidence, counts, quarantined = register.evidence, register.counts, register.quarantined
        notes = tuple(f"line {p.line}: {p.what}; {p.remedy}" for p in register.problems if "Supersedes" not in p.what)
    elif kind is Kind.AFFILIATES:
        found = read_affiliates(data, where=file)
        affiliates, counts, quarantined = found.affiliates, found.counts, found.quarantined
    else:
        if kind is Kind.DER:
            report = read_der(data, where=file)
        elif kind is Kind.PEM:
            report = read_pem_bundle(data, where=file)
        else:
            report = read_pem_report(data, where=file, source=kind.value)
        certificates, counts, quarantined = report.certificates, report.counts, report.quarantined
    if private_keys:
        notes = (*notes, f"{private_keys} private keys in it: neither kept nor shown")
    return Reading(
        file=file, received=received, sha256=sha256, kind=kind, list="", day=None, day_basis="",
        counts=counts, quarantined=quarantined, notes=notes,
        certificates=certificates, evidence=evidence, affiliates=affiliates,
    )  # fmt: skip


def _day(file: str, data: bytes, kind: Kind, asked: Asked) -> tuple[date, str]:
    own = day_of(Path(file).name, data, kind)
    if asked.taken_on is not None and (own is None or asked.taken_on_wins):
        return asked.taken_on, "as given with --taken-on"
    if own is not None:
        return own, "as its data or name say"
    return asked.today, "today: neither data nor name give a day"
