"""What the rules must say of the sample on its last day, and which innocents they must leave alone.

Subjects are named by the label under which a story draws them: of a certificate for rules about certificates
and keys (the first drawn of a key), of a row for rules about records; an owner by its normalised name. The severity is that of the proof view on the basis `mrsp`.
`clean` names near misses with the trap that each embodies; `unknown` those where a value that
the rule needs cannot be known.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.sample.expectation import Expected
from ingest.sample.expectation import certificate_id as certificate_id
from ingest.sample.expectation import record_of as record_of
from ingest.sample.expectation import spki_hash as spki_hash
from ingest.sample.expected_audits import ABOUT_AUDITS
from ingest.sample.expected_certificates import ABOUT_CERTIFICATES
from ingest.sample.expected_paths import ABOUT_PATHS
from ingest.sample.expected_records import ABOUT_RECORDS

EXPECTED: Mapping[str, Expected] = {**ABOUT_CERTIFICATES, **ABOUT_PATHS, **ABOUT_RECORDS, **ABOUT_AUDITS}

PREPARED: Mapping[str, tuple[str, ...]] = {}
"""Rules to come -> cases that are drawn for them already; whoever writes the rule moves them up, with a verdict."""

OF_A_BAD_RUN = frozenset({"DATA-010"})
"""Rules about the lists as a whole: those of the sample are sound, so that nothing else is in doubt."""
