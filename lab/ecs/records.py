"""Writes down in moto's models what happened to a task. In moto's thread only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lab.ecs import services, targets, texts
from lab.ecs.tasks import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lab.clock import Clock
    from lab.control import Control
    from lab.ecs.preparation import Launch
    from lab.ecs.tasks import Task


def has_started(task: Task, launch: Launch, port: int, pid: int) -> None:
    """Record that a container's program began; `port` is where it is to listen."""
    task.lab.ports[launch.name] = port
    task.lab.pids[launch.name] = pid
    container = next(each for each in task.containers if each.name == launch.name)
    container.image_digest = launch.digest
    container.runtime_id = f"{task.id}-{pid}"
    container.last_status = "RUNNING"
    if launch.container_port:
        container.network_bindings = [
            {
                "bindIP": LOOPBACK,
                "containerPort": launch.container_port,
                "hostPort": port,
                "protocol": "tcp",
            }
        ]


def is_running(task: Task, clock: Clock) -> None:
    """Record that all containers have begun."""
    now = clock.utc()
    task.lab.ran_since = time.monotonic()
    task.move("RUNNING", started_at=now, pull_stopped_at=now, connectivity_at=now)


def is_listening(task: Task) -> None:
    """Record that all ports answer; with that a container passes its health check."""
    task.lab.listening = True
    checked = [
        each["name"] for each in task.definition.container_definitions if "healthCheck" in each
    ]
    for container in task.containers:
        if container.name in checked:
            container.health_status = "HEALTHY"


def register(task: Task, groups: Sequence[tuple[str, str, int]], control: Control) -> None:
    """Register the task's ports in its service's target groups."""
    ports = task.lab.ports
    wanted = [(arn, ports[name]) for arn, name, _ in groups if name in ports]
    taken = targets.register(control.account, wanted)
    task.lab.targets = tuple((arn, port) for arn, port in wanted if arn in taken)
    task.lab.registered_since = time.monotonic()
    service = task.lab.service
    for arn in taken:
        text = texts.registered(service.name, 1, arn)
        services.say(service, text, control.clock.utc())


def has_failed(task: Task, reason: str, clock: Clock) -> None:
    """Record that the task could not start."""
    task.ask_to_stop(clock.utc(), code=texts.FAILED_TO_START, reason=reason)
    task.has_ended(clock.utc())


def has_ended(task: Task, codes: Mapping[str, int | None], clock: Clock) -> None:
    """Record that all programs ended; `codes` are their return codes by container."""
    for container in task.containers:
        code = codes.get(container.name)
        # The shell's way, and Docker's, to tell an end by a signal.
        container.exit_code = 128 - code if code is not None and code < 0 else code
    task.has_ended(clock.utc())
