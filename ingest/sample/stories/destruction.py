"""Hollowell Signing House: what became of the keys of CAs that could answer for their issuer."""

from __future__ import annotations

from datetime import date

from explorer.model.purpose import CLIENT_AUTH, OCSP_SIGN, SERVER_AUTH
from ingest.sample.draw import BOTH, REVOKED, Authority, Entry, World
from ingest.sample.shape import AnswerPlan, CrlPlan

_TLS, _TLS_AND_OCSP = (SERVER_AUTH, CLIENT_AUTH), (SERVER_AUTH, CLIENT_AUTH, OCSP_SIGN)
_OWNER = "Hollowell Signing House"


def tell(world: World) -> None:
    """Each CA below the root has a different file in the register, or none."""
    hollow = world.owner(_OWNER, "hollowell.example", "XT", "Tidy Ledger LLP")
    root = hollow.root("hollow-root", "Hollowell Root", "2012-01-01", "2042-01-01", trust=BOTH)
    _claimed(world, root)
    _evidenced(world, root)
    _contradicted(world, root)
    _answered(world, root)
    _in_use(world, root)
    _listed_by_auditors(world, root)


def _closed(root: Authority, label: str, number: int, *, until: str = "2030-01-01", ocsp: bool = True) -> Authority:
    """A CA revoked in 2020, by default a responder for the root."""
    eku = _TLS_AND_OCSP if ocsp else _TLS
    entry = Entry(revocation=REVOKED)
    return root.sub(label, f"Hollowell Server CA {number}", "2014-05-01", until, eku=eku, path_length=None, entry=entry)


def _report(world: World, label: str, key: str, day: str, **more: str | tuple[str, ...]) -> None:
    """A destruction report complete in every field, but for what `more` changes; an empty value leaves a field out."""
    fields: dict[str, str | tuple[str, ...]] = {
        "Event": "destroyed",
        "Event_Date": day,
        "Event_Date_Precision": "day",
        "Key_SPKI_SHA256": f"key:{key}",
        "Certificate_SHA256": f"certificate:{key}",
        "Owner": _OWNER,
        "Form": "auditor_destruction_report",
        "Copies": "all",
        "Auditor": "Tidy Ledger LLP",
        "Document_Title": "Report on a key destruction ceremony",
        "Document_SHA256": f"document:{label}",
        "Document_Locator": f"https://audits.hollowell.example/{label}.pdf",
        "Source_Level": "primary",
        "Entered_By": "sample",
    }
    fields.update(more)
    world.claim(label, **{name: value for name, value in fields.items() if value})


def _claimed(world: World, root: Authority) -> None:
    """Words without a document that holds."""
    _closed(root, "hollow-claimed", 1)
    _report(
        world,
        "hollow-claimed-statement",
        "hollow-claimed",
        "2020-07-14",
        Form="ca_statement_witnessed",
        Document_SHA256="",
        Auditor="",
        Document_Locator="incident 7001, comment 3",
        Source_Level="secondary",
    )
    _closed(root, "hollow-undocumented", 2)
    _report(world, "hollow-undocumented-report", "hollow-undocumented", "2020-07-15", Document_SHA256="")
    _closed(root, "hollow-backup", 3)
    _report(world, "hollow-backup-report", "hollow-backup", "2020-07-16", Copies="backup-remains")
    _closed(root, "hollow-claimed-expired", 4, until="2025-01-01")
    _report(world, "hollow-expired-statement", "hollow-claimed-expired", "2020-07-17", Form="ca_statement")
    _closed(root, "hollow-claimed-plain", 5, ocsp=False)
    _report(world, "hollow-plain-statement", "hollow-claimed-plain", "2020-07-18", Form="ca_statement")


def _evidenced(world: World, root: Authority) -> None:
    """Complete evidence, once with a certificate signed within the day that clocks may differ."""
    clock = _closed(root, "hollow-clock", 6)
    _report(world, "hollow-clock-report", "hollow-clock", "2020-08-01")
    clock.sub("hollow-clock-child", "Hollowell Last CA", "2020-08-01", "2021-08-01")
    _closed(root, "hollow-superseded", 7)
    _report(
        world,
        "hollow-superseded-note",
        "hollow-superseded",
        "2020-08-02",
        Form="third_party_note",
        Document_SHA256="",
    )
    _report(
        world, "hollow-superseded-report", "hollow-superseded", "2020-08-03", Supersedes="record:hollow-superseded-note"
    )


def _contradicted(world: World, root: Authority) -> None:
    """Evidence that the key's own signature, or another report, speaks against."""
    used = _closed(root, "hollow-used", 8)
    _report(world, "hollow-used-report", "hollow-used", "2021-03-01")
    used.sub("hollow-used-child", "Hollowell Late CA", "2022-06-01", "2029-06-01", entry=Entry(revocation=REVOKED))
    _closed(root, "hollow-two-dates", 9, ocsp=False)
    _report(world, "hollow-two-dates-first", "hollow-two-dates", "2021-04-01")
    _report(world, "hollow-two-dates-second", "hollow-two-dates", "2022-04-01")
    _closed(root, "hollow-late-crl", 14)
    _report(world, "hollow-late-crl-report", "hollow-late-crl", "2021-06-01")
    world.status.append(CrlPlan(file="hollowell-14.crl", by="hollow-late-crl", on=date(2021, 12, 1)))


def _answered(world: World, root: Authority) -> None:
    """OCSP responses: one dated ahead before the key was destroyed, one by a sister about a key that is gone."""
    _closed(root, "hollow-ahead", 15)
    _report(world, "hollow-ahead-report", "hollow-ahead", "2021-07-01")
    for file, by, produced, ahead in (
        ("hollowell-ahead.ors", "hollow-ahead", date(2021, 6, 28), date(2021, 8, 1)),
        ("hollowell-sister.ors", "hollow-retired", date(2022, 2, 1), None),
    ):
        world.status.append(
            AnswerPlan(
                file=file, issuer="hollow-root", about="hollow-ahead", by=by, produced=produced, this_update=ahead
            )
        )
    revoked = tuple((label, date(2020, 7, 10)) for label in ("hollow-claimed", "hollow-undocumented", "hollow-backup"))
    world.status.append(CrlPlan(file="hollowell-root.crl", by="hollow-root", on=date(2026, 8, 1), revoked=revoked))


def _in_use(world: World, root: Authority) -> None:
    """Not revoked but retired; revoked but the key lives on in a sound certificate."""
    root.sub("hollow-retired", "Hollowell Server CA 10", "2015-05-01", "2030-05-01", eku=_TLS_AND_OCSP)
    _report(
        world,
        "hollow-retired-note",
        "hollow-retired",
        "2023-01-31",
        Event="retired",
        Form="ca_statement",
        Copies="",
        Document_SHA256="",
    )
    reused = _closed(root, "hollow-reused", 11)
    root.cross(reused, "hollow-reused-sound", "2020-08-01", "2030-08-01", eku=_TLS)


def _listed_by_auditors(world: World, root: Authority) -> None:
    """Keys of CAs that expired: one is listed once more after that, of the other the audits just stop to speak."""
    for label, number, day in (("hollow-trail-open", 12, "2022-06-30"), ("hollow-trail-closed", 13, "2024-06-30")):
        root.sub(label, f"Hollowell Server CA {number}", "2014-05-01", "2024-01-01", eku=_TLS)
        _report(world, f"{label}-statement", label, day, Event="used", Form="audit_statement")
