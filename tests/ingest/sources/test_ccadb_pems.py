"""Certificates out of PEM reports, bundles and DER: every row ends somewhere, every claim is checked."""

from __future__ import annotations

import gzip
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputRejected
from ingest.sources.ccadb_pems import read_der, read_pem_bundle, read_pem_report
from tests.ingest.sources.reports import der, fingerprint, pem, pem_report
from tests.real_data import DATA, needs_real_data, real_bytes

ONE, TWO, THREE = der(1), der(2), der(3, 1200)


def told(number: bytes, **style: int | str) -> tuple[str, str]:
    """A row that claims what is true."""
    return fingerprint(number), pem(number, **style)  # type: ignore[arg-type]  # width and newline, each of its type


STYLES = {
    "as published, PEM in double quotes": pem_report([told(ONE), told(TWO)]),
    "both cells quoted": pem_report([told(ONE), told(TWO)], all_quoted=True),
    "PEM in single quotes": pem_report([told(ONE), told(TWO)], quote="'"),
    "single quotes inside double ones": pem_report([(f, f"'{p}'") for f, p in (told(ONE), told(TWO))]),
    "all in single quotes": pem_report([told(ONE), told(TWO)], quote="'", all_quoted=True),
    "bodies not wrapped": pem_report([told(ONE, width=9999), told(TWO, width=70)]),
    "CR LF": pem_report([told(ONE, newline="\r\n"), told(TWO)]).replace(b"\n", b"\r\n").replace(b"\r\r", b"\r"),
    "no last line end": pem_report([told(ONE), told(TWO)], last_newline=False),
    "byte-order mark": b"\xef\xbb\xbf" + pem_report([told(ONE), told(TWO)]),
    "small letters and colons": pem_report(
        [(":".join(re.findall("..", f)).lower(), p) for f, p in (told(ONE), told(TWO))]
    ),
    "blank lines": pem_report([told(ONE), told(TWO)]).replace(b'"\n', b'"\n\n'),
}


@pytest.mark.parametrize("data", STYLES.values(), ids=STYLES)
def test_styles(data: bytes) -> None:
    found = read_pem_report(data, where="x")
    assert [(c.id, c.der) for c in found.certificates] == [(fingerprint(ONE), ONE), (fingerprint(TWO), TWO)]
    assert [c.position for c in found.certificates] == ["row 1", "row 2"]
    assert (found.counts.read, found.counts.duplicates, found.quarantined) == (2, 0, ())


EMPTY_YEARS = {
    "no byte": b"",
    "a byte-order mark": b"\xef\xbb\xbf",
    "header only": pem_report([]),
    "header only, no line end": pem_report([], last_newline=False),
}


@pytest.mark.parametrize("data", EMPTY_YEARS.values(), ids=EMPTY_YEARS)
def test_an_empty_year_is_valid(data: bytes) -> None:
    assert read_pem_report(data, where="x").counts.read == 0


SET_ASIDE = {
    "another fingerprint": ((fingerprint(ONE), pem(TWO)), f"claims fingerprint {fingerprint(ONE)}"),
    "no fingerprint": (("", pem(TWO)), "claims no SHA-256 fingerprint"),
    "fingerprint of 66 digits": (("AB" * 33, pem(TWO)), "claims no SHA-256 fingerprint"),
    "no PEM": ((fingerprint(TWO), ""), "no PEM block"),
    "words for a PEM": ((fingerprint(TWO), "see attachment"), "no PEM block"),
    "two PEMs": ((fingerprint(TWO), pem(TWO) + "\n" + pem(THREE)), "2 PEM blocks"),
    "words around the PEM": ((fingerprint(TWO), f"here: {pem(TWO)}"), "not alone"),
    "broken base64": ((fingerprint(TWO), pem(TWO).replace("MIIB", "M*IB")), "bad base64"),
    "another label": ((fingerprint(TWO), pem(TWO).replace("CERTIFICATE", "PKCS7")), "not a certificate"),
    "END line missing": ((fingerprint(TWO), pem(TWO).split("-----END")[0]), "no END line"),
    "a mark of our own": ((fingerprint(TWO), "\x020\x03"), "no PEM block"),
    "a PEM for a fingerprint": ((pem(TWO).replace("\n", " "), fingerprint(TWO)), "not alone in its column"),
}


@pytest.mark.parametrize(("cells", "reason"), SET_ASIDE.values(), ids=SET_ASIDE)
def test_rows_without_a_certificate_are_set_aside_with_their_bytes(cells: tuple[str, str], reason: str) -> None:
    data = pem_report([told(ONE), cells, told(THREE)])
    found = read_pem_report(data, where="x")
    assert [c.der for c in found.certificates] == [ONE, THREE]
    assert (found.counts.read, found.counts.quarantined) == (3, 1)
    aside = found.quarantined[0]
    assert reason in aside.reason
    assert aside.position == "row 2"
    if "\x02" not in cells[1]:
        assert aside.raw == f'{cells[0]},"{cells[1]}"\n'.encode()


def test_repeated_rows_are_duplicates() -> None:
    found = read_pem_report(pem_report([told(ONE), told(TWO), told(ONE), told(ONE)]), where="x")
    assert (found.counts.read, found.counts.rows, found.counts.duplicates) == (4, 2, 2)


def test_order_of_rows_does_not_matter() -> None:
    rows = [told(der(n)) for n in range(30)] + [told(der(3)), (fingerprint(ONE), pem(der(99)))]
    there = read_pem_report(pem_report(rows), where="x")
    random.Random(3).shuffle(rows)
    back = read_pem_report(pem_report(rows), where="x")
    assert there.counts == back.counts
    assert {c.id for c in there.certificates} == {c.id for c in back.certificates}


