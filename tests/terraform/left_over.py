"""What a destroy left behind, told from what AWS itself keeps in sight for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Clients = Callable[[str], Any]


def _key(clients: Clients, arn: str) -> bool:
    # A key waits out its deletion window.
    metadata = clients("kms").describe_key(KeyId=arn)["KeyMetadata"]
    return bool(metadata["KeyState"] == "PendingDeletion")


def _task_definition(clients: Clients, arn: str) -> bool:
    found = clients("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]
    return bool(found["status"] == "INACTIVE")


def _task(clients: Clients, arn: str) -> bool:
    # Seen for about an hour after its end, also in a cluster that is gone.
    cluster = arn.split("/")[-2]
    (found,) = clients("ecs").describe_tasks(cluster=cluster, tasks=[arn])["tasks"]
    return bool(found["lastStatus"] == "STOPPED")


def _service(clients: Clients, arn: str) -> bool:
    cluster = arn.split("/")[-2]
    (found,) = clients("ecs").describe_services(cluster=cluster, services=[arn])["services"]
    return bool(found["status"] == "INACTIVE")


def _cluster(clients: Clients, arn: str) -> bool:
    (found,) = clients("ecs").describe_clusters(clusters=[arn])["clusters"]
    return bool(found["status"] == "INACTIVE")


def _nat_gateway(clients: Clients, arn: str) -> bool:
    # Seen as deleted for about an hour.
    id_ = arn.rsplit("/", 1)[-1]
    (found,) = clients("ec2").describe_nat_gateways(NatGatewayIds=[id_])["NatGateways"]
    return bool(found["State"] == "deleted")


_KEPT = {
    ":kms:": _key,
    ":task/": _task,
    ":task-definition/": _task_definition,
    ":service/": _service,
    ":cluster/": _cluster,
    ":natgateway/": _nat_gateway,
}


def left_over(clients: Clients, *, environments: Sequence[str]) -> list[str]:
    """Return the ARNs of one region that carry an environment's tag and are in use still."""
    filters = [{"Key": "Environment", "Values": list(environments)}]
    tagging = clients("resourcegroupstaggingapi")
    pages = tagging.get_paginator("get_resources").paginate(TagFilters=filters)
    arns = [one["ResourceARN"] for page in pages for one in page["ResourceTagMappingList"]]
    return [
        arn
        for arn in arns
        if not any(mark in arn and kept(clients, arn) for mark, kept in _KEPT.items())
    ]
