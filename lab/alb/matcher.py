"""Which status codes a health check takes for healthy."""

from __future__ import annotations


def matches(matcher: str, status: int) -> bool:
    """Tell whether a status code is in a matcher such as `200`, `200,202` or `200-299`."""
    for part in matcher.split(","):
        low, _, high = part.strip().partition("-")
        if low.isdigit() and int(low) <= status <= int(high if high.isdigit() else low):
            return True
    return False
