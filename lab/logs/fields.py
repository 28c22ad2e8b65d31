"""Filter patterns over fields between spaces: [ip, ..., status = 4* && status != 403, bytes]."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.logs.comparison import Comparison, PatternError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.logs.match import Match

_ELLIPSIS = ("...", "…")
# What stands in brackets or quotes is one field.
_FIELD = re.compile(r'\[([^\]]*)\]|"([^"]*)"|(\S+)')
_PIECE = re.compile(r'("(?:[^"\\]|\\.)*")|(,)|(.)', re.DOTALL)
_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(&&|\|\||!=|<=|>=|[=<>])|([^\s"&|=<>!,]+))')
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Field:
    """A field by its name, with conditions: alternatives, each of comparisons that all hold."""

    name: str
    alternatives: tuple[tuple[Comparison, ...], ...] = ()

    def holds(self, value: str) -> bool:
        """Say whether the field may have that value."""
        return not self.alternatives or any(
            all(comparison.holds(value) for comparison in comparisons)
            for comparisons in self.alternatives
        )


@dataclass(frozen=True)
class Fields:
    """Fields at the beginning and at the end of a line; `gap`: any number of others between."""

    head: tuple[Field, ...]
    tail: tuple[Field, ...] = ()
    gap: bool = False

    def match(self, message: str) -> Match | None:
        """Return what $name and $1, $2, ... stand for; None where it does not match."""
        values = [a or b or c for a, b, c in _FIELD.findall(message)]
        named = len(self.head) + len(self.tail)
        if len(values) < named or (len(values) > named and not self.gap):
            return None
        pairs = [
            *zip(self.head, values, strict=False),
            *zip(self.tail, values[len(values) - len(self.tail) :], strict=True),
        ]
        if not all(field.holds(value) for field, value in pairs):
            return None
        found = {f"${number}": value for number, value in enumerate(values, 1)}
        found.update({f"${field.name}": value for field, value in pairs if field.name})
        return found.get


def parse(text: str) -> Fields:
    """Return a pattern that stands in brackets.

    Raises:
        PatternError: it is none.
    """
    inner = text.strip()
    if not (inner.startswith("[") and inner.endswith("]")):
        raise PatternError("a pattern for fields stands in brackets")
    entries = [entry.strip() for entry in _split(inner[1:-1])]
    gaps = [number for number, entry in enumerate(entries) if entry in _ELLIPSIS]
    if len(gaps) > 1:
        raise PatternError("only one ... can stand in a pattern")
    if not gaps:
        return Fields(tuple(map(_field, entries)))
    (gap,) = gaps
    head, tail = entries[:gap], entries[gap + 1 :]
    return Fields(tuple(map(_field, head)), tuple(map(_field, tail)), gap=True)


def _split(text: str) -> list[str]:
    """Return what stands between commas that are not in quotes."""
    parts = [""]
    for quoted, comma, rest in _PIECE.findall(text):
        if rest == '"':
            raise PatternError("a quote does not end")
        if comma:
            parts.append("")
        parts[-1] += quoted or rest
    return parts


def _field(entry: str) -> Field:
    tokens = _tokens(entry)
    if len(tokens) == 1 and tokens[0][0] == "word":
        return Field(tokens[0][1])
    if not tokens:
        return Field("")
    name = tokens[0][1] if tokens[0][0] == "word" else ""
    alternatives: list[tuple[Comparison, ...]] = []
    comparisons: list[Comparison] = []
    rest: Sequence[tuple[str, str]] = tokens
    while rest:
        comparison, rest = _comparison(rest, name)
        comparisons.append(comparison)
        if not rest:
            break
        (kind, joint), rest = rest[0], rest[1:]
        if kind != "sign" or joint not in ("&&", "||") or not rest:
            raise PatternError(f"expected && or || between conditions, not {joint!r}")
        if joint == "||":
            alternatives.append(tuple(comparisons))
            comparisons = []
    return Field(name, (*alternatives, tuple(comparisons)))


def _comparison(
    tokens: Sequence[tuple[str, str]], name: str
) -> tuple[Comparison, Sequence[tuple[str, str]]]:
    match tokens:
        case [("word", said), ("sign", sign), (("word" | "text") as kind, operand), *rest]:
            if said != name:
                raise PatternError(f"a field has one name, not {name} and {said}")
            if sign in _COMPARISONS:
                return Comparison(sign, operand, kind == "text"), rest
    raise PatternError("a condition is a name, a comparison and a value")


def _tokens(entry: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(entry):
        match = _TOKEN.match(entry, position)
        if match is None:
            raise PatternError(f"unexpected {entry[position:].strip()[:1]!r}")
        text, sign, word = match.groups()
        if text is not None:
            found.append(("text", re.sub(r"\\(.)", r"\1", text)))
        else:
            found.append(("sign", sign) if sign else ("word", word))
        position = match.end()
    return found
