"""Evaluates one metric alarm over what was measured."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lab.cloudwatch import statistics
from lab.cloudwatch.alarms.model import Datapoint, MetricAlarm, Verdict
from lab.cloudwatch.alarms.reasons import reason, reason_data
from lab.cloudwatch.alarms.times import evaluation_range
from lab.cloudwatch.alarms.verdict import state_of
from lab.cloudwatch.queries import Query, QueryError, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cloudwatch.queries import Read

_SAMPLES = "samples_of_the_only_metric"


def evaluate(alarm: MetricAlarm, read: Read, *, end: int, now: float) -> Verdict | None:
    """Return what the evaluation says; None where it cannot be told, and the state stays.

    Args:
        alarm: the alarm.
        read: reads what was measured.
        end: where the newest period ends, in seconds since the epoch.
        now: when that is asked, in seconds since the epoch.
    """
    try:
        datapoints = _datapoints(alarm, read, end)
    except QueryError:
        return None
    condition = alarm.condition
    state = state_of(datapoints, condition, alarm.state)
    return Verdict(
        state,
        reason(datapoints, condition, state),
        reason_data(alarm, datapoints, now),
    )


def _datapoints(alarm: MetricAlarm, read: Read, end: int) -> Sequence[Datapoint]:
    timeline = evaluation_range(alarm.period_seconds, alarm.condition.evaluation_periods, end)
    results = run(_with_samples(alarm.queries), timeline, read)
    watched = [result.points for result in results if result.id != _SAMPLES]
    samples = next((result.points for result in results if result.id == _SAMPLES), {})
    if len(watched) != 1:
        raise QueryError(f"an alarm watches one time series, not {len(watched)}")
    (points,) = watched
    return [
        Datapoint(at, points.get(at), samples.get(at))
        for at in timeline.times(alarm.period_seconds)
    ]


def _with_samples(queries: Sequence[Query]) -> Sequence[Query]:
    """Return the queries, with one for the number of values where one metric is watched."""
    if len(queries) != 1 or queries[0].stat is None:
        return queries
    stat = dataclasses.replace(queries[0].stat, statistic=statistics.parse("SampleCount"))
    return [*queries, Query(_SAMPLES, stat)]
