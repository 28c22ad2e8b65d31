"""One value of one ALB metric, of what a colour got in a period.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from simulator.versions import MetricFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.traffic import Served

ABSENT: Final = math.inf
"""There is no such data point."""
_FAST_SECONDS = 0.1
_SLOW_SECONDS = 0.9
_HEALTH = frozenset({"HealthyHostCount", "UnHealthyHostCount"})


def value_of(
    metric: str,
    statistic: str,
    served: Mapping[str, Served],
    colour: str,
    fault: MetricFault | None,
) -> float:
    """Return a data point's value, or ABSENT.

    Args:
        metric: its name in namespace `AWS/ApplicationELB`.
        statistic: such as Sum, SampleCount, p95 or PR(:0.5).
        served: what both colours got.
        colour: which one is asked for; empty for the whole load balancer.
        fault: what is wrong with this period.

    Raises:
        NotImplementedError: a metric or statistic that nobody asked for so far.
    """
    if not colour:
        return _of_balancer(metric, served)
    one = served[colour]
    if metric in _HEALTH:
        if not one.targets:
            return ABSENT
        return float(one.healthy if metric == "HealthyHostCount" else 0)
    if one.requests == 0:
        return ABSENT
    match metric:
        case "RequestCount":
            value = ABSENT if fault is MetricFault.NO_COUNT else float(one.requests)
        case "HTTPCode_Target_5XX_Count":
            value = float(one.errors) if one.errors else ABSENT
        case "TargetResponseTime":
            value = _response_time(statistic, one, fault)
        case _:
            raise NotImplementedError(f"{metric} {statistic}")
    return value


def _of_balancer(metric: str, served: Mapping[str, Served]) -> float:
    refused = sum(one.refused for one in served.values())
    if metric == "HTTPCode_ELB_5XX_Count":
        return float(refused) if refused else ABSENT
    if metric == "RequestCount":
        requests = sum(one.requests + one.refused for one in served.values())
        return float(requests) if requests else ABSENT
    raise NotImplementedError(metric)


def _response_time(statistic: str, one: Served, fault: MetricFault | None) -> float:
    if fault is MetricFault.NO_TIMES:
        return ABSENT
    if fault is MetricFault.NAN:
        return math.nan
    if statistic == "SampleCount":
        return float(one.requests)
    slow = one.slow / one.requests
    if statistic.startswith("PR(:"):
        return 100 * (1 - slow)
    if statistic.startswith("p"):
        return _SLOW_SECONDS if slow > 1 - float(statistic[1:]) / 100 else _FAST_SECONDS
    if statistic == "Average":
        return _FAST_SECONDS + slow * (_SLOW_SECONDS - _FAST_SECONDS)
    raise NotImplementedError(f"TargetResponseTime {statistic}")
