"""What is watched at the load balancer and the firewall.

Load balancer and firewall write most of these metrics only while there is something to
count: silence means no traffic, or no error, and never breaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.contract.alarms import FailsAs, OnRelease, ReleaseRule
from webservice.edge.target_group import COLOURS
from webservice.watch.alarms.spec import PART_OF_ROLL_BACK, AlarmSpec
from webservice.watch.metrics import (
    Formula,
    Metric,
    blocked_requests,
    of_load_balancer,
    of_target_group,
)

if TYPE_CHECKING:
    from webservice.edge.firewall import Firewall
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.settings import RollbackCriteria

# A single minute over a limit of 1 percent is mostly chance at low traffic.
ERROR_MINUTES = 3
UNHEALTHY_MINUTES = 3
LOAD_BALANCER_5XX_PER_MINUTE = 10
BLOCKED_REQUESTS_PER_5_MINUTES = 1000
_MS_PER_SECOND = 1000

ATTACKED = ReleaseRule(
    on_release=OnRelease.AT_ONCE,
    why="Under an attack the version that is known to be good serves.",
    fails_as=FailsAs.SECURITY_ANOMALY,
)


def alarms(
    load_balancer: LoadBalancer, firewall: Firewall, rollback: RollbackCriteria
) -> tuple[AlarmSpec, ...]:
    """Return the table: both colours, then what they share."""
    limit = f"{rollback.error_rate_percent:g} percent"
    return (
        *(spec for colour in COLOURS for spec in _of_colour(load_balancer, colour, rollback)),
        AlarmSpec(
            slug="error-rate",
            meaning=f"More than {limit} of all requests failed, for {ERROR_MINUTES} minutes.",
            measure=_error_rate(
                requests=of_load_balancer(load_balancer, "RequestCount", "Sum"),
                targets=of_load_balancer(load_balancer, "HTTPCode_Target_5XX_Count", "Sum"),
                balancer=of_load_balancer(load_balancer, "HTTPCode_ELB_5XX_Count", "Sum"),
            ),
            threshold=rollback.error_rate_percent,
            missing_data="notBreaching",
            periods=ERROR_MINUTES,
            release_rule=PART_OF_ROLL_BACK,
        ),
        AlarmSpec(
            slug="load-balancer-5xx",
            meaning=(
                f"The load balancer itself answered more than {LOAD_BALANCER_5XX_PER_MINUTE} "
                f"requests a minute with 5XX, for {ERROR_MINUTES} minutes."
            ),
            measure=of_load_balancer(load_balancer, "HTTPCode_ELB_5XX_Count", "Sum"),
            threshold=LOAD_BALANCER_5XX_PER_MINUTE,
            missing_data="notBreaching",
            periods=ERROR_MINUTES,
        ),
        AlarmSpec(
            slug="firewall-blocks",
            meaning=(
                f"The firewall blocked more than {BLOCKED_REQUESTS_PER_5_MINUTES} requests "
                "in 5 minutes."
            ),
            measure=blocked_requests(firewall, load_balancer.region),
            threshold=BLOCKED_REQUESTS_PER_5_MINUTES,
            missing_data="notBreaching",
            periods=1,
            period_seconds=300,
            release_rule=ATTACKED,
        ),
    )


def _of_colour(
    load_balancer: LoadBalancer, colour: str, rollback: RollbackCriteria
) -> tuple[AlarmSpec, ...]:
    def metric(name: str, statistic: str) -> Metric:
        return of_target_group(load_balancer, colour, name, statistic)

    return (
        AlarmSpec(
            slug="p95-latency",
            colour=colour,
            meaning=(
                f"5 percent of the requests to {colour} took longer than "
                f"{rollback.p95_latency_ms} ms, for {rollback.p95_minutes} minutes."
            ),
            measure=metric("TargetResponseTime", "p95"),
            threshold=rollback.p95_latency_ms / _MS_PER_SECOND,
            missing_data="notBreaching",
            periods=rollback.p95_minutes,
            release_rule=PART_OF_ROLL_BACK,
        ),
        AlarmSpec(
            slug="error-rate",
            colour=colour,
            meaning=(
                f"More than {rollback.error_rate_percent:g} percent of the requests to "
                f"{colour} failed, for {ERROR_MINUTES} minutes."
            ),
            measure=_error_rate(
                requests=metric("RequestCount", "Sum"),
                targets=metric("HTTPCode_Target_5XX_Count", "Sum"),
                # HTTPCode_ELB_5XX_Count knows no target group; what the load balancer
                # answers because a colour does not accept connections is counted here.
                balancer=metric("TargetConnectionErrorCount", "Sum"),
            ),
            threshold=rollback.error_rate_percent,
            missing_data="notBreaching",
            periods=ERROR_MINUTES,
            release_rule=PART_OF_ROLL_BACK,
        ),
        AlarmSpec(
            slug="unhealthy-hosts",
            colour=colour,
            meaning=(
                f"At least one task of {colour} failed its health check, "
                f"for {UNHEALTHY_MINUTES} minutes."
            ),
            # Absent for a colour without tasks, which is how the idle one should be.
            measure=metric("UnHealthyHostCount", "Maximum"),
            threshold=0,
            missing_data="notBreaching",
            periods=UNHEALTHY_MINUTES,
            release_rule=PART_OF_ROLL_BACK,
        ),
    )


def _error_rate(*, requests: Metric, targets: Metric, balancer: Metric) -> Formula:
    """Return the share of failed requests in percent; 0 where there was no request.

    RequestCount leaves out requests for which no target could be chosen. With every
    target gone there are errors and no requests, which is a rate of 100, not of 0.
    """
    return Formula(
        metrics={"requests": requests, "targets_5xx": targets, "balancer_5xx": balancer},
        expressions={
            "errors": "FILL(targets_5xx, 0) + FILL(balancer_5xx, 0)",
            "served": "FILL(requests, 0)",
            "total": "IF(errors > served, errors, served)",
            "error_rate_percent": "IF(total > 0, 100 * errors / total, 0)",
        },
    )
