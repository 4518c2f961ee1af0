"""What goes into the store comes out equal: every field, of odd certificates and of all real ones."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.authority import Link, LinkState
from explorer.model.certificate import Certificate, Name, PssParameters, Tier
from explorer.model.constraint import NameConstraints, NameKind, Subtree
from explorer.model.ids import CaId, CertificateId, KeyId, SpkiHash
from explorer.store import certificates as store
from explorer.store.schema import connect
from ingest.decode.certificate import CertificateReader, Opaque
from ingest.decode.pem import pem_blocks
from ingest.sources.recognise import unpacked
from tests.pki.certificates import certificate
from tests.real_data import DATA, needs_real_data

FOREVER = datetime.max.replace(tzinfo=UTC)
FOREIGN = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", "\n", "\\", "\\n", "%0A", "\x00", "a\\\nb"]
)
TEXTS = st.lists(FOREIGN, max_size=3).map(tuple)
SETS = st.frozensets(FOREIGN, max_size=3)
DIGESTS = st.binary(min_size=32, max_size=32).map(lambda octets: octets.hex().upper())
MOMENTS = st.integers(-62_135_596_800, 253_402_300_799).map(
    lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
NAMES = st.builds(
    Name, der=st.binary(max_size=40), text=FOREIGN, key=FOREIGN, common_name=FOREIGN, organisation=FOREIGN
)
SUBTREES = st.lists(
    st.builds(
        Subtree,
        kind=st.sampled_from(NameKind),
        value=FOREIGN,
        text=FOREIGN,
        minimum=st.integers(0, 2**70),
        maximum=st.none() | st.integers(0, 2**70),
    ),
    max_size=2,
).map(tuple)
CONSTRAINTS = st.builds(NameConstraints, permitted=SUBTREES, excluded=SUBTREES, critical=st.booleans(), problem=FOREIGN)
PSS = st.builds(
    PssParameters,
    digest=st.sampled_from(("sha256", "1.2.3")),
    mgf_digest=st.just("sha1"),
    salt=st.integers(-1, 2**63 - 1),
)
ODD = st.builds(
    Certificate,
    id=DIGESTS.map(CertificateId), tier=st.sampled_from((Tier.STRICT, Tier.TOLERANT)), tier_reason=FOREIGN,
    unread=SETS, ca=DIGESTS.map(CaId), spki=DIGESTS.map(SpkiHash), key=DIGESTS.map(KeyId),
    subject=NAMES, issuer=NAMES, version=st.integers(1, 3), serial=FOREIGN, not_before=MOMENTS, not_after=MOMENTS,
    signature_algorithm=FOREIGN, key_algorithm=FOREIGN, key_bits=st.integers(0, 2**20), key_problem=FOREIGN,
    is_ca=st.none() | st.booleans(), path_length=st.none() | st.integers(0, 2**63 - 1),
    key_usage=st.none() | SETS, eku=st.none() | SETS, signature_encoding=FOREIGN,
    pss=st.none() | PSS, critical=SETS, alternative_names=st.lists(st.tuples(st.sampled_from(NameKind), FOREIGN), max_size=3).map(tuple),
    name_constraints=st.none() | CONSTRAINTS, policies=TEXTS, aki=FOREIGN, aki_pins_issuer=st.booleans(), ski=FOREIGN,
    nocheck=st.none() | FOREIGN, has_san=st.booleans(), crl_urls=TEXTS, ocsp_urls=TEXTS, issuer_urls=TEXTS,
    cps_urls=TEXTS, unknown_critical=TEXTS,
)  # fmt: skip


def through_a_store(path: Path, certificates: list[Certificate]) -> dict[CertificateId, Certificate]:
    path.unlink(missing_ok=True)
    connection = connect(path, write=True)
    connection.execute("PRAGMA synchronous = OFF")
    try:
        store.write_certificates(connection, [(store.packed(c), b"der") for c in certificates])
        return store.read_certificates(connection, FOREVER)
    finally:
        connection.close()


def assert_same(one: Certificate, other: Certificate) -> None:
    for field in fields(Certificate):
        assert getattr(one, field.name) == getattr(other, field.name), field.name


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates") / "store.sqlite"


@given(found=st.lists(ODD, min_size=1, max_size=8, unique_by=lambda c: c.id))
def test_odd_certificates_come_back_equal(found: list[Certificate], path: Path) -> None:
    """A name's other fields follow from its DER, so one DER is one name."""
    names = {name.der: name for c in found for name in (c.subject, c.issuer)}
    sane = [replace(c, subject=names[c.subject.der], issuer=names[c.issuer.der]) for c in found]
    read = through_a_store(path, sane)
    assert list(read) == sorted(c.id for c in sane)
    for written in sane:
        assert_same(read[written.id], written)


