"""The bill of materials of the program, CycloneDX 1.6: `make sbom`.

    python .ci/sbom.py [--out FILE]

Packages, versions and digests are those of requirements/run.txt; licences and dependencies those that the installed packages
of the same version state, so run it where these are installed. Names no registry: a package is a purl, and the files that
may be installed are known by their digests. The same lock, packages and SOURCE_DATE_EPOCH give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
import uuid
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from lock import ROOT, Pin, pins
from notes import version
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NAMESPACE = uuid.UUID("6f3c5a52-0d0e-5a43-9d6e-5f4b1a7c2e11")  # of our serial numbers; made once, means nothing
EPOCH = "315532800"  # 1980, when nothing says which day it is; as the archives of `make dist` do
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def component(pin: Pin) -> Component:
    """One package of the lock."""
    purl = PackageURL(type="pypi", name=pin.name, version=pin.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        comment="the files that requirements/run.txt allows, by digest",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.digests],
    )
    return Component(
        type=ComponentType.LIBRARY,
        name=pin.name,
        version=pin.version,
        purl=purl,
        bom_ref=purl.to_string(),
        licenses=[LicenseFactory().make_from_string(text) for text in licence(pin)],
        external_references=[files],
        description=f"only where {pin.marker}" if pin.marker else None,
    )


def installed(pin: Pin) -> Distribution | None:
    """The package as installed, when it is the locked version."""
    try:
        found = distribution(pin.name)
    except PackageNotFoundError:
        return None
    return found if found.version == pin.version else None


def licence(pin: Pin) -> list[str]:
    """What the package states: an SPDX expression, else its short text; nothing when it is not installed."""
    found = installed(pin)
    stated = found and (found.metadata.json.get("license_expression") or found.metadata.json.get("license"))
    return [stated] if isinstance(stated, str) and len(stated) < 80 else []


def needs(pin: Pin) -> set[str]:
    """Names of what it depends on without extras, on any system."""
    found = installed(pin)
    wanted = [Requirement(text) for text in (found.requires if found else None) or ()]
    return {canonicalize_name(need.name) for need in wanted if "extra" not in str(need.marker or "")}


def bill() -> str:
    """The whole document, validated."""
    locked = {pin.name: component(pin) for pin in pins(ROOT / "requirements" / "run.txt")}
    program = Component(
        type=ComponentType.APPLICATION,
        name=SETTINGS["name"],
        version=version(),
        description=SETTINGS["description"],
        bom_ref=f"{SETTINGS['name']}@{version()}",
        licenses=[LicenseFactory().make_from_string(SETTINGS["license"])],
    )
    bom = Bom(components=locked.values())
    bom.metadata.component = program
    bom.metadata.timestamp = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH)), UTC)
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="ascii")
    bom.serial_number = uuid.uuid5(NAMESPACE, f"{version()}\n{lock}")
    asked = {canonicalize_name(Requirement(text).name) for text in SETTINGS["dependencies"]}
    bom.register_dependency(program, [locked[name] for name in sorted(asked)])
    for pin in pins(ROOT / "requirements" / "run.txt"):
        bom.register_dependency(locked[pin.name], [locked[name] for name in sorted(needs(pin) & set(locked))])
    text = JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
    if (fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)) is not None:
        raise ValueError(f"no valid CycloneDX: {str(fault)[:300]}")
    return text


def main() -> None:
    """Write the bill."""
    parser = argparse.ArgumentParser(description="Bill of materials, CycloneDX 1.6.")
    parser.add_argument("--out", type=Path, help="default: standard output")
    options = parser.parse_args()
    if options.out is None:
        sys.stdout.write(bill())
    else:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(bill(), encoding="utf-8")


if __name__ == "__main__":
    main()
