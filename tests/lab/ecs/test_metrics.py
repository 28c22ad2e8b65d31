"""What tasks use is measured over their whole family of processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from lab.clock import Clock
from lab.cloudwatch.store import metric_key
from lab.ecs import metrics
from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lab.ecs.conftest import Cluster

CHILD = (
    "import sys, time; blob = bytearray(64 * 2**20); print('up', flush=True); "
    "end = time.process_time() + 0.4\n"
    "while time.process_time() < end: pass\n"
    "print('done', flush=True); time.sleep(60)"
)
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"
DIMENSIONS = {"ClusterName": "c", "ServiceName": "s"}


@pytest.fixture
def family() -> Any:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True, text=True
    )
    assert process.stdout is not None
    yield process
    os.killpg(process.pid, 9)
    process.wait()
    process.stdout.close()


def test_children_count(family: Any) -> None:
    assert [family.stdout.readline(), family.stdout.readline()] == ["up\n", "done\n"]
    use = metrics.use_of([family.pid])
    assert use.cpu_seconds >= 0.4
    assert use.memory_bytes > 64 * 2**20


def test_a_process_that_is_gone_uses_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert metrics.use_of([process.pid]) == metrics.Use(0.0, 0)


class _Store:
    def __init__(self) -> None:
        self.put_: list[tuple[Any, dict[float, float]]] = []

    def put(self, key: Any, at: float, values: dict[float, float]) -> None:
        assert at == pytest.approx(time.time(), abs=5)
        self.put_.append((key, values))


def _measured(**changes: Any) -> Any:
    given = {
        "region": "eu-west-1",
        "cluster": "c",
        "service": "s",
        "insights": True,
        "desired": 2,
        "running": 1,
        "tasks": {},
    }
    return metrics._Measured(**{**given, **changes})


def _names(
    measured: Any,
    monkeypatch: pytest.MonkeyPatch,
    rounds: int = 1,
    between: Callable[[], object] = lambda: None,
) -> _Store:
    store = _Store()

    async def call(function: Any, *arguments: Any) -> Any:
        return function(*arguments)

    monkeypatch.setattr(metrics, "_read", lambda _: [measured])
    control: Any = SimpleNamespace(
        front=SimpleNamespace(call=call), account="1", clock=Clock(), metrics=store
    )
    meter = metrics.Meter(control)
    asyncio.run(meter.measure())
    for _ in range(rounds - 1):
        between()
        asyncio.run(meter.measure())
    return store


def test_without_a_running_task_nothing_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    store = _names(_measured(), monkeypatch, rounds=2)
    assert {key.name for key, _ in store.put_} == {"DesiredTaskCount", "RunningTaskCount"}


def test_without_container_insights_there_are_no_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _names(_measured(insights=False), monkeypatch).put_ == []


def test_use_is_a_percentage_of_what_the_task_definition_gives(
    family: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    family.stdout.readline()
    tasks = {"t": ((family.pid,), 1024.0, 256.0)}
    # It says `done` when it has used 0.4 s of a processor.
    done = family.stdout.readline
    store = _names(_measured(tasks=tasks), monkeypatch, rounds=2, between=done)
    found = dict(reversed(store.put_))
    (memory,) = found[metric_key("eu-west-1", "AWS/ECS", "MemoryUtilization", DIMENSIONS)]
    assert 25 < memory < 60
    (cpu,) = found[metric_key("eu-west-1", "AWS/ECS", "CPUUtilization", DIMENSIONS)]
    assert 0 < cpu < 150
    desired = metric_key("eu-west-1", "ECS/ContainerInsights", "DesiredTaskCount", DIMENSIONS)
    assert found[desired] == {2.0: 1}


def test_the_services_that_exist_are_measured_with_what_their_tasks_may_use(
    cluster: Cluster,
) -> None:
    cluster.serve(cluster.define(), 1)
    cluster.running(1)
    reader = cluster.lab.client("cloudwatch")

    def latest(namespace: str, name: str) -> list[dict[str, Any]]:
        now = datetime.now(UTC)
        found: list[dict[str, Any]] = reader.get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in DIMENSIONS.items()],
            StartTime=now - timedelta(minutes=3),
            EndTime=now + timedelta(minutes=1),
            Period=60,
            Statistics=["Average"],
        )["Datapoints"]
        return found

    until(lambda: latest("AWS/ECS", "CPUUtilization"), "no CPU use is measured")
    (memory, *_) = latest("AWS/ECS", "MemoryUtilization")
    assert 2 < memory["Average"] < 60
    (count, *_) = latest("ECS/ContainerInsights", "RunningTaskCount")
    assert 0 < count["Average"] <= 1
