"""Rule conditions, without a server."""

from __future__ import annotations

from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from lab.alb.conditions import Asked, compile_condition, compile_rules, first_match
from lab.alb.configuration import Condition, FixedResponse, Rule


def asked(**changes: Any) -> Asked:
    headers = CIMultiDict(changes.pop("headers", {}))
    values = {
        "method": "GET",
        "host": "web.example.com",
        "path": "/img/a.png",
        "query": "v=1&flag",
        "source": "192.0.2.7",
    }
    return Asked(**(values | changes), headers=CIMultiDictProxy(headers))


def holds(field: str, *values: tuple[str, ...], header: str = "", **changes: Any) -> bool:
    return compile_condition(Condition(field, values, header))(asked(**changes))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/img/*", True),
        ("/img/?.png", True),
        ("/img/??.png", False),
        ("*", True),
        ("/IMG/*", False),
        ("/img", False),
        ("/img/a.png?", False),
        ("/img/aXpng", False),
    ],
)
def test_a_path_pattern_is_about_the_whole_path_and_minds_case(
    pattern: str, *, expected: bool
) -> None:
    assert holds("path-pattern", (pattern,)) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("*.example.com", True), ("WEB.example.com", True), ("example.com", False)],
)
def test_a_host_pattern_does_not_mind_case(pattern: str, *, expected: bool) -> None:
    assert holds("host-header", (pattern,)) is expected


def test_one_matching_value_is_enough() -> None:
    assert holds("http-request-method", ("POST",), ("GET",))
    assert not holds("http-request-method", ("get",))


def test_a_header_may_come_more_than_once() -> None:
    headers = [("X-A", "one"), ("x-a", "Two")]
    assert holds("http-header", ("two",), header="X-A", headers=headers)
    assert not holds("http-header", ("two",), header="X-B", headers=headers)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [(("v", "1"), True), (("V", "?"), True), (("", "1"), True), (("v", "2"), False)],
)
def test_a_query_pair_is_compared_by_key_and_value(
    pair: tuple[str, str], *, expected: bool
) -> None:
    assert holds("query-string", pair) is expected


def test_a_query_is_decoded_before_it_is_compared() -> None:
    assert holds("query-string", ("name", "a b"), query="name=a%20b")


def test_a_source_is_in_a_range() -> None:
    assert holds("source-ip", ("192.0.2.0/24",))
    assert not holds("source-ip", ("198.51.100.0/24",))


def test_the_default_rule_takes_what_no_other_does() -> None:
    answer = FixedResponse(200)
    rules = compile_rules(
        [
            Rule("one", "1", (Condition("path-pattern", (("/a",),)),), answer),
            Rule("default", "default", (), answer),
        ]
    )
    first, rest = first_match(rules, asked(path="/a")), first_match(rules, asked(path="/b"))
    assert first is not None
    assert rest is not None
    assert (first.arn, rest.arn) == ("one", "default")
