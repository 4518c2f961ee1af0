"""The hash tree of a log: leaf and node hashes, roots, proofs of inclusion and consistency (RFC 6962 2.1, RFC 9162 2.1).

The tree over entries `begin` to `end` (without `end`) is named by these two numbers; whoever can give the hash of such
a range (`HashOf`: a list of leaf hashes, the hash tiles of a log) can make every proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

HASH_OCTETS = 32
MAX_SIZE = 1 << 62  # entries of a log: far beyond any, and an integer of SQLite
EMPTY_ROOT = hashlib.sha256().digest()

HashOf = Callable[[int, int], bytes]
"""(begin, end) -> root of the tree over these entries."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one entry, of its MerkleTreeLeaf as encoded."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The tree over the first `size` entries, held as its complete subtrees: enough to go on, and to tell its root.

    `peaks` are the roots of these subtrees, the largest first: one for each bit that is set in `size`.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"{len(self.peaks)} subtrees for {size} entries")

    def append(self, leaf: bytes) -> None:
        """Add the leaf hash of the next entry."""
        width = 1
        while self.size & width:  # as a carry in binary addition
            leaf = node_hash(self.peaks.pop(), leaf)
            width <<= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root

    def copy(self) -> CompactRange:
        """The same tree, to go on from on its own."""
        return CompactRange(self.size, self.peaks)

    def to_bytes(self) -> bytes:
        """The peaks, one behind the other; with `size` all there is to store."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, peaks: bytes) -> CompactRange:
        """The tree that was stored; raises ValueError when size and peaks do not fit."""
        return cls(size, [peaks[at : at + HASH_OCTETS] for at in range(0, len(peaks), HASH_OCTETS)])


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def hashes_of(leaves: Sequence[bytes]) -> HashOf:
    """The hash of any range of a list of leaf hashes; each range is hashed anew, so only for trees of some thousands."""
    return lambda begin, end: root_of(leaves[begin:end])


def split_of(begin: int, end: int) -> int:
    """Where the tree over these entries divides: behind the largest power of two smaller than its size."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)


def consistency_proof(first: int, second: int, hash_of: HashOf) -> list[bytes]:
    """The nodes which show that the tree of `first` entries begins the one of `second` (RFC 6962 2.1.2)."""
    if not 0 < first <= second:
        raise ValueError(f"no proof from {first} to {second} entries")
    nodes = []
    begin, end, is_whole = 0, second, True
    while first != end:
        middle = split_of(begin, end)
        if first <= middle:
            nodes.append(hash_of(middle, end))
            end = middle
        else:
            nodes.append(hash_of(begin, middle))
            begin, is_whole = middle, False
    if not is_whole:
        nodes.append(hash_of(begin, end))
    return nodes[::-1]


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """The nodes which show that the tree of `size` entries holds the one at `index` (RFC 6962 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no entry {index} among {size}")
    nodes = []
    begin, end = 0, size
    while end - begin > 1:
        middle = split_of(begin, end)
        if index < middle:
            nodes.append(hash_of(middle, end))
            end = middle
        else:
            nodes.append(hash_of(begin, middle))
            begin = middle
    return nodes[::-1]


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the first tree begins the second (RFC 9162 2.1.4.2); the empty tree begins all."""
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    if first >= second:
        return first == second and not proof and first_root == second_root
    nodes = iter([first_root, *proof] if first.bit_count() == 1 else proof)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = next(nodes, b"")
    for sibling in nodes:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def is_included(index: int, size: int, leaf: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of this root holds the leaf hash at `index` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def subtrees_of(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """(level, number) of the complete subtrees that the tree over these entries joins, from the left.

    `begin` must be a multiple of the power of two that covers the range, as it is for every node of a proof.
    """
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level
