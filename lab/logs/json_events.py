"""Filter patterns over JSON events: { ($.status >= 500 && $.path = "/items*") || $.x IS NULL }."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lab.logs.comparison import Comparison, PatternError

if TYPE_CHECKING:
    from lab.logs.match import Match

_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[[\"']([^\"']+)[\"']\]")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<selector>\$(?:\.[A-Za-z0-9_-]+|\[\d+\]|\["[^"]+"\]|\['[^']+'\])*)
  | (?P<text>"(?:[^"\\]|\\.)*")
  | (?P<sign>&&|\|\||!=|<=|>=|[=<>()])
  | (?P<word>[^\s"&|=<>!()$]+)
    )""",
    re.VERBOSE,
)
_MISSING = object()
_MAX_DEPTH = 60
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_LITERALS = {"NULL": None, "TRUE": True, "FALSE": False}


@dataclass(frozen=True)
class Compares:
    """A value of the event, a text or a number, compared."""

    selector: str
    comparison: Comparison

    def holds(self, event: Any) -> bool:
        """Objects, arrays and what is not there compare with nothing."""
        value = text_of(select(event, self.selector))
        return value is not None and self.comparison.holds(value)


@dataclass(frozen=True)
class Is:
    """A value that is null, true or false."""

    selector: str
    literal: bool | None

    def holds(self, event: Any) -> bool:
        """Only the very literal counts, not the text of it."""
        return select(event, self.selector) is self.literal


@dataclass(frozen=True)
class NotExists:
    """A value that is not there."""

    selector: str

    def holds(self, event: Any) -> bool:
        """A null is there."""
        return select(event, self.selector) is _MISSING


@dataclass(frozen=True)
class AllOf:
    """Conditions joined with &&."""

    parts: tuple[Condition, ...]

    def holds(self, event: Any) -> bool:
        """All of them hold."""
        return all(part.holds(event) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """Conditions joined with ||."""

    parts: tuple[Condition, ...]

    def holds(self, event: Any) -> bool:
        """One of them holds."""
        return any(part.holds(event) for part in self.parts)


Condition = Compares | Is | NotExists | AllOf | AnyOf


@dataclass(frozen=True)
class JsonEvents:
    """A condition over events that are JSON objects or arrays; others never match."""

    condition: Condition

    def match(self, message: str) -> Match | None:
        """Return what selectors such as $.latency find; None where it does not match."""
        try:
            event = json.loads(message)
        except ValueError:
            return None
        if not isinstance(event, (dict, list)) or not self.condition.holds(event):
            return None
        return lambda reference: text_of(select(event, reference))


def select(event: Any, selector: str) -> Any:
    """Return what a selector finds, or something that is no value of JSON."""
    found = event
    for name, index, quoted in _STEP.findall(selector):
        if index:
            there = isinstance(found, list) and int(index) < len(found)
            found = found[int(index)] if there else _MISSING
        else:
            there = isinstance(found, dict) and (name or quoted) in found
            found = found[name or quoted] if there else _MISSING
    return found


def text_of(value: Any) -> str | None:
    """Return a JSON text or number as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    return value if isinstance(value, str) else json.dumps(value)


def parse(text: str) -> JsonEvents:
    """Return a pattern that stands in braces.

    Raises:
        PatternError: it is none.
    """
    inner = text.strip()
    if not (inner.startswith("{") and inner.endswith("}")):
        raise PatternError("a pattern for JSON stands in braces")
    parser = _Parser(_tokens(inner[1:-1]))
    condition = parser.any_of(0)
    parser.expect("end")
    return JsonEvents(condition)


def _tokens(text: str) -> list[tuple[str, str]]:
    found = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise PatternError(f"unexpected {text[position:].strip()[:1]!r}")
        kind = str(match.lastgroup)
        value = match[kind]
        found.append((value, value) if kind == "sign" else (kind, value))
        position = match.end()
    return [*found, ("end", "")]


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def _kind(self) -> str:
        return self._tokens[self._next][0]

    def expect(self, *kinds: str) -> str:
        """Take a token of one of these kinds, and return its text."""
        kind, text = self._tokens[self._next]
        if kind not in kinds:
            raise PatternError(f"expected {' or '.join(kinds)}, not {text or 'the end'}")
        self._next += 1
        return text

    def any_of(self, depth: int) -> Condition:
        """Read conditions joined with ||."""
        if depth > _MAX_DEPTH:
            raise PatternError(f"nested deeper than {_MAX_DEPTH} levels")
        parts = [self._all_of(depth)]
        while self._kind == "||":
            self._next += 1
            parts.append(self._all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self, depth: int) -> Condition:
        parts = [self._single(depth)]
        while self._kind == "&&":
            self._next += 1
            parts.append(self._single(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _single(self, depth: int) -> Condition:
        if self._kind == "(":
            self._next += 1
            inner = self.any_of(depth + 1)
            self.expect(")")
            return inner
        selector = self.expect("selector")
        if self._kind in _COMPARISONS:
            operator = self.expect(*_COMPARISONS)
            quoted = self._kind == "text"
            operand = self.expect("text", "word")
            if quoted:
                operand = re.sub(r"\\(.)", r"\1", operand[1:-1])
            return Compares(selector, Comparison(operator, operand, quoted))
        word = self.expect("word").upper()
        if word == "IS":
            literal = self.expect("word").upper()
            if literal in _LITERALS:
                return Is(selector, _LITERALS[literal])
            raise PatternError(f"IS takes NULL, TRUE or FALSE, not {literal}")
        if word == "NOT" and self.expect("word").upper() == "EXISTS":
            return NotExists(selector)
        raise PatternError(f"expected a comparison, IS or NOT EXISTS after {selector}")
