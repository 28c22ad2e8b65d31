"""How filter patterns compare a value: as text with asterisks at its ends, or as a number."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class PatternError(ValueError):
    """What is wrong with a filter pattern, in one sentence for whoever wrote it."""


@dataclass(frozen=True)
class Comparison:
    """An operator and what to compare with; `quoted` text is never a number."""

    operator: str
    operand: str
    quoted: bool = False

    def __post_init__(self) -> None:
        """Refuse an order between texts.

        Raises:
            PatternError: <, <=, > or >= and no number.
        """
        if self.operator in _ORDERS and self._number is None:
            raise PatternError(f"{self.operator} takes a number, not {self.operand!r}")

    @property
    def _number(self) -> float | None:
        numeric = not self.quoted and NUMBER.fullmatch(self.operand)
        return float(self.operand) if numeric else None

    def holds(self, value: str) -> bool:
        """Say whether a value compares so; one that is no number is in no order with one."""
        number = self._number
        measured = float(value) if NUMBER.fullmatch(value) else None
        if self.operator in _ORDERS:
            return (
                number is not None
                and measured is not None
                and _ORDERS[self.operator](measured, number)
            )
        if number is not None and measured is not None:
            equal = number == measured
        else:
            equal = _fits(value, self.operand)
        return equal == (self.operator == "=")


def _fits(value: str, wanted: str) -> bool:
    """Say whether a text is the wanted one; an asterisk at either end stands for any text."""
    if wanted == "*":
        return True
    core = wanted.removeprefix("*").removesuffix("*")
    starts_open, ends_open = wanted.startswith("*"), wanted.endswith("*")
    if starts_open and ends_open:
        return core in value
    if starts_open:
        return value.endswith(core)
    return value.startswith(core) if ends_open else value == wanted
