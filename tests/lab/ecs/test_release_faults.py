"""A release fault makes the tasks of an image misbehave: the new ones and those that run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.ecs.release_faults import variables, wanted
from lab.faults.active import ActiveFaults
from lab.faults.kinds import Release
from tests.lab.ecs.conftest import V1, get, port_of, until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Cluster


def _fault(cluster: Cluster, **parameters: Any) -> str:
    document = {"kind": "release", "image_digest": V1[:15], **parameters}
    found: str = cluster.lab.ask("POST", "/_lab/faults", document)["id"]
    return found


def _statuses(cluster: Cluster) -> set[int]:
    """Return what /items answers: 503 without a database, 500 where the fault strikes."""
    return {get(port_of(task), "/items")[0] for task in cluster.tasks()}


def test_running_tasks_are_switched_and_switched_back(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    cluster.running(2)
    assert _statuses(cluster) == {503}
    id_ = _fault(cluster, error_percent=100)
    until(lambda: _statuses(cluster) == {500}, "the running tasks are not told")
    assert {get(port_of(task))[0] for task in cluster.tasks()} == {200}
    (fault,) = cluster.lab.ask("GET", "/_lab/faults")
    assert fault["hits"] >= 2
    cluster.lab.ask("DELETE", f"/_lab/faults/{id_}")
    until(lambda: _statuses(cluster) == {503}, "the fault is not taken back")


def test_new_tasks_start_with_the_fault_and_others_without(cluster: Cluster) -> None:
    _fault(cluster, error_percent=100, slow_start_seconds=0.1)
    other = cluster.define(cluster.lab.add_image("5", "5.0.0"))
    for definition in (cluster.define(), other):
        cluster.ecs.run_task(cluster="c", taskDefinition=definition)
    until(lambda: cluster.listening() == 2, "the tasks do not run")
    by_version = {}
    for task in cluster.tasks():
        status, headers = get(port_of(task), "/items")
        by_version[headers["x-app-version"]] = status
    assert by_version == {"1.0.0": 500, "5.0.0": 503}


def test_of_two_faults_the_later_decides_on_what_it_sets() -> None:
    active = ActiveFaults()
    active.add(Release(image_digest="sha256:9f", error_percent=5, latency_ms=100))
    active.add(Release(image_digest=V1, latency_ms=300))
    active.add(Release(image_digest="sha256:aa", error_percent=50))
    parameters, causes = wanted(active, V1)
    assert parameters == {"error_percent": 5, "latency_ms": 300}
    assert len(causes) == 2
    assert variables(parameters) == {"FAULT_ERROR_PERCENT": "5.0", "FAULT_LATENCY_MS": "300.0"}
