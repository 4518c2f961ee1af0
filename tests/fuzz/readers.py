"""Every reader of foreign bytes: how it is called, what it may raise, what it is fed at first.

A reader answers, or raises what it names; any other exception, an answer that contradicts itself, or more than seconds
for a few kilobytes is a fault. `test_readers.py` asks each with 200 damaged inputs, `run.py` for as long as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorer.errors import InputRejected, UsageError
from explorer.model.program import Program
from ingest.ct.crtsh import read_crtsh
from ingest.ct.entry import EntryError
from ingest.ct.log_list import read_log_list
from ingest.decode.crl import read_crl
from ingest.decode.der import DerError
from ingest.decode.ocsp_response import read_ocsp_response
from ingest.sources.included_roots import read_included_roots
from ingest.sources.onecrl_report import read_onecrl_report
from ingest.sources.registers import read_affiliates, read_register
from ingest.sources.revocations import read_onecrl
from ingest.sources.root_programs import read_root_store
from ingest.sources.status import read_crls, read_response
from tests.fuzz import asking, seeds
from tests.fuzz.asking import DAY, WHERE
from tests.fuzz.corpus import public, public_certificates, sample, sample_certificates, status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader; `seeds` are whole inputs, a few kilobytes each."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], tuple[bytes, ...]]
    may_raise: tuple[type[Exception], ...] = (InputRejected,)


def ask(reader: Reader, data: bytes) -> str:
    """The verdict: "read", or the name of the exception that the reader may raise, with its message."""
    try:
        reader.read(data)
    except reader.may_raise as error:
        assert str(error), "a refusal without a word"
        return f"{type(error).__name__}: {error}"
    return "read"


READERS: tuple[Reader, ...] = (
    Reader(name="records", read=asking.records, seeds=lambda: sample("ccadb/") + public("ccadb/*.csv*")),
    Reader(name="pem", read=asking.certificates, seeds=lambda: sample("pem/", "responders/") + sample_certificates()[:6] + public("pem/*")),
    Reader(name="certificate", read=asking.certificate, seeds=lambda: sample_certificates() + public_certificates(), may_raise=()),
    Reader(name="fields", read=asking.fields, seeds=seeds.field_seeds, may_raise=(DerError,)),
    Reader(name="crl", read=read_crl, seeds=lambda: status(".crl"), may_raise=(DerError,)),
    Reader(name="crls", read=lambda data: read_crls(data, where=WHERE), seeds=lambda: status(".crl")),
    Reader(name="ocsp", read=read_ocsp_response, seeds=lambda: status(".ors"), may_raise=(DerError,)),
    Reader(name="ocsp-file", read=lambda data: read_response(data, where=WHERE), seeds=lambda: status(".ors")),
    Reader(name="onecrl", read=lambda data: read_onecrl(data, where=WHERE), seeds=lambda: sample("onecrl/") + public("onecrl/*")),
    Reader(name="onecrl-report", read=lambda data: read_onecrl_report(data, where=WHERE), seeds=seeds.onecrl_report_seeds),
    Reader(
        name="root-store",
        read=lambda data: read_root_store(data, program=Program.MOZILLA, day=DAY, where=WHERE),
        seeds=lambda: sample("rootstores/") + public("rootstores/*"),
    ),
    Reader(name="included-roots", read=lambda data: read_included_roots(data, day=DAY, where=WHERE), seeds=seeds.included_roots_seeds),
    Reader(name="register", read=lambda data: read_register([("0123456789ABCDEF/a.txt", data)]), seeds=lambda: sample("register/"), may_raise=()),
    Reader(name="affiliates", read=lambda data: read_affiliates(data, where=WHERE), seeds=lambda: sample("register/affiliates")),
    Reader(
        name="input",
        read=asking.whole_input,
        seeds=lambda: seeds.named(
            (
                ("ccadb/AllCertificateRecords_2026-09-01.csv", sample("ccadb/")[:1]),
                ("pem/x.csv", sample("pem/")[:2]),
                ("mozilla_2026-09-01_trust.csv", sample("rootstores/")[:1]),
                ("onecrl.json", sample("onecrl/")),
                ("a.crl", sample("status/")[:6]),
                ("destroyed.txt", sample("register/")[:2]),
                ("a.der", sample_certificates()[:2]),
            )
        ),
    ),
    Reader(name="leaf", read=asking.leaf, seeds=seeds.leaf_seeds, may_raise=(EntryError,)),
    Reader(name="tile", read=asking.tile, seeds=seeds.tile_seeds, may_raise=(EntryError,)),
    Reader(name="log-answer", read=asking.answers, seeds=lambda: seeds.answer_seeds() + public("ct/rfc6962/*.json"), may_raise=()),
    Reader(name="checkpoint", read=asking.checkpoint, seeds=seeds.checkpoint_seeds),
    Reader(name="crtsh", read=lambda data: read_crtsh(data, where=WHERE), seeds=lambda: (seeds.CRTSH,)),
    Reader(name="log-list", read=lambda data: read_log_list(data, where=WHERE), seeds=lambda: (seeds.LOG_LIST,)),
    Reader(name="settings", read=asking.settings, seeds=seeds.settings_seeds, may_raise=(UsageError,)),
    Reader(name="baseline", read=asking.baseline, seeds=seeds.baseline_seeds, may_raise=(UsageError,)),
    Reader(name="link", read=asking.link, seeds=lambda: seeds.LINKS, may_raise=()),
    Reader(name="callback", read=asking.callback, seeds=seeds.callback_seeds, may_raise=()),
    Reader(name="text", read=asking.text, seeds=lambda: seeds.LINKS + sample("register/"), may_raise=()),
)  # fmt: skip
BY_NAME = {reader.name: reader for reader in READERS}
