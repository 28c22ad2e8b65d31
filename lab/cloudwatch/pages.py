"""Cuts the answer of GetMetricData into pages of at most so many data points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cloudwatch.queries import Result

MOST_DATAPOINTS = 100_800
COMPLETE = "Complete"
PARTIAL = "PartialData"


class BadToken(ValueError):
    """A NextToken that no answer gave out."""


@dataclass(frozen=True)
class PagedResult:
    """A part of a result; `status` is Complete with its last part, else PartialData."""

    id: str
    label: str
    points: tuple[tuple[int, float], ...]
    status: str


@dataclass(frozen=True)
class Page:
    """Parts of results, and what to ask on with; None: that was all."""

    results: tuple[PagedResult, ...]
    next_token: str | None


def page(
    results: Sequence[Result], *, descending: bool, limit: int, token: str | None = None
) -> Page:
    """Return one page, in the order of the results.

    Raises:
        BadToken: no earlier page gave out that token.
    """
    skipped = 0
    if token:
        if not token.isdecimal() or int(token) >= sum(len(r.points) for r in results):
            raise BadToken(token)
        skipped = int(token)
    parts = []
    passed = 0
    for result in results:
        points = sorted(result.points.items(), reverse=descending)
        end = passed + len(points)
        if end >= skipped or not points:
            start = max(skipped - passed, 0)
            kept = points[start : max(skipped + limit - passed, start)]
            unfinished = end > skipped + limit
            # What earlier pages finished is not told again.
            if kept or unfinished or (not points and not skipped):
                status = PARTIAL if unfinished or result.partial else COMPLETE
                parts.append(PagedResult(result.id, result.label, tuple(kept), status))
        passed = end
    more = passed > skipped + limit
    return Page(tuple(parts), str(skipped + limit) if more else None)
