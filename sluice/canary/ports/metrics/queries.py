"""What is asked of CloudWatch: the load balancer's metrics of a colour's target group.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.canary.model.plan import Plan
    from sluice.environment.descriptor import Colour, Descriptor

_NAMESPACE = "AWS/ApplicationELB"


class Part(StrEnum):
    """One series of a colour; the value is the end of its query's id."""

    REQUESTS = "requests"
    ERRORS = "errors"
    SAMPLES = "samples"
    """How many responses there were."""
    RANK = "rank"
    """How many percent of them took at most the limit."""
    P95 = "p95"
    HOSTS = "hosts"
    """Published without requests, too: it tells no traffic from late metrics."""


BALANCER_ERRORS = "balancer_errors"
"""The end of the id of the series of errors that the load balancer itself answered."""


@dataclass(frozen=True)
class Source:
    """Where one service's metrics are.

    Attributes:
        load_balancer: the end of its ARN, as CloudWatch names it.
        groups: the same of each colour's target group.
        period_seconds: length of a period.
        limit_seconds: a response above it is slow.
    """

    load_balancer: str
    groups: dict[Colour, str]
    period_seconds: int
    limit_seconds: float

    @classmethod
    def of(cls, descriptor: Descriptor, plan: Plan) -> Source:
        """Return the source of a service's metrics, as a plan reads them."""
        return cls(
            load_balancer=descriptor.load_balancer.arn_suffix,
            groups={
                colour: service.target_group_arn_suffix
                for colour, service in descriptor.services.items()
            },
            period_seconds=plan.period_seconds,
            limit_seconds=plan.criteria.p95_latency_ms / 1000,
        )


def query_id(prefix: str, colour: Colour, part: Part) -> str:
    """Return the id of a colour's query."""
    return f"{prefix}_{colour}_{part}"


def queries(prefix: str, source: Source, colours: Sequence[Colour]) -> Iterator[dict[str, Any]]:
    """Yield the queries of one service: six a colour, and one.

    Args:
        prefix: of the ids; begins with a lower-case letter.
        source: where the metrics are.
        colours: whose metrics.
    """
    statistics = {
        Part.REQUESTS: ("RequestCount", "Sum"),
        Part.ERRORS: ("HTTPCode_Target_5XX_Count", "Sum"),
        Part.SAMPLES: ("TargetResponseTime", "SampleCount"),
        Part.RANK: ("TargetResponseTime", f"PR(:{source.limit_seconds:g})"),
        Part.P95: ("TargetResponseTime", "p95"),
        Part.HOSTS: ("HealthyHostCount", "Maximum"),
    }
    balancer = {"Name": "LoadBalancer", "Value": source.load_balancer}
    for colour in colours:
        group = {"Name": "TargetGroup", "Value": source.groups[colour]}
        for part, (metric, statistic) in statistics.items():
            id_ = query_id(prefix, colour, part)
            yield query(id_, metric, statistic, [group, balancer], source.period_seconds)
    yield query(
        f"{prefix}_{BALANCER_ERRORS}",
        "HTTPCode_ELB_5XX_Count",
        "Sum",
        [balancer],
        source.period_seconds,
    )


def query(
    id_: str, metric: str, statistic: str, dimensions: list[dict[str, str]], period_seconds: int
) -> dict[str, Any]:
    """Return one query of GetMetricData for a metric of the load balancer."""
    return {
        "Id": id_,
        "MetricStat": {
            "Metric": {"Namespace": _NAMESPACE, "MetricName": metric, "Dimensions": dimensions},
            "Period": period_seconds,
            "Stat": statistic,
        },
    }
