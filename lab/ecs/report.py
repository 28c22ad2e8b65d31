"""What `lab status` shows of services and tasks. In moto's thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.ecs.tasks import Task


def document(account: str, versions: Mapping[str, str]) -> dict[str, Any]:
    """Return services and tasks, ready for JSON; `versions` are the images' by digest."""
    services, tasks = [], []
    for backend in moto_values.ecs_backends(account):
        services += [
            _service(backend.region_name, each)
            for each in backend.services.values()
            if each.status != "INACTIVE"
        ]
        for each in backend.tasks.values():
            tasks += [_task(task, versions) for task in each.values() if not task.ended]
    return {"services": services, "tasks": tasks}


def _service(region: str, service: Any) -> dict[str, Any]:
    return {
        "region": region,
        "cluster": service.cluster_name,
        "name": service.name,
        "status": service.status,
        "desired": service.desired_count,
        "running": service.running_count,
        "pending": service.pending_count,
        "last_event": service.events[0]["message"] if service.events else None,
        "deployments": [
            {
                "id": each["id"],
                "status": each["status"],
                "task_definition": each["taskDefinition"].rpartition("/")[2],
                "desired": each["desiredCount"],
                "running": each["runningCount"],
                "pending": each["pendingCount"],
                "failed": each["failedTasks"],
                "rollout_state": each["rolloutState"],
            }
            for each in service.deployments
            if "rolloutState" in each
        ],
    }


def _task(task: Task, versions: Mapping[str, str]) -> dict[str, Any]:
    digests = [each.image_digest for each in task.containers if each.image_digest]
    return {
        "id": task.id,
        "group": task.group,
        "cluster": task.cluster_name,
        "task_definition": task.task_definition_arn.rpartition("/")[2],
        "status": task.last_status,
        "health": task.health_status,
        "digests": digests,
        "versions": [versions.get(each, "unknown") for each in digests],
        "ports": list(task.lab.ports.values()),
        "pids": list(task.lab.pids.values()),
    }
