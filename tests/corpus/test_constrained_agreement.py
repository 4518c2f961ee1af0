"""The reading behind CCADB's Technically Constrained column, held against that column on real files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from explorer.trust.constraint_check import definitions_in_force
from tests.corpus.constrained_agreement import compare, read_certificates, read_published, report
from tests.real_data import DATA, needs_real_data

AS_OF = datetime(2021, 4, 5, tzinfo=UTC)
RECORDS = "ccadb/Mozilla_AllCertificateRecordsReport_2021-04-05.csv.gz"


@needs_real_data
@pytest.mark.real_data
def test_v25_equals_the_published_column_in_every_record() -> None:
    assert DATA is not None
    published = tuple(read_published(DATA / RECORDS))
    certificates = read_certificates(DATA / "pem", {p.fingerprint for p in published})
    at_hand = [p for p in published if p.fingerprint in certificates]
    compared = compare(definitions_in_force(AS_OF)["v25"], at_hand, certificates)
    assert len(compared) > 6000
    assert [c for c in compared if not c.agrees] == []
    assert next(report(published, certificates, AS_OF, 1)) == "records 6714: roots 543, intermediates 6171"
