"""The tree: roots, proofs and compact ranges against each other, for every size up to some dozens; RFC 6962's own values."""

from __future__ import annotations

import pytest

from ingest.ct.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    hashes_of,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
    subtrees_of,
)

LEAVES = [leaf_hash(bytes((i,))) for i in range(40)]
HASH = hashes_of(LEAVES)
SIZES = range(1, len(LEAVES) + 1)

# RFC 6962 test vectors as every log implementation uses them: eight inputs and the roots of their first n
INPUTS = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", KNOWN_ROOTS)
def test_roots_are_those_of_other_implementations(size: int) -> None:
    assert root_of(leaf_hash(i) for i in INPUTS[:size]).hex() == KNOWN_ROOTS[size]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT


def test_a_stored_range_goes_on_as_if_never_stored() -> None:
    for size in SIZES:
        tree = CompactRange()
        for leaf in LEAVES[:size]:
            tree.append(leaf)
        again = CompactRange.from_bytes(size, tree.to_bytes())
        for leaf in LEAVES[size:]:
            again.append(leaf)
        assert again.root() == root_of(LEAVES)


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="subtrees"):
        CompactRange.from_bytes(3, LEAVES[0])


def test_every_consistency_proof_holds_and_none_bent() -> None:
    for second in SIZES:
        for first in range(1, second + 1):
            proof = consistency_proof(first, second, HASH)
            assert is_consistent(first, second, HASH(0, first), HASH(0, second), proof)
            for place in range(len(proof)):
                bent = [*proof[:place], bytes(32), *proof[place + 1 :]]
                assert not is_consistent(first, second, HASH(0, first), HASH(0, second), bent)
            assert not is_consistent(first, second, HASH(0, first), HASH(0, second), [*proof, bytes(32)])
            if proof:
                assert not is_consistent(first, second, HASH(0, first), HASH(0, second), proof[:-1])


def test_another_tree_is_not_consistent() -> None:
    other = hashes_of([*LEAVES[:3], leaf_hash(b"other"), *LEAVES[4:]])
    for second in range(6, len(LEAVES) + 1):
        proof = consistency_proof(5, second, other)
        assert not is_consistent(5, second, HASH(0, 5), other(0, second), proof)


def test_the_empty_tree_begins_every_tree() -> None:
    assert is_consistent(0, 7, EMPTY_ROOT, HASH(0, 7), [])
    assert not is_consistent(0, 7, LEAVES[0], HASH(0, 7), [])


def test_a_tree_begins_no_smaller_one() -> None:
    assert not is_consistent(7, 5, HASH(0, 7), HASH(0, 5), [])


def test_every_inclusion_proof_holds_and_none_of_another_place() -> None:
    for size in SIZES:
        for index in range(size):
            proof = inclusion_proof(index, size, HASH)
            assert is_included(index, size, LEAVES[index], HASH(0, size), proof)
            assert not is_included(index, size, leaf_hash(b"other"), HASH(0, size), proof)
            assert not is_included(size, size, LEAVES[index], HASH(0, size), proof)


def test_complete_subtrees_fill_a_range() -> None:
    assert list(subtrees_of(0, 7)) == [(2, 0), (1, 2), (0, 6)]
    assert list(subtrees_of(8, 12)) == [(2, 2)]
    assert node_hash(HASH(0, 4), node_hash(HASH(4, 6), HASH(6, 7))) == HASH(0, 7)
