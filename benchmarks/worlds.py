"""Worlds to judge: that of a folder of data, copies of it side by side, and the hard shapes."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import TypeVar

from explorer.analysis.survey import no_collector, survey
from explorer.graph.delegation import DelegationGraph, build_graph
from explorer.model.authority import Link
from explorer.model.certificate import Certificate
from explorer.model.ids import CertificateId
from explorer.model.program import Program
from explorer.model.purpose import EMAIL, TLS_CLIENT, TLS_SERVER
from explorer.model.revocation import Revocation
from explorer.rules.facts import Facts
from explorer.store.catalog import open_store
from explorer.terminal.progress import SILENT
from explorer.trust.anchors import Anchored, Anchors
from explorer.trust.engine import Verdicts, judge_all
from explorer.trust.masks import NOTHING, Distrust
from ingest.build import ingest_bytes
from ingest.reading import Asked
from tests.pki.certificates import certificate
from tests.pki.links import graph_of

NOW = datetime(2026, 9, 1, tzinfo=UTC)
_FOLDERS = ("ccadb", "pem", "rootstores", "onecrl")
_Id = TypeVar("_Id", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a graph and a pass over it are made from."""

    certificates: Mapping[CertificateId, Certificate]
    links: tuple[Link, ...]
    anchors: Anchors
    revocations: Mapping[CertificateId, tuple[Revocation, ...]]
    as_of: datetime

    def graph(self) -> DelegationGraph:
        """Built anew, its integers too, the collector off as in an assessment."""
        with no_collector():
            graph = build_graph(self.certificates, self.links)
            graph.adjacency  # noqa: B018  made at first use; the pass needs it
        return graph

    def judge(self, graph: DelegationGraph, distrust: Distrust = NOTHING) -> Verdicts:
        """One pass: all programs and purposes."""
        with no_collector():
            return judge_all(graph, self.anchors, self.revocations, self.as_of, distrust=distrust)


def inputs(data: Path) -> list[Path]:
    """The files of a data folder that make a world."""
    return sorted(path for folder in _FOLDERS for path in (data / folder).glob("*") if path.is_file())


def read(data: Path, day: date | None = None) -> tuple[World, Facts]:
    """The newest world of a data folder (or that of a day), read from a store made of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        files = {path.name: path.read_bytes() for path in inputs(data)}
        ingest_bytes(files, Asked(today=NOW.date()), store=store, now=NOW, progress=SILENT)
        with open_store(store) as opened:
            snapshot = opened.snapshot(day)
            facts = survey(snapshot).facts
            links = tuple(link for link in snapshot.links if link.certificate in snapshot.certificates)
            world = World(
                certificates=snapshot.certificates,
                links=links,
                anchors=facts.verdicts.anchors,
                revocations=facts.revocations,
                as_of=facts.as_of,
            )
    return world, facts


def copies(world: World, numbers: range) -> World:
    """The world side by side with itself, one copy for each number, as a store would give it: in order of id.

    Each copy has its own certificates, keys and CAs, and lacks some of the anchors, drawn by its number, so that the
    copies do not share what a pass remembers.
    """
    spkis: dict[tuple[str, int], str] = {}
    certificates: dict[CertificateId, Certificate] = {}
    links: list[Link] = []
    anchors: list[Anchored] = []
    revocations: dict[CertificateId, tuple[Revocation, ...]] = {}
    for number in numbers:
        chance = random.Random(number)
        for known in world.certificates.values():
            id_ = _marked(known.id, number)
            spki = _marked(known.spki, number)
            spkis.setdefault((known.spki, number), spki)
            certificates[id_] = replace(
                known, id=id_, ca=_marked(known.ca, number), spki=spki, key=_marked(known.key, number)
            )
        links += [
            replace(link, certificate=_marked(link.certificate, number), issuer_spki=_marked(link.issuer_spki, number))
            for link in world.links
        ]
        anchors += [
            replace(anchor, certificate=_marked(anchor.certificate, number))
            for anchor in world.anchors.anchored
            if chance.random() > 0.05
        ]
        revocations |= {_marked(id_, number): found for id_, found in world.revocations.items()}
    return World(
        certificates=certificates,
        links=tuple(links),
        anchors=Anchors(anchored=tuple(anchors), warnings=()),
        revocations=revocations,
        as_of=world.as_of,
    )


def _marked(id_: _Id, number: int) -> _Id:
    return type(id_)(f"{number:03X}{id_[3:]}")


def mesh(size: int) -> tuple[DelegationGraph, Anchors]:
    """CAs that all certified one another; one of them is an anchor."""
    cas = [certificate(f"M{number}") for number in range(size)]
    signed = [(by, certificate(to.subject.common_name, issuer=by)) for by, to in permutations(cas, 2)]
    return graph_of([*((ca, ca) for ca in cas), *signed]), anchored(cas[:1])


def ladder(levels: int) -> tuple[DelegationGraph, Anchors]:
    """Two CAs a level, each certified by both of the level above: 2 ** levels paths."""
    root = certificate("R")
    above, signed = [root], [(root, root)]
    for level in range(levels):
        made = [
            [certificate(f"{level}{side}", issuer=by, serial=f"0{n}") for n, by in enumerate(above)] for side in "ab"
        ]
        signed += [pair for own in made for pair in zip(above, own, strict=True)]
        above = [own[0] for own in made]
    return graph_of(signed), anchored([root])


def anchored(roots: list[Certificate]) -> Anchors:
    """Every root in every program for three purposes."""
    found = tuple(
        Anchored(program=program, certificate=root.id, purpose=purpose, policy="", until=None, note="")
        for root in roots
        for program in Program
        for purpose in (TLS_SERVER, EMAIL, TLS_CLIENT)
    )
    return Anchors(anchored=found, warnings=())
