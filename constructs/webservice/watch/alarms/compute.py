"""What is watched of the ECS services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.edge.target_group import COLOURS
from webservice.watch.alarms.spec import AlarmSpec
from webservice.watch.metrics import Formula, of_service, running_tasks

if TYPE_CHECKING:
    from webservice.compute.cluster import Cluster
    from webservice.compute.service import Service
    from webservice.settings import ServiceSettings

# Autoscaling needs a few minutes to start tasks: what lasts longer is its failure.
BUSY_MINUTES = 10
TOO_FEW_MINUTES = 5


def alarms(cluster: Cluster, service: Service, settings: ServiceSettings) -> tuple[AlarmSpec, ...]:
    """Return the table: both colours, then what they share."""
    return (
        *(
            AlarmSpec(
                slug=slug,
                colour=colour,
                meaning=(
                    f"The tasks of {colour} used more than {_limit_percent(target):g} percent "
                    f"of their {what}, for {BUSY_MINUTES} minutes, in spite of autoscaling."
                ),
                measure=of_service(cluster, service, colour, metric),
                threshold=_limit_percent(target),
                # A colour without tasks says nothing; missing tasks have their own alarm.
                missing_data="notBreaching",
                periods=BUSY_MINUTES,
            )
            for colour in COLOURS
            for slug, what, metric, target in (
                ("service-cpu", "CPU", "CPUUtilization", settings.cpu_target_percent),
                ("service-memory", "memory", "MemoryUtilization", settings.memory_target_percent),
            )
        ),
        AlarmSpec(
            slug="running-tasks",
            meaning=(
                f"Fewer than {settings.min_count} tasks ran in both colours together, "
                f"for {TOO_FEW_MINUTES} minutes."
            ),
            # The idle colour rightly has none: only the sum must not fall.
            measure=Formula(
                metrics={colour: running_tasks(cluster, service, colour) for colour in COLOURS},
                expressions={
                    "running": " + ".join(f"FILL({colour}, 0)" for colour in COLOURS),
                },
            ),
            threshold=settings.min_count,
            comparison="LessThanThreshold",
            # Container Insights counts every minute: silence of both means nothing runs.
            missing_data="breaching",
            periods=TOO_FEW_MINUTES,
        ),
    )


def _limit_percent(target_percent: int) -> float:
    """Return the middle between autoscaling's target and full, so always above the target."""
    return (target_percent + 100) / 2
