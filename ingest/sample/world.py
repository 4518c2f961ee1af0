"""The sample world: a small WebPKI under fictional names, the same bytes every time and everywhere.

It holds guilty and innocent cases of the rules (`expected.py`) and one longer story (`stories/old_lantern.py`).
The organisations are invented and the keys are public: nothing in it may be trusted.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from ingest.sample.draw import AS_OF as AS_OF
from ingest.sample.draw import DAYS as DAYS
from ingest.sample.files import all_files
from ingest.sample.log import LEAST, SampleLog
from ingest.sample.log_cast import cast_of
from ingest.sample.log_files import LogIdentity
from ingest.sample.told import encoded, told_world

LOG = LogIdentity(origin="ct.rookeryhill.example/2026h2")


@lru_cache(maxsize=1)
def sample_log() -> SampleLog:
    """A small log of the sample's own: Rookery's CAs issue, one of them in no list, with a stranger's root in some chains."""
    return SampleLog(
        cast=cast_of(
            told_world(),
            root="rook-root",
            issuers=("rook-colons",),
            hidden="rook-undisclosed",
            signer=None,
            as_entries=("rook-undisclosed",),
            superfluous="ember-root-lost",
        ),
        size=LEAST,
    )


@lru_cache(maxsize=1)
def _files() -> MappingProxyType[str, bytes]:
    return MappingProxyType(all_files(told_world(), encoded()))


def sample_files() -> dict[str, bytes]:
    """Every file of the sample by its path (with `/`), in order of path."""
    return dict(_files())


def write_sample(folder: Path) -> None:
    """Write the sample below `folder`, which is made when it is not there; files of the same name are replaced."""
    for name, data in _files().items():
        path = folder.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
