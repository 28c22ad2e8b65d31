"""Synthesized JSON as lines that a reviewer can read, each with its place in the document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

UNFOLDED = "(json)"
"""The key under which a text that holds JSON is unfolded."""


@dataclass(frozen=True)
class Line:
    """One line; `place` is that of the object or list around it, such as `tags` or `rule[0]`."""

    text: str
    place: str


def readable(value: Any) -> Any:
    """Return a value without cdktf's metadata, JSON in texts unfolded.

    Policies and container definitions are JSON in a text: on one line, a change of one word
    in them would be a diff of a thousand characters.
    """
    if isinstance(value, dict):
        return {key: readable(inner) for key, inner in value.items() if key != "//"}
    if isinstance(value, list):
        return [readable(inner) for inner in value]
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            unfolded = json.loads(value)
        except (ValueError, RecursionError):
            return value
        if isinstance(unfolded, (dict, list)):
            return {UNFOLDED: unfolded}
    return value


def lines(value: Any) -> tuple[Line, ...]:
    """Return a value as indented JSON, its keys sorted."""
    return tuple(_lines(value, _Position()))


@dataclass(frozen=True)
class _Position:
    """Where a value stands.

    Attributes:
        place: the value's own; `around` that of what it is in: its first line and its last
            belong there.
        head: goes before its first line, `tail` behind its last.
    """

    place: str = ""
    around: str = ""
    indent: str = ""
    head: str = ""
    tail: str = ""

    def line(self, text: str) -> Line:
        return Line(f"{self.indent}{text}", self.around)

    def inner(self, place: str, *, head: str, last: bool) -> _Position:
        return _Position(place, self.place, f"{self.indent}  ", head, "" if last else ",")


def _lines(value: Any, at: _Position) -> Iterator[Line]:
    if isinstance(value, dict) and value:
        yield at.line(f"{at.head}{{")
        for n, key in enumerate(sorted(value), start=1):
            name = _scalar(key)
            place = f"{at.place}.{name[1:-1]}" if at.place else name[1:-1]
            inner = at.inner(place, head=f"{name}: ", last=n == len(value))
            yield from _lines(value[key], inner)
        yield at.line(f"}}{at.tail}")
    elif isinstance(value, list) and value:
        yield at.line(f"{at.head}[")
        for n, each in enumerate(value):
            inner = at.inner(f"{at.place}[{n}]", head="", last=n == len(value) - 1)
            yield from _lines(each, inner)
        yield at.line(f"]{at.tail}")
    else:
        yield at.line(f"{at.head}{_scalar(value)}{at.tail}")


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
