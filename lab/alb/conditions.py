"""Which rule a request meets."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from multidict import CIMultiDictProxy

    from lab.alb.configuration import Condition, Rule


@dataclass(frozen=True)
class Asked:
    """What the conditions look at.

    `host` is without its port, `path` and `query` as they were sent.
    """

    method: str
    host: str
    path: str
    query: str
    source: str
    headers: CIMultiDictProxy[str]


Test = Callable[[Asked], bool]


def compile_rules(rules: Sequence[Rule]) -> list[tuple[list[Test], Rule]]:
    """Return the rules in the same order, each with the tests that must all hold."""
    return [([compile_condition(one) for one in rule.conditions], rule) for rule in rules]


def first_match(rules: Sequence[tuple[list[Test], Rule]], asked: Asked) -> Rule | None:
    """Return the first rule whose tests all hold; the default rule has none and is the last."""
    for tests, rule in rules:
        if all(test(asked) for test in tests):
            return rule
    return None


def compile_condition(condition: Condition) -> Test:
    """Return the test for a condition.

    Raises:
        KeyError: a field that Application Load Balancers do not have.
    """
    return _COMPILERS[condition.field](condition)


def wildcard(pattern: str, *, ignore_case: bool) -> re.Pattern[str]:
    """Return a pattern in which * stands for any characters and ? for exactly one."""
    translated = "".join(
        {"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern
    )
    return re.compile(translated, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _any(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in patterns)


def _patterns(condition: Condition, *, ignore_case: bool) -> list[re.Pattern[str]]:
    return [wildcard(value, ignore_case=ignore_case) for (value,) in condition.values]


def _path(condition: Condition) -> Test:
    patterns = _patterns(condition, ignore_case=False)
    return lambda asked: _any(patterns, asked.path)


def _host(condition: Condition) -> Test:
    patterns = _patterns(condition, ignore_case=True)
    return lambda asked: _any(patterns, asked.host)


def _header(condition: Condition) -> Test:
    patterns = _patterns(condition, ignore_case=True)
    return lambda asked: any(
        _any(patterns, value) for value in asked.headers.getall(condition.header, ())
    )


def _method(condition: Condition) -> Test:
    methods = {value for (value,) in condition.values}
    return lambda asked: asked.method in methods


def _query(condition: Condition) -> Test:
    pairs = [tuple(wildcard(text, ignore_case=True) for text in pair) for pair in condition.values]

    def holds(asked: Asked) -> bool:
        sent = parse_qsl(asked.query, keep_blank_values=True)
        return any(
            (not key.pattern or key.fullmatch(name)) and value.fullmatch(text)
            for key, value in pairs
            for name, text in sent
        )

    return holds


def _source(condition: Condition) -> Test:
    networks = []
    for (value,) in condition.values:
        # AWS refuses what is no range; the emulator takes it, and it matches nobody.
        with contextlib.suppress(ValueError):
            networks.append(ipaddress.ip_network(value, strict=False))

    def holds(asked: Asked) -> bool:
        address = ipaddress.ip_address(asked.source)
        return any(address in network for network in networks)

    return holds


_COMPILERS: Mapping[str, Callable[[Condition], Test]] = {
    "path-pattern": _path,
    "host-header": _host,
    "http-header": _header,
    "http-request-method": _method,
    "query-string": _query,
    "source-ip": _source,
}
