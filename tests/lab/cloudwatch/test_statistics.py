"""Statistics against AWS's definitions, and against the raw values."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.cloudwatch.distribution import Distribution, Summary
from lab.cloudwatch.statistics import UnknownStatistic, parse


def of(name: str, *values: float) -> float | None:
    return parse(name).of(Distribution(dict(Counter(values))))


ONE_TO_HUNDRED = tuple(range(1, 101))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SampleCount", 100),
        ("Sum", 5050),
        ("Average", 50.5),
        ("Minimum", 1),
        ("Maximum", 100),
        ("p0", 1),
        ("p50", 50),
        ("p95", 95),
        ("p99.9", 100),
        ("p100", 100),
        ("PR(:30)", 30),
        ("PR(30:40)", 10),
        ("PR(99:)", 1),
        ("PR(1000:)", 0),
        ("tm90", 45.5),
        ("TM(:90%)", 45.5),
        ("TM(2%:98%)", 50.5),
        ("TM(90:95)", 93),
        ("IQM", 50.5),
        ("tc90", 90),
        ("TC(80:500)", 20),
        ("TC(500:)", 0),
        ("ts90", 4095),
        ("TS(80%:)", sum(range(81, 101))),
        ("wm98", (sum(range(1, 99)) + 2 * 98) / 100),
        ("WM(10%:90%)", (sum(range(11, 91)) + 10 * 11 + 10 * 90) / 100),
        ("WM(:50)", (sum(range(1, 51)) + 50 * 50) / 100),
    ],
)
def test_of_the_numbers_from_one_to_a_hundred(name: str, value: float) -> None:
    assert of(name, *ONE_TO_HUNDRED) == pytest.approx(value)


@pytest.mark.parametrize(
    "name",
    ["p", "p101", "P95", "95", "PR(:)", "PR(1%:2%)", "PR", "TM(5%:10)", "TM(9:1)", "median", ""],
)
def test_what_cloudwatch_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(UnknownStatistic):
        parse(name)


def test_a_single_value_is_every_percentile_and_every_mean() -> None:
    assert {of(name, 7.5) for name in ("p1", "p50", "p99", "IQM", "tm90", "wm98")} == {7.5}


def test_nothing_measured_has_no_statistic() -> None:
    assert parse("Sum").of(Distribution()) is None


def test_trimming_to_nothing_has_no_mean() -> None:
    assert of("TM(100:200)", 1, 2) is None


def test_negative_values_have_no_percentiles() -> None:
    assert of("p95", -1, 2) is None
    assert of("Sum", -1, 2) == 1


def test_a_summary_has_no_percentiles_unless_it_tells_its_values() -> None:
    told, untold = Distribution(), Distribution()
    told.summarise(Summary(count=4, total=8, minimum=2, maximum=2))
    untold.summarise(Summary(count=4, total=8, minimum=1, maximum=3))
    assert parse("p95").of(told) == 2
    assert parse("p95").of(untold) is None
    assert [parse(s).of(untold) for s in ("SampleCount", "Sum", "Average", "Maximum")] == [
        4,
        8,
        2,
        3,
    ]


latencies = st.lists(st.integers(0, 2000).map(lambda ms: ms / 1000), min_size=1, max_size=300)


@given(latencies, st.integers(1, 100))
def test_a_percentile_is_the_value_at_its_rank_in_the_raw_data(
    values: list[float], percent: int
) -> None:
    rank = math.ceil(len(values) * percent / 100)
    assert of(f"p{percent}", *values) == sorted(values)[rank - 1]


@given(latencies, st.integers(0, 2000))
def test_a_percentile_rank_is_the_share_of_the_raw_data(values: list[float], limit_ms: int) -> None:
    limit = limit_ms / 1000
    share = 100 * sum(value <= limit for value in values) / len(values)
    assert of(f"PR(:{limit})", *values) == pytest.approx(share)
    assert of(f"PR({limit}:)", *values) == pytest.approx(100 - share)


@given(latencies, st.integers(0, 2000))
def test_p95_is_over_a_limit_exactly_when_more_than_five_percent_are_slower(
    values: list[float], limit_ms: int
) -> None:
    limit = limit_ms / 1000
    p95 = of("p95", *values)
    assert p95 is not None
    slower = sum(value > limit for value in values)
    assert (p95 > limit) == (slower * 20 > len(values))


@given(latencies, st.integers(1, 100))
def test_trimmed_sum_is_trimmed_mean_times_trimmed_count(values: list[float], percent: int) -> None:
    mean, count = of(f"tm{percent}", *values), of(f"tc{percent}", *values)
    assert mean is not None
    assert count is not None
    assert of(f"ts{percent}", *values) == pytest.approx(mean * count)
