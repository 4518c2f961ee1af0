"""What a change did to trust: verdicts of its own certificates and of those below that differ between the two days.

Effects stand beside a change, on the certificates it is about and below it; two changes above one certificate both
show it. What if one of them had not been is a question for `subca distrust`.
"""

from __future__ import annotations

from collections.abc import Iterable

from explorer.analysis.changes import Diff
from explorer.analysis.standing import trusted_for, undated_cut_offs
from explorer.graph.reach import descendants
from explorer.model.change import Aspect, Cause, Change, ChangeKind
from explorer.model.finding import SubjectKind, Use
from explorer.model.ids import CaId, CertificateId, KeyId, RecordId
from explorer.model.program import Program
from explorer.rules.facts import Facts

_BELOW = frozenset(
    {
        ChangeKind.VANISHED, ChangeKind.APPEARED, ChangeKind.REVOKED, ChangeKind.RETRUSTED, ChangeKind.ANCHOR_ADDED,
        ChangeKind.ANCHOR_REMOVED, ChangeKind.ANCHOR_CUT_OFF, ChangeKind.NEW_CROSS_CERTIFICATE,
    }
)  # fmt: skip
"""Types that can move trust below the subject; of others the count would be that of somebody else's change."""


class Effects:
    """Differences of verdicts, and the names of what changed."""

    def __init__(self, diff: Diff) -> None:
        self._before, self._after = diff.before.facts, diff.after.facts
        self._undated = {id(side): undated_cut_offs(side) for side in (self._before, self._after)}
        self._moved: dict[CertificateId, tuple[frozenset[Use], frozenset[Use]]] = {}
        for place in diff.deltas:
            if place.aspect is Aspect.TRUST:
                id_ = CertificateId(place.subject)
                old, new = self._trusted_for(self._before, id_), self._trusted_for(self._after, id_)
                self._moved[id_] = (
                    frozenset(use for words, use in old.items() if words not in new),
                    frozenset(use for words, use in new.items() if words not in old),
                )
        self._below: dict[CaId, tuple[CertificateId, ...]] = {}

    def _trusted_for(self, side: Facts, id_: CertificateId) -> dict[str, Use]:
        return trusted_for(side, id_, self._undated[id(side)])

    def of_record(self, kind: ChangeKind, record: str, *, old: str, new: str, note: str, cause: Cause) -> Change:
        """A change about a CCADB record."""
        id_ = RecordId(record)
        row = self._after.records.get(id_) or self._before.records[id_]
        return self.change(
            kind=kind,
            subject_kind=SubjectKind.RECORD,
            subject=record,
            name=row.name,
            owner=row.owner,
            old=old,
            new=new,
            note=note,
            cause=cause,
            certificates=(row.certificate,) if row.certificate else (),
            record=id_,
        )

    def of_certificate(
        self,
        kind: ChangeKind,
        id_: CertificateId,
        *,
        old: str,
        new: str,
        note: str,
        cause: Cause,
        program: str = "",
    ) -> Change:
        """A change about a certificate; of one program alone where `program` is given."""
        held = self._after.graph.certificates.get(id_) or self._before.graph.certificates.get(id_)
        rows = self._after.records_of.get(id_) or self._before.records_of.get(id_) or ()
        return self.change(
            kind=kind,
            subject_kind=SubjectKind.CERTIFICATE,
            subject=id_,
            name=held.subject.text if held else rows[0].name if rows else id_,
            owner=rows[0].owner if rows else "",
            old=old,
            new=new,
            note=note,
            cause=cause,
            certificates=(id_,),
            record=rows[0].record if rows else None,
            program=program,
        )

    def of_ca(self, kind: ChangeKind, ca: str, *, old: str, new: str, note: str, cause: Cause) -> Change:
        """A change about a CA with all its certificates."""
        found = self._after.graph.cas.get(CaId(ca)) or self._before.graph.cas[CaId(ca)]
        return self.change(
            kind=kind,
            subject_kind=SubjectKind.CA,
            subject=ca,
            name=found.name.text,
            owner=next((o for o in map(self._after.owner_of, found.certificates) if o), ""),
            old=old,
            new=new,
            note=note,
            cause=cause,
            certificates=found.certificates,
        )

    def of_key(self, kind: ChangeKind, key: str, *, old: str, new: str, note: str, cause: Cause) -> Change:
        """A change about a key."""
        own = self._after.graph.certificates_of_key(KeyId(key)) or self._before.graph.certificates_of_key(KeyId(key))
        return self.change(
            kind=kind,
            subject_kind=SubjectKind.KEY,
            subject=key,
            name=(self._after.graph.certificates.get(own[0]) or self._before.graph.certificates[own[0]]).subject.text,
            owner=next((o for o in map(self._after.owner_of, own) if o), ""),
            old=old,
            new=new,
            note=note,
            cause=cause,
            certificates=own,
        )

    def change(
        self,
        *,
        kind: ChangeKind,
        subject_kind: SubjectKind,
        subject: str,
        name: str,
        owner: str,
        old: str,
        new: str,
        note: str,
        cause: Cause,
        certificates: tuple[CertificateId, ...],
        record: RecordId | None = None,
        program: str = "",
    ) -> Change:
        """A change with what it did to trust."""
        lost: set[Use] = set()
        gained: set[Use] = set()
        programs = {Program(program)} if program else set()
        for id_ in certificates:
            went, came = self._moved.get(id_, (frozenset(), frozenset()))
            lost |= {use for use in went if not program or use.program == program}
            gained |= {use for use in came if not program or use.program == program}
            if not program:
                programs |= {
                    use.program for side in (self._before, self._after) for use in self._trusted_for(side, id_).values()
                }
        below = self._count_below(certificates, program) if kind in _BELOW else (0, 0)
        return Change(
            kind=kind,
            subject_kind=subject_kind,
            subject=subject,
            name=name,
            certificate=certificates[-1] if certificates else None,
            record=record,
            owner=owner,
            old=old,
            new=new,
            note=note,
            cause=cause,
            programs=tuple(sorted(programs)),
            lost=tuple(sorted(lost, key=str)),
            gained=tuple(sorted(gained, key=str)),
            below_lost=below[0],
            below_gained=below[1],
        )

    def _count_below(self, certificates: Iterable[CertificateId], program: str) -> tuple[int, int]:
        """Certificates below that lost, and that gained, a use."""
        if not self._moved:
            return 0, 0
        below: set[CertificateId] = set()
        for id_ in certificates:
            held = self._after.graph.certificates.get(id_)
            if held is not None and held.ca in self._after.graph.cas:
                below.update(self._moved_below(held.ca))
        below.difference_update(certificates)
        lost = sum(any(not program or use.program == program for use in self._moved[c][0]) for c in below)
        gained = sum(any(not program or use.program == program for use in self._moved[c][1]) for c in below)
        return lost, gained

    def _moved_below(self, ca: CaId) -> tuple[CertificateId, ...]:
        found = self._below.get(ca)
        if found is None:
            graph = self._after.graph
            found = self._below[ca] = tuple(
                c for one in descendants(graph, ca) for c in graph.cas[one].certificates if c in self._moved
            )
        return found
