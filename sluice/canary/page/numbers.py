"""Numbers as people read them: as many digits as say something, and a unit."""

from __future__ import annotations

from datetime import UTC, datetime
from math import isfinite

NARROW = "\u202f"
"""A narrow space that does not break: between a number and its unit."""


def percent(value: float) -> str:
    """Return a percentage: `0 %`, `0.12 %`, `5.3 %`, `67 %`."""
    return f"{digits(value)}{NARROW}%"


def rate(value: float) -> str:
    """Return a percentage as the judge's sentences have it: `0.2 %`, `5.3 %`, `67 %`."""
    return f"{value:.1f}{NARROW}%" if 0.1 <= value < 10 else percent(value)


def digits(value: float) -> str:
    """Return a number of two or three figures that say something."""
    if not isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "?"  # noqa: RUF001 - a minus sign
    size = abs(value)
    if size >= 10 or value == 0:
        text = f"{value:,.0f}"
    elif size >= 1:
        text = f"{value:.1f}".removesuffix(".0")
    else:
        text = f"{value:.2g}" if size >= 0.001 else "< 0.001"
    return text.replace("-", "−")  # noqa: RUF001 - as people write it


def part(bad: int, whole: int) -> str:
    """Return a part with its whole: `1.2 % (12 of 1,000)`."""
    if not whole:
        return "no requests"
    return f"{percent(100 * bad / whole)} ({bad:,} of {whole:,})"


def milliseconds(value: float) -> str:
    """Return a response time: `480 ms`."""
    return f"{value:,.0f}{NARROW}ms"


def iso(at: float) -> str:
    """Return a moment in UTC as machines read it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
