"""Draw a small PKI in a few lines, without real cryptography: what a case says is what differs.

    World().root("R", owner="Alpha").sub("S", under="R", operator="Beta").facts()

A word names a certificate. `sub(..., same_as="S")` is one more certificate of S's CA (under another issuer: a
cross-certificate); `key="S"` puts S's key under another name. Every certificate has a record, in which the
owner is that of its issuer, the operator is blank, and nothing is revoked, unless said. Links are proved
unless `link` says otherwise. Graph, verdicts, roles, constraint answers and key states are the real ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Self

from explorer.graph.delegation import build_graph
from explorer.keys.lifecycle import key_life
from explorer.keys.status_signing import status_signing
from explorer.model.affiliate import Affiliate
from explorer.model.audit import AUDIT_TITLES, AuditClaim, pack_audits
from explorer.model.authority import Link, LinkState
from explorer.model.certificate import KEY_USAGE, Certificate
from explorer.model.disclosure import Disclosure, RecordKind, RevocationStatus
from explorer.model.evidence import Evidence
from explorer.model.finding import Finding
from explorer.model.ids import CaId, CertificateId, KeyId, RecordId, SpkiHash, sha256_hex
from explorer.model.key_use import KeyUse, UseKind
from explorer.model.program import Program, TrustAnchor
from explorer.model.purpose import Purpose
from explorer.model.revocation import Revocation
from explorer.model.sighting import Place, Sighting
from explorer.operators.roles import assign_roles
from explorer.rules.contract import Rule
from explorer.rules.facts import Facts
from explorer.trust.anchors import weigh_anchors
from explorer.trust.constraint_check import check_constraints
from explorer.trust.engine import judge_all
from tests.pki.certificates import certificate, key_of

CONSTRAINED: dict[str, Any] = {
    "eku": ("tls-server", "tls-client"),
    "permitted_dns": ("example",),
    "excluded_ip": ("0.0.0.0/0", "::/0"),
    "permitted_directory": ("Example",),
}
"""Name-constrained as every definition asks of a TLS CA (row f of the truth table)."""

_AUDIT = "https://audit.example/"


@dataclass(slots=True)
class Drawn:
    """One certificate of the drawing, and where it is known from."""

    word: str
    certificate: Certificate
    issuer: str  # word of the issuer's certificate, its own for a self-signed one
    key: str  # word of the key
    common_name: str
    link: LinkState | None
    listed: bool  # False: its PEM is not at hand
    opaque: str  # why it can't be read; empty when it can


class World:
    """A PKI under construction; every method that draws returns the world itself."""

    def __init__(self, as_of: str = "2026-09-01", basis: str = "mrsp") -> None:
        self.as_of = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
        self.basis = basis
        self._drawn: dict[str, Drawn] = {}
        self._records: list[Disclosure] = []
        self._anchors: list[TrustAnchor] = []
        self._revocations: list[Revocation] = []
        self._evidence: list[Evidence] = []
        self._affiliates: list[Affiliate] = []
        self._uses: list[KeyUse] = []
        self._sightings: dict[CertificateId, tuple[Sighting, ...]] = {}

    # -- drawing ---------------------------------------------------------------------------------

    def root(
        self,
        word: str,
        *,
        owner: str = "Alpha",
        programs: Iterable[str] = ("Mozilla",),
        purposes: Iterable[str] = ("tls-server", "email"),
        until: str | None = None,
        **differs: Any,
    ) -> Self:
        """A self-signed certificate that these programs trust for these purposes; programs=(): nobody does."""
        record = {k: differs.pop(k) for k in tuple(differs) if k in _RECORD_WORDS}
        drawn = self._draw(word, under=word, **differs)
        if record.pop("record", True):
            self._record(drawn, kind=RecordKind.ROOT, owner=owner, programs=tuple(programs), **record)
        for program in programs:
            for purpose in purposes:
                self._anchors.append(
                    TrustAnchor(
                        program=Program(program),
                        certificate=drawn.certificate.id,
                        purpose=Purpose(purpose),
                        policy="",
                        disabled_from=None,
                        not_before_until=None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC),
                        label=word,
                        source=f"root-store:{program}",
                        day=self.as_of.date(),
                    )
                )
        return self

    def sub(self, word: str, *, under: str, **differs: Any) -> Self:
        """A CA certificate issued by the CA of the certificate `under`, with its record."""
        record = {k: differs.pop(k) for k in tuple(differs) if k in _RECORD_WORDS}
        drawn = self._draw(word, under=under, **differs)
        if record.pop("record", True):
            self._record(drawn, kind=RecordKind.INTERMEDIATE, **record)
        return self

    def responder(self, word: str, *, under: str, **differs: Any) -> Self:
        """An OCSP responder on profile, but for `differs`; CCADB has no records of such."""
        defaults: dict[str, Any] = {
            "is_ca": False,
            "eku": ("ocsp-signing",),
            "nocheck": "0500",
            "critical": (KEY_USAGE,),
            "not_before": "2026-06-01",
            "not_after": "2026-12-01",
            "record": False,
        }
        return self.sub(word, under=under, **{**defaults, **differs})

    def record(self, word: str, **differs: Any) -> Self:
        """One more record of a certificate already drawn (root=True: a root record)."""
        kind = RecordKind.ROOT if differs.pop("root", False) else RecordKind.INTERMEDIATE
        self._record(self._drawn[word], kind=kind, **differs)
        return self

    def revoked(self, word: str, source: str = "ccadb", reason: str = "") -> Self:
        """Revoke in one source; "ccadb" also sets the column of its records."""
        id_ = self.id(word)
        self._revocations.append(Revocation(certificate=id_, source=source, since=None, reason=reason))
        if source == "ccadb":
            self._records = [
                replace(r, revocation=RevocationStatus.REVOKED) if r.certificate == id_ else r for r in self._records
            ]
        return self

    def affiliates(self, *members: str) -> Self:
        """These organisations are under common control, without limit of time."""
        for member in members:
            self._affiliates.append(
                Affiliate(group=members[0], member=member, since=None, until=None, source="register")
            )
        return self

    def evidence(self, word: str, **differs: Any) -> Self:
        """A destruction report that holds for the key of this certificate, but for `differs`."""
        fields: dict[str, Any] = {
            "event": "destroyed",
            "event_date": date(2021, 1, 1),
            "precision": "day",
            "keys": (self._drawn[word].certificate.spki,),
            "certificates": (),
            "owner": "Alpha",
            "holder": "Alpha",
            "form": "auditor_destruction_report",
            "copies": "all",
            "auditor": "Auditor LLP",
            "document_sha256": sha256_hex(b"report"),
            "document_locator": "https://evidence.example/report.pdf",
            "source_level": "primary",
            "supersedes": (),
            "fields": (),
            **differs,
        }
        id_ = sha256_hex(f"{word}:{len(self._evidence)}:{fields!r}".encode())
        self._evidence.append(Evidence(id=id_, **fields))
        return self

    def used(self, word: str, *, about: str, by: str = "", on: str = "2026-08-15") -> Self:
        """An OCSP response signed with the key of `word` about what the CA of `about` issued; `by` names a responder."""
        moment = datetime.fromisoformat(on).replace(tzinfo=UTC)
        self._uses.append(
            KeyUse(
                id=sha256_hex(f"response:{word}:{about}:{on}".encode()),
                kind=UseKind.OCSP_RESPONSE,
                key=self.spki(word),
                signer=self.id(by) if by else None,
                issuers=(self.spki(about),),
                this_update=moment,
                produced_at=moment,
                next_update=None,
                signature_algorithm="sha256-rsa",
                input=sha256_hex(b"response.ors"),
            )
        )
        return self

    def seen(self, word: str, place: str = "chain", *, verified: bool = True) -> Self:
        """A log shows the certificate: in a chain, as an entry, or among its accepted roots."""
        moment = datetime(2026, 5, 1, tzinfo=UTC)
        sighting = Sighting(
            certificate=self.id(word), log="Log", log_id=sha256_hex(b"log"), is_verified=verified, place=Place(place),
            first_entry=7, first_seen=moment, last_entry=9, last_seen=moment,
        )  # fmt: skip
        self._sightings[self.id(word)] = (*self._sightings.get(self.id(word), ()), sighting)
        return self

    # -- answers ---------------------------------------------------------------------------------

    def facts(self) -> Facts:
        """Everything judged, as a rule sees it."""
        shown = [d for d in self._drawn.values() if d.listed and not d.opaque]
        certificates = {d.certificate.id: d.certificate for d in shown}
        links = [
            Link(certificate=d.certificate.id, issuer_spki=self._drawn[d.issuer].certificate.spki, state=d.link)
            for d in shown
            if d.link is not None
        ]
        graph = build_graph(certificates, links)
        records = tuple(sorted(self._records, key=lambda r: r.record))
        revocations: dict[CertificateId, tuple[Revocation, ...]] = {}
        for revocation in self._revocations:
            revocations[revocation.certificate] = (*revocations.get(revocation.certificate, ()), revocation)
        records_of: dict[CertificateId, tuple[Disclosure, ...]] = {}
        for record in records:
            if record.certificate is not None:
                records_of[record.certificate] = (*records_of.get(record.certificate, ()), record)
        return Facts(
            as_of=self.as_of,
            graph=graph,
            records={r.record: r for r in records},
            records_of=records_of,
            opaque={d.certificate.id: d.opaque for d in self._drawn.values() if d.opaque},
            revocations=revocations,
            roles=assign_roles(records, graph, tuple(self._affiliates), self.as_of, tuple(self._evidence)),
            constraints=check_constraints(certificates, records, self.as_of),
            verdicts=judge_all(graph, weigh_anchors(records, self._anchors, self.as_of), revocations, self.as_of),
            key_life=key_life(tuple(self._evidence), graph, self.as_of, self._uses),
            signing=status_signing(graph, self.as_of),
            basis=self.basis,
            audit_ends={r.record: r.standard_audit_end for r in records if r.standard_audit_end is not None},
            sightings=self._sightings,
        )

    def findings(self, rule: Rule) -> list[Finding]:
        """What the rule finds, in its order."""
        return list(rule.run(self.facts()))

    def fired(self, rule: Rule) -> list[str]:
        """`word severity` of each finding, `word unknown` where the rule could not tell; sorted."""
        return sorted(
            f"{self.word(f.subject)} {f.severity if f.status != 'unknown' else 'unknown'}" for f in self.findings(rule)
        )

    def id(self, word: str) -> CertificateId:
        """The fingerprint of a certificate."""
        return self._drawn[word].certificate.id

    def ca(self, word: str) -> CaId:
        """The CA that a certificate names."""
        return self._drawn[word].certificate.ca

    def key(self, word: str) -> KeyId:
        """The key of a certificate."""
        return self._drawn[word].certificate.key

    def spki(self, word: str) -> SpkiHash:
        """The key of a certificate as encoded."""
        return self._drawn[word].certificate.spki

    def path(self, path: Iterable[CertificateId]) -> str:
        """A path in words: "R > S"."""
        return " > ".join(self.word(id_) for id_ in path)

    def word(self, subject: str) -> str:
        """What the drawing calls a certificate, CA, key or record; the subject itself when nothing fits."""
        return next((word for word, ids in self._names() if subject in ids), subject)

    def _names(self) -> Iterator[tuple[str, set[str]]]:
        for drawn in self._drawn.values():
            own = drawn.certificate
            yield drawn.word, {own.id, own.ca, own.key, _record_id(drawn.word)}

    # -- parts -----------------------------------------------------------------------------------

    def _draw(
        self,
        word: str,
        *,
        under: str,
        same_as: str = "",
        link: str | None = "verifies",
        pem: bool = True,
        opaque: str = "",
        expired: bool = False,
        **differs: Any,
    ) -> Drawn:
        twin = self._drawn.get(same_as)
        common_name = twin.common_name if twin else differs.pop("cn", word)
        key = twin.key if twin else differs.pop("key", common_name)
        if key in self._drawn:
            key = self._drawn[key].key
        if expired:
            differs["not_after"] = "2021-01-01"
        if under != word:
            differs["issuer"] = self._drawn[under].certificate
        differs.setdefault("serial", f"{len(self._drawn) + 1:02x}")
        drawn = Drawn(
            word=word,
            certificate=certificate(common_name, key=key, **differs),
            issuer=under,
            key=key,
            common_name=common_name,
            link=None if link is None else LinkState(link),
            listed=pem,
            opaque=opaque,
        )
        assert drawn.certificate.key == key_of(key)
        self._drawn[word] = drawn
        return drawn

    def _record(
        self,
        drawn: Drawn,
        *,
        kind: RecordKind,
        programs: tuple[str, ...] = (),
        owner: str = "",
        operator: str | None = "",
        parent: str = "",
        own_audit: bool | None = None,
        audit_url: str | None = None,
        audit_end: str = "",
        ev_audit_url: str | None = "",
        constrained_flag: bool | None = False,
        revocation: str = "Not Revoked",
        bits: str | None = None,
        cell: str | None = None,
        valid_from: str | None = None,
        valid_to: str | None = None,
        audits: dict[str, str] | None = None,
        full_crl: str | None = None,
        partitioned_crls: str | None = None,
    ) -> None:
        is_root = kind is RecordKind.ROOT
        parent_of = None if is_root else self._drawn[parent or drawn.issuer]
        issuer_record = next(
            (r for r in self._records if parent_of and r.certificate == parent_of.certificate.id), None
        )
        if own_audit is None:
            own_audit = is_root or bool(operator)
        if audit_url is None:
            audit_url = f"{_AUDIT}{drawn.word}" if own_audit else ""
        record = RecordId(_record_id(drawn.word, sum(r.certificate == drawn.certificate.id for r in self._records)))
        included = tuple(Program(p) for p in programs)
        self._records.append(
            Disclosure(
                record=record,
                source="ccadb-all-records",
                day=self.as_of.date(),
                since=self.as_of.date(),
                certificate=drawn.certificate.id if cell is None else None,
                certificate_cell=drawn.certificate.id if cell is None else cell,
                name=drawn.word,
                kind=kind,
                owner=owner or (issuer_record.owner if issuer_record else "Alpha"),
                subordinate_owner=operator,
                parent_record=issuer_record.record if issuer_record else None if is_root else RecordId("elsewhere"),
                parent_name=parent_of.word if parent_of else "",
                parent_certificate=parent_of.certificate.id if parent_of else None,
                revocation=RevocationStatus("" if is_root else revocation),
                technically_constrained=constrained_flag,
                audits_same_as_parent=not own_audit,
                standard_audit_url=audit_url,
                apple_status=_status(Program.APPLE, included),
                chrome_status=_status(Program.CHROME, included),
                microsoft_status=_status(Program.MICROSOFT, included),
                mozilla_status=_status(Program.MOZILLA, included),
                derived_trust_bits=bits,
                valid_from=valid_from,
                valid_to=valid_to,
                row=len(self._records),
                standard_audit_end=date.fromisoformat(audit_end) if audit_end else None,
                tls_ev_audit_url=ev_audit_url,
                audits_packed=pack_audits(_audits(drawn.word, audit_url, audit_end, audits or {})),
                full_crl=full_crl,
                partitioned_crls=partitioned_crls,
            )
        )


_RECORD_WORDS = frozenset(
    {
        "record",
        "owner",
        "operator",
        "parent",
        "own_audit",
        "audit_url",
        "audit_end",
        "ev_audit_url",
        "constrained_flag",
        "revocation",
        "bits",
        "cell",
        "valid_from",
        "valid_to",
        "audits",
        "full_crl",
        "partitioned_crls",
    }
)


def _audits(word: str, standard_url: str, standard_end: str, said: dict[str, str]) -> Iterator[AuditClaim]:
    """Columns for every audit; `said` gives "start/end" or "start/end/statement" by its name, each may be blank or "?"."""
    for standard in AUDIT_TITLES:
        cells = [*said.get(standard, "").split("/"), "", ""][:3]
        url = f"{_AUDIT}{word}/{standard}" if standard in said else ""
        if standard == "standard":
            url = standard_url
            cells[1] = cells[1] or standard_end
        start, end, statement = (date.fromisoformat(c) if c and c != "?" else None for c in cells)
        yield AuditClaim(
            standard=standard,
            url=url,
            type="",
            statement_date=statement,
            period_start=start,
            period_end=end,
            unread=tuple(f"{AUDIT_TITLES[standard]} Audit: {c}" for c in cells if c == "?"),
        )


def _record_id(word: str, number: int = 0) -> str:
    return f"record-{word}" + (f"-{number + 1}" if number else "")


def _status(program: Program, included: tuple[Program, ...]) -> str:
    return "Included" if program in included else "Not Included"
