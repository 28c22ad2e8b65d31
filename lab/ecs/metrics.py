"""Measures what services use, and counts their tasks, as CloudWatch shows both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from lab.cloudwatch.store import metric_key
from lab.ecs import moto_values, services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.control import Control

_MIB = 1024 * 1024
_UNITS_PER_CPU = 1024
# What Fargate gives where the task definition says nothing.
_DEFAULT_CPU_UNITS = 256
_DEFAULT_MEMORY_MIB = 512
_INSIGHTS_ON = ("enabled", "enhanced")


@dataclass(frozen=True)
class Use:
    """What a task's processes used: seconds of one CPU since they began, bytes now."""

    cpu_seconds: float
    memory_bytes: int


@dataclass(frozen=True)
class _Measured:
    region: str
    cluster: str
    service: str
    insights: bool
    desired: int
    running: int
    # Process ids, CPU units and MiB of each running task, by id.
    tasks: dict[str, tuple[tuple[int, ...], float, float]]


class Meter:
    """Measures again and again; the first time gives no CPU use."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._before: dict[str, tuple[float, float]] = {}

    async def measure(self) -> None:
        """Put one sample of every service into the lab's metrics."""
        measured = await self._control.front.call(_read, self._control.account)
        at, now = self._control.clock.now(), time.monotonic()
        latest: dict[str, tuple[float, float]] = {}
        for service in measured:
            cpu: dict[float, float] = {}
            memory: dict[float, float] = {}
            for id_, (pids, units, mib) in service.tasks.items():
                use = use_of(pids)
                latest[id_] = now, use.cpu_seconds
                percent = round(use.memory_bytes / _MIB / mib * 100, 3)
                memory[percent] = memory.get(percent, 0) + 1
                if id_ in self._before:
                    then, seconds = self._before[id_]
                    spent = max(0.0, use.cpu_seconds - seconds) / max(now - then, 0.001)
                    percent = round(spent / (units / _UNITS_PER_CPU) * 100, 3)
                    cpu[percent] = cpu.get(percent, 0) + 1
            self._put(service, at, cpu, memory)
        self._before = latest

    def _put(
        self, service: _Measured, at: float, cpu: dict[float, float], memory: dict[float, float]
    ) -> None:
        dimensions = {"ClusterName": service.cluster, "ServiceName": service.service}
        series = {
            ("AWS/ECS", "CPUUtilization"): cpu,
            ("AWS/ECS", "MemoryUtilization"): memory,
        }
        if service.insights:
            space = "ECS/ContainerInsights"
            series[space, "DesiredTaskCount"] = {float(service.desired): 1}
            series[space, "RunningTaskCount"] = {float(service.running): 1}
        for (namespace, name), values in series.items():
            if values:
                key = metric_key(service.region, namespace, name, dimensions)
                self._control.metrics.put(key, at, values)


def use_of(pids: Iterable[int]) -> Use:
    """Return what processes and all their descendants use; those that are gone use nothing."""
    seconds, size = 0.0, 0
    for pid in pids:
        try:
            process = psutil.Process(pid)
            family = [process, *process.children(recursive=True)]
        except psutil.Error:
            continue
        for each in family:
            try:
                times = each.cpu_times()
                size += each.memory_info().rss
            except psutil.Error:
                continue
            seconds += times.user + times.system
    return Use(seconds, size)


def _read(account: str) -> list[_Measured]:
    """Read from moto, in its thread, what to measure."""
    found = []
    for backend in moto_values.ecs_backends(account):
        for service in backend.services.values():
            if service.status != "ACTIVE":
                continue
            settings = backend.clusters[service.cluster_name].settings or []
            tasks = {
                task.id: (
                    tuple(task.lab.pids.values()),
                    float(task.cpu or _DEFAULT_CPU_UNITS),
                    float(task.memory or _DEFAULT_MEMORY_MIB),
                )
                for task in services.tasks_of(backend, service)
                if task.last_status == "RUNNING"
            }
            found.append(
                _Measured(
                    region=backend.region_name,
                    cluster=service.cluster_name,
                    service=service.name,
                    insights=any(
                        each["name"] == "containerInsights" and each["value"] in _INSIGHTS_ON
                        for each in settings
                    ),
                    desired=service.desired_count,
                    running=len(tasks),
                    tasks=tasks,
                )
            )
    return found
