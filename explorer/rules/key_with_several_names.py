"""One key under several CA names.

Why it matters: limits, audits and revocations are tied to a name; a key under two of them passes from one to the
other. Programs ask for one key, one name, and forbid one key with different EKUs.

One finding is one key on unexpired certificates of at least two subjects. Medium where the EKUs of the names differ and
both are trusted; info else.

Limits: only names whose certificates are at hand are seen. Why a key has two names (a rename after a takeover, a
second service) no certificate says.

Traps: names that are written differently but equal under RFC 5280 are one name; the self-signed and the
cross-certificates of one CA share its name and stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.finding import Confidence, Finding, Severity, SubjectKind
from explorer.model.ids import CertificateId, KeyId
from explorer.model.purpose import eku_name
from explorer.rules.citations import ARCP_2_1_3, CRP_1_3_2, MSTRP_3_1_11
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.rules.found import about_key


def subjects(facts: Facts) -> Iterator[str]:
    """Keys with more than one certificate."""
    return filter(lambda key: len(facts.graph.certificates_of_key(key)) > 1, facts.graph.keys())


def check(subject: str, facts: Facts) -> Iterator[Finding]:
    """Yield the finding of this key if its unexpired certificates bear two names."""
    key = KeyId(subject)
    names: dict[str, list[CertificateId]] = {}
    for id_ in facts.graph.certificates_of_key(key):
        if facts.unexpired(id_):
            names.setdefault(facts.graph.certificates[id_].subject.key, []).append(id_)
    if len(names) < 2:
        return
    live = {name: [id_ for id_ in ids if facts.verdicts.live(id_)] for name, ids in names.items()}
    trusted = {name: _ekus(ids, facts) for name, ids in live.items() if ids}
    mixed = len(trusted) > 1 and len(set(trusted.values())) > 1
    shown = next((ids[0] for ids in live.values() if ids), next(iter(names.values()))[0])
    yield about_key(
        RULE.id,
        key,
        facts,
        severity=Severity.MEDIUM if mixed else Severity.INFO,
        because=(
            f"{len(names)} names share the key",
            *(_sentence(ids, bool(live[name]), facts) for name, ids in sorted(names.items())),
            *(["their EKUs differ, and more than one of them is trusted"] if mixed else []),
        ),
        certificate=shown,
    )


def _ekus(ids: list[CertificateId], facts: Facts) -> frozenset[frozenset[str] | None]:
    return frozenset(facts.graph.certificates[id_].eku for id_ in ids)


def _sentence(ids: list[CertificateId], live: bool, facts: Facts) -> str:
    certificate = facts.graph.certificates[ids[0]]
    eku = "no EKU" if certificate.eku is None else ", ".join(sorted(eku_name(oid) for oid in certificate.eku))
    trusted = "trusted" if live else "trusted by nobody"
    more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
    return f"{certificate.subject.text} ({trusted}; EKU: {eku}; certificate {certificate.id}{more})"


RULE = Rule(
    id="KEY-004",
    name="key-with-several-names",
    title="One key, several CA names",
    kind=SubjectKind.KEY,
    severity=Severity.MEDIUM,
    confidence=Confidence.CERTAIN,
    since=None,
    citations=(CRP_1_3_2, ARCP_2_1_3, MSTRP_3_1_11),
    remedy="One key, one name at the next reissue.",
    subjects=subjects,
    check=check,
)
