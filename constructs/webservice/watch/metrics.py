"""What CloudWatch measures of an environment: one catalog for the alarms and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webservice.compute.cluster import Cluster
    from webservice.compute.service import Service
    from webservice.edge.firewall import Firewall
    from webservice.edge.load_balancer import LoadBalancer

_PERCENTILE = "p"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One CloudWatch metric.

    Attributes:
        namespace: such as `AWS/ECS`.
        name: such as `CPUUtilization`.
        dimensions: name to value.
        statistic: `Average`, `Sum`, `Maximum`, `Minimum`, or a percentile such as `p95`.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str

    def alarm_arguments(self, period_seconds: int) -> dict[str, Any]:
        """Return the arguments by which an alarm watches this metric."""
        arguments: dict[str, Any] = {
            "namespace": self.namespace,
            "metric_name": self.name,
            "dimensions": self.dimensions,
            "period": period_seconds,
        }
        if not self.statistic.startswith(_PERCENTILE):
            return {**arguments, "statistic": self.statistic}
        return {
            **arguments,
            "extended_statistic": self.statistic,
            # The p95 of 20 requests is the slowest of them: too few say nothing, so the
            # state stays what it was. CloudWatch wants 200 a period for a p95.
            "evaluate_low_sample_count_percentiles": "ignore",
        }


@dataclass(frozen=True, kw_only=True)
class Formula:
    """Metric math.

    Attributes:
        metrics: the metrics, by the id that expressions call them by.
        expressions: id to expression; each may use those before it, the last is the result.
    """

    metrics: Mapping[str, Metric]
    expressions: Mapping[str, str]

    def alarm_arguments(self, period_seconds: int) -> dict[str, Any]:
        """Return the arguments by which an alarm watches the result."""
        result = list(self.expressions)[-1]
        queries = [
            CloudwatchMetricAlarmMetricQuery(
                id=id_,
                return_data=False,
                metric=CloudwatchMetricAlarmMetricQueryMetric(
                    namespace=metric.namespace,
                    metric_name=metric.name,
                    dimensions=metric.dimensions,
                    period=period_seconds,
                    stat=metric.statistic,
                ),
            )
            for id_, metric in self.metrics.items()
        ]
        queries += [
            CloudwatchMetricAlarmMetricQuery(
                id=id_, expression=expression, label=id_, return_data=id_ == result
            )
            for id_, expression in self.expressions.items()
        ]
        return {"metric_query": queries}


def of_load_balancer(load_balancer: LoadBalancer, name: str, statistic: str) -> Metric:
    """Return a metric of the load balancer as a whole, such as `HTTPCode_ELB_5XX_Count`."""
    return Metric(
        namespace="AWS/ApplicationELB",
        name=name,
        dimensions={"LoadBalancer": load_balancer.arn_suffix},
        statistic=statistic,
    )


def of_target_group(load_balancer: LoadBalancer, colour: str, name: str, statistic: str) -> Metric:
    """Return a metric of one colour's target group, such as `TargetResponseTime`."""
    return Metric(
        namespace="AWS/ApplicationELB",
        name=name,
        dimensions={
            "LoadBalancer": load_balancer.arn_suffix,
            "TargetGroup": load_balancer.target_groups[colour].arn_suffix,
        },
        statistic=statistic,
    )


def of_service(
    cluster: Cluster, service: Service, colour: str, name: str, *, namespace: str = "AWS/ECS"
) -> Metric:
    """Return the average of a metric of one colour's ECS service, such as `CPUUtilization`."""
    return Metric(
        namespace=namespace,
        name=name,
        dimensions={"ClusterName": cluster.name, "ServiceName": service.names[colour]},
        statistic="Average",
    )


def running_tasks(cluster: Cluster, service: Service, colour: str) -> Metric:
    """Return how many tasks of one colour run, as Container Insights counts them."""
    return of_service(
        cluster, service, colour, "RunningTaskCount", namespace="ECS/ContainerInsights"
    )


def of_database(identifier: str, name: str, statistic: str = "Average") -> Metric:
    """Return a metric of a database instance, such as `FreeStorageSpace` (bytes)."""
    return Metric(
        namespace="AWS/RDS",
        name=name,
        dimensions={"DBInstanceIdentifier": identifier},
        statistic=statistic,
    )


def blocked_requests(firewall: Firewall, region: str) -> Metric:
    """Return how many requests the web ACL blocked, whichever rule did."""
    return Metric(
        namespace="AWS/WAFV2",
        name="BlockedRequests",
        dimensions={"Region": region, "Rule": "ALL", "WebACL": firewall.web_acl_name},
        statistic="Sum",
    )
