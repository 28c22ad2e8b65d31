"""Cuts a metric math expression into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lab.cloudwatch.expressions.tree import ExpressionError

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/^<>()\[\],])
    """,
    re.VERBOSE | re.ASCII,
)
_SAME = {"&&": "AND", "||": "OR"}


@dataclass(frozen=True)
class Token:
    """A piece of an expression: `kind` is number, name, text, sign or end."""

    kind: str
    text: str
    position: int


def tokens(expression: str) -> list[Token]:
    """Return an expression's tokens, the last one of kind `end`.

    Raises:
        ExpressionError: a character that no token begins with.
    """
    found = []
    position = 0
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None:
            raise ExpressionError(f"unexpected {expression[position]!r} at position {position}")
        kind, text = str(match.lastgroup), match[0]
        if kind == "text":
            text = text[1:-1]
        if kind != "space":
            text = _SAME.get(text, text)
            found.append(Token("sign" if text in ("AND", "OR") else kind, text, position))
        position = match.end()
    return [*found, Token("end", "", position)]