def test_a_path_length_beyond_all_measure_is_kept_as_the_largest_there_is(path: Path) -> None:
    drawn = certificate("S", path_length=2**200)
    assert through_a_store(path, [drawn])[drawn.id].path_length == 2**63 - 1


@needs_real_data
@pytest.mark.real_data
def test_all_real_certificates_come_back_equal(path: Path) -> None:
    assert DATA is not None
    reader = CertificateReader()
    ders = {
        block.der
        for file in sorted((DATA / "pem").iterdir())
        if file.name.endswith((".csv", ".csv.gz", ".pem", ".pem.gz"))
        for block in pem_blocks(unpacked(file.read_bytes(), where=file.name))
        if not block.problem
    }
    decoded = [found for der in sorted(ders) if not isinstance(found := reader.decode(der), Opaque)]
    assert len(decoded) > 10_000
    read = through_a_store(path, decoded)
    assert len(read) == len({c.id for c in decoded})
    for written in decoded:
        assert_same(read[written.id], written)


def test_certificates_of_a_later_notbefore_are_left_out(path: Path) -> None:
    early, late = certificate("E", not_before="2020-01-01"), certificate("L", not_before="2022-01-01")
    path.unlink(missing_ok=True)
    connection = connect(path, write=True)
    store.write_certificates(connection, [(store.packed(early), b"e"), (store.packed(late), b"l")])
    assert set(store.read_certificates(connection, datetime(2021, 1, 1, tzinfo=UTC))) == {early.id}
    assert set(store.read_certificates(connection, datetime(2022, 1, 1, tzinfo=UTC))) == {early.id, late.id}
    connection.close()


def test_what_is_there_is_left_alone(path: Path) -> None:
    drawn = certificate("S")
    link = Link(certificate=drawn.id, issuer_spki=drawn.spki, state=LinkState.VERIFIES)
    path.unlink(missing_ok=True)
    connection = connect(path, write=True)
    assert store.write_certificates(connection, [(store.packed(drawn), b"first")]) == 1
    assert (
        store.write_certificates(
            connection, [(store.packed(drawn), b"again"), (store.packed(replace(drawn, serial="ff")), b"x")]
        )
        == 0
    )
    assert store.write_links(connection, [link]) == 1
    assert store.write_links(connection, [link, replace(link, state=LinkState.FAILS)]) == 0
    assert store.read_links(connection) == (link,)
    assert store.read_der(connection, drawn.id) == b"first"
    assert dict(store.every_der(connection)) == {drawn.id: b"first"}
    connection.close()


def test_unreadable_ones_are_held_by_fingerprint(path: Path) -> None:
    path.unlink(missing_ok=True)
    connection = connect(path, write=True)
    id_ = CertificateId("AB" * 32)
    store.write_opaque(connection, [(id_, "no SEQUENCE", b"raw"), (id_, "again", b"raw")])
    assert store.certificate_ids(connection) == {id_}
    assert store.read_der(connection, id_) is None
    connection.close()
