"""PutMetricAlarm refuses what CloudWatch refuses, and an update keeps the alarm's state.

Moto's new alarms are in state OK, and an update puts them there again. It takes metric
math for granted, and no extended statistic but percentiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import CloudWatchBackend

from lab.cloudwatch.alarms import history, snapshot
from lab.cloudwatch.alarms.model import MetricAlarm
from lab.cloudwatch.alarms.rule import RuleError
from lab.cloudwatch.moto_times import moment
from lab.cloudwatch.queries import QueryError, check

if TYPE_CHECKING:
    from moto.cloudwatch.models import Alarm

    from lab.control import Control

_KEPT = (
    "lab_history",
    "state_reason",
    "state_reason_data",
    "state_transitioned_timestamp",
    "state_updated_timestamp",
    "state_value",
)


def patch(control: Control) -> None:
    """Check alarms, and let them begin in INSUFFICIENT_DATA."""
    upstream = CloudWatchBackend.put_metric_alarm

    def put_metric_alarm(self: CloudWatchBackend, name: str, **settings: Any) -> Alarm:
        before = self.alarms.get(name)
        extended = settings.pop("extended_statistic", None)
        alarm = upstream(self, name, **settings)
        alarm.extended_statistic = extended
        try:
            found = snapshot.read(self.region_name, alarm)
            if isinstance(found, MetricAlarm):
                check(found.queries)
        except (QueryError, RuleError, ValueError) as error:
            self.delete_alarms([name]) if before is None else self.alarms.update({name: before})
            raise ValidationError(str(error)) from None
        now = control.clock.now()
        alarm.configuration_updated_timestamp = moment(now)
        if before is None:
            alarm.state_value = "INSUFFICIENT_DATA"
            alarm.state_updated_timestamp = alarm.state_transitioned_timestamp = moment(now)
        else:
            kept = {k: v for k, v in vars(before).items() if k in _KEPT}
            vars(alarm).update(kept)
        history.add_configuration_update(alarm, now, created=before is None)
        return alarm

    CloudWatchBackend.put_metric_alarm = put_metric_alarm
