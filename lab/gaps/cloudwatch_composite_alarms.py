"""CloudWatch has composite alarms.

Moto answers PutCompositeAlarm with an internal error. Its DescribeAlarms ignores
AlarmTypes, ChildrenOfAlarmName and ParentsOfAlarmName, and so hands out composite alarms
that nobody asked for: without AlarmTypes, AWS answers with metric alarms only.

A rule is checked here, for its syntax and for alarms that do not exist. It is evaluated by
the lab's CloudWatch; in a lab without it, a composite alarm stays in the state that it
begins in, or that SetAlarmState gives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

from lab.cloudwatch.alarms.rule import RuleError, children, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from moto.cloudwatch.models import Alarm

_METRIC = "MetricAlarm"
_COMPOSITE = "CompositeAlarm"


def children_of(rule: str) -> list[str]:
    """Return the names of the alarms that a rule refers to, each once, in its order.

    Raises:
        ValidationError: it is no rule.
    """
    try:
        return children(parse(rule))
    except RuleError as error:
        raise ValidationError(f"AlarmRule contains syntax errors: {error}") from None


def _put_composite_alarm(self: CloudWatchResponse) -> EmptyResult:
    backend = self.cloudwatch_backend
    name, rule = self._get_param("AlarmName"), self._get_param("AlarmRule")
    missing = [child for child in children_of(rule) if child not in backend.alarms]
    if missing:
        raise ValidationError(
            f"Could not save the composite alarm as alarms [{', '.join(missing)}] "
            "in the alarm rule do not exist"
        )
    before = backend.alarms.get(name)
    nothing: Any = None  # moto types what only metric alarms have as if it were required
    alarm = backend.put_metric_alarm(
        name=name,
        rule=rule,
        description=self._get_param("AlarmDescription"),
        actions_enabled=self._get_param("ActionsEnabled"),
        alarm_actions=self._get_param("AlarmActions", []),
        ok_actions=self._get_param("OKActions", []),
        insufficient_data_actions=self._get_param("InsufficientDataActions", []),
        # AWS ignores the tags of an update.
        tags=self._get_param("Tags", []) if before is None else [],
        dimensions=[],
        namespace=nothing,
        metric_name=nothing,
        comparison_operator=nothing,
        evaluation_periods=nothing,
        period=nothing,
        threshold=nothing,
        statistic=nothing,
    )
    for parameter, attribute in (
        ("ActionsSuppressor", "actions_suppressor"),
        ("ActionsSuppressorWaitPeriod", "actions_suppressor_wait_period"),
        ("ActionsSuppressorExtensionPeriod", "actions_suppressor_extension_period"),
    ):
        setattr(alarm, attribute, self._get_param(parameter))
    if before is None:
        alarm.state_value = "INSUFFICIENT_DATA"
    else:
        for attribute in ("state_value", "state_reason", "state_reason_data", "history"):
            setattr(alarm, attribute, getattr(before, attribute))
    return EmptyResult()


def _of_types(alarms: Iterable[Alarm], types: list[str]) -> dict[str, list[Alarm]]:
    alarms = list(alarms)
    return {
        "MetricAlarms": [a for a in alarms if a.rule is None and _METRIC in types],
        "CompositeAlarms": [a for a in alarms if a.rule is not None and _COMPOSITE in types],
    }


def _describe_alarms(
    upstream: Callable[[CloudWatchResponse], ActionResult],
) -> Callable[[CloudWatchResponse], ActionResult]:
    def describe(self: CloudWatchResponse) -> ActionResult:
        alarms = self.cloudwatch_backend.alarms
        parent = self._get_param("ChildrenOfAlarmName")
        child = self._get_param("ParentsOfAlarmName")
        both = [_METRIC, _COMPOSITE]
        if parent:
            names = _children(alarms[parent]) if parent in alarms else []
            return ActionResult(_of_types((alarms[name] for name in names), both))
        if child:
            return ActionResult(_of_types(_parents(alarms.values(), child), both))
        result: Any = upstream(self).result
        found = [*result["MetricAlarms"], *result["CompositeAlarms"]]
        return ActionResult(_of_types(found, self._get_param("AlarmTypes") or [_METRIC]))

    return describe


def _parents(alarms: Iterable[Alarm], child: str) -> list[Alarm]:
    return [alarm for alarm in alarms if child in _children(alarm)]


def _children(alarm: Alarm) -> list[str]:
    return [] if alarm.rule is None else children_of(alarm.rule)


def _delete_alarms(
    upstream: Callable[[CloudWatchBackend, list[str]], None],
) -> Callable[[CloudWatchBackend, list[str]], None]:
    def delete(self: CloudWatchBackend, alarm_names: list[str]) -> None:
        for name in alarm_names:
            if any(
                parent.name not in alarm_names for parent in _parents(self.alarms.values(), name)
            ):
                raise ValidationError(
                    f"Cannot delete {name} as there are composite alarm(s) depending on it."
                )
        # Moto would give the tags of a deleted alarm to the next one of its name.
        for name in alarm_names:
            if name in self.alarms:
                self.tagger.delete_all_tags_for_resource(self.alarms[name].alarm_arn)
        upstream(self, alarm_names)

    return delete


def close() -> None:
    """Add PutCompositeAlarm, and make reading and deletion know of composite alarms."""
    CloudWatchResponse.put_composite_alarm = _put_composite_alarm
    CloudWatchResponse.describe_alarms = _describe_alarms(CloudWatchResponse.describe_alarms)
    CloudWatchBackend.delete_alarms = _delete_alarms(CloudWatchBackend.delete_alarms)
