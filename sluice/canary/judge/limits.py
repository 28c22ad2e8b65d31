"""The criteria as rates, and the budget of false rollbacks, shared among the tests."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.canary.model.plan import Criteria

ERROR_TEST_SHARE = 0.3125
"""Of `false_rollback_percent`, each of the two error tests may spend so much (1 %),"""
SLOW_TEST_SHARE = 0.15625
"""each of the two slowness tests so much (0.5 %), and what is left is for the two literal windows
(0.1 % each)."""

MATERIAL_ERRORS = 0.1
"""A rise against the live version is a matter above this part of the error limit (0.1 % of
requests, where the limit is 1 %),"""
MATERIAL_SLOWNESS = 0.2
"""and above this part of the limit of slow requests (1 %, where it is 5 %)."""

SMALLEST_SAMPLE = 20
"""Requests of the new version before it can pass: with fewer, all good, one that fails a request
in seven is not yet excluded (95 %)."""

HOPELESS = 0.5
"""During warm-up a version fails at once when so large a part is slow, of `SMALLEST_SAMPLE` or
more requests."""

_TINY = 1e-6


def error_limit(criteria: Criteria) -> float:
    """Return the highest rate of errors that is good, 0 to 1."""
    return _rate(criteria.error_rate_percent)


def slow_limit(criteria: Criteria) -> float:
    """Return the highest rate of slow requests that is good, 0 to 1."""
    return _rate(criteria.slow_percent)


def error_threshold(criteria: Criteria) -> float:
    """Return ln(1 / alpha) of each test of errors."""
    return _threshold(criteria, ERROR_TEST_SHARE)


def slow_threshold(criteria: Criteria) -> float:
    """Return ln(1 / alpha) of each test of slowness."""
    return _threshold(criteria, SLOW_TEST_SHARE)


def _threshold(criteria: Criteria, share: float) -> float:
    return -log(min(0.5, max(_TINY, share * criteria.false_rollback_percent / 100)))


def _rate(percent: float) -> float:
    return min(0.5, max(_TINY, percent / 100))
