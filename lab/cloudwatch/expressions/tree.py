"""What a metric math expression consists of."""

from __future__ import annotations

from dataclasses import dataclass


class ExpressionError(ValueError):
    """What is wrong with an expression, in one sentence for whoever wrote it."""


@dataclass(frozen=True)
class Number:
    """A literal, such as 0.5."""

    value: float


@dataclass(frozen=True)
class Text:
    """A literal in quotes, such as "errors" in METRICS("errors")."""

    value: str


@dataclass(frozen=True)
class Name:
    """The id of a metric or of another expression."""

    id: str


@dataclass(frozen=True)
class Keyword:
    """A word in capitals that is no call: REPEAT, LINEAR, ASC, DESC, or SORT's function."""

    word: str


@dataclass(frozen=True)
class Negative:
    """Unary minus."""

    operand: Node


@dataclass(frozen=True)
class Chain:
    """Operators of one precedence, worked off from left to right.

    A chain and not a tree of pairs: a long sum needs no deep recursion.
    """

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Array:
    """A list of time series, such as [m1, m2]."""

    items: tuple[Node, ...]


Node = Number | Text | Name | Keyword | Negative | Chain | Call | Array


def names_in(node: Node) -> frozenset[str]:
    """Return the ids that an expression refers to by name."""
    match node:
        case Name(id=id_):
            return frozenset({id_})
        case Negative(operand=operand):
            return names_in(operand)
        case Chain(first=first, rest=rest):
            return frozenset().union(names_in(first), *(names_in(part) for _, part in rest))
        case Call(arguments=parts) | Array(items=parts):
            return frozenset().union(*(names_in(part) for part in parts))
        case _:
            return frozenset()
