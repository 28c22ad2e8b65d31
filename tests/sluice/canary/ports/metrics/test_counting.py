"""One colour in one period: its counts, or that the series do not fit one another."""

from __future__ import annotations

from typing import Any

import pytest

from sluice.canary.model.counts import Counts, Gap
from tests.sluice.canary.ports.metrics.minutes import COUNTED, NAN, Story


def test_errors_are_what_targets_answered_and_what_none_answered() -> None:
    assert Story().counted(errors=7) == COUNTED.model_copy(update={"errors": 7})
    assert Story().counted(samples=90, balancer_errors=30) == Counts(
        requests=100, errors=10, slow=2, p95_ms=250
    )
    assert Story().counted(errors=7, samples=90, balancer_errors=4) == Counts(
        requests=100, errors=11, slow=2, p95_ms=250
    )


def test_a_response_that_is_still_under_way_is_no_error() -> None:
    assert Story().counted(samples=99) == COUNTED


def test_errors_of_a_period_before_are_at_most_its_requests() -> None:
    assert Story().counted(requests=3, samples=3, errors=9) == Counts(
        requests=3, errors=3, slow=0, p95_ms=250
    )


def test_a_missing_series_of_errors_is_none_where_there_were_requests() -> None:
    assert Story().counted() == COUNTED


@pytest.mark.parametrize(("rank", "slow"), [(100, 0), (97.5, 2), (94.6, 5), (0, 100)])
def test_slow_are_the_responses_above_the_limit(rank: float, slow: int) -> None:
    counted = Story().counted(rank=rank)

    assert isinstance(counted, Counts)
    assert counted.slow == slow


def test_a_version_that_answers_nothing_is_all_errors_not_unknown() -> None:
    nothing: Any = None

    counted = Story().counted(samples=nothing, rank=nothing, p95=nothing, balancer_errors=100)

    assert counted == Counts(requests=100, errors=100, slow=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"samples": None},
        {"samples": None, "balancer_errors": 99},
        {"rank": None},
        {"rank": NAN},
        {"rank": 101},
        {"samples": NAN},
        {"requests": NAN},
        {"errors": NAN},
        {"balancer_errors": NAN},
        {"requests": None},
        {"requests": 0},
    ],
    ids=str,
)
def test_series_that_do_not_fit_one_another_are_partial(changes: dict[str, Any]) -> None:
    assert Story().counted(**changes) is Gap.PARTIAL


def test_a_percentile_that_is_no_number_is_left_out_since_no_rule_reads_it() -> None:
    assert Story().counted(p95=NAN) == COUNTED.model_copy(update={"p95_ms": None})
