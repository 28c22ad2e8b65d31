"""Wilson's interval: against the definition, and against published figures."""

from __future__ import annotations

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.canary.page.intervals import Z, wilson


@pytest.mark.parametrize(
    ("bad", "requests", "low", "high"),
    # As R has them, without the correction for continuity.
    [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (1, 20, 0.0089, 0.2361)],
)
def test_it_gives_the_published_figures(bad: int, requests: int, low: float, high: float) -> None:
    assert wilson(bad, requests) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_its_ends_are_where_the_score_test_begins_to_reject(case: tuple[int, int]) -> None:
    bad, requests = case
    rate = bad / requests
    low, high = wilson(bad, requests)
    assert 0 <= low <= rate <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            score = abs(rate - end) / sqrt(end * (1 - end) / requests)
            assert score == pytest.approx(Z, rel=1e-6)


@pytest.mark.parametrize("requests", [30, 60, 300])
@pytest.mark.parametrize("rate", [0.05, 0.2, 0.5])
def test_it_covers_about_95_percent(requests: int, rate: float) -> None:
    covered = sum(
        comb(requests, bad) * rate**bad * (1 - rate) ** (requests - bad)
        for bad in range(requests + 1)
        if wilson(bad, requests)[0] <= rate <= wilson(bad, requests)[1]
    )
    assert 0.92 <= covered <= 0.98


def test_no_requests_say_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("bad", "requests"), [(-1, 5), (6, 5)])
def test_counts_that_cannot_be_are_refused(bad: int, requests: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson(bad, requests)
