"""The algebra of subtrees, form by form: what two sets share, what is empty, what is unlimited."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.constraint import NameConstraints, NameKind
from explorer.trust.name_constraints import EVERY_NAME, AllowedNames, constrained_names
from tests.pki.certificates import name_of, subtree

DNS, IP, EMAIL, URI, DIRECTORY = NameKind.DNS, NameKind.IP, NameKind.EMAIL, NameKind.URI, NameKind.DIRECTORY


def names(kind: NameKind, *permitted: str, excluded: tuple[str, ...] = ()) -> AllowedNames:
    return constrained_names(
        NameConstraints(
            permitted=tuple(subtree(kind, value) for value in permitted),
            excluded=tuple(subtree(kind, value) for value in excluded),
            critical=True,
        )
    )


MEETS = {
    "a host in its parent domain": (DNS, ("a.example.com",), ("example.com",), "a.example.com"),
    "equal but for case": (DNS, ("Example.COM",), ("example.com",), "Example.COM"),
    "neighbours": (DNS, ("a.example.com",), ("b.example.com",), "none"),
    "a label is not a suffix": (DNS, ("badexample.com",), ("example.com",), "none"),
    "subdomains only, in the domain": (DNS, (".example.com",), ("example.com",), ".example.com"),
    "below subdomains only": (DNS, ("a.example.com",), (".example.com",), "a.example.com"),
    "several against several": (DNS, ("a.com", "b.com"), ("x.a.com", "b.com", "c.com"), "b.com, x.a.com"),
    "zero-length permits all": (DNS, ("",), ("example.com",), "example.com"),
    "one mailbox at a host": (EMAIL, ("ann@example.com",), ("example.com",), "ann@example.com"),
    "a mailbox is case-sensitive before the @": (EMAIL, ("Ann@example.com",), ("ann@example.com",), "none"),
    "a host is not below itself": (EMAIL, ("example.com",), (".example.com",), "none"),
    "a host below": (EMAIL, ("mail.example.com",), (".example.com",), "mail.example.com"),
    "a mailbox below a domain": (EMAIL, ("ann@mail.example.com",), (".example.com",), "ann@mail.example.com"),
    "a mailbox at a host below a host": (EMAIL, ("ann@mail.example.com",), ("example.com",), "none"),
    "a URI host is exact": (URI, ("www.example.com",), ("example.com",), "none"),
    "a URI host below": (URI, ("www.example.com",), (".example.com",), "www.example.com"),
    "networks that nest": (IP, ("10.1.0.0/16",), ("10.0.0.0/8",), "10.1.0.0/16"),
    "networks apart": (IP, ("10.0.0.0/8",), ("192.0.2.0/24",), "none"),
    "families apart": (IP, ("10.0.0.0/8",), ("2001:db8::/32",), "none"),
}


URI_CASES = [
    ("https://www.example.com:8443/a?b#c", True),
    ("http://user@WWW.example.com", True),
    ("www.example.com", True),
    ("https://www.example.org/.example.com", False),
    ("https://www.example.org?x=.example.com", False),
    ("https://www.example.com@evil.example/", False),
]


@pytest.mark.parametrize(("uri", "expected"), URI_CASES)
def test_a_uri_is_judged_by_its_host(uri: str, expected: bool) -> None:
    """RFC 5280 4.2.1.10: the constraint applies to the host part of the name."""
    assert names(NameKind.URI, ".example.com").admits(NameKind.URI, uri) is expected
    assert names(NameKind.URI, excluded=(".example.com",)).admits(NameKind.URI, uri) is not expected


def test_beside_an_unreadable_part_only_exclusions_are_sure() -> None:
    """The part that can't be read may permit what the others do not, so nothing is ruled out by what they permit."""
    read = {"permitted": (subtree(NameKind.DNS, "a.example"),), "excluded": (subtree(NameKind.DNS, "x.example"),)}
    allowed = constrained_names(NameConstraints(**read, critical=True, problem="permitted subtree 2: odd"))
    assert allowed.problem
    assert allowed.admits(NameKind.DNS, "b.example")
    assert not allowed.admits(NameKind.DNS, "x.example")
    assert not allowed.within(
        NameConstraints(permitted=(subtree(NameKind.DNS, "b.example"),), excluded=(), critical=True)
    ).empty(NameKind.DNS)


@pytest.mark.parametrize(("kind", "one", "other", "expected"), MEETS.values(), ids=MEETS)
def test_intersection_is_the_narrower_or_nothing(
    kind: NameKind, one: tuple[str, ...], other: tuple[str, ...], expected: str
) -> None:
    left, right = names(kind, *one), names(kind, *other)
    words = left.intersect(right).words(kind)
    assert words.removesuffix("; IPv6 none").removeprefix("IPv4 ") == expected
    assert left.intersect(right) == right.intersect(left)


