"""Decides a metric alarm's state from its data points, as AWS's tables of missing data say.

CloudWatch looks at more periods than it evaluates. Where it finds enough data points it
takes the newest and forgets that any are missing; only where there are too few does
TreatMissingData decide. And where all that there is breaches, the oldest of it being at
least as old as DatapointsToAlarm, missing data is not waited for: the alarm sounds.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from lab.cloudwatch.alarms.model import Condition, Datapoint, MissingData, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# AWS's tables retrieve 5 data points for 3 evaluation periods; the rule itself is not public.
EXTRA_DATAPOINTS = 2
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


def state_of(datapoints: Sequence[Datapoint], condition: Condition, current: State) -> State:
    """Return the state that an alarm should be in.

    A percentile of too few samples may turn out either way: where that would decide, the
    alarm stays as it is.

    Args:
        datapoints: the evaluation range, oldest first, missing ones among them.
        condition: when the alarm sounds.
        current: the state that it is in.
    """
    breaches = COMPARISONS[condition.comparison]
    possible = set()
    for unknown_breaches in (False, True):
        slots = [
            None
            if point.value is None
            else unknown_breaches
            if is_low_sample(point, condition)
            else breaches(point.value, condition.threshold)
            for point in datapoints
        ]
        possible.add(_decide(slots, condition, current))
    return possible.pop() if len(possible) == 1 else current


def is_low_sample(point: Datapoint, condition: Condition) -> bool:
    """Say whether a percentile was made of too few values to mean anything."""
    return point.samples is not None and point.samples < condition.least_samples


def evaluated(datapoints: Sequence[Datapoint], condition: Condition) -> list[Datapoint]:
    """Return the data points that count: the newest existing ones, oldest first."""
    existing = [point for point in datapoints if point.value is not None]
    return existing[-condition.evaluation_periods :]


def _decide(slots: Sequence[bool | None], condition: Condition, current: State) -> State:
    """Decide with each slot breaching (True), not breaching (False) or missing (None)."""
    periods, to_alarm = condition.evaluation_periods, condition.datapoints_to_alarm
    treatment = condition.missing_data
    existing = [slot for slot in slots if slot is not None][-periods:]
    breaching = sum(existing)
    if treatment is MissingData.BREACHING:
        breaching += periods - len(existing)
    if breaching >= to_alarm:
        return State.ALARM
    undecided = len(existing) < periods and all(existing)
    if not undecided or treatment in (MissingData.BREACHING, MissingData.NOT_BREACHING):
        return State.OK
    if treatment is MissingData.IGNORE:
        return current
    # All there is breaches, if there is anything: is it old enough?
    age = next((len(slots) - at for at, slot in enumerate(slots) if slot is not None), 0)
    return State.ALARM if age >= to_alarm else State.INSUFFICIENT_DATA
