"""What a filter pattern found in a log event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

# Returns what a reference such as $.latency or $status stands for; None: nothing.
Match = Callable[[str], str | None]


class Pattern(Protocol):
    """A filter pattern."""

    def match(self, message: str) -> Match | None:
        """Return what a message holds; None where it does not match."""


def nothing(_reference: str) -> str | None:
    """Return nothing: a pattern of terms names no parts of a message."""
    return None
