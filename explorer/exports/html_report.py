"""The report as one HTML file: opens from disk, loads nothing, sorts and filters with one script named by its hash.

The table and the drawings are packed data that the script unpacks; counts, method and sources stand in plain HTML.
Every foreign text passes `safe` and is escaped where it is written. Same report, same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from html import escape
from importlib.resources import files
from typing import BinaryIO
from urllib.parse import quote

from explorer import __version__
from explorer.exports.lineage_svg import lineage_svg
from explorer.exports.palette import PALETTE
from explorer.model.finding import Severity
from explorer.model.program import Program
from explorer.text import safe
from explorer.views.links import owner_link
from explorer.views.report import Report, RuleEntry
from explorer.views.rows import FindingRow

_VALUE_LIMIT = 4000  # characters of one value
# Told once for the whole report, or made from another column by the script.
_LEFT_OUT = frozenset({"rule_name", "title", "citations", "remedy", "as_of", "snapshot", "crtsh_url"})
COLUMNS = tuple(field.name for field in fields(FindingRow) if field.name not in _LEFT_OUT)

_SVG_STYLE = re.compile(r"<style>(.*?)</style>")
_MARK_STYLE = re.compile(r'style="fill:var\(--(mark-[a-z-]+),#[0-9A-Fa-f]+\)"')

_HEADERS = (
    ("severity", "Severity"),
    ("rule_id", "Rule"),
    ("subject_name", "Subject"),
    ("ca_owner", "CA owner"),
    ("operator", "Operator, if another"),
    ("programs", "Trusted by"),
    ("not_after", "Until"),
)


def write_html(report: Report, stream: BinaryIO) -> None:
    """Write the report. Memory: the packed drawings, some megabytes for the whole world."""
    drawings, svg_style = _drawings(report)
    style, script = _style(svg_style), _asset("html_report.js")
    for part in (
        _head(report, style, script),
        _summary(report),
        _findings(),
        "".join(_method(report.rules)),
        _sources(report),
        _packed("data", _data(report)),
        _packed("drawings", drawings),
        f"<script>{script}</script>\n</body>\n</html>\n",
    ):
        stream.write(part.encode("utf-8"))


def content_policy(style: str, script: str) -> str:
    """Nothing from anywhere but the one style sheet and the one script, by hash."""
    parts = {
        "default-src": "'none'",
        "script-src": f"'{_hash(script)}'",
        "style-src": f"'{_hash(style)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return files("explorer.exports").joinpath(name).read_text(encoding="utf-8")


def _style(svg_style: str) -> str:
    def shades(theme: str) -> str:
        return "".join(f"--{token}:{getattr(shade, theme)};" for token, shade in PALETTE.items())

    marks = "".join(f".ln .{token}{{fill:var(--{token})}}" for token in PALETTE if token.startswith("mark-"))
    dark = f"@media (prefers-color-scheme:dark){{:root{{{shades('dark')}}}}}"
    return f":root{{color-scheme:light dark;{shades('light')}}}{dark}\n{_asset('html_report.css')}{svg_style}{marks}"


def _head(report: Report, style: str, script: str) -> str:
    manifest = report.manifest
    title = f"subca: findings as of {manifest.as_of.isoformat()}"
    notes = "".join(f"<li>{_text(warning)}</li>" for warning in report.warnings)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(content_policy(style, script))}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<h1>Findings as of {manifest.as_of.isoformat()}</h1>\n"
        f"<p>{_text(report.chosen)}. {len(report.rows):,} findings in this report, from {manifest.certificates:,} "
        f"certificates. A finding is a question to the CA, not a verdict.</p>\n"
        f'<p class="soft">Snapshot <code>{escape(manifest.id)}</code>, basis {escape(report.basis)}, '
        f"view {escape(report.view)}, subca {__version__}; {_text(report.census)}.</p>\n"
        + (f"<ul>{notes}</ul>\n" if notes else "")
    )


def _summary(report: Report) -> str:
    words = "".join(f'<th scope="col" class="n">{severity.value}</th>' for severity in Severity)
    lines = []
    for entry in report.rules:
        if any(entry.by_severity) or entry.accepted or entry.unknown:
            numbers = "".join(
                f'<td class="n">{count or ""}</td>' for count in (*entry.by_severity, entry.accepted, entry.unknown)
            )
            rule = entry.rule
            lines.append(
                f'<tr><th scope="row"><a href="#{rule.id}">{rule.id}</a> {escape(rule.title)}</th>{numbers}</tr>\n'
            )
    return (
        '<h2 id="summary">By rule</h2>\n<div class="wide"><table><thead><tr><th scope="col">Rule</th>'
        f'{words}<th scope="col" class="n">accepted</th><th scope="col" class="n">could not tell</th></tr></thead>\n'
        f"<tbody>\n{''.join(lines)}</tbody></table></div>\n"
    )


def _findings() -> str:
    severities = "".join(f"<option>{s.value}</option>" for s in reversed(Severity))
    programs = "".join(f"<option>{program.value}</option>" for program in Program)
    headers = "".join(
        f'<th scope="col" data-column="{name}"><button type="button">{title}</button></th>' for name, title in _HEADERS
    )
    return (
        '<h2 id="findings">Findings</h2>\n<noscript><p>The table and the drawings need the script of this file. '
        "The CSV file holds the same findings.</p></noscript>\n"
        '<div id="controls" hidden><label>Name, owner, hash or words <input id="text" type="search"></label>'
        f'<label>At least <select id="severity">{severities}</select></label>'
        '<label>Rule <select id="rule"><option value="">all</option></select></label>'
        f'<label>Trusted by <select id="program"><option value="">any or none</option>{programs}</select></label>'
        '<label class="row"><input id="live" type="checkbox"> only what somebody trusts</label></div>\n'
        '<ul id="found" aria-label="CAs of that name"></ul>\n<p id="count" role="status">…</p>\n'
        f'<div class="wide"><table><thead><tr>{headers}</tr></thead><tbody id="rows"></tbody></table></div>\n'
        '<p><button id="further" type="button" hidden>Show more</button></p>\n'
        '<section id="ca" hidden><h2 id="ca-name">CA</h2>'
        '<p><a href="#findings">Back to the findings</a></p><div id="drawing"></div></section>\n'
    )


def _method(rules: Iterable[RuleEntry]) -> Iterator[str]:
    yield '<h2 id="method">How each rule decides, and where it can be wrong</h2>\n'
    for entry in rules:
        rule = entry.rule
        facts = {
            "name": rule.name,
            "subject": rule.kind.value,
            "at worst": rule.severity.value,
            "confidence": f"{rule.confidence.value} at best",
            "in force": f"since {rule.since.isoformat()}" if rule.since else "always",
            "citations": "; ".join(str(citation) for citation in rule.citations),
            "remedy": rule.remedy,
        }
        listed = "".join(f"<dt>{name}</dt><dd>{_text(value)}</dd>" for name, value in facts.items())
        text = "".join(f"<p>{_text(' '.join(part.split()))}</p>" for part in entry.text.split("\n\n") if part.strip())
        yield f'<details id="{rule.id}"><summary><h3>{rule.id} {escape(rule.title)}</h3></summary>{text}'
        yield f"<dl>{listed}</dl></details>\n"


def _sources(report: Report) -> str:
    lines = "".join(
        f"<tr><td>{_text(listed.name)}</td><td>{listed.day.isoformat()}</td><td>{_text(listed.file.rsplit('/', 1)[-1])}"
        f'</td><td class="n">{listed.stored:,}</td><td><code>{escape(listed.sha256)}</code></td></tr>\n'
        for listed in report.manifest.lists
    )
    return (
        '<h2 id="sources">What it was made from</h2>\n<div class="wide"><table><thead><tr><th scope="col">List</th>'
        '<th scope="col">Day</th><th scope="col">File</th><th scope="col" class="n">Rows</th>'
        f'<th scope="col">SHA-256</th></tr></thead><tbody>\n{lines}</tbody></table></div>\n'
        f"<p>The same findings as CSV: <code>{_text(report.command)}</code></p>\n"
    )


def _data(report: Report) -> object:
    return {
        "columns": COLUMNS,
        "rows": [[_value(getattr(row, name)) for name in COLUMNS] for row in report.rows],
        "members": [
            [report.hierarchy.short(m.id), safe(m.name, 200), safe(m.owner, 200), m.standing.value]
            for m in report.members
        ],
    }


def _value(value: str | int | tuple[str, ...] | None) -> str | int | list[str] | None:
    if isinstance(value, str):
        return safe(value, _VALUE_LIMIT)
    return [safe(item, _VALUE_LIMIT) for item in value] if isinstance(value, tuple) else value


def _drawings(report: Report) -> tuple[dict[str, str], str]:
    """Each drawing by short id, without the style sheet that all share, and that style sheet."""
    owners = {owner_link(m.owner): m.owner for m in report.hierarchy.members.values() if m.owner}

    def href(link: str) -> str:
        path = link.partition("?")[0].partition("#")[0]
        return f"#owner/{quote(safe(owners[path]), safe='')}" if path in owners else f"#{path}"

    found, style = {}, ""
    for short, placement in report.drawings():
        svg = lineage_svg(placement, href=href)
        if not style:
            inline = _SVG_STYLE.search(svg)
            style = inline[1] if inline else ""
        found[short] = _MARK_STYLE.sub(r'class="\1"', _SVG_STYLE.sub("", svg))
    return found, style


def _packed(name: str, data: object) -> str:
    """Data as zlib in base64: letters that need no escape."""
    squeezed = zlib.compress(json.dumps(data, separators=(",", ":")).encode("ascii"), 9)
    return f'<script type="text/plain" id="{name}">{base64.b64encode(squeezed).decode("ascii")}</script>\n'


def _text(text: str) -> str:
    return escape(safe(text, _VALUE_LIMIT))
