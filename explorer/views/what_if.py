"""What if these were gone: the question in words, the certificates that it means, and the answer certificate by certificate.

The command line, its file and the screen ask and answer through this; the judging is `analysis/distrust.py`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explorer.analysis.distrust import Consequences, Fate
from explorer.errors import UsageError
from explorer.model.disclosure import RecordKind
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import Purpose
from explorer.rules.facts import Facts
from explorer.trust.masks import Distrust
from explorer.views.census import issuance_of
from explorer.views.lookup import look_up

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is not to be believed, in the words of `subca distrust`; each may be named several times."""

    owners: tuple[str, ...] = ()  # exact names
    roots: tuple[str, ...] = ()  # CA ids, fingerprints or exact names
    keys: tuple[str, ...] = ()  # digits
    certificates: tuple[str, ...] = ()  # digits
    issued_after: date | None = None
    target: str = ""  # a CA for which a smallest set of revocations is looked for

    @property
    def is_empty(self) -> bool:
        """Nothing is named that is not to be believed."""
        return not (self.owners or self.roots or self.keys or self.certificates)

    @property
    def parts(self) -> Parts:
        """Names and values of options and of a link, in their order; what is not asked has an empty value."""
        return (
            *(("owner", name) for name in self.owners),
            *(("root", name) for name in self.roots),
            *(("key", digits) for digits in self.keys),
            *(("certificate", digits) for digits in self.certificates),
            ("issued-after", self.issued_after.isoformat() if self.issued_after else ""),
            ("target", self.target),
        )


NO_QUESTION = Question()


@dataclass(frozen=True, slots=True, kw_only=True)
class FateRow:
    """The columns of distrust.csv, in their order."""

    fate: str  # loses, limited, keeps
    is_distrusted: str  # yes, no
    subject_name: str
    certificate_sha256: str
    ca_id: str
    ca_owner: str
    operator: str
    lost: tuple[str, ...]
    limited: tuple[str, ...]
    kept: tuple[str, ...]
    survives_through: tuple[str, ...]
    issued_unexpired: int | None  # None: not observed, or no census
    issuance: str


def meant(facts: Facts, question: Question) -> frozenset[CertificateId]:
    """The certificates that the words name. Raises `UsageError` when one of them names nothing, or several things."""
    graph = facts.graph
    found: set[CertificateId] = set()
    for owner in question.owners:
        own = roots_of(facts, owner)
        if not own:
            raise UsageError(
                "no root of this CA owner at hand", where=repr(owner), remedy="give the exact CA Owner of CCADB"
            )
        for certificate in own:
            found.update(s for s in graph.siblings(certificate) if graph.is_self_signed(s) or s == certificate)
    for root in question.roots:
        named = look_up(graph, root).certificates
        found.update(s for c in named for s in graph.siblings(c) if graph.is_self_signed(s) or s in named)
    for key in question.keys:
        found.update(s for c in look_up(graph, key).certificates for s in graph.key_siblings(c))
    for certificate_ in question.certificates:
        found.update(look_up(graph, certificate_).certificates)
    return frozenset(found)


def roots_of(facts: Facts, owner: str) -> frozenset[CertificateId]:
    """Certificates that CCADB records as roots of this owner, by its exact name."""
    return frozenset(
        d.certificate
        for d in facts.records.values()
        if d.owner == owner
        and d.kind is RecordKind.ROOT
        and d.certificate is not None
        and d.certificate in facts.graph.certificates
    )


def owners_with_roots(facts: Facts) -> tuple[str, ...]:
    """Every owner of whom a root is at hand, in the order of lists."""
    found = {
        d.owner
        for d in facts.records.values()
        if d.kind is RecordKind.ROOT and d.certificate in facts.graph.certificates
    }
    return tuple(sorted(found, key=lambda name: (name.casefold(), name)))


def distrust_of(
    certificates: frozenset[CertificateId],
    question: Question,
    programs: Iterable[Program],
    purposes: Iterable[Purpose],
) -> Distrust:
    """The question as the engine takes it."""
    return Distrust(
        certificates=certificates,
        programs=frozenset(programs),
        purposes=frozenset(purposes),
        issued_after=question.issued_after,
    )


def fate_rows(facts: Facts, answer: Consequences) -> tuple[FateRow, ...]:
    """One row for each certificate of the answer, in its order: who loses or is limited, then who survives below."""
    return tuple(_row(facts, answer, fate) for fate in answer.fates)


def fate_word(fate: Fate) -> str:
    """What becomes of a certificate, in one word."""
    return "loses" if fate.lost else "limited" if fate.limited else "keeps"


def _row(facts: Facts, answer: Consequences, fate: Fate) -> FateRow:
    held = facts.graph.certificates[fate.certificate]
    role = facts.roles.strongest(fate.certificate)
    issuance = issuance_of(facts, fate.certificate)
    return FateRow(
        fate=fate_word(fate),
        is_distrusted="yes" if fate.certificate in answer.question.certificates else "no",
        subject_name=held.subject.text,
        certificate_sha256=fate.certificate,
        ca_id=held.ca,
        ca_owner=role.owner if role else "",
        operator=role.operator if role and role.is_external else "",
        lost=tuple(map(str, fate.lost)),
        limited=tuple(map(str, fate.limited)),
        kept=tuple(map(str, fate.kept)),
        survives_through=tuple(fate.survives_through),
        issued_unexpired=issuance.unexpired,
        issuance=issuance.words,
    )


def distrust_command(
    question: Question, programs: Iterable[Program], purposes: Iterable[Purpose], day: date | None
) -> str:
    """The command that answers the same; words that a shell would read are quoted."""
    words = ["subca", "distrust"]
    for name, value in question.parts:
        words += [f"--{name}", value] if value else []
    for program in programs:
        words += ["--program", program.value]
    for purpose in purposes:
        words += ["--purpose", str(purpose)]
    words += ["--as-of", day.isoformat()] if day else []
    return shlex.join(words)
