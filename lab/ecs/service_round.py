"""One service's next step: failures are counted, tasks started and stopped, ends noticed.

In moto's thread only. What is decided here by rules alone is in `rollout`, `standing` and
`breaker`; this reads moto's models for them, and writes down what they say.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from lab.ecs import breaker, services, texts
from lab.ecs.placement import service_task
from lab.ecs.rollout import Standing, TaskView, plan
from lab.ecs.standing import failed_group, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moto.ecs.models import Service

    from lab.control import Control
    from lab.ecs.services import ServiceState
    from lab.ecs.tasks import Task
    from lab.target_health import Health

# A task that was healthy for this long counts as started: a crash right after is a failure to
# start. On AWS the first health checks take longer than that.
SETTLED_SECONDS = 2.0

# A rollback that finds all its tasks still there would be over before anybody saw the failure.
_SHORTEST_DEPLOYMENT_SECONDS = 3.0

# What load balancers say, by task ARN and target group; None where they say nothing.
Healths = dict[str, dict[str, "Health | None"]]


def groups_of(service: Service) -> tuple[tuple[str, str, int], ...]:
    """Return a service's target groups, each with the container and its port."""
    return tuple(
        (each["targetGroupArn"], each["containerName"], int(each["containerPort"]))
        for each in service.load_balancers
        if each.get("targetGroupArn")
    )


