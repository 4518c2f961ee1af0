"""TLS is always verified: the chain, the name, and the deadline behind it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.exchange import Answer, Body, Failed, Question, Trouble
from ingest.http import Client
from tests.ingest.loopback import answer, dripping, good, loopback, short
from tests.ingest.test_http import CAP, CSV, QUICK, FakeTime

BEGIN = datetime.now(UTC) - timedelta(days=1)


def certified(folder: Path, subject_alternative: str) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a fresh self-signed certificate for this address, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(subject_alternative))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    bundle = folder / "trust.pem"
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, private)
    return context, bundle


def ask(target: str, url: str, bundle: Path | None) -> Answer:
    client = Client(
        limits=QUICK, clock=FakeTime().clock(), agent="subca/test", say=lambda line: None,
        allowed=frozenset({target}), ca_bundle=str(bundle or ""),
    )  # fmt: skip
    return client.get(Question(url=url, cap=CAP))


def test_a_server_that_proves_its_name_is_believed(tmp_path: Path) -> None:
    context, bundle = certified(tmp_path, "127.0.0.1")
    with loopback(context) as server:
        found = ask(server.target, server.on("/x", good(CSV)), bundle)
    assert isinstance(found, Body) and found.data == CSV


@pytest.mark.parametrize(("address", "trusted"), [("127.0.0.1", False), ("127.0.0.9", True)], ids=["chain", "name"])
def test_a_server_that_does_not_is_not_asked_twice(address: str, trusted: bool, tmp_path: Path) -> None:
    context, bundle = certified(tmp_path, address)
    with loopback(context) as server:
        found = ask(server.target, server.on("/x", good(CSV)), bundle if trusted else None)
    assert isinstance(found, Failed)
    assert (found.trouble, found.tries) == (Trouble.UNREACHABLE, 1)
    assert "TLS" in found.what and not server.requests


def test_the_deadline_holds_behind_tls(tmp_path: Path) -> None:
    context, bundle = certified(tmp_path, "127.0.0.1")
    with loopback(context) as server:
        found = ask(server.target, server.on("/x", dripping(server, answer(CSV))), bundle)
    assert isinstance(found, Failed) and "deadline" in found.what


def test_a_short_body_behind_tls_is_broken(tmp_path: Path) -> None:
    """The end of the connection is no end of the body, whether or not TLS was closed."""
    context, bundle = certified(tmp_path, "127.0.0.1")
    with loopback(context) as server:
        found = ask(server.target, server.on("/x", short(CSV)), bundle)
    assert isinstance(found, Failed) and found.trouble is Trouble.BROKEN