UNLIMITED = {
    "no constraint": (DNS, (), (), True),
    "a permitted name": (DNS, ("example.com",), (), False),
    "the zero-length name permitted": (DNS, ("",), (), True),
    "the zero-length name beside another": (DNS, ("", "example.com"), (), True),
    "one name excluded": (DNS, (), ("example.com",), True),
    "all excluded": (DNS, (), ("",), False),
    "all permitted and all excluded": (DNS, ("",), ("",), False),
    "one family in whole": (IP, ("0.0.0.0/0",), (), True),
    "both families in whole": (IP, ("0.0.0.0/0", "::/0"), (), True),
    "two halves are a whole": (IP, ("0.0.0.0/1", "128.0.0.0/1"), (), True),
    "one network": (IP, ("10.0.0.0/8",), (), False),
    "both families excluded": (IP, (), ("0.0.0.0/0", "::/0"), False),
    "IPv4 excluded, IPv6 not spoken of": (IP, (), ("0.0.0.0/0",), True),
    "IPv4 limited, IPv6 excluded": (IP, ("10.0.0.0/8",), ("::/0",), False),
    "the empty directory name": (DIRECTORY, ("",), (), True),
    "an organisation": (DIRECTORY, ("Example",), (), False),
    "zero-length e-mail": (EMAIL, ("",), (), True),
    "forms that are not followed": (NameKind.OTHER, ("1.3.6.1.5.5.7.8.7",), (), True),
}


@pytest.mark.parametrize(("kind", "permitted", "excluded", "expected"), UNLIMITED.values(), ids=UNLIMITED)
def test_unlimited(kind: NameKind, permitted: tuple[str, ...], excluded: tuple[str, ...], expected: bool) -> None:
    assert names(kind, *permitted, excluded=excluded).unlimited(kind) is expected


EMPTY = {
    "no constraint": (DNS, (), (), False),
    "all excluded": (DNS, (), ("",), True),
    "what is permitted is excluded": (DNS, ("a.example.com",), ("example.com",), True),
    "part of what is permitted is excluded": (DNS, ("example.com",), ("a.example.com",), False),
    "one family excluded": (IP, (), ("0.0.0.0/0",), False),
    "both families excluded": (IP, (), ("0.0.0.0/0", "::/0"), True),
    "one family permitted and excluded": (IP, ("10.0.0.0/8",), ("10.0.0.0/8",), True),
    "forms that are not followed": (NameKind.OTHER, (), (), False),
}


@pytest.mark.parametrize(("kind", "permitted", "excluded", "expected"), EMPTY.values(), ids=EMPTY)
def test_empty(kind: NameKind, permitted: tuple[str, ...], excluded: tuple[str, ...], expected: bool) -> None:
    assert names(kind, *permitted, excluded=excluded).empty(kind) is expected


ADMITTED = {
    "below a permitted domain": (DNS, ("example.com",), (), "www.example.com", True),
    "the domain itself": (DNS, ("example.com",), (), "EXAMPLE.com", True),
    "another domain": (DNS, ("example.com",), (), "example.org", False),
    "below an excluded one": (DNS, ("example.com",), ("x.example.com",), "a.x.example.com", False),
    "an address in the network": (IP, ("10.0.0.0/8",), (), "0a000001", True),
    "an address outside": (IP, ("10.0.0.0/8",), (), "0b000001", False),
    "an address of the other family": (IP, ("10.0.0.0/8",), (), "0" * 31 + "1", False),
    "no constraint": (IP, (), (), "0b000001", True),
    "a mailbox": (EMAIL, ("example.com",), (), "ann@example.com", True),
    "forms that are not followed": (NameKind.OTHER, (), (), "whatever", True),
}


@pytest.mark.parametrize(("kind", "permitted", "excluded", "value", "expected"), ADMITTED.values(), ids=ADMITTED)
def test_one_name(
    kind: NameKind, permitted: tuple[str, ...], excluded: tuple[str, ...], value: str, expected: bool
) -> None:
    assert names(kind, *permitted, excluded=excluded).admits(kind, value) is expected


def test_directory_subtrees_are_prefixes_of_whole_rdns() -> None:
    allowed = names(DIRECTORY, "Example")
    assert allowed.admits(DIRECTORY, name_of("CA", "Example").key)
    assert not allowed.admits(DIRECTORY, name_of("CA", "Example 2").key)
    assert not allowed.admits(DIRECTORY, name_of("Example").key)


