"""Spreading labels over the graph, breadth first: every state that stands at a CA, and the shortest path to it.

A label that is no better than an earlier one in any component is dropped, so rings and meshes end by themselves
and no path is ever listed to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from explorer.graph.delegation import DelegationGraph
from explorer.trust.labels import Kept, Label, State
from explorer.trust.steps import Steps

MAX_LABELS = 256  # labels kept at one CA; beyond it what was not yet found is UNKNOWN, never "no"


@dataclass(slots=True)
class Reached:
    """What one pass found, by number of CA: the labels, and where the budget was spent."""

    latest: dict[int, Label | None] | list[Label | None]
    kept: dict[int, Kept] | list[Kept]
    full: set[int] = field(default_factory=set)

    def at(self, ca: int) -> list[Label]:
        """The labels of one CA of the pass, in the order in which they came."""
        found = []
        label = self.latest[ca]
        while label is not None:
            found.append(label)
            label = label.before
        found.reverse()
        return found


class Spreader:
    """Passes over one graph under the conditions of one day."""

    def __init__(self, graph: DelegationGraph, steps: Steps) -> None:
        self._adjacency = graph.adjacency
        self._certificates = tuple(graph.certificates.values())
        self._steps = steps
        self.fits = [steps.fit_of(certificate) for certificate in self._certificates]  # by number of certificate
        self._fit_of_edge = [self.fits[number] for number in self._adjacency.certificate]
        self._none = Kept(None, None, 0)
        self._full = Kept(None, None, MAX_LABELS)

    def spread(self, seeds: Iterable[Label], within: frozenset[int] | None = None) -> Reached:
        """Labels of the whole graph, or of some of its CAs as if the others were not there.

        Level by level, so that the first label to reach a CA for a purpose is the shortest path.
        """
        if within is None:
            count = len(self._adjacency.cas)
            reached = Reached([None] * count, [self._none] * count)
        else:
            reached = Reached(dict.fromkeys(within), dict.fromkeys(within, self._none))
        level = []
        for seed in seeds:
            if within is None or seed.ca in within:
                made = self._arrive(reached, seed.ca, seed.state, seed.certificate, seed.parent)
                if made is not None:
                    level.append(made)
        first, subject_of, certificate_of = self._adjacency.first, self._adjacency.subject, self._adjacency.certificate
        while level:
            above, level = level, []
            for label in above:
                onward, has_names = label.state.onward, bool(label.state.names)
                for edge in range(first[label.ca], first[label.ca + 1]):
                    fit = self._fit_of_edge[edge]
                    states = onward.get(fit)
                    if states is None or has_names:
                        certificate = self._certificates[certificate_of[edge]]
                        states = self._steps.after(label.state, fit, certificate, is_ca=True, last=False)
                    if not states:
                        continue
                    subject = subject_of[edge]
                    if within is not None and subject not in within:
                        continue
                    for state in states:
                        made = self._arrive(reached, subject, state, certificate_of[edge], label)
                        if made is not None:
                            level.append(made)
        return reached

    def _arrive(self, reached: Reached, ca: int, state: State, certificate: int, parent: Label | None) -> Label | None:
        """The new label at a CA; None when it adds nothing to those that stand there, or the budget is spent."""
        kept = reached.kept[ca]
        grown = kept.grown.get(state) or self._grow(kept, state)
        if grown is kept:
            return None
        if grown is self._full:
            reached.full.add(ca)
            return None
        reached.kept[ca] = grown
        length = 1 if parent is None else parent.length + 1
        made = reached.latest[ca] = Label(ca, state, certificate, length, parent, reached.latest[ca])
        return made

    def _grow(self, kept: Kept, state: State) -> Kept:
        """What stands after one more state, remembered for every CA at which the same states stand."""
        standing = kept
        while standing.before is not None and standing.state is not None:
            if self._steps.covers(standing.state, state):
                kept.grown[state] = kept
                return kept
            standing = standing.before
        grown = self._full if kept.count >= MAX_LABELS else Kept(state, kept, kept.count + 1)
        kept.grown[state] = grown
        return grown
