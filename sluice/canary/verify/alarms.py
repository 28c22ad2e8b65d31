"""No alarm of the environment is in ALARM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.verify.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.canary.verify.finding import Finding

_NAMES_A_CALL = 100


def check(context: Context) -> Iterator[Finding]:
    """Read the state of each alarm that the descriptor names."""
    alarms = context.descriptor.alarms
    names = sorted({*alarms.names, alarms.roll_back})
    states: dict[str, tuple[str, str]] = {}
    cloudwatch = context.client("cloudwatch")
    for start in range(0, len(names), _NAMES_A_CALL):
        answer = cloudwatch.describe_alarms(
            AlarmNames=names[start : start + _NAMES_A_CALL],
            AlarmTypes=["MetricAlarm", "CompositeAlarm"],
            MaxRecords=_NAMES_A_CALL,
        )
        for each in answer.get("MetricAlarms", []) + answer.get("CompositeAlarms", []):
            states[each["AlarmName"]] = (each["StateValue"], each.get("StateReason", ""))
    missing = [name for name in names if name not in states]
    if missing:
        yield unknown("alarms", f"{', '.join(missing)} does not exist: deploy again")
    loud = {name: reason for name, (state, reason) in states.items() if state == "ALARM"}
    for name, reason in loud.items():
        yield bad("alarms", f"{name} is in ALARM: {reason}")
    if not missing and not loud:
        unsure = sum(state == "INSUFFICIENT_DATA" for state, _ in states.values())
        more = f", {unsure} of them without data" if unsure else ""
        yield ok("alarms", f"{len(names)} are quiet{more}")