class ServiceRound:
    """One service's next step; made for one round."""

    def __init__(self, control: Control, backend: Any, service: Service, healths: Healths) -> None:
        self._control = control
        self._backend = backend
        self._service = service
        self._healths = healths
        self._now = time.monotonic()
        self._utc = control.clock.utc()
        self._tasks = services.tasks_of(backend, service)

    def take(self) -> None:
        """Take it."""
        state = services.state_of(self._service)
        if state is None or self._service.status == "INACTIVE":
            return
        self._count_failures(state)
        views = self._views(state)
        self._judge(state)
        self._step(state, views)
        self._finish(state, views)
        services.show(self._service, self._tasks)

    def _count_failures(self, state: ServiceState) -> None:
        """Count the tasks that ended by themselves since the last round."""
        for task in self._tasks:
            if not task.ended or task.lab.settled:
                continue
            task.lab.settled = True
            if task.stop_code in (texts.FAILED_TO_START, texts.CONTAINER_EXITED):
                if task.stop_code == texts.FAILED_TO_START:
                    text = texts.not_placed(self._service.name, str(task.stopped_reason))
                    services.say_once(self._service, "not placed", text, self._utc)
                self._failed(state, task)

    def _failed(self, state: ServiceState, task: Task) -> None:
        state.steady = False
        state.failures += 1
        ran = task.lab.ran_since is not None
        delay = breaker.restart_delay_seconds(state.failures, reached_running=ran)
        state.next_start_at = self._now + delay
        if not ran and state.failures >= breaker.THROTTLED_AFTER:
            text = texts.throttled(self._service.name)
            services.say_once(self._service, "throttled", text, self._utc)
        primary = state.primary
        if task.started_by == primary.id and primary.rollout_state == "IN_PROGRESS":
            primary.failed_tasks += 1
            primary.updated_at = self._utc

    def _views(self, state: ServiceState) -> list[TaskView]:
        grace = getattr(self._service, "health_check_grace_period_seconds", None) or 0
        views = []
        for task in self._tasks:
            if task.ended or task.desired_status == "STOPPED":
                continue
            found = standing(
                task.lab,
                running=task.last_status == "RUNNING",
                behind_balancer=bool(groups_of(self._service)),
                healths=self._healths.get(task.task_arn, {}),
                grace_seconds=grace,
                now=self._now,
            )
            if found is not Standing.HEALTHY:
                task.lab.healthy_since = None
            elif task.lab.healthy_since is None:
                task.lab.healthy_since = self._now
            elif not task.lab.proven and self._is_settled(task):
                # One that lasts: whatever failed before it was no trend.
                task.lab.proven = True
                state.failures, state.next_start_at = 0, 0.0
                if task.started_by == state.primary.id:
                    state.primary.failed_tasks = 0
            if task.started_by == state.primary.id and not self._is_settled(task):
                # No old task makes way for one that was healthy for a moment.
                found = min(found, Standing.STARTING)
            views.append(
                TaskView(task.task_arn, task.started_by, found, task.created_at.timestamp())
            )
        return views

    def _is_settled(self, task: Task) -> bool:
        since = task.lab.healthy_since
        return since is not None and self._now - since >= SETTLED_SECONDS

    def _judge(self, state: ServiceState) -> None:
        """Let the circuit breaker stop a deployment, and roll it back."""
        enabled, rolls_back = services.breaker_of(self._service)
        primary = state.primary
        limits = services.limits_of(self._service)
        if not (
            enabled
            and primary.rollout_state == "IN_PROGRESS"
            and primary.failed_tasks >= breaker.failure_threshold(limits.desired)
        ):
            return
        name = self._service.name
        primary.rollout_state = "FAILED"
        primary.rollout_state_reason = texts.BREAKER_OPEN
        primary.updated_at = self._utc
        services.say(self._service, texts.deployment_failed(name, primary.id), self._utc)
        target = state.last_completed
        # One that is being gone back to is IN_PROGRESS again, and cannot be gone back to twice.
        if rolls_back and target is not None and target.rollout_state == "COMPLETED":
            services.roll_back(self._service, state, self._utc)

    def _step(self, state: ServiceState, views: Sequence[TaskView]) -> None:
        limits = services.limits_of(self._service)
        found = plan(
            limits,
            state.primary.id,
            views,
            may_start=self._now >= state.next_start_at and state.primary.rollout_state != "FAILED",
        )
        by_arn = {task.task_arn: task for task in self._tasks}
        gone = [by_arn[view.arn] for view in found.stop]
        for view, task in zip(found.stop, gone, strict=True):
            if view.standing is Standing.UNHEALTHY:
                self._stop_unhealthy(state, task)
            else:
                code, reason = texts.SCHEDULER_INITIATED, texts.scaling(task.started_by)
                task.ask_to_stop(self._utc, code=code, reason=reason)
        name = self._service.name
        if gone:
            state.steady = False
            services.say(self._service, texts.stopped(name, _ids(gone)), self._utc)
            draining = [task for task in gone if task.lab.targets]
            if draining:
                services.say(self._service, texts.draining(name, len(draining)), self._utc)
        if found.blocked:
            services.say_once(self._service, "limits", texts.limits(name), self._utc)
        started = [self._start(state) for _ in range(found.start)]
        if started:
            state.steady = False
            services.say(self._service, texts.started(name, _ids(started)), self._utc)

    def _stop_unhealthy(self, state: ServiceState, task: Task) -> None:
        arn, health = failed_group(self._healths.get(task.task_arn, {}))
        port = next(port for group, port in task.lab.targets if group == arn)
        text = texts.unhealthy(self._service.name, task.id, port, arn, health)
        services.say(self._service, text, self._utc)
        reason = texts.failed_checks(arn)
        task.ask_to_stop(self._utc, code=texts.SCHEDULER_INITIATED, reason=reason)
        self._failed(state, task)

    def _start(self, state: ServiceState) -> Task:
        alive = sum(not task.ended for task in self._tasks)
        task = service_task(
            self._service,
            state.primary,
            cluster=self._backend.clusters[self._service.cluster_name],
            alive=alive,
            control=self._control,
        )
        self._backend.tasks.setdefault(task.cluster_name, {})[task.task_arn] = task
        self._tasks.append(task)
        return task

    def _finish(self, state: ServiceState, views: Sequence[TaskView]) -> None:
        """Notice that a deployment, or the whole service, is where it should be."""
        alive = [task for task in self._tasks if not task.ended]
        if self._service.status == "DRAINING":
            if not alive:
                self._service.status = "INACTIVE"
            return
        primary = state.primary
        own = [view for view in views if view.deployment_id == primary.id]
        settled = {task.task_arn for task in self._tasks if self._is_settled(task)}
        done = len(own) == len(alive) == services.limits_of(self._service).desired and all(
            view.arn in settled for view in own
        )
        is_new = self._now - primary.began < _SHORTEST_DEPLOYMENT_SECONDS
        if not done or (is_new and primary.rollout_state == "IN_PROGRESS"):
            return
        name = self._service.name
        if primary.rollout_state == "IN_PROGRESS":
            services.complete(state, self._utc)
            text = texts.deployment_completed(name, primary.id)
            services.say(self._service, text, self._utc)
        if not state.steady:
            state.steady = True
            state.said.clear()
            services.say(self._service, texts.steady(name), self._utc)


def _ids(tasks: Sequence[Task]) -> list[str]:
    return [task.id for task in tasks]
