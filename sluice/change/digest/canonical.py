"""One spelling for each JSON document: RFC 8785, and what that leaves out.

RFC 8785 orders keys and spells texts and numbers in one way, for numbers that a double holds
exactly. Terraform's are arbitrary: an integer beyond 2^53 and a number that overflows a
double are written as the text `#` and their digits, and a text that begins with `#` gets a
second one, so that no two documents share a spelling.
"""

from __future__ import annotations

import math
from typing import Any

import rfc8785

from sluice.change.model.errors import PlanUnreadable

_LARGEST_EXACT = 2**53 - 1
_ESCAPE = "#"


def canonical(value: Any) -> bytes:
    """Return the one spelling of a JSON document, in UTF-8.

    Raises:
        PlanUnreadable: a text in it is not valid Unicode, or a value is not JSON's.
    """
    try:
        return rfc8785.dumps(_spelled(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise PlanUnreadable(f"the plan cannot be written in one way: {error}") from error


def _spelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {_spelled(name): _spelled(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(each) for each in value]
    if isinstance(value, str):
        return _ESCAPE + value if value.startswith(_ESCAPE) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return value


def _number(value: float) -> float | str:
    if not math.isfinite(value):
        return f"{_ESCAPE}{value}"
    # 3.0 and 3 are one number to Terraform, and so are 1e30 and its digits.
    whole = int(value) if value == int(value) else value
    return f"{_ESCAPE}{whole}" if abs(whole) > _LARGEST_EXACT else whole
