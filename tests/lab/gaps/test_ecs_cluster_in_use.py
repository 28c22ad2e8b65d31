"""A cluster with services cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable


def _serving(clients: Callable[..., Any]) -> Any:
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="web")
    ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 128}]
    )
    ecs.create_service(cluster="web", serviceName="blue", taskDefinition="web", desiredCount=0)
    return ecs


def _status(ecs: Any) -> str:
    return str(ecs.describe_clusters(clusters=["web"])["clusters"][0]["status"])


def test_plain_moto_deletes_a_cluster_with_services(upstream: Callable[..., Any]) -> None:
    ecs = _serving(upstream)
    ecs.delete_cluster(cluster="web")
    assert _status(ecs) == "INACTIVE"


def test_the_lab_refuses_until_the_services_are_gone(lab: Callable[..., Any]) -> None:
    ecs = _serving(lab)
    with pytest.raises(ClientError, match=r"ClusterContainsServicesException"):
        ecs.delete_cluster(cluster="web")
    assert _status(ecs) == "ACTIVE"
    ecs.delete_service(cluster="web", service="blue")
    ecs.delete_cluster(cluster="web")
    assert _status(ecs) == "INACTIVE"


def test_the_lab_refuses_while_a_task_runs(lab: Callable[..., Any]) -> None:
    ecs = _serving(lab)
    ecs.delete_service(cluster="web", service="blue")
    (task,) = ecs.run_task(cluster="web", taskDefinition="web", launchType="FARGATE")["tasks"]
    with pytest.raises(ClientError, match=r"ClusterContainsTasksException"):
        ecs.delete_cluster(cluster="web")
    ecs.stop_task(cluster="web", task=task["taskArn"])
    ecs.delete_cluster(cluster="web")
    assert _status(ecs) == "INACTIVE"
