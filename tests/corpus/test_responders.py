"""The public responder vectors get the right class. The folder or the name says what was put into each; this table what follows.

Truth table of zlint, leaves without keyUsage (o OCSPSigning, s serverAuth, ep emailProtection, a any, nc nocheck):

    o0                   nothing: "any" makes no responder
    o1 nc0               RESP_NO_NOCHECK, whatever else
    o1 nc1, o alone      RESP_BAD_KU: digitalSignature is missing
    o1 nc1, with others  RESP_EXTRA_EKU
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.keys.status_signing import ResponderClass
from ingest.sample.told import encoded
from tests.corpus.responders import NOTHING, classify, main
from tests.pki.status import OCSP, Authority, pem
from tests.real_data import DATA, needs_real_data

EXPECTED = {
    "pkilint/ocsp_responder/clean.crttest": ResponderClass.RESP_OK,
    "pkilint/ocsp_responder/bad_eku.crttest": None,  # time stamping alone: no responder
    "pkilint/ocsp_responder/ca.crttest": ResponderClass.CA_OCSP,
    "pkilint/ocsp_responder/nonrepudiation_ku_present.crttest": ResponderClass.RESP_BAD_KU,
    # nonRepudiation, SAN and CRL distribution points: the first fault by the order of the classes
    "pkilint/ocsp_responder/aia_ocsp_present.crttest": ResponderClass.RESP_BAD_KU,
    "zlint/ocsp_responder_cert/ocsp_cert_invalid_ku_ko1.pem": ResponderClass.RESP_BAD_KU,
    # its fault is a certificate policy, of which the classes of docs/key-destruction.md say nothing
    "zlint/ocsp_responder_cert/ocsp_cert_cp_forbidden_ko1.pem": ResponderClass.RESP_OK,
    # CA certificates of other folders that carry OCSPSigning
    "pkilint/internal_cross_ca/prohibited_eku.crttest": ResponderClass.CA_OCSP,
    "pkilint/internal_cross_ca/anyeku_with_serverauth.crttest": ResponderClass.CA_ANY,
    "pkilint/internal_cross_ca/no_eku.crttest": ResponderClass.CA_NOEKU,
    "zlint/ca_eku/c1r0e1a1s0m0b0.pem": ResponderClass.CA_ANY,
}


def truth(name: str) -> ResponderClass | None:
    """What follows from the name of a truth-table file."""
    found = re.fullmatch(r"o(\d)s(\d)ep(\d)a(\d)nc(\d)", name)
    assert found, name
    ocsp, server, email, any_purpose, nocheck = (digit == "1" for digit in found.groups())
    if not ocsp:
        return None
    if not nocheck:
        return ResponderClass.RESP_NO_NOCHECK
    return ResponderClass.RESP_EXTRA_EKU if server or email or any_purpose else ResponderClass.RESP_BAD_KU


@pytest.fixture(scope="module")
def classes() -> dict[str, str]:
    assert DATA is not None
    found, failed = classify(DATA / "lint")
    assert [line.split(":")[0] for line in failed] == ["zlint/expected.csv"]
    return {one.file: one.responder_class for one in found}


def word(expected: ResponderClass | None) -> str:
    return expected.value if expected else NOTHING


@needs_real_data
@pytest.mark.real_data
@pytest.mark.parametrize(("file", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_vector(file: str, expected: ResponderClass | None, classes: dict[str, str]) -> None:
    assert classes[file] == word(expected)


@needs_real_data
@pytest.mark.real_data
def test_every_responder_vector_is_in_the_table(classes: dict[str, str]) -> None:
    folders = ("pkilint/ocsp_responder/", "zlint/ocsp_responder_cert/")
    assert {file for file in classes if file.startswith(folders)} <= set(EXPECTED)


@needs_real_data
@pytest.mark.real_data
def test_truth_table(classes: dict[str, str]) -> None:
    table = {file: found for file, found in classes.items() if file.startswith("zlint/ocsp_eku_truth_table/")}
    assert len(table) == 16
    assert table == {file: word(truth(Path(file).stem)) for file in table}


def test_any_folder_and_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Authority("X", eku=OCSP)
    responder, ca = root.responder("O"), root.issue("R", eku=OCSP)
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.der").write_bytes(responder.der)
    (tmp_path / "sub" / "b.pem").write_bytes(b"Certificate:\n    Data:\n" + pem(ca.der))
    (tmp_path / "c.crttest").write_bytes(pem(root.der) + b"\nnode_path,validator,severity,code,message\n")
    (tmp_path / "d.pem").write_bytes(pem(responder.der) + pem(ca.der))
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "RESP_OK          a.der",
        "ROOT_OCSP        c.crttest",
        "RESP_OK          d.pem",
        "CA_OCSP          d.pem (2)",
        "CA_OCSP          sub/b.pem",
    ]


def test_what_can_not_be_told_and_what_is_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_bytes(b"nothing here\n")
    (tmp_path / "opaque.der").write_bytes(encoded()["nettle-opaque"])
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert said.count("no certificate") == 3
    assert main([str(tmp_path / "nowhere")]) == 2
