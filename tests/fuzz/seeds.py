"""Whole inputs to begin with, one maker for each format; all are ours (the sample world), the public ones come from `corpus.py`."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.store.baseline import Acceptance, write_baseline
from ingest.config import config_text, read_config
from ingest.ct.checkpoint import key_id
from ingest.decode.der import DerError
from ingest.decode.skim import skim
from tests.fuzz.corpus import sample_certificates

SIGNED = b"\x04\x03" + (70).to_bytes(2, "big") + bytes(70)  # a digitally-signed struct (RFC 5246 4.7)


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def named(files: tuple[tuple[str, tuple[bytes, ...]], ...]) -> tuple[bytes, ...]:
    """Seeds of `whole_input`."""
    return tuple(name.encode() + b"\n" + content for name, contents in files for content in contents)


def field_seeds() -> tuple[bytes, ...]:
    """Names, keys, algorithms and extensions of the sample, each before the reader of its kind and one other."""
    found: dict[bytes, None] = {}
    for der in sample_certificates()[::3]:
        try:
            outer = skim(der)
        except DerError:
            continue
        parts = [(0, outer.subject), (1, outer.spki), (2, outer.algorithm)]
        for number, extension in enumerate(outer.extensions):
            parts += [(3 + number, extension.value)]
        found |= dict.fromkeys(bytes((kind,)) + value for kind, value in parts)
    return tuple(found)


@cache
def leaves() -> tuple[tuple[bytes, bytes], ...]:
    """Leaves made of the sample's certificates: final ones and precertificates."""
    ders = [der for der in sample_certificates() if len(der) < 1500][:6]
    time = (1_700_000_000_000).to_bytes(8, "big")

    def block(content: bytes, octets: int) -> bytes:
        return len(content).to_bytes(octets, "big") + content

    issuer = block(ders[0], 3)
    final = [(b"\0\0" + time + b"\0\0" + block(der, 3) + b"\0\0", block(issuer, 3)) for der in ders[1:3]]
    pre = [
        (b"\0\0" + time + b"\0\1" + bytes(32) + block(der[4:-80], 3) + b"\0\0", block(der, 3) + block(issuer, 3))
        for der in ders[3:5]
    ]
    return tuple(final + pre)


def leaf_seeds() -> tuple[bytes, ...]:
    """Both parts, apart by a bar."""
    return tuple(first + b"|" + second for first, second in leaves())


def tile_seeds() -> tuple[bytes, ...]:
    """Two entries a tile: a TimestampedEntry, the precertificate if it is one, and fingerprints of the chain."""
    chain_of = (32).to_bytes(2, "big") + bytes(range(32))
    made = []
    for first, second in leaves():
        precertificate = second[: 3 + int.from_bytes(second[:3], "big")] if first[11] else b""
        made.append(first[2:] + precertificate + chain_of)
    return (made[0] + made[2], made[1] + made[3], *made)


def answer_seeds() -> tuple[bytes, ...]:
    """get-entries, get-sth, get-roots, get-sth-consistency."""

    entries = [{"leaf_input": _base64(first), "extra_data": _base64(second)} for first, second in leaves()[1:3]]
    told = [
        {"entries": entries},
        {"tree_size": 9, "timestamp": 1_700_000_000_000, "sha256_root_hash": _base64(bytes(32)), "tree_head_signature": _base64(SIGNED)},
        {"certificates": [_base64(sample_certificates()[0])]},
        {"consistency": [_base64(bytes(32))] * 3},
    ]  # fmt: skip
    return tuple(json.dumps(one).encode() for one in told)


ORIGIN, LOG_ID = "log.example/2026", bytes(32)


def checkpoint_seeds() -> tuple[bytes, ...]:
    """A note of our log alone, and one with a witness."""
    octets = key_id(ORIGIN, LOG_ID) + (1_700_000_000_000).to_bytes(8, "big") + SIGNED
    ours = f"\u2014 {ORIGIN} {_base64(octets)}\n"
    witness = f"\u2014 witness.example {_base64(bytes(72))}\n"
    body = f"{ORIGIN}\n2048\n{_base64(bytes(32))}\n\n"
    return (f"{body}{ours}".encode(), f"{body}{witness}{ours}".encode())


