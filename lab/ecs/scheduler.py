"""Brings all services to what they should be: one round over moto's models, in moto's thread.

It starts tasks by adding them to moto's models, and stops them by asking them to stop there;
the runners follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values, services
from lab.ecs.service_round import ServiceRound, groups_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.control import Control
    from lab.ecs.service_round import Healths
    from lab.ecs.tasks import Task

_STOPPED_KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Wanted:
    """A task that is not over; `groups` are target group, container and container port."""

    task: Task
    groups: tuple[tuple[str, str, int], ...]


def take_round(control: Control, healths: Healths) -> list[Wanted]:
    """Take the next step everywhere; return the tasks that are not over.

    Args:
        control: the lab's.
        healths: what load balancers say, by task ARN and target group; None where they say
            nothing.
    """
    wanted: list[Wanted] = []
    for backend in moto_values.ecs_backends(control.account):
        for service in list(backend.services.values()):
            ServiceRound(control, backend, service, healths).take()
        for name, tasks in backend.tasks.items():
            wanted += _not_over(control, tasks)
            if name in backend.clusters:
                _show_cluster(backend, name, tasks)
    return wanted


def _not_over(control: Control, tasks: dict[str, Task]) -> Iterator[Wanted]:
    """Return a cluster's living tasks; forget the ones that ended long ago."""
    now = control.clock.now()
    for arn, task in list(tasks.items()):
        if task.ended:
            if task.stopped_at and now - task.stopped_at.timestamp() > _STOPPED_KEPT_SECONDS:
                del tasks[arn]
            continue
        service = task.lab.service
        yield Wanted(task, groups_of(service) if service else ())


def _show_cluster(backend: Any, name: str, tasks: dict[str, Task]) -> None:
    own = [each for each in backend.services.values() if each.cluster_name == name]
    services.show_cluster(backend.clusters[name], own, list(tasks.values()))
