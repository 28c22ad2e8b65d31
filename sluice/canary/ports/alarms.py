"""CloudWatch alarms: which of the environment's are in ALARM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.canary.model.observation import Alarm
from sluice.canary.model.reasons import FailReason
from sluice.canary.ports.reading import Unclear

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.aws import Clients
    from sluice.environment.descriptor import AlarmRule, Alarms

_MOST_NAMES = 100
"""DescribeAlarms takes so many names, and answers as many alarms."""


def described(clients: Clients, alarms: Alarms) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return the alarms by name as CloudWatch describes them, and the names it does not know.

    All are asked for, whatever their state: an alarm that was deleted is not a quiet one.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    names = list(alarms.by_name)
    found = {
        each["AlarmName"]: each
        for at in range(0, len(names), _MOST_NAMES)
        for each in _described(clients, names[at : at + _MOST_NAMES])
    }
    known = {name: found[name] for name in names if name in found}
    return known, [name for name in names if name not in found]


def sounding(clients: Clients, alarms: Alarms) -> tuple[Alarm, ...]:
    """Return those in ALARM, in the descriptor's order.

    Raises:
        Unclear: one of them does not exist.
        BotoCoreError, ClientError: no answer.
    """
    found, missing = described(clients, alarms)
    if missing:
        raise Unclear(f"there is no alarm {', '.join(missing)}")
    return tuple(
        _alarm(name, str(each.get("StateReason") or "no reason given"), alarms.by_name[name])
        for name, each in found.items()
        if each["StateValue"] == "ALARM"
    )


def _alarm(name: str, reason: str, rule: AlarmRule) -> Alarm:
    if rule.fails_as is None:
        return Alarm(name, reason, rule.on_release)
    return Alarm(name, reason, rule.on_release, FailReason(rule.fails_as))


def _described(clients: Clients, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    request: dict[str, Any] = {
        "AlarmNames": list(names),
        # Without it AWS leaves composite alarms out.
        "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
        "MaxRecords": _MOST_NAMES,
    }
    while True:
        answer = clients("cloudwatch").describe_alarms(**request)
        yield from answer.get("MetricAlarms", [])
        yield from answer.get("CompositeAlarms", [])
        if not answer.get("NextToken"):
            return
        request["NextToken"] = answer["NextToken"]
