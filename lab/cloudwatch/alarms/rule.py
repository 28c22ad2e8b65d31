"""The rule of a composite alarm: read by recursive descent, decided over states of alarms.

From the weakest to the strongest: OR, AND, NOT, then ALARM(...), OK(...),
INSUFFICIENT_DATA(...), TRUE, FALSE and parentheses.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TOKEN = re.compile(r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<sign>[()])|(?P<word>[^\s()"']+))""")
_STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
_ARN = re.compile(r"^arn:[^:]+:cloudwatch:[^:]+:\d+:alarm:")
# CloudWatch's own limits.
_MOST_CHARACTERS = 10_240
_MOST_CHILDREN = 100
# Beyond what 500 elements could be meant for, within what Python's stack holds.
_MAX_DEPTH = 60


class RuleError(ValueError):
    """What is wrong with a rule, in one sentence for whoever wrote it."""


@dataclass(frozen=True)
class IsIn:
    """Whether an alarm, by its name, is in a state."""

    state: str
    name: str


@dataclass(frozen=True)
class Always:
    """TRUE or FALSE."""

    truth: bool


@dataclass(frozen=True)
class Not:
    """The opposite."""

    operand: Rule


@dataclass(frozen=True)
class AnyOf:
    """OR over its parts."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class AllOf:
    """AND over its parts."""

    parts: tuple[Rule, ...]


Rule = IsIn | Always | Not | AnyOf | AllOf


# Alarms ask for the same ones again and again.
@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Rule:
    """Return a rule; alarms may be named by their ARNs.

    Raises:
        RuleError: it is none.
    """
    if len(text) > _MOST_CHARACTERS:
        raise RuleError(f"a rule has at most {_MOST_CHARACTERS} characters")
    parser = _Parser(list(_tokens(text)))
    rule = parser.any_of(0)
    parser.expect("end")
    if len(children(rule)) > _MOST_CHILDREN:
        raise RuleError(f"a rule refers to at most {_MOST_CHILDREN} alarms")
    return rule


def children(rule: Rule) -> list[str]:
    """Return the names of the alarms that a rule refers to, each once, in its order."""
    return list(dict.fromkeys(part.name for part in _references(rule)))


def holds(rule: Rule, state_of: Callable[[str], str]) -> bool:
    """Say whether a rule is true; `state_of` returns the state of an alarm by its name."""
    match rule:
        case IsIn(state=state, name=name):
            return state_of(name) == state
        case Always(truth=truth):
            return truth
        case Not(operand=operand):
            return not holds(operand, state_of)
        case AnyOf(parts=parts):
            return any(holds(part, state_of) for part in parts)
        case AllOf(parts=parts):
            return all(holds(part, state_of) for part in parts)


def name_of(name_or_arn: str) -> str:
    """Return an alarm's name."""
    return _ARN.sub("", name_or_arn)


def _references(rule: Rule) -> Iterator[IsIn]:
    match rule:
        case IsIn():
            yield rule
        case Not(operand=operand):
            yield from _references(operand)
        case AnyOf(parts=parts) | AllOf(parts=parts):
            for part in parts:
                yield from _references(part)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise RuleError(f"a quote that does not end, at position {position}")
        kind, found = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "text":
            yield "name", found[1:-1]
        else:
            yield (found if kind == "sign" else "word"), found
        position = match.end()
    yield "end", ""


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._next = 0

    def _is(self, word: str) -> bool:
        kind, text = self._tokens[self._next]
        return kind == "word" and text.upper() == word

    def expect(self, kind: str) -> str:
        """Take a token of that kind, and return its text."""
        got, text = self._tokens[self._next]
        if got != kind:
            wanted = {"end": "the end", "word": "a function", "name": "an alarm"}.get(kind, kind)
            raise RuleError(f"expected {wanted}, not {text or 'the end'}")
        self._next += 1
        return text

    def any_of(self, depth: int) -> Rule:
        """Read alternatives."""
        if depth > _MAX_DEPTH:
            raise RuleError(f"nested deeper than {_MAX_DEPTH} levels")
        parts = [self._all_of(depth)]
        while self._is("OR"):
            self._next += 1
            parts.append(self._all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self, depth: int) -> Rule:
        parts = [self._negated(depth)]
        while self._is("AND"):
            self._next += 1
            parts.append(self._negated(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _negated(self, depth: int) -> Rule:
        opposite = False
        while self._is("NOT"):
            self._next += 1
            opposite = not opposite
        rule = self._single(depth)
        return Not(rule) if opposite else rule

    def _single(self, depth: int) -> Rule:
        if self._tokens[self._next][0] == "(":
            self._next += 1
            inner = self.any_of(depth + 1)
            self.expect(")")
            return inner
        word = self.expect("word").upper()
        if word in ("TRUE", "FALSE"):
            return Always(word == "TRUE")
        if word not in _STATES:
            raise RuleError(f"no function {word}: use {', '.join(_STATES)}, TRUE or FALSE")
        self.expect("(")
        kind, text = self._tokens[self._next]
        if kind not in ("name", "word") or not text:
            raise RuleError(f"{word} takes the name or the ARN of an alarm")
        self._next += 1
        self.expect(")")
        return IsIn(word, name_of(text))
