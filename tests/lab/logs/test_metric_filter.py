"""What a metric filter writes for log events."""

from __future__ import annotations

from typing import Any

from lab.logs.metric_filter import Event, Measured, MetricFilter, Transformation
from lab.logs.patterns import parse

MINUTE = 60_000 * 60


def filter_of(pattern: str, value: str = "1", **settings: Any) -> MetricFilter:
    return MetricFilter(Transformation(parse(pattern), "Web", "Metric", value, **settings))


def measured(filter_: MetricFilter, *messages: str, at: float = MINUTE) -> list[Measured]:
    return filter_.measure([Event(at, message) for message in messages])


def values(found: list[Measured]) -> list[float]:
    return [one.value for one in found]


def test_each_match_counts() -> None:
    assert values(measured(filter_of("ERROR"), "ERROR a", "INFO", "ERROR b")) == [1, 1]


def test_a_value_is_taken_from_the_event_and_what_is_no_number_is_left_out() -> None:
    found = filter_of("{ $.latency = * }", "$.latency")
    events = ('{"latency": 12.5}', '{"latency": "7"}', '{"latency": "slow"}', '{"other": 1}')
    assert values(measured(found, *events)) == [12.5, 7]


def test_dimensions_come_from_the_event_and_must_be_there() -> None:
    found = filter_of("[level, path, ms]", "$ms", dimensions={"Path": "$path", "Level": "$1"})
    assert measured(found, "INFO /items 5", "INFO /items") == [
        Measured(MINUTE, 5, {"Path": "/items", "Level": "INFO"})
    ]


def test_an_event_without_a_dimension_does_not_count() -> None:
    found = filter_of("{ $.ms = * }", "$.ms", dimensions={"Path": "$.path"})
    assert values(measured(found, '{"ms": 1, "path": "/"}', '{"ms": 2}')) == [1]


def test_the_default_stands_for_a_minute_in_which_nothing_matched() -> None:
    found = filter_of("ERROR", default=0)
    assert values(measured(found, "INFO", "INFO")) == [0]
    assert values(measured(found, "INFO", at=MINUTE + 30)) == []
    assert values(measured(found, "INFO", "ERROR", at=MINUTE + 60)) == [1]
    assert values(measured(found, "INFO", at=MINUTE + 90)) == []
    assert measured(found) == []


def test_without_a_default_silence_is_silence() -> None:
    assert measured(filter_of("ERROR"), "INFO") == []
