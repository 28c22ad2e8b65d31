"""Reads metric math by recursive descent.

From the weakest to the strongest: OR, AND, comparison, sum, product, unary minus, power
(from right to left), then calls, arrays, ids, numbers and parentheses.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions.tokens import Token, tokens
from lab.cloudwatch.expressions.tree import (
    Array,
    Call,
    Chain,
    ExpressionError,
    Keyword,
    Name,
    Negative,
    Number,
    Text,
)

if TYPE_CHECKING:
    from lab.cloudwatch.expressions.tree import Node

# CloudWatch's own limit.
MAX_LENGTH = 2048
# Far beyond what anybody writes, and far below what Python's stack holds.
_MAX_DEPTH = 40
_LEVELS = (
    ("OR",),
    ("AND",),
    ("==", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/"),
)
_NOT_IN_THE_LAB = (
    "ANOMALY_DETECTION_BAND",
    "DB_PERF_INSIGHTS",
    "INSIGHT_RULE_METRIC",
    "LAMBDA",
    "SEARCH",
    "SERVICE_QUOTA",
)


# Alarms ask for the same ones again and again.
@functools.lru_cache(maxsize=1024)
def parse(expression: str) -> Node:
    """Return the tree of a metric math expression.

    Raises:
        ExpressionError: it is none, or it needs what the lab cannot do.
    """
    if len(expression) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    if expression.lstrip().upper().startswith("SELECT"):
        raise ExpressionError("the lab cannot do Metrics Insights queries (SELECT)")
    parser = _Parser(tokens(expression))
    tree = parser.expression()
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _is(self, *signs: str) -> bool:
        return self._token.kind == "sign" and self._token.text in signs

    def _expect(self, sign: str) -> None:
        if not self._is(sign):
            raise self._unexpected(f"{sign!r}")
        self._take()

    def expect_end(self) -> None:
        """Refuse anything that is left."""
        if self._token.kind != "end":
            raise self._unexpected("the end")

    def _unexpected(self, wanted: str) -> ExpressionError:
        token = self._token
        got = "the end" if token.kind == "end" else repr(token.text)
        return ExpressionError(f"expected {wanted}, not {got}, at position {token.position}")

    def expression(self) -> Node:
        """Read a whole expression, or what stands between two parentheses."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {_MAX_DEPTH} levels")
        tree = self._level(0)
        self._depth -= 1
        return tree

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._signed()
        first = self._level(level + 1)
        rest = []
        while self._is(*_LEVELS[level]):
            operator = self._take().text
            rest.append((operator, self._level(level + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def _signed(self) -> Node:
        negative = False
        while self._is("-", "+"):
            negative ^= self._take().text == "-"
        operand = self._power()
        return Negative(operand) if negative else operand

    def _power(self) -> Node:
        base = self._primary()
        if not self._is("^"):
            return base
        self._take()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {_MAX_DEPTH} levels")
        exponent = self._signed()
        self._depth -= 1
        return Chain(base, (("^", exponent),))

    def _primary(self) -> Node:
        token = self._token
        if token.kind == "number":
            self._take()
            return Number(float(token.text))
        if token.kind == "text":
            self._take()
            return Text(token.text)
        if token.kind == "name":
            self._take()
            return self._named(token)
        if self._is("("):
            self._take()
            inner = self.expression()
            self._expect(")")
            return inner
        if self._is("["):
            self._take()
            return Array(self._list("]"))
        raise self._unexpected("a value")

    def _named(self, token: Token) -> Node:
        if self._is("("):
            if token.text in _NOT_IN_THE_LAB:
                raise ExpressionError(f"the lab cannot do {token.text}")
            if token.text != token.text.upper():
                raise ExpressionError(
                    f"functions are written in capitals: {token.text.upper()}, not {token.text}"
                )
            self._take()
            return Call(token.text, self._list(")"))
        if token.text == token.text.upper():
            return Keyword(token.text)
        if not token.text[0].islower():
            raise ExpressionError(f"an id begins with a lower-case letter: {token.text}")
        return Name(token.text)

    def _list(self, end: str) -> tuple[Node, ...]:
        items: list[Node] = []
        if not self._is(end):
            items.append(self.expression())
            while self._is(","):
                self._take()
                items.append(self.expression())
        self._expect(end)
        return tuple(items)
