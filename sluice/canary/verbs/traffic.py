"""How many requests a service gets, for the size of the first weight."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sluice.canary.ports.metrics.queries import query

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session

PERIODS = 15
"""How far back: a quarter of an hour at AWS's pace."""


def requests_per_minute(
    session: Session, *, period_seconds: int, delay_seconds: float
) -> float | None:
    """Return the mean of the newest periods that had traffic; None where none had.

    Args:
        session: of the environment.
        period_seconds: length of a metric period.
        delay_seconds: how long after its end a period may still be incomplete.

    Raises:
        AwsUnreachable: CloudWatch gave no answer.
    """
    from sluice.aws import reachable  # noqa: PLC0415 - boto3 is slow

    balancer = {"Name": "LoadBalancer", "Value": session.descriptor.load_balancer.arn_suffix}
    end = (session.clock.now() - delay_seconds) // period_seconds * period_seconds
    with reachable("read how many requests there are"):
        (result,) = session.client("cloudwatch").get_metric_data(
            MetricDataQueries=[
                query("requests", "RequestCount", "Sum", [balancer], period_seconds)
            ],
            StartTime=datetime.fromtimestamp(end - PERIODS * period_seconds, UTC),
            EndTime=datetime.fromtimestamp(end, UTC),
            ScanBy="TimestampAscending",
        )["MetricDataResults"]
    counts = [value for value in result["Values"] if value > 0]
    return sum(counts) / len(counts) * 60 / period_seconds if counts else None
