"""The hosted driver's function: its handler, its package, and the words of its messages."""

from __future__ import annotations

from enum import StrEnum

HANDLER = "sluice.canary.handler.handler"
"""The function's entry point, as Lambda imports it from the package."""

FUNCTION_SECONDS = 170
"""Timeout of the function: the lease of 180 s outlives an invocation that hangs."""

PACKAGE_PREFIX = "sluice-driver/"
"""Where packages lie in their bucket; the deploy role may read below it."""


def package_key(sha256: str) -> str:
    """Return the package's key in its bucket, from the hexadecimal digest of its bytes."""
    return f"{PACKAGE_PREFIX}{sha256}.zip"


class Operation(StrEnum):
    """What one invocation does."""

    BEGIN = "begin"
    """Begins a release, or takes over one that was left under way."""
    TURN = "turn"
    """Looks, decides, writes down, acts; then says when to come again."""


class Outcome(StrEnum):
    """How an execution stands."""

    UNDER_WAY = "UNDER_WAY"
    PROMOTED = "PROMOTED"
    ROLLED_BACK = "ROLLED_BACK"
    SUPERSEDED = "SUPERSEDED"
    """Another driver has taken over; how the release ends is its matter."""
    REFUSED = "REFUSED"
    """Nothing was begun."""
