"""The words that ECS has for what happens: service events, reasons of stopped tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.target_health import Health

USER_INITIATED = "UserInitiated"
SCHEDULER_INITIATED = "ServiceSchedulerInitiated"
FAILED_TO_START = "TaskFailedToStart"
CONTAINER_EXITED = "EssentialContainerExited"

ESSENTIAL_EXITED = "Essential container in task exited"


def scaling(deployment_id: str) -> str:
    """Return why a task that is not needed any more was stopped."""
    return f"Scaling activity initiated by (deployment {deployment_id})"


def failed_checks(group_arn: str) -> str:
    """Return why an unhealthy task was stopped."""
    return f"Task failed ELB health checks in (target-group {group_arn})"


def started(service: str, task_ids: Sequence[str]) -> str:
    """Return the event of starts."""
    return f"(service {service}) has started {len(task_ids)} tasks: {_listed(task_ids)}."


def stopped(service: str, task_ids: Sequence[str]) -> str:
    """Return the event of stops."""
    return f"(service {service}) has stopped {len(task_ids)} running tasks: {_listed(task_ids)}."


def draining(service: str, count: int) -> str:
    """Return the event of targets that get no new requests."""
    return f"(service {service}) has begun draining connections on {count} tasks."


def registered(service: str, count: int, group_arn: str) -> str:
    """Return the event of new targets."""
    return f"(service {service}) registered {count} targets in (target-group {group_arn})"


def unhealthy(service: str, task_id: str, port: int, group_arn: str, health: Health) -> str:
    """Return the event of a target that fails its health checks."""
    return (
        f"(service {service}) (task {task_id}) (port {port}) is unhealthy in (target-group "
        f"{group_arn}) due to (reason {health.description or health.reason or 'unknown'})"
    )


def steady(service: str) -> str:
    """Return the event of a service that is as it should be."""
    return f"(service {service}) has reached a steady state."


def not_placed(service: str, reason: str) -> str:
    """Return the event of a task that could not be started."""
    return f"(service {service}) was unable to place a task. Reason: {reason}."


def throttled(service: str) -> str:
    """Return the event of tasks that do not start again and again."""
    return f"(service {service}) is unable to consistently start tasks successfully."


def limits(service: str) -> str:
    """Return the event of a deployment that its own limits hold up."""
    return (
        f"(service {service}) was unable to stop or start tasks during a deployment because of "
        "the service deployment configuration. Update the minimumHealthyPercent or "
        "maximumPercent value and try again."
    )


def deployment_completed(service: str, deployment_id: str) -> str:
    """Return the event of a deployment that reached its end."""
    return f"(service {service}) (deployment {deployment_id}) deployment completed."


def deployment_failed(service: str, deployment_id: str) -> str:
    """Return the event of a deployment that the circuit breaker stopped."""
    return (
        f"(service {service}) (deployment {deployment_id}) deployment failed: "
        "tasks failed to start."
    )


def rolling_back(service: str, deployment_id: str) -> str:
    """Return the event of the way back."""
    return f"(service {service}) rolling back to deployment {deployment_id}."


def in_progress(deployment_id: str) -> str:
    """Return a deployment's reason while it goes on."""
    return f"ECS deployment {deployment_id} in progress."


def completed(deployment_id: str) -> str:
    """Return a deployment's reason at its end."""
    return f"ECS deployment {deployment_id} completed."


BREAKER_OPEN = "ECS deployment circuit breaker: tasks failed to start."


def breaker_rolls_back(deployment_id: str) -> str:
    """Return the reason of a deployment that is gone back to."""
    return f"ECS deployment circuit breaker: rolling back to deploymentId {deployment_id}."


def _listed(task_ids: Sequence[str]) -> str:
    return " ".join(f"(task {task_id})" for task_id in task_ids)
