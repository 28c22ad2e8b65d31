"""What happened to an alarm, as DescribeAlarmHistory tells it; kept with moto's alarm."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

# CloudWatch keeps two weeks; an alarm that flaps every ten seconds must not fill the memory.
_MOST_ITEMS = 2000


@dataclass(frozen=True)
class Item:
    """One event; `type` is ConfigurationUpdate, StateUpdate or Action."""

    alarm_name: str
    alarm_type: str
    at: float
    type: str
    summary: str
    data: str


def items(alarm: Any) -> list[Item]:
    """Return what happened to one of moto's alarms, oldest first."""
    found: list[Item] = alarm.__dict__.setdefault("lab_history", [])
    return found


def add_configuration_update(alarm: Any, at: float, *, created: bool) -> None:
    """Remember that somebody put the alarm."""
    what = "created" if created else "updated"
    data = {"version": "1.0", "type": "Create" if created else "Update"}
    _add(alarm, "ConfigurationUpdate", f'Alarm "{alarm.name}" {what}', data, at)


def add_state_update(alarm: Any, before: tuple[str, str, str], at: float) -> None:
    """Remember a change of state.

    Args:
        alarm: moto's alarm, in its new state.
        before: state, reason and the reason's data, before.
        at: seconds since the epoch.
    """
    new = (alarm.state_value, alarm.state_reason, alarm.state_reason_data)
    _add(
        alarm,
        "StateUpdate",
        f"Alarm updated from {before[0]} to {alarm.state_value}",
        {"version": "1.0", "oldState": _state(*before), "newState": _state(*new)},
        at,
    )


def _state(value: str, reason: str, data: str) -> dict[str, Any]:
    return {
        "stateValue": value,
        "stateReason": reason,
        "stateReasonData": json.loads(data or "{}"),
    }


def add_action(alarm: Any, action: str, at: float, *, error: str) -> None:
    """Remember an action that was executed, or why it was not."""
    how = "Failed to execute" if error else "Successfully executed"
    data = {
        "actionState": "Failed" if error else "Succeeded",
        "notificationResource": action,
        "stateUpdateTimestamp": round(at * 1000),
        "publishedMessage": None,
        "error": error or None,
    }
    _add(alarm, "Action", f"{how} action {action}", data, at)


def _add(alarm: Any, type_: str, summary: str, data: dict[str, Any], at: float) -> None:
    kind = "MetricAlarm" if alarm.rule is None else "CompositeAlarm"
    kept = items(alarm)
    kept.append(Item(alarm.name, kind, at, type_, summary, json.dumps(data)))
    del kept[:-_MOST_ITEMS]