def test_masks_that_are_no_prefix_meet_exactly() -> None:
    """10.x.0.x and 10.1.x.x share 10.1.0.x."""

    def mask(address: str, octets: str) -> AllowedNames:
        value = (ipaddress.IPv4Address(address).packed + ipaddress.IPv4Address(octets).packed).hex()
        tree = subtree(DNS, value)
        permitted = (type(tree)(kind=IP, value=value, text=f"{address}/{octets}"),)
        return constrained_names(NameConstraints(permitted=permitted, excluded=(), critical=True))

    met = mask("10.0.0.0", "255.0.255.0").intersect(mask("10.1.0.0", "255.255.0.0"))
    assert met.admits(IP, "0a010007")
    assert not met.admits(IP, "0a010107")
    assert not met.admits(IP, "0a020007")
    assert not met.unlimited(IP)


def test_host_bits_in_a_subtree_do_not_matter() -> None:
    tree = subtree(IP, "192.0.2.0/24")
    odd = type(tree)(kind=IP, value="c0000233ffffff00", text="192.0.2.51/24")
    allowed = constrained_names(NameConstraints(permitted=(odd,), excluded=(), critical=True))
    assert allowed == names(IP, "192.0.2.0/24")


def test_an_unreadable_part_is_carried_along() -> None:
    broken = constrained_names(
        NameConstraints(permitted=(), excluded=(), critical=True, problem="permitted subtree 1: cut")
    )
    met = names(DNS, "example.com").intersect(broken)
    assert met.problem == "permitted subtree 1: cut"
    assert met.words(DNS) == "example.com"


WORDS = {
    "nothing said": (EVERY_NAME, DNS, "any"),
    "an exclusion": (names(DNS, excluded=("example.com",)), DNS, "any, but not example.com"),
    "permitted less excluded": (names(DNS, "a.com", excluded=("x.a.com",)), DNS, "a.com, but not x.a.com"),
    "families that differ": (names(IP, "10.0.0.0/8"), IP, "IPv4 10.0.0.0/8; IPv6 none"),
    "families alike": (names(IP, excluded=("0.0.0.0/0", "::/0")), IP, "none"),
    "a directory name": (names(DIRECTORY, "Example"), DIRECTORY, "O=Example"),
}


@pytest.mark.parametrize(("allowed", "kind", "expected"), WORDS.values(), ids=WORDS)
def test_words_for_people(allowed: AllowedNames, kind: NameKind, expected: str) -> None:
    assert allowed.words(kind) == expected


LABELS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=0, max_size=3).map(".".join)
DNS_AREAS = st.one_of(LABELS, LABELS.filter(bool).map(".{}".format))
EMAIL_AREAS = st.one_of(DNS_AREAS, LABELS.filter(bool).map("x@{}".format))
SETS = st.lists(DNS_AREAS, max_size=3)
EMAIL_SETS = st.lists(EMAIL_AREAS, max_size=3)


@given(one=SETS, other=SETS, out=SETS, name=LABELS.filter(bool))
def test_a_dns_name_is_in_the_intersection_exactly_when_it_is_in_both(
    one: list[str], other: list[str], out: list[str], name: str
) -> None:
    left, right = names(DNS, *one, excluded=tuple(out)), names(DNS, *other)
    assert left.intersect(right).admits(DNS, name) == (left.admits(DNS, name) and right.admits(DNS, name))
    assert left.intersect(right) == right.intersect(left)
    assert left.intersect(left) == left


@given(one=EMAIL_SETS, other=EMAIL_SETS, host=LABELS.filter(bool))
def test_a_mailbox_is_in_the_intersection_exactly_when_it_is_in_both(
    one: list[str], other: list[str], host: str
) -> None:
    left, right, box = names(EMAIL, *one), names(EMAIL, *other), f"x@{host}"
    assert left.intersect(right).admits(EMAIL, box) == (left.admits(EMAIL, box) and right.admits(EMAIL, box))


NETWORKS = st.tuples(st.integers(0, 15), st.integers(0, 4)).map(
    lambda drawn: str(ipaddress.IPv4Network(((drawn[0] << 28), drawn[1]), strict=False))
)


@given(one=st.lists(NETWORKS, max_size=3), other=st.lists(NETWORKS, max_size=3), address=st.integers(0, 15))
def test_an_address_is_in_the_intersection_exactly_when_it_is_in_both(
    one: list[str], other: list[str], address: int
) -> None:
    left, right, value = names(IP, *one), names(IP, *other), f"{address << 28:08x}"
    assert left.intersect(right).admits(IP, value) == (left.admits(IP, value) and right.admits(IP, value))
