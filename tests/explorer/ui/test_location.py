"""The grammar of addresses: each view has one link, each link one view, and nothing else gets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.change import ChangeKind
from explorer.model.evidence import KeyState
from explorer.model.finding import Severity
from explorer.model.program import Program
from explorer.model.purpose import OID_OF, Purpose
from explorer.rules.registry import RULES
from explorer.ui.location import TEXT_LIMIT, Address, Page, Tab, parse
from explorer.ui.span import NO_SPAN, Span
from explorer.views.filters import Filters, Known
from explorer.views.what_if import NO_QUESTION, Question
from explorer.views.words import BASES

HEX = "0123456789ABCDEF"
WORDS = st.text(min_size=1, max_size=TEXT_LIMIT).map(str.strip).filter(lambda text: bool(text) and _encodable(text))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def pages() -> st.SearchStrategy[tuple[Page, str]]:
    digits = st.text(HEX, min_size=6, max_size=64)
    slugs = st.from_regex(r"\A[a-z0-9-]{1,80}\Z")
    return st.one_of(
        st.sampled_from(
            [(page, "") for page in (Page.OVERVIEW, Page.FINDINGS, Page.METHOD, Page.CHANGES, Page.WHAT_IF)]
        ),
        st.tuples(st.just(Page.METHOD), st.sampled_from([rule.id for rule in RULES])),
        st.tuples(st.just(Page.OWNER), slugs),
        st.tuples(st.sampled_from([Page.CA, Page.CERTIFICATE, Page.KEY]), digits),
    )


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=3).map(tuple)


DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
SPANS = st.builds(Span, first=DAYS, last=DAYS, kinds=some(list(ChangeKind)))
NAMES = st.lists(WORDS, unique=True, max_size=3).map(tuple)
DIGITS = st.lists(st.text(HEX, min_size=6, max_size=64), unique=True, max_size=3).map(tuple)
QUESTIONS = st.builds(
    Question, owners=NAMES, roots=NAMES, keys=DIGITS, certificates=DIGITS, issued_after=DAYS, target=st.just("") | WORDS
)
FILTERS = st.builds(
    Filters,
    programs=some(list(Program)),
    purposes=some([*OID_OF, Purpose("1.3.6.1.5.5.7.3.99")]),
    rules=some([rule.id for rule in RULES]),
    owner=st.just("") | WORDS,
    operator=st.just("") | WORDS,
    text=st.just("") | WORDS,
    below=st.just("") | st.text(HEX, min_size=6, max_size=64),
    external=st.none() | st.sampled_from(Known),
    revoked=st.none() | st.sampled_from(Known),
    expired=st.none() | st.sampled_from(Known),
    key_states=some(list(KeyState)),
    min_severity=st.sampled_from(Severity),
    live_only=st.booleans(),
    unknown=st.booleans(),
)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    page, key = draw(pages())
    filters = draw(FILTERS)
    return Address(
        page=page,
        key=key,
        day=draw(DAYS),
        filters=replace(filters, owner="") if page is Page.WHAT_IF else filters,
        basis=draw(st.sampled_from(BASES)),
        path=draw(st.integers(1, 999)),
        tab=draw(st.none() | st.sampled_from(Tab)),
        group=draw(st.sampled_from(["", "ok-valid", "cross-signed-expired"])),
        span=draw(SPANS) if page is Page.CHANGES else NO_SPAN,
        question=draw(QUESTIONS) if page is Page.WHAT_IF else NO_QUESTION,
    )


@given(addresses(), st.sampled_from(["/", "/below/", "/a/b/"]))
def test_what_is_written_is_read(address: Address, prefix: str) -> None:
    pathname, question, query = address.href(prefix).partition("?")
    assert parse(pathname, question + query, prefix) == address


@given(st.text(), st.text())
def test_anything_parses(pathname: str, search: str) -> None:
    address = parse(pathname, search)
    assert isinstance(address, Address)
    assert len(address.notices) <= 5


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_text_is_no_page(value: object) -> None:
    if not isinstance(value, str):
        assert parse(value, "").page is Page.NOWHERE
        assert parse("/findings", value).page is (Page.FINDINGS if value is None else Page.NOWHERE)


REFUSED = {
    "unknown word": ("/nonsense", ""),
    "two words": ("/findings/x", ""),
    "three words": ("/ca/ABCDEF/x", ""),
    "too few digits": ("/ca/ABCDE", ""),
    "too many digits": ("/ca/" + "A" * 65, ""),
    "no digits": ("/ca/XYZXYZ", ""),
    "up and away": ("/owner/..%2F..%2Fetc", ""),
    "unknown rule": ("/method/SUBCA-999", ""),
    "markup": ("/owner/<b>", ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_paths_lead_nowhere(case: str) -> None:
    assert parse(*REFUSED[case]).page is Page.NOWHERE


DROPPED = {
    "unknown part": "?colour=red",
    "unknown program": "?program=Opera",
    "unknown purpose": "?purpose=world-domination",
    "bad OID": "?purpose=1.2..3",
    "unknown severity": "?severity=terrible",
    "unknown rule": "?rule=SUBCA-999",
    "bad day": "?date=2021-02-30",
    "loose day": "?date=20210201",
    "path of naught": "?path=0",
    "path of words": "?path=two",
    "path of other digits": "?path=٣",
    "switch of words": "?live=yes",
    "unknown key state": "?key-state=lost",
    "unknown definition": "?basis=mine",
    "half known": "?external=perhaps",
    "below a name": "?below=Alpha",
    "unknown tab": "?tab=secrets",
    "group of markup": "?group=<b>",
    "a text too long": "?text=" + "x" * (TEXT_LIMIT + 1),
    "the same thing twice": "?severity=high&severity=low",
    "too many parts": "?" + "&".join(f"rule={n}" for n in range(100)),
    "too long": "?owner=" + "x" * 5_000,
}


OF_ONE_PAGE = [
    "from=2021-01-01",
    "to=2021-01-01",
    "type=revoked",
    "root=ABCDEF",
    "key=ABCDEF",
    "issued-after=2021-01-01",
]


@pytest.mark.parametrize("part", OF_ONE_PAGE)
def test_what_one_page_asks_is_dropped_on_others(part: str) -> None:
    assert parse("/findings", f"?{part}").notices
    assert not parse("/changes", f"?{part}").notices or not parse("/what-if", f"?{part}").notices


@pytest.mark.parametrize("case", DROPPED)
def test_what_is_not_understood_is_dropped_with_a_notice(case: str) -> None:
    address = parse("/findings", DROPPED[case])
    assert address.notices
    assert address.with_(filters=Filters()).href() == "/findings" or case == "the same thing twice"


def test_notices_are_safe_to_show() -> None:
    (notice,) = parse("/findings", "?x=%E2%80%AE%1B[31m").notices
    assert "⟦U+202E⟧" in notice and "\x1b" not in notice


def test_older_links_that_show_expired_cas_still_do() -> None:
    assert parse("/ca/ABCDEF", "?expired=1") == parse("/ca/ABCDEF", "")


def test_lower_case_digits_are_the_same_ca() -> None:
    assert parse("/ca/abcdef0123", "").key == "ABCDEF0123"
