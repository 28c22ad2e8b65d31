"""Periods for the judge's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.judge import Evidence, fold
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.plan import Criteria

if TYPE_CHECKING:
    from collections.abc import Iterable

CRITERIA = Criteria()


def counts(requests: int, errors: int = 0, slow: int = 0) -> Counts:
    return Counts(requests=requests, errors=errors, slow=slow)


def period(
    canary: Counts | Gap, live: Counts | Gap | None = None, weight: float | None = None
) -> Period:
    return Period(start=0, canary=canary, live=live or counts(1000), weight_percent=weight)


def after(
    periods: Iterable[Period], evidence: Evidence | None = None, criteria: Criteria = CRITERIA
) -> Evidence:
    evidence = evidence or Evidence.start(criteria)
    for each in periods:
        evidence = fold(evidence, each, criteria)
    return evidence


def steady(minutes: int = 60, requests: int = 1000, errors: int = 2, slow: int = 5) -> Evidence:
    """Evidence with the history of a service that hardly wobbles."""
    history = [
        counts(requests, errors + (each % 3 - 1), slow + (each % 3 - 1)) for each in range(minutes)
    ]
    return Evidence.start(CRITERIA, history)
