"""CT: the walk over tiles, counting, full rows, the census of a unit; get-entries answers; gunzip.

    python -m benchmarks.bench_ct [--short] [--data FOLDER] [--pairs N] [--json FILE]

Yardstick: the bare walk over the same tiles (`walk_tile`), which finds every entry and reads none. Tiles are those of the
real log in the data, all precertificates; without them those of the sample log. Counts must be those of the careful
reader, entry by entry.
"""

from __future__ import annotations

import gzip
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

from benchmarks.measure import paired, seconds
from benchmarks.results import Ratio, arguments, line, ratio_of, write
from ingest.ct.count import CensusUnit, count_unit
from ingest.ct.plan import at_hand, units
from ingest.ct.scan import Month, count_months, dns_names, read_rows, walk_tile
from ingest.ct.shelf import Shelf
from ingest.ct.tiles import entries_of_tile
from ingest.decode.certificate import Opaque, decode
from ingest.sample.log import SampleLog
from ingest.sample.log_cast import alder_cast
from ingest.sample.log_files import rfc6962_files, tiled_files

REAL = "ct/static-ct-api/navigli2025h2"
SAMPLE, SHORT_SAMPLE = 20_000, 4_000  # entries


def counted(tiles: list[bytes]) -> dict[Month, int]:
    """By issuing key, issuer name and month."""
    counts: dict[Month, int] = {}
    for tile in tiles:
        count_months(tile, walk_tile(tile), counts)
    return counts


def rows_of(tiles: list[bytes]) -> int:
    """Full rows."""
    return sum(len(read_rows(tile, walk_tile(tile))[0]) for tile in tiles)


def names_of(tiles: list[bytes]) -> int:
    """Full rows, and the dNSNames of each."""
    return sum(len(dns_names(tile, row[6], row[7])) for tile in tiles for row in read_rows(tile, walk_tile(tile))[0])


def checked(tiles: list[bytes]) -> None:
    """Raise when the quick counts are not those of the readers that make objects."""
    slow: Counter[tuple[bytes, str]] = Counter()
    for tile in tiles:
        for entry in entries_of_tile(tile, 0):
            read = decode(entry.certificate)
            if entry.issuer_key_hash is not None and not isinstance(read, Opaque):
                slow[entry.issuer_key_hash, read.not_before.strftime("%y%m")] += 1
    quick: Counter[tuple[bytes, str]] = Counter()
    for (key, _, month), count in counted(tiles).items():
        quick[key, month.decode()] += count
    assert quick == slow, "two decoders count differently"


def tiles_below(folder: Path) -> tuple[list[bytes], list[Path]]:
    """The full data tiles of a log, and their files."""
    shelf = Shelf(base=str(folder))
    paths = [folder / file.path for file in at_hand(shelf, shelf.files()).files]
    return [path.read_bytes() for path in paths], paths


def unit_of(folder: Path) -> CensusUnit:
    """All of a log as one unit."""
    shelf = Shelf(base=str(folder))
    return next(units(at_hand(shelf, shelf.files()), (), size=1 << 40))


def main() -> int:
    """Measure."""
    options = arguments(__doc__, pairs=9).parse_args()
    size = SHORT_SAMPLE if options.short else SAMPLE
    with tempfile.TemporaryDirectory() as scratch:
        for name, files in (("tiles", tiled_files), ("answers", rfc6962_files)):
            for path, data in files(SampleLog(cast=alder_cast(), size=size)):
                file = Path(scratch, name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        real = options.data / REAL if options.data else None
        folder = real if real is not None and real.is_dir() else Path(scratch, "tiles")
        figures, paths = measured(folder, Path(scratch), options.pairs)
        print(f"tiles of {folder.name}")
        print("\n".join(map(line, figures)))
        if options.json:
            write(options.json, figures, paths)
    return 0


def measured(folder: Path, scratch: Path, pairs: int) -> tuple[list[Ratio], list[Path]]:
    """All figures, and the files measured on."""
    tiles, paths = tiles_below(folder)
    checked(tiles)
    entries = sum(len(walk_tile(tile)) for tile in tiles)
    assert rows_of(tiles) + sum(len(read_rows(t, walk_tile(t))[1]) for t in tiles) == entries
    repeats = max(1, 8_000 // entries)
    tiles = tiles * repeats
    floor = partial(seconds, partial(_walk, tiles))
    took = seconds(partial(_walk, tiles))
    note = f"{entries * repeats:,} entries; the walk {entries * repeats / took:,.0f} entries/s"
    packed = [gzip.compress(tile, 6) for tile in tiles]
    figures = [
        ratio_of("ct-count", paired(partial(seconds, partial(counted, tiles)), floor, pairs), note),
        ratio_of("ct-rows", paired(partial(seconds, partial(rows_of, tiles)), floor, pairs), note),
        ratio_of("CT: rows with dNSNames", paired(partial(seconds, partial(names_of, tiles)), floor, pairs), note),
        ratio_of("CT: gunzip of tiles", paired(partial(seconds, partial(_unpack, packed)), floor, pairs), note),
    ]
    whole = unit_of(folder)
    one_floor = partial(seconds, partial(_walk, tiles[: len(tiles) // repeats]))
    census = paired(partial(seconds, partial(count_unit, whole)), one_floor, pairs)
    figures.append(ratio_of("CT: census of a unit", census, f"{entries:,} entries, files read and names told"))
    as_tiles, as_answers = unit_of(scratch / "tiles"), unit_of(scratch / "answers")
    one, other = count_unit(as_tiles), count_unit(as_answers)
    assert (one.tallies, list(one.unread)) == (other.tallies, list(other.unread)), (
        "both formats must give the same part"
    )
    answers = paired(
        partial(seconds, partial(count_unit, as_answers)),
        partial(seconds, partial(count_unit, as_tiles)),
        max(3, pairs // 3),
    )
    figures.append(ratio_of("CT: answers to tiles", answers, "census of the sample log, the same entries in both"))
    return figures, paths


def _walk(tiles: list[bytes]) -> None:
    for tile in tiles:
        walk_tile(tile)


def _unpack(packed: list[bytes]) -> None:
    for tile in packed:
        gzip.decompress(tile)


if __name__ == "__main__":
    raise SystemExit(main())
