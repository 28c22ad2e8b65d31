"""Deployments replace tasks within their limits, and fail as on AWS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.lab.ecs.conftest import BREAKER, V1, get, port_of, until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Cluster

ENDS_AT_ONCE = {"entry_point": ["{python}", "-c", "raise SystemExit(7)"]}


def _versions(cluster: Cluster) -> set[str]:
    running = [task for task in cluster.tasks() if task["lastStatus"] == "RUNNING"]
    return {get(port_of(task))[1].get("x-app-version", "none") for task in running}


def test_a_deployment_goes_over_to_another_image_without_a_gap(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    (old,) = cluster.stable()["deployments"]
    digest = cluster.lab.add_image("1", "1.1.0")
    definition = cluster.define(digest)
    cluster.update(taskDefinition=definition)
    during = cluster.service()
    assert [each["status"] for each in during["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert during["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert during["taskDefinition"] == definition
    fewest = 99
    while len(cluster.service()["deployments"]) > 1:
        alive = [get(port_of(task))[0] for task in cluster.tasks() if _has_port(task)]
        fewest = min(fewest, alive.count(200))
        time.sleep(0.05)
    (new,) = cluster.stable()["deployments"]
    assert fewest >= 2
    assert new["id"] != old["id"]
    assert new["rolloutStateReason"] == f"ECS deployment {new['id']} completed."
    assert _versions(cluster) == {"1.1.0"}
    images = {task["containers"][0]["imageDigest"] for task in cluster.tasks()}
    assert images == {digest}


def _has_port(task: dict[str, Any]) -> bool:
    return task["lastStatus"] == "RUNNING" and bool(task["containers"][0]["networkBindings"])


def test_a_forced_deployment_replaces_every_task(cluster: Cluster) -> None:
    cluster.serve(cluster.define(), 1)
    cluster.stable()
    (before,) = cluster.tasks()
    cluster.update(forceNewDeployment=True)
    assert cluster.service()["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    cluster.stable()
    (after,) = cluster.tasks()
    assert after["taskArn"] != before["taskArn"]
    assert after["taskDefinitionArn"] == before["taskDefinitionArn"]


def test_the_circuit_breaker_rolls_a_crash_loop_back(cluster: Cluster) -> None:
    good = cluster.define()
    cluster.serve(good, deploymentConfiguration=BREAKER)
    (old,) = cluster.stable()["deployments"]
    survivors = {task["taskArn"] for task in cluster.tasks()}
    # It passes its first health checks, and dies.
    crashing = {"FAULT_CRASH_AFTER_SECONDS": "0.5"}
    bad = cluster.define(cluster.lab.add_image("2", "1.2.0", environment=crashing))
    cluster.update(taskDefinition=bad)
    failed = cluster.service()["deployments"][0]["id"]

    def failure() -> dict[str, Any] | None:
        return next(
            (each for each in cluster.service()["deployments"] if each["rolloutState"] == "FAILED"),
            None,
        )

    shown = until(failure, "the deployment does not fail")
    assert shown["id"] == failed
    assert shown["failedTasks"] >= 3
    assert "circuit breaker" in shown["rolloutStateReason"]
    service = cluster.stable()
    assert service["deployments"][0]["id"] == old["id"]
    assert service["taskDefinition"] == good
    assert {task["taskArn"] for task in cluster.tasks()} == survivors
    events = cluster.event_messages()
    assert f"(service s) (deployment {failed}) deployment failed: tasks failed to start." in events
    assert f"(service s) rolling back to deployment {old['id']}." in events
    codes = {task["containers"][0].get("exitCode") for task in cluster.tasks("STOPPED")}
    assert 1 in codes


def test_a_first_deployment_that_fails_stays_and_starts_no_more(cluster: Cluster) -> None:
    bad = cluster.define(cluster.lab.add_image("2", "1.2.0", **ENDS_AT_ONCE))
    cluster.serve(bad, 1, deploymentConfiguration=BREAKER)
    until(
        lambda: cluster.service()["deployments"][0]["rolloutState"] == "FAILED",
        "the deployment does not fail",
    )
    until(lambda: not cluster.lab.children(), "a process is left")
    assert len(cluster.tasks("STOPPED")) == 3
    time.sleep(1.5)
    assert len(cluster.tasks("STOPPED")) == 3
    cluster.update(taskDefinition=cluster.define(V1))
    assert cluster.stable()["runningCount"] == 1
