"""Decides composite alarms from the states of the alarms that their rules name."""

from __future__ import annotations

import contextlib
import graphlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lab.cloudwatch.alarms.model import AlarmId, CompositeAlarm, State, Verdict
from lab.cloudwatch.alarms.reasons import iso
from lab.cloudwatch.alarms.rule import children, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lab.cloudwatch.alarms.model import Alarm


def in_order(alarms: Iterable[CompositeAlarm]) -> list[CompositeAlarm]:
    """Return composite alarms, each behind the composite alarms that its rule names.

    Those whose rules name each other in a circle, and those above them, are left out: AWS
    stops to evaluate them, too.
    """
    by_id = {alarm.id: alarm for alarm in alarms}
    graph = {
        id_: {
            child for name in children(alarm.rule) if (child := AlarmId(id_.region, name)) in by_id
        }
        for id_, alarm in by_id.items()
    }
    sorter = graphlib.TopologicalSorter(graph)
    # What does not hang on a circle can still be sorted.
    with contextlib.suppress(graphlib.CycleError):
        sorter.prepare()
    ordered: list[CompositeAlarm] = []
    while ready := sorter.get_ready():
        ordered.extend(by_id[id_] for id_ in ready)
        sorter.done(*ready)
    return ordered


def evaluate(alarm: CompositeAlarm, alarms: Mapping[AlarmId, Alarm]) -> Verdict:
    """Return what a composite alarm's rule says; an alarm that is gone is in no state."""
    known = {
        name: found
        for name in children(alarm.rule)
        if (found := alarms.get(AlarmId(alarm.id.region, name))) is not None
    }
    true = holds(alarm.rule, lambda name: known[name].state if name in known else "")
    state = State.ALARM if true else State.OK
    if not known:
        return Verdict(state, f"{alarm.arn} was created and its alarm rule evaluates to {state}")
    last = max(known.values(), key=lambda child: child.since)
    at = datetime.fromtimestamp(last.since, UTC)
    return Verdict(
        state,
        f"{last.arn} transitioned to {last.state} at {at:%A %d %B, %Y %H:%M:%S} UTC",
        {"triggeringAlarms": [_triggering(last)]},
    )


def _triggering(child: Alarm) -> dict[str, Any]:
    return {"arn": child.arn, "state": {"value": child.state, "timestamp": iso(child.since)}}
