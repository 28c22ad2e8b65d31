"""The store: periods, units, and how long it remembers."""

from __future__ import annotations

import threading

from lab.cloudwatch.distribution import Summary
from lab.cloudwatch.history import MINUTES_KEPT_SECONDS, SECONDS_KEPT
from lab.cloudwatch.statistics import parse
from lab.cloudwatch.store import MetricStore, metric_key

KEY = metric_key("eu-west-1", "AWS/ApplicationELB", "RequestCount", {"LoadBalancer": "app/web/1"})
MINUTE = 60_000 * 60


def sums(store: MetricStore, times: range, unit: str | None = None) -> dict[int, float | None]:
    periods = store.read(KEY, times, unit=unit).periods
    return {at: parse("Sum").of(measured) for at, measured in periods.items()}


def test_periods_hold_what_was_measured_in_them_and_silence_is_absent() -> None:
    store = MetricStore()
    for second, count in ((0, 1), (59, 2), (61, 4), (185, 8)):
        store.put(KEY, MINUTE + second + 0.9, {count: 1})
    assert sums(store, range(MINUTE, MINUTE + 240, 60)) == {
        MINUTE: 3,
        MINUTE + 60: 4,
        MINUTE + 180: 8,
    }
    assert sums(store, range(MINUTE, MINUTE + 60, 10)) == {MINUTE: 1, MINUTE + 50: 2}


def test_a_late_value_is_seen_by_who_reads_again() -> None:
    store = MetricStore()
    store.put(KEY, MINUTE, {1: 1})
    assert sums(store, range(MINUTE, MINUTE + 60, 60)) == {MINUTE: 1}
    store.put(KEY, MINUTE + 30, {2: 1})
    assert sums(store, range(MINUTE, MINUTE + 60, 60)) == {MINUTE: 3}


def test_seconds_become_minutes_with_the_same_sums() -> None:
    store = MetricStore()
    for second in range(60):
        store.put(KEY, MINUTE + second, {1: 1})
    store.sweep(MINUTE + SECONDS_KEPT + 120)
    assert sums(store, range(MINUTE, MINUTE + 60, 60)) == {MINUTE: 60}
    assert sums(store, range(MINUTE, MINUTE + 60, 10)) == {}
    store.put(KEY, MINUTE + 30, {40: 1})
    assert sums(store, range(MINUTE, MINUTE + 60, 60)) == {MINUTE: 100}


def test_a_dense_old_minute_keeps_few_values_and_its_percentiles_within_half_a_percent() -> None:
    store = MetricStore()
    for second in range(60):
        store.put(KEY, MINUTE + second, {0.1 + (second * 100 + n) / 50_000: 1 for n in range(100)})
    times = range(MINUTE, MINUTE + 60, 60)
    before = store.read(KEY, times).periods[MINUTE]
    store.sweep(MINUTE + SECONDS_KEPT + 120)
    after = store.read(KEY, times).periods[MINUTE]
    assert (len(before.values), after.count) == (6000, 6000)
    assert len(after.values) < 500
    exact, kept = parse("p95").of(before), parse("p95").of(after)
    assert exact is not None
    assert kept is not None
    assert abs(kept - exact) <= exact * 0.005


def test_a_day_later_nothing_is_left() -> None:
    store = MetricStore()
    store.put(KEY, MINUTE, {1: 1})
    store.sweep(MINUTE + MINUTES_KEPT_SECONDS + 3600)
    assert store.keys() == []


def test_memory_is_bounded_while_measuring_goes_on() -> None:
    store = MetricStore()
    for second in range(MINUTES_KEPT_SECONDS // 10):
        store.put(KEY, MINUTE + second * 20, {1: 1})
    history = store._series[KEY][None]
    assert len(history._seconds) <= SECONDS_KEPT / 20 + 10
    assert len(history._minutes) <= MINUTES_KEPT_SECONDS / 60 + 10


def test_a_unit_selects_what_was_measured_in_it_and_what_names_none() -> None:
    store = MetricStore()
    store.put(KEY, MINUTE, {1: 1}, unit="Count")
    store.put(KEY, MINUTE, {2: 1}, unit="Seconds")
    store.put(KEY, MINUTE, {4: 1})
    times = range(MINUTE, MINUTE + 60, 60)
    assert sums(store, times) == {MINUTE: 7}
    assert sums(store, times, "Count") == {MINUTE: 5}
    assert sums(store, times, "Bytes") == {MINUTE: 4}


def test_summaries_and_values_add_up() -> None:
    store = MetricStore()
    store.put(KEY, MINUTE, {1: 2})
    store.put_summary(KEY, MINUTE, Summary(count=3, total=30, minimum=5, maximum=20))
    measured = store.read(KEY, range(MINUTE, MINUTE + 60, 60)).periods[MINUTE]
    assert (measured.count, measured.total, measured.minimum, measured.maximum) == (5, 32, 1, 20)


def test_cleared_it_knows_nothing() -> None:
    store = MetricStore()
    store.put(KEY, MINUTE, {1: 1})
    store.clear()
    assert store.keys() == []


def test_many_threads_lose_no_value() -> None:
    store = MetricStore()

    def measure() -> None:
        for number in range(2000):
            store.put(KEY, MINUTE + number % 60, {1: 1})

    threads = [threading.Thread(target=measure) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums(store, range(MINUTE, MINUTE + 60, 60)) == {MINUTE: 8000}