WHOLE = pem_report([told(ONE), told(TWO)])
DOUBTFUL = {
    "cut inside a PEM": (WHOLE[:-200], "truncated: the last PEM block"),
    "cut inside the END line": (WHOLE[:-8], "truncated: the last PEM block"),
    "cut before the last quote": (WHOLE[:-2], "ends inside a quoted cell"),
    "cut inside a fingerprint": (WHOLE + b"ABCDEF0123", "truncated: the last row"),
    "HTML": (b"<html>" + WHOLE, "HTML"),
    "no header": (WHOLE.split(b"\n", 1)[1], "lacks"),
    "another header": (WHOLE.replace(b"X.509 Certificate (PEM)", b"Remark"), "lacks pem"),
    "doubled column": (WHOLE.replace(b"X.509 Certificate (PEM)", b"PEM,PEM"), "has twice"),
    "Latin-1": (pem_report([told(ONE), ("é", pem(TWO))]).decode().encode("latin-1"), "not UTF-8"),
    "all claims wrong": (pem_report([(fingerprint(ONE), pem(der(n + 2))) for n in range(20)]), "20 of 20 records"),
}


@pytest.mark.parametrize(("data", "what"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubt_about_the_file_refuses_it(data: bytes, what: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read_pem_report(data, where="x")
    assert what in refused.value.what


def test_bundles_have_text_around_their_blocks() -> None:
    text = f"Alpha Root\n=====\n{pem(ONE)}\n\nCertificate:\n  Data: -- v3 --\n{pem(TWO)} trailing {pem(ONE)}"
    found = read_pem_bundle(text.encode(), where="x")
    assert [c.der for c in found.certificates] == [ONE, TWO]
    assert (found.counts.read, found.counts.duplicates) == (3, 1)
    assert found.certificates[0].position == f"byte {text.index('-----BEGIN')}"


def test_private_keys_in_a_bundle_are_counted_and_not_kept() -> None:
    secret = pem(THREE).replace("CERTIFICATE", "PRIVATE KEY")
    found = read_pem_bundle(f"{secret}\n{pem(ONE)}".encode(), where="x")
    assert found.private_keys == 1
    assert [c.der for c in found.certificates] == [ONE]
    assert found.quarantined[0].raw == b""
    assert "AAAD" not in repr(found.quarantined)


def test_other_blocks_of_a_bundle_are_set_aside_whole() -> None:
    odd = pem(TWO).replace("CERTIFICATE", "X509 CRL")
    found = read_pem_bundle(f"{odd}\n{pem(ONE)}".encode(), where="x")
    assert found.quarantined[0].raw.decode() == odd
    assert found.quarantined[0].position == "byte 0"


def test_a_bundle_without_a_block_is_refused() -> None:
    with pytest.raises(InputRejected, match="no PEM block"):
        read_pem_bundle(b"see below", where="x")


def test_der_files_hold_one_certificate_or_several() -> None:
    found = read_der(ONE + TWO + ONE, where="x")
    assert [c.der for c in found.certificates] == [ONE, TWO]
    assert found.counts.duplicates == 1


@pytest.mark.parametrize("data", [b"", ONE[:-1], ONE + b"\x02\x01\x00", ONE + b"\n", b"\x30\x80\x00\x00"])
def test_der_that_is_cut_or_followed_by_other_bytes_is_refused(data: bytes) -> None:
    with pytest.raises(InputRejected):
        read_der(data, where="x")


NOISE = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b'"', b"'", b",", b"\n", b"-", b"-----END CERTIFICATE-----", b"-----BEGIN CERTIFICATE-----", b"\x02"]
    ),
)
BASE = pem_report([told(der(n)) for n in range(30)])
EDITS = st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 90), NOISE), min_size=1, max_size=4)


def damaged(base: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, noise in edits:
        base = base[:at] + noise + base[at + length :]
    return base


@given(EDITS)
def test_damage_is_refused_or_every_row_is_accounted_for(edits: list[tuple[int, int, bytes]]) -> None:
    try:
        found = read_pem_report(damaged(BASE, edits), where="x")
    except InputRejected:
        return
    true = {fingerprint(der(n)) for n in range(30)}
    assert {c.id for c in found.certificates} <= true
    assert all(fingerprint(c.der) == c.id for c in found.certificates)
    assert found.counts.read == found.counts.rows + found.counts.duplicates + len(found.quarantined)


@given(EDITS)
def test_damaged_bundles_account_for_every_block(edits: list[tuple[int, int, bytes]]) -> None:
    try:
        found = read_pem_bundle(damaged(BASE, edits), where="x")
    except InputRejected:
        return
    assert found.counts.read == found.counts.rows + found.counts.duplicates + len(found.quarantined)


@needs_real_data
@pytest.mark.real_data
def test_the_real_year_files_give_every_certificate_once() -> None:
    assert DATA is not None
    files = sorted((DATA / "pem").glob("*.csv.gz"))
    found = [read_pem_report(gzip.decompress(path.read_bytes()), where=path.name) for path in files]
    assert len(found) == 33
    assert sum(report.counts.read for report in found) == 10_229
    assert sum(report.counts.duplicates for report in found) == 12
    assert sum(report.counts.quarantined for report in found) == 0
    assert len({c.id for report in found for c in report.certificates}) == 10_217


@needs_real_data
@pytest.mark.real_data
def test_the_roots_that_dumps_carry_are_certificates_too() -> None:
    found = read_pem_report(gzip.decompress(real_bytes("rootstores/root_certificates.csv.gz")), where="x")
    assert (found.counts.read, found.counts.rows) == (539, 539)
