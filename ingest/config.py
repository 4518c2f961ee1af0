"""What is fetched, from where and within which bounds: one TOML file, with a default for everything.

`subca fetch --show-config` prints the settings in force, with comments, as a file that can be edited and read back.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from explorer.errors import UsageError
from explorer.model.program import Program
from ingest.exchange import MEGABYTE, Limits
from ingest.sources.recognise import Kind
from ingest.targets import Forbidden, target_of

YEAR = "{year}"  # stands in the address of a report that is published year by year
_CCADB = "https://ccadb.my.salesforce-sites.com"
_RECORDS = f"{_CCADB}/ccadb/AllCertificateRecordsCSVFormat"
_SETTINGS = "https://firefox.settings.services.mozilla.com/v1/buckets/security-state/collections"

Positive = Annotated[float, Field(gt=0, le=86_400)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Network(_Strict):
    """How requests are made; times in seconds."""

    contact: str = Field(
        default="", description="Address or mail of who runs this, for the User-Agent; servers may ask for it."
    )
    connect_seconds: Positive = Field(default=10.0, description="Longest wait for a connection.")
    gap_seconds: Positive = Field(default=30.0, description="Longest silence between two bytes.")
    minimum_rate: int = Field(default=1_000, ge=0, description="Bytes a second, at least, over 30 seconds.")
    download_seconds: Positive = Field(default=600.0, description="Longest time for one try of one download.")
    run_seconds: Positive = Field(
        default=3_600.0, description="Longest time for all downloads of a run; --deadline overrules it."
    )
    tries: int = Field(default=5, ge=1, le=5, description="Tries for one download, where another may succeed.")
    pause_seconds: float = Field(default=1.0, ge=0, le=600, description="Pause between two requests to one host.")
    log_pause_seconds: float = Field(
        default=0.1,
        ge=0,
        le=600,
        description="Pause between two requests to one CT log, of which two may be under way.",
    )
    log_list: str = Field(
        default="https://www.gstatic.com/ct/log_list/v3/all_logs_list.json",
        description="List of CT logs (version 3 JSON): their names, keys and addresses.",
    )
    ca_bundle: str = Field(
        default="", description="PEM file of the roots to trust for TLS; empty: those that came with the program."
    )

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not (value.isascii() and (value.isprintable() or not value)) or len(value) > 200:
            raise ValueError("one line of ASCII, at most 200 characters")
        return value

    def limits(self, deadline: float | None) -> Limits:
        """The bounds in force."""
        return Limits(
            connect=self.connect_seconds,
            gap=self.gap_seconds,
            rate=self.minimum_rate,
            download=self.download_seconds,
            run=deadline or self.run_seconds,
            tries=self.tries,
            pause=self.pause_seconds,
        )


class Source(_Strict):
    """One list to fetch."""

    kind: str = Field(description="What it is, as `subca ingest --source` names it.")
    addresses: tuple[tuple[str, ...], ...] = Field(
        description="Tried in order; each is one address, or the parts that make one list together."
    )
    enabled: bool = Field(default=True, description="Fetched when no source is named.")
    program: str = Field(default="", description="Of a root-store list: whose it is.")
    max_age_days: int = Field(
        default=0, ge=0, description="A list that does not change for longer is frozen: code 4. 0: never."
    )
    max_megabytes: int = Field(default=256, ge=1, le=2_048, description="Refuse a body that is bigger.")
    first_year: int = Field(default=1994, ge=1950, le=2100, description="Of a list with {year} in its address.")
    recent_years: int = Field(default=2, ge=1, le=100, description="So many last years are asked for every time ...")
    recheck_days: int = Field(
        default=30, ge=1, le=366, description="... each other one after so many days, or when it is needed."
    )

    @field_validator("addresses", mode="before")
    @classmethod
    def _from_arrays(cls, value: object) -> object:
        return (
            tuple(tuple(one) if isinstance(one, list) else one for one in value) if isinstance(value, list) else value
        )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.kind not in tuple(Kind):
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(Kind)}")
        if (self.kind == Kind.ROOT_STORE) != bool(self.program) or (
            self.program and self.program not in tuple(Program)
        ):
            raise ValueError(f"program: one of {', '.join(Program)} for a root-store, nothing else")
        if not self.addresses or not all(self.addresses):
            raise ValueError("addresses: at least one is needed")
        return self

    @property
    def cap(self) -> int:
        """Bytes of one body, at most."""
        return self.max_megabytes * MEGABYTE


DEFAULT_SOURCES: dict[str, Source] = {
    "ccadb-records": Source(
        kind="ccadb-all-records",
        addresses=(
            (f"{_RECORDS}V5",),
            (f"{_RECORDS}v4",),
            (f"{_RECORDS}V4a", f"{_RECORDS}V4b"),
            (f"{_RECORDS}v3",),
            (f"{_RECORDS}v2",),
            (_RECORDS,),
        ),
        max_age_days=7,
    ),
    "ccadb-pems": Source(
        kind="ccadb-pems", addresses=((f"{_CCADB}/ccadb/AllCertificatePEMsCSVFormat?NotBeforeYear={YEAR}",),)
    ),
    "included-roots": Source(
        kind="included-roots",
        addresses=((f"{_CCADB}/ccadb/AllIncludedRootCertsCSV",),),
        max_age_days=90,
        max_megabytes=32,
    ),
    "onecrl": Source(kind="onecrl", addresses=((f"{_SETTINGS}/onecrl/records",),), max_age_days=365, max_megabytes=64),
    "onecrl-report": Source(
        kind="onecrl-report",
        addresses=((f"{_CCADB}/mozilla/IntermediateCertsInOneCRLReportCSV",),),
        enabled=False,
        max_megabytes=64,
    ),
}


class Config(_Strict):
    """All settings."""

    network: Network = Network()
    sources: dict[str, Source] = DEFAULT_SOURCES

    def chosen(self, names: tuple[str, ...]) -> dict[str, Source]:
        """The sources of these names, by default the enabled ones; raises `UsageError` for a name that is none."""
        unknown = [name for name in names if name not in self.sources]
        if unknown:
            raise UsageError(
                f"no source {', '.join(unknown)}",
                where="fetch",
                done="nothing was started",
                remedy=f"use one of {', '.join(self.sources)}; subca fetch --show-config prints them",
            )
        return {name: s for name, s in self.sources.items() if (name in names if names else s.enabled)}


def read_config(path: Path | None, *, allowed: frozenset[str] = frozenset()) -> Config:
    """The settings of a file over the defaults; a source of a known name changes only what it says.

    Raises `UsageError` for a file that cannot be read or understood, or an address that may not be fetched.
    """
    given: dict[str, object] = {}
    if path is not None:
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            raise _wrong(path, f"cannot be read: {error}") from error
    sources = given.get("sources", {})
    if isinstance(sources, dict):
        merged = {name: source.model_dump() for name, source in DEFAULT_SOURCES.items()}
        for name, said in sources.items():
            merged[name] = {**merged.get(name, {}), **said} if isinstance(said, dict) else said
        given["sources"] = merged
    try:
        config = Config.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _wrong(path, f"{place}: {first['msg']}") from error
    for name, source in config.sources.items():
        for address in (address for parts in source.addresses for address in parts):
            try:
                target_of(address.replace(YEAR, "2000"), allowed)
            except Forbidden as error:
                raise _wrong(path, f"sources.{name}: {address}: {error}") from error
    return config


def config_text(config: Config) -> str:
    """The settings as a commented TOML file."""
    return "\n".join(_lines(config)) + "\n"


def _lines(config: Config) -> Iterator[str]:
    yield "# Settings of subca fetch and subca watch. Every line may be left out; the values shown are those in force."
    yield ""
    yield "[network]"
    yield from _table(config.network)
    yield ""
    yield "# A source of your own: [sources.NAME] with kind and addresses, here or for an internal mirror."
    explained = True
    for name, source in config.sources.items():
        yield ""
        yield f"[sources.{_text(name)}]"
        yield from _table(source, explained=explained)
        explained = False


def _table(model: BaseModel, *, explained: bool = True) -> Iterator[str]:
    for name, field in type(model).model_fields.items():
        if explained:
            yield f"# {field.description}"
        yield f"{name} = {_value(getattr(model, name))}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _text(value)


def _text(value: object) -> str:
    """Of texts, numbers and truths TOML and JSON write alike what we hold."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrong(path: Path | None, what: str) -> UsageError:
    return UsageError(
        what,
        where=str(path or "settings"),
        done="nothing was started",
        remedy="mend the file; subca fetch --show-config prints one that is right",
    )
