"""CRLs and OCSP responses on the whole road: proved, stored as lists and uses, set aside, tried again.

X -> R (OCSPSigning), X -> S, X -> O (responder); R -> T
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509

from explorer.analysis.assess import assess
from explorer.model.key_use import UseKind
from explorer.store.catalog import open_store
from explorer.store.check import check_store
from explorer.store.key_uses import is_whole_list
from explorer.store.snapshot import Snapshot
from explorer.terminal.progress import SILENT
from ingest.build import BuildReport, ingest_bytes
from ingest.reading import Asked
from tests.ingest.sources.reports import report, row
from tests.pki.status import TLS_AND_OCSP, Authority, pem

NOW = datetime(2024, 1, 1, tzinfo=UTC)
X = Authority("X")
R = X.issue("R", eku=TLS_AND_OCSP)
S = X.issue("S")
O = X.responder("O")  # noqa: E741  the responder of the drawing
T = R.issue("T")
CHAIN = {f"{one.word}.pem": pem(one.der) for one in (X, R, S, T)}

Ingest = Callable[[dict[str, bytes]], BuildReport]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "s.sqlite"


@pytest.fixture
def ingest(store: Path) -> Ingest:
    def run(files: dict[str, bytes]) -> BuildReport:
        return ingest_bytes(files, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT, workers=1)

    return run


def snapshot(store: Path, day: str = "2024-01-01") -> Snapshot:
    with open_store(store) as opened:
        check_store(opened)
        return opened.snapshot(date.fromisoformat(day))


def reasons(store: Path) -> list[str]:
    with open_store(store) as opened:
        return [f"{q.source}: {q.reason}" for q in opened.quarantined()]


def revoked(store: Path, day: str) -> dict[str, str]:
    facts = assess(snapshot(store, day)).facts
    return {c: r.source for c, found in facts.revocations.items() for r in found}


FORMS = {"DER": lambda der: der, "PEM": lambda der: pem(der, "X509 CRL")}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_proved_crl_is_a_list_of_its_day_and_a_use_of_the_key(
    form: Callable[[bytes], bytes], store: Path, ingest: Ingest
) -> None:
    crl = X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"}, reason=x509.ReasonFlags.cessation_of_operation)
    told = ingest({**CHAIN, "x.crl": form(crl)})
    assert told.rejected == ()
    found = snapshot(store)
    (listed,) = found.manifest.lists
    assert (is_whole_list(listed.name, X.spki), listed.day, listed.stored) == (True, date(2021, 2, 1), 1)
    (entry,) = found.revocation_entries
    assert (entry.source, entry.reason, entry.since, entry.key) == (
        "crl",
        "cessationOfOperation",
        date(2020, 8, 1),
        X.spki,
    )
    (use,) = found.key_uses
    assert (use.kind, use.key, use.issuers, use.signer) == (UseKind.CRL, X.spki, (X.spki,), None)
    assert use.moment == datetime(2021, 2, 1, tzinfo=UTC)


def test_as_of_works_by_spans(store: Path, ingest: Ingest) -> None:
    """Listed in February and March, no longer in April."""
    ingest({
        **CHAIN,
        "1.crl": X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"}),
        "2.crl": X.crl(on="2021-03-01", revoked={S.serial: "2020-08-01", R.serial: "2021-02-20"}),
        "3.crl": X.crl(on="2021-04-01", revoked={R.serial: "2021-02-20"}),
    })  # fmt: skip
    assert revoked(store, "2021-01-31") == {}
    assert revoked(store, "2021-02-01") == {S.id: "crl"}
    assert revoked(store, "2021-03-15") == {S.id: "crl", R.id: "crl"}
    assert revoked(store, "2021-04-01") == {R.id: "crl"}
    assert [u.this_update.month for u in snapshot(store, "2021-03-15").key_uses].count(4) == 0


def test_an_empty_crl_is_a_day_of_its_list(store: Path, ingest: Ingest) -> None:
    ingest(
        {**CHAIN, "1.crl": X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"}), "2.crl": X.crl(on="2021-03-01")}
    )
    assert revoked(store, "2021-03-01") == {}


def test_a_crl_never_moves_the_default_day(store: Path, ingest: Ingest) -> None:
    ingest({**CHAIN, "AllCertificateRecords_2021-01-01.csv": report([row()]), "x.crl": X.crl(on="2023-01-01")})
    with open_store(store) as opened:
        assert opened.default_day() == date(2021, 1, 1)


UNPROVED = {
    "another CA's key": (X.crl(on="2021-02-01", signed_with="R"), "no key of the issuer's name verifies it"),
    "an issuer that is not at hand": (Authority("Elsewhere").crl(on="2021-02-01"), "no CA of the issuer's name"),
    "a responder's name": (X.responder("S2").crl(on="2021-02-01"), "no CA of the issuer's name"),
}


@pytest.mark.parametrize(("crl", "why"), UNPROVED.values(), ids=UNPROVED)
def test_an_unproved_crl_waits_in_quarantine(crl: bytes, why: str, store: Path, ingest: Ingest) -> None:
    told = ingest({**CHAIN, "s2.der": O.der, "x.crl": crl})
    assert [o.quarantined for o in told.outcomes if o.file == "x.crl"] == [1]
    assert any(why in reason for reason in reasons(store))
    found = snapshot(store)
    assert (found.key_uses, found.revocation_entries, found.manifest.lists) == ((), (), ())


def test_what_waits_is_proved_when_its_signer_comes(store: Path, ingest: Ingest) -> None:
    ingest({"x.crl": X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"}), "r.ors": X.answer(S, signed_by=O)})
    assert len(reasons(store)) == 2
    told = ingest(CHAIN)
    assert told.proved_late == 2
    assert reasons(store) == []
    assert {use.kind for use in snapshot(store).key_uses} == {UseKind.CRL, UseKind.OCSP_RESPONSE}
    assert revoked(store, "2021-03-01") == {S.id: "crl"}


def test_the_same_crl_again_changes_nothing(store: Path, ingest: Ingest) -> None:
    files = {**CHAIN, "x.crl": X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"})}
    ingest(files)
    before = snapshot(store).manifest.id
    assert all(outcome.known for outcome in ingest(files).outcomes)
    assert snapshot(store).manifest.id == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["older first", "newer first"])
def test_of_two_crls_of_one_day_the_later_stands(order: tuple[int, int], store: Path, ingest: Ingest) -> None:
    crls = {
        1: X.crl(on="2021-02-01T08:00", revoked={S.serial: "2020-08-01"}, number=7),
        2: X.crl(on="2021-02-01T20:00", revoked={R.serial: "2020-08-01"}, number=8),
    }
    for n in order:
        ingest({**CHAIN, f"{n}.crl": crls[n]})
    assert revoked(store, "2021-02-01") == {R.id: "crl"}
    assert len(snapshot(store).key_uses) == 2


DELTA = (x509.DeltaCRLIndicator(3), True)
UNKNOWN = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
NO_LIST = {"a delta": (DELTA, "changes only"), "an unknown critical extension": (UNKNOWN, "1.2.3.4")}


@pytest.mark.parametrize(("extension", "why"), NO_LIST.values(), ids=NO_LIST)
def test_a_use_of_the_key_but_no_list(
    extension: tuple[x509.ExtensionType, bool], why: str, store: Path, ingest: Ingest
) -> None:
    crl = X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"}, extensions=(extension,), number=9)
    told = ingest({**CHAIN, "x.crl": crl})
    assert any(why in note for outcome in told.outcomes for note in outcome.notes)
    assert revoked(store, "2021-03-01") == {}
    assert len(snapshot(store).key_uses) == 1


def test_a_part_of_the_list_does_not_replace_the_whole(store: Path, ingest: Ingest) -> None:
    point = x509.IssuingDistributionPoint(
        full_name=[x509.UniformResourceIdentifier("http://crl.example/part")], relative_name=None,
        only_contains_user_certs=False, only_contains_ca_certs=False, only_some_reasons=None, indirect_crl=False,
        only_contains_attribute_certs=False,
    )  # fmt: skip
    part = X.crl(on="2021-03-01", revoked={R.serial: "2021-01-01"}, extensions=((point, True),))
    ingest({**CHAIN, "1.crl": X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"}), "2.crl": part})
    assert revoked(store, "2021-03-01") == {S.id: "crl", R.id: "crl"}


def test_a_ca_that_may_not_sign_crls_used_its_key_all_the_same(store: Path, ingest: Ingest) -> None:
    root = Authority("Plain", key_usage=("key_cert_sign",))
    sub = root.issue("Sub")
    ingest(
        {"a": pem(root.der), "b": pem(sub.der), "x.crl": root.crl(on="2021-02-01", revoked={sub.serial: "2021-01-01"})}
    )
    assert revoked(store, "2021-03-01") == {}
    assert len(snapshot(store).key_uses) == 1


def test_a_namesake_can_not_revoke(store: Path, ingest: Ingest) -> None:
    """Two CAs called X with different keys: a CRL of the second says nothing of what the first issued."""
    other = Authority("X", key_word="Another X")
    ingest({**CHAIN, "other.der": other.der, "x.crl": other.crl(on="2021-02-01", revoked={S.serial: "2021-01-01"})})
    assert len(snapshot(store).key_uses) == 1
    assert revoked(store, "2021-03-01") == {}


def test_a_rollover_certificate_lets_the_new_key_speak_for_the_old(store: Path, ingest: Ingest) -> None:
    new = Authority("X", key_word="New X")
    new_with_old = Authority("X", issuer=X, key_word="New X")
    crl = new.crl(on="2021-02-01", revoked={S.serial: "2021-01-01"})
    ingest({**CHAIN, "new.der": new.der, "nwo.der": new_with_old.der, "x.crl": crl})
    assert revoked(store, "2021-03-01") == {S.id: "crl"}


def test_a_namesake_can_not_link_itself_to_a_key(store: Path, ingest: Ingest) -> None:
    """Anyone can sign a self-issued certificate over X's public key: it is no consent of X, and makes no list of X's."""
    forger = Authority("X", key_word="Another X")
    over_x = Authority("X", issuer=forger, key_word="X")
    crl = forger.crl(on="2021-02-01", revoked={S.serial: "2021-01-01"})
    ingest({**CHAIN, "f.der": forger.der, "o.der": over_x.der, "x.crl": crl})
    assert len(snapshot(store).key_uses) == 1
    assert revoked(store, "2021-03-01") == {}


def test_a_key_under_two_names_has_two_lists(store: Path, ingest: Ingest) -> None:
    """Serials are unique under one issuer's name only: the list of one name says nothing of the other's certificates."""
    twin = Authority("Twin of X", key_word="X")
    crl = twin.crl(on="2021-02-01", revoked={S.serial: "2021-01-01"})
    ingest({**CHAIN, "twin.der": twin.der, "x.crl": crl})
    assert len(snapshot(store).key_uses) == 1
    assert revoked(store, "2021-03-01") == {}
    ingest({"own.crl": X.crl(on="2021-02-02", revoked={R.serial: "2021-01-01"})})
    assert revoked(store, "2021-03-01") == {R.id: "crl"}


def test_a_later_crl_of_another_name_of_the_key_takes_nothing_back(store: Path, ingest: Ingest) -> None:
    twin = Authority("Twin of X", key_word="X")
    own = X.crl(on="2021-02-01", revoked={S.serial: "2021-01-01"})
    ingest({**CHAIN, "twin.der": twin.der, "x.crl": own})
    ingest({"twin.crl": twin.crl(on="2021-03-01"), "same-day.crl": twin.crl(on="2021-02-01")})
    assert revoked(store, "2021-03-15") == {S.id: "crl"}


ANSWERS = {
    "the CA itself": (X.answer(S), X, None),
    "a responder, embedded": (X.answer(S, signed_by=O), O, O),
    "a responder, named": (X.answer(S, signed_by=O, by_name=True), O, O),
    "a sub-CA with OCSPSigning, for a sister": (X.answer(S, signed_by=R), R, R),
    "a sub-CA with OCSPSigning, for itself": (X.answer(R, signed_by=R, embed=False), R, R),
}


@pytest.mark.parametrize(("response", "by", "delegate"), ANSWERS.values(), ids=ANSWERS)
def test_a_response_is_a_use_of_the_key_that_signed_it(
    response: bytes, by: Authority, delegate: Authority | None, store: Path, ingest: Ingest
) -> None:
    told = ingest({**CHAIN, "r.ors": response})
    assert told.rejected == ()
    (use,) = snapshot(store).key_uses
    assert (use.key, use.signer, use.issuers) == (by.spki, delegate.id if delegate else None, (X.spki,))
    assert use.produced_at == datetime(2021, 2, 1, tzinfo=UTC)
    assert [a.status for a in use.answers] == ["good"]


def test_an_embedded_responder_becomes_a_certificate(store: Path, ingest: Ingest) -> None:
    ingest({**CHAIN, "r.ors": X.answer(S, signed_by=O)})
    graph = assess(snapshot(store)).facts.graph
    assert graph.responders == (O.id,)
    assert [i.issuer for i in graph.issuers_of(O.id)] == [graph.certificates[X.id].ca]


STRANGER = Authority("Stranger").responder("Y")
REFUSED = {
    "a responder of another CA": (X.answer(S, signed_by=STRANGER), "neither the CA that it answers for"),
    "a certificate without OCSPSigning": (X.answer(R, signed_by=S), "neither the CA that it answers for"),
    "a signature that fails": (X.answer(S, signed_by=O, signed_with="S"), "no key of the responder"),
    "a responder that is not at hand": (X.answer(S, signed_by=O, embed=False), "no certificate of the responder"),
    "a CA that is not at hand": (STRANGER.answer(Authority("Z")), "no CA that it answers for is at hand"),
}


@pytest.mark.parametrize(("response", "why"), REFUSED.values(), ids=REFUSED)
def test_a_response_that_proves_nothing_is_set_aside(response: bytes, why: str, store: Path, ingest: Ingest) -> None:
    ingest({**CHAIN, "r.ors": response})
    assert [reason for reason in reasons(store) if why in reason], reasons(store)
    assert snapshot(store).key_uses == ()


def test_a_responder_of_another_key_of_the_name_is_told(store: Path, ingest: Ingest) -> None:
    """X took a new key; O was issued by the old one and answers for what the new one issued (RFC 6960: discouraged)."""
    new = Authority("X", key_word="New X")
    late = new.issue("Late")
    ingest({**CHAIN, "new.der": new.der, "late.der": late.der, "r.ors": new.answer(late, signed_by=O)})
    (use,) = snapshot(store).key_uses
    assert (use.signer, use.issuers) == (O.id, (new.spki,))


NOT_SIGNED = {"tryLater": bytes.fromhex("30030a0103"), "unauthorized": bytes.fromhex("30030a0106")}


@pytest.mark.parametrize(("word", "der"), NOT_SIGNED.items())
def test_a_refusal_to_answer_is_rejected_by_name(word: str, der: bytes, ingest: Ingest) -> None:
    told = ingest({"r.ors": der})
    assert word in told.rejected[0].what


def test_what_a_revoked_answer_says_is_kept(store: Path, ingest: Ingest) -> None:
    ingest({**CHAIN, "r.ors": X.answer(S, signed_by=O, revoked="2020-08-01")})
    (answer,) = snapshot(store).key_uses[0].answers
    assert (answer.status, answer.reason, answer.issuer) == ("revoked", "keyCompromise", X.spki)
    assert int(answer.serial, 16) == S.serial


def test_every_program_heeds_a_crl(store: Path, ingest: Ingest) -> None:
    header = "sha256_fingerprint,label,purpose_oid,purpose,disabled_from,notbefore_until"
    table = f"{header}\n{X.id},X,1.3.6.1.5.5.7.3.1,Server Authentication,,\n".encode()
    stores = {f"{word}_2020-01-01_trust.csv": table for word in ("mozilla", "microsoft", "apple", "chrome")}
    ingest({**CHAIN, **stores, "x.crl": X.crl(on="2021-02-01", revoked={S.serial: "2020-08-01"})})
    assert len(assess(snapshot(store, "2021-01-01")).facts.verdicts.uses(S.id)) == 4
    assert assess(snapshot(store, "2021-03-01")).facts.verdicts.uses(S.id) == ()
