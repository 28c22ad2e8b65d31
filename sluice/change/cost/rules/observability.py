"""CloudWatch: alarms, dashboards, logs; and the alarms that autoscaling creates by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost.charges import Charge, Table, used
from sluice.change.cost.facts import ValueUnknown, blocks_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.cost.facts import Facts

_STANDARD_PERIOD = 60
"""Seconds; below it an alarm is a high-resolution one.

Source: https://aws.amazon.com/cloudwatch/pricing/ (alarms)
"""
_ALARMS_OF_TARGET_TRACKING = Decimal(2)
"""Application Auto Scaling creates one to scale out and one to scale in.

Source: https://docs.aws.amazon.com/autoscaling/application/userguide/
target-tracking-scaling-policy-overview.html
"""


def metric_alarm(alarm: Facts) -> Iterator[Charge]:
    """Charge an alarm for each metric that it looks at; anomaly detection counts three."""
    queries = alarm.blocks("metric_query")
    metrics = [each for query in queries for each in blocks_in(query, "metric")]
    if any("SELECT" in str(query.get("expression") or "") for query in queries):
        # It is charged for what it finds, which only running it tells.
        raise ValueUnknown(alarm.address, "metric_query")
    looked_at = metrics or [alarm.values]
    periods = [alarm.number_in(each, "period", _STANDARD_PERIOD) for each in looked_at]
    quick = min(periods) < _STANDARD_PERIOD
    count = Decimal(len(periods)) * (3 if alarm.value("threshold_metric_id") else 1)
    resolution = "high_resolution" if quick else "standard"
    yield Charge(f"alarm on {count} metrics", f"alarm.{resolution}.metric_month", count)


def composite_alarm(_: Facts) -> Iterator[Charge]:
    """Charge an alarm on alarms."""
    yield Charge("composite alarm", "alarm.composite_month")


def scaling_policy(policy: Facts) -> Iterator[Charge]:
    """Charge the alarms that a target tracking policy creates by itself."""
    if policy.text("policy_type", "StepScaling") == "TargetTrackingScaling":
        yield Charge(
            "alarms that it creates", "alarm.standard.metric_month", _ALARMS_OF_TARGET_TRACKING
        )


def dashboard(_: Facts) -> Iterator[Charge]:
    """Charge a dashboard; the account's three free ones are not counted."""
    yield Charge("dashboard", "dashboard.month")


def log_group(_: Facts) -> Iterator[Charge]:
    """Charge what is written by programs, and what is kept.

    What AWS delivers by itself is charged where that is configured: flow logs, firewall logs.
    """
    yield used("ingested logs", "logs.ingested.gb", "gb_ingested")
    yield used("kept logs", "logs.gb_month", "gb_stored")


TABLE: Table = {
    "aws_appautoscaling_policy": (scaling_policy,),
    "aws_cloudwatch_composite_alarm": (composite_alarm,),
    "aws_cloudwatch_dashboard": (dashboard,),
    "aws_cloudwatch_log_group": (log_group,),
    "aws_cloudwatch_metric_alarm": (metric_alarm,),
}