CRTSH = json.dumps(
    [
        {
            "issuer_ca_id": 1,
            "issuer_name": "C=XA, O=A, CN=B",
            "common_name": "x.example",
            "name_value": "x.example\ny.example",
            "id": 12345,
            "entry_timestamp": "2026-01-01T00:00:00.123",
            "not_before": "2026-01-01T00:00:00",
            "not_after": "2026-04-01T00:00:00",
            "serial_number": "0a1b",
            "result_count": 2,
        }
    ]
).encode()
LOG_LIST = json.dumps(
    {
        "version": "1.0",
        "log_list_timestamp": "2026-09-01T00:00:00Z",
        "operators": [
            {
                "name": "Example",
                "email": ["log@example.org"],
                "logs": [
                    {
                        "description": "Example 2026",
                        "log_id": "A" * 43 + "=",
                        "key": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" + "A" * 86 + "==",
                        "url": "https://log.example/2026/",
                        "mmd": 86400,
                        "state": {"usable": {"timestamp": "2026-01-01T00:00:00Z"}},
                        "temporal_interval": {
                            "start_inclusive": "2026-01-01T00:00:00Z",
                            "end_exclusive": "2027-01-01T00:00:00Z",
                        },
                    }
                ],
                "tiled_logs": [],
            }
        ],
    }
).encode()


def settings_seeds() -> tuple[bytes, ...]:
    """The settings in force, a source of one's own, and a source switched off."""
    own = b'[sources.own]\nkind = "pem"\naddresses = [["https://example.org/a.pem"]]\n'
    return (config_text(read_config(None)).encode(), own, b"[sources.onecrl]\nenabled = false\n")


def baseline_seeds() -> tuple[bytes, ...]:
    """Two accepted findings."""
    accepted = [
        Acceptance(
            fingerprint=mark * 32, rule=f"SUBCA-00{number}", subject="AB" * 32, severity="high",
            programs=("Mozilla:tls-server",), reason="known, \u202e and \\ told", author="A. Uthor",
            accepted=date(2026, 1, 1), until=date(2027, 1, 1),
        )
        for number, mark in enumerate(("AB", "CD"))
    ]  # fmt: skip
    with TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.toml"
        write_baseline(path, accepted)
        return (path.read_bytes(),)


LINKS = tuple(
    one.encode()
    for one in (
        "/findings?severity=high,low&program=Mozilla&page=2",
        "/ca/" + "AB" * 32 + "?tab=paths&as_of=2026-09-01&compare=2026-06-01",
        "/key/" + "CD" * 32,
        "/owner/Old%20Lantern%20Trust?external=yes&text=%E2%80%AE",
        "/method?rule=SUBCA-001",
        "/?x=1&x=2&=&&",
    )
)


def callback_seeds() -> tuple[bytes, ...]:
    """The body of every callback that the server answers, as the renderer sends it."""
    from tests.explorer.ui.asking import body_of
    from tests.fuzz.asking import application

    values = {"location.pathname": "/findings", "location.search": "?severity=high"}
    names = [name for name, wired in application().callback_map.items() if wired.get("callback")]
    return tuple(json.dumps(body_of(application(), name, values)).encode() for name in names)


def onecrl_report_seeds() -> tuple[bytes, ...]:
    """Mozilla's report of the intermediates in OneCRL."""
    from tests.ingest.sources.test_onecrl_report import report, row

    return (report(row(0), row(1)),)


def included_roots_seeds() -> tuple[bytes, ...]:
    """CCADB's report of included roots."""
    from tests.ingest.sources.test_included_roots import ROOT, report

    return (report(ROOT, {**ROOT, "SHA-256 Fingerprint": "CD" * 32, "Apple Status": "Included"}),)
