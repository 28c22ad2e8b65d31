"""Where a task is said to run: its capacity provider, subnet and zone. It runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values
from lab.ecs.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from moto.ecs.models import Cluster, Service

    from lab.control import Control
    from lab.ecs.services import Deployment


def choose_provider(strategy: Sequence[Mapping[str, Any]], running: int) -> str | None:
    """Return the capacity provider of one more task.

    Args:
        strategy: `capacityProvider`, `base` and `weight` each; empty where there is none.
        running: how many tasks there are already: bases are filled first, and what comes then
            is shared out by weight.
    """
    for each in strategy:
        if running < each.get("base", 0):
            return str(each["capacityProvider"])
        running -= each.get("base", 0)
    weights = {str(each["capacityProvider"]): each.get("weight", 0) for each in strategy}
    total = sum(weights.values())
    if not total:
        return next(iter(weights), None)
    given = dict.fromkeys(weights, 0)
    for number in range(1, running + 2):
        # Whoever is furthest behind its share; of equals the first.
        chosen = max(given, key=lambda name: weights[name] * number / total - given[name])
        given[chosen] += 1
    return chosen


def zone_of(account: str, region: str, subnet: str | None) -> str | None:
    """Return a subnet's zone; None where there is no such subnet. In moto's thread only."""
    if subnet is None:
        return None
    for subnets in moto_values.backend("ec2", account, region).subnets.values():
        if subnet in subnets:
            zone: str = subnets[subnet].availability_zone
            return zone
    return None


def service_task(
    service: Service, deployment: Deployment, *, cluster: Cluster, alive: int, control: Control
) -> Task:
    """Return one more task of a service; `alive` are there already. In moto's thread only."""
    network = (service.network_configuration or {}).get("awsvpcConfiguration", {})
    subnets = network.get("subnets") or [None]
    subnet = subnets[alive % len(subnets)]
    strategy = getattr(service, "capacity_provider_strategy", None) or []
    task = Task(
        cluster=cluster,
        definition=deployment.definition,
        now=control.clock.utc(),
        account=control.account,
        group=f"service:{service.name}",
        started_by=deployment.id,
        tags=_propagated_tags(service, deployment.definition),
        launch_type=service.launch_type,
        capacity_provider_name=choose_provider(strategy, alive),
        platform_version=service.platform_version,
        subnet=subnet,
        availability_zone=zone_of(control.account, cluster.region_name, subnet),
    )
    task.lab.service = service
    return task


def _propagated_tags(service: Service, definition: Any) -> list[dict[str, str]]:
    source = {"SERVICE": service, "TASK_DEFINITION": definition}.get(service.propagate_tags)
    return list(source.tags or []) if source is not None else []
