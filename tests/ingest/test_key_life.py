"""A synthetic CA from files to key states: each source of contradiction of docs/key-destruction.md, and each false alarm.

X -> R (OCSPSigning), X -> R2 (OCSPSigning), X -> S.  R's key is destroyed on 2020-07-14, says an auditor.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from explorer.analysis.assess import Assessment, assess
from explorer.model.evidence import KeyState
from explorer.model.ids import sha256_hex
from explorer.rules.key_destruction_contradicted import RULE
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from ingest.build import ingest_bytes
from ingest.reading import Asked
from tests.pki.status import TLS_AND_OCSP, Authority, pem

NOW = datetime(2024, 1, 1, tzinfo=UTC)
X = Authority("X")
R = X.issue("R", eku=TLS_AND_OCSP)
R2 = X.issue("R2", eku=TLS_AND_OCSP)
S = X.issue("S")
T = R.issue("T", not_before="2016-01-01")
O = R.responder("O", not_before="2020-01-01")  # noqa: E741  R's own responder
CHAIN = {f"{one.word}.pem": pem(one.der) for one in (X, R, R2, S, T, O)}


def record(**differs: str) -> bytes:
    """An auditor's report that R's key is gone, but for `differs`; an empty value leaves a field out."""
    fields = {
        "Auditor": "Auditor LLP",
        "Copies": "all",
        "Document-Locator": "https://evidence.example/report.pdf",
        "Document-SHA256": "AB" * 32,
        "Event": "destroyed",
        "Event-Date": "2020-07-14",
        "Event-Date-Precision": "day",
        "Form": "auditor_destruction_report",
        "Key-SPKI-SHA256": R.spki,
        "Owner": "Alpha",
        "Source-Level": "primary",
        **{name.replace("_", "-"): value for name, value in differs.items()},
    }
    return "".join(f"{name}: {value}\n" for name, value in sorted(fields.items()) if value).encode()


REPORT = {"register/report.txt": record()}
CRL_AHEAD = R.crl(on="2020-09-01")


def judged(tmp_path: Path, files: dict[str, bytes], day: str = "2024-01-01") -> Assessment:
    store = tmp_path / "s.sqlite"
    told = ingest_bytes(
        {**CHAIN, **REPORT, **files}, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT, workers=1
    )
    assert told.rejected == ()
    with open_store(store) as opened:
        return assess(opened.snapshot(date.fromisoformat(day)))


def key_of(found: Assessment, one: Authority = R) -> KeyState:
    return found.facts.key_life.state(found.facts.graph.certificates[one.id].key)


def test_without_later_use_it_is_evidenced(tmp_path: Path) -> None:
    assert key_of(judged(tmp_path, {})) is KeyState.EVIDENCED


CONTRADICTING = {
    "a certificate": ({"c.der": R.issue("Late", not_before="2020-07-16").der}, "signed certificate"),
    "a CRL": ({"r.crl": R.crl(on="2020-07-16")}, "signed a CRL"),
    "an OCSP response as issuer": ({"r.ors": R.answer(T, produced="2020-07-16")}, "signed an OCSP response"),
    "an OCSP response as delegate": ({"r.ors": X.answer(S, signed_by=R, produced="2021-02-01")}, "signed an OCSP response"),
    "an OCSP response about an older status": (
        {"r.ors": R.answer(T, produced="2021-02-01", this_update="2020-07-01")},
        "produced 2021-02-01, thisUpdate 2020-07-01",
    ),
    "a later lifecycle report with the key": (
        {"register/l.txt": record(Event="parked", Form="auditor_lifecycle_report", Event_Date="2021-06-30")},
        "says parked on 2021-06-30",
    ),
    "a later audit statement with the key": (
        {"register/a.txt": record(Event="used", Form="audit_statement", Event_Date="2021-06-30")},
        "says used on 2021-06-30",
    ),
    "another auditor's date": ({"register/o.txt": record(Event_Date="2020-10-01")}, "different days of destruction"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "words"), CONTRADICTING.values(), ids=CONTRADICTING)
def test_contradicted(files: dict[str, bytes], words: str, tmp_path: Path) -> None:
    found = judged(tmp_path, files)
    assert key_of(found) is KeyState.CONTRADICTED
    (finding,) = RULE.run(found.facts)
    assert any(words in sentence for sentence in finding.because), finding.because


FALSE_ALARMS = {
    "a certificate within a day": {"c.der": R.issue("Near", not_before="2020-07-15T23:00").der},
    "a CRL within a day": {"r.crl": R.crl(on="2020-07-15T23:59")},
    "an OCSP response within a day": {"r.ors": R.answer(T, produced="2020-07-15T12:00")},
    "OCSP produced before, dated ahead": {"r.ors": R.answer(T, produced="2020-07-10", this_update="2020-09-01")},
    "OCSP for the key's certificate by a sister": {"r.ors": X.answer(R, signed_by=R2, produced="2021-02-01")},
    "OCSP for the key's certificate by the issuer": {"r.ors": X.answer(R, produced="2021-02-01")},
    "OCSP for what the key issued by its responder": {"r.ors": R.answer(T, signed_by=O, produced="2021-02-01")},
    "a CRL by another key of the same name": {
        "n.der": Authority("R", key_word="New R").der,
        "r.crl": Authority("R", key_word="New R").crl(on="2021-02-01"),
    },
    "a CRL whose signature fails": {"r.crl": R.crl(on="2021-02-01", signed_with="S")},
    "a CRL produced before, says its producer": {
        "r.crl": CRL_AHEAD,
        "register/p.txt": record(
            Event="used", Event_Date="2020-07-01", Form="ca_statement", Document_SHA256=sha256_hex(CRL_AHEAD)
        ),
    },
    "a certificate for the key, signed by its issuer": {
        "c.der": X.issue("R", not_before="2021-02-01").der,
    },
    "a report on the month": {"register/m.txt": record(Event_Date="2020-07-01", Event_Date_Precision="month")},
    "a later revocation": {"register/v.txt": record(Event="revoked", Event_Date="2020-09-01", Form="ca_statement")},
}


@pytest.mark.parametrize("files", FALSE_ALARMS.values(), ids=FALSE_ALARMS)
def test_no_contradiction(files: dict[str, bytes], tmp_path: Path) -> None:
    found = judged(tmp_path, files)
    assert key_of(found) is KeyState.EVIDENCED, found.facts.key_life.contradictions(
        found.facts.graph.certificates[R.id].key
    )
    assert list(RULE.run(found.facts)) == []


NOTED = {
    "OCSP": ({"r.ors": R.answer(T, produced="2020-07-10", this_update="2020-09-01")}, "produced before"),
    "CRL": (FALSE_ALARMS["a CRL produced before, says its producer"], "says that it was signed on 2020-07-01"),
}


@pytest.mark.parametrize(("files", "words"), NOTED.values(), ids=NOTED)
def test_what_was_produced_before_is_a_note(files: dict[str, bytes], words: str, tmp_path: Path) -> None:
    facts = judged(tmp_path, files).facts
    (note,) = facts.key_life.notes(facts.graph.certificates[R.id].key)
    assert words in note


UNEXPLAINED = {
    "of another CRL": record(Event="used", Event_Date="2020-07-01", Form="ca_statement", Document_SHA256="CD" * 32),
    "of a day after the event": record(
        Event="used", Event_Date="2020-07-20", Form="ca_statement", Document_SHA256=sha256_hex(CRL_AHEAD)
    ),
}


@pytest.mark.parametrize("explanation", UNEXPLAINED.values(), ids=UNEXPLAINED)
def test_a_word_that_does_not_explain_the_crl(explanation: bytes, tmp_path: Path) -> None:
    files = {"r.crl": CRL_AHEAD, "register/p.txt": explanation}
    assert key_of(judged(tmp_path, files)) is KeyState.CONTRADICTED


def test_a_use_is_unknown_before_its_day(tmp_path: Path) -> None:
    files = {"r.crl": R.crl(on="2021-02-01")}
    assert key_of(judged(tmp_path, files, "2021-01-31")) is KeyState.EVIDENCED
    assert key_of(judged(tmp_path, files, "2021-02-01")) is KeyState.CONTRADICTED


def test_a_claim_is_contradicted_too(tmp_path: Path) -> None:
    """Destruction claimed by the CA alone: a later CRL speaks against it all the same."""
    store = tmp_path / "s.sqlite"
    files = {**CHAIN, "register/c.txt": record(Form="ca_statement"), "r.crl": R.crl(on="2021-02-01")}
    ingest_bytes(files, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT, workers=1)
    with open_store(store) as opened:
        assert key_of(assess(opened.snapshot(date(2024, 1, 1)))) is KeyState.CONTRADICTED
