"""Services keep as many real processes as they should."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from tests.lab.ecs.conftest import get, port_of, until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Cluster


def test_a_service_of_two_is_two_processes_that_answer(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    cluster.stable()
    tasks = cluster.tasks(serviceName="s")
    assert len(tasks) == 2
    ports = {port_of(task) for task in tasks}
    assert len(ports) == 2
    for port in ports:
        status, headers = get(port)
        assert (status, headers["x-app-version"]) == (200, "1.0.0")
    assert len(cluster.lab.children()) == 2
    assert "(service s) has reached a steady state." in cluster.event_messages()
    shown = cluster.lab.ask("GET", "/_lab/status")["parts"]["ecs"]
    (service,) = shown["services"]
    assert (service["name"], service["running"], service["desired"]) == ("s", 2, 2)
    assert service["deployments"][0]["rollout_state"] == "COMPLETED"
    pids = {child.pid for child in cluster.lab.children()}
    assert {pid for task in shown["tasks"] for pid in task["pids"]} == pids
    assert {tuple(task["versions"]) for task in shown["tasks"]} == {("1.0.0",)}


def test_the_waiter_of_boto3_sees_the_steady_state(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    waiter = cluster.ecs.get_waiter("services_stable")
    waiter.wait(cluster="c", services=["s"], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert cluster.service()["runningCount"] == 2


def test_a_killed_task_is_replaced(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    cluster.stable()
    before = {task["taskArn"] for task in cluster.tasks()}
    victim = cluster.lab.children()[0]
    os.kill(victim.pid, signal.SIGKILL)
    until(lambda: len({task["taskArn"] for task in cluster.tasks()} - before) == 1, "no new task")
    until(lambda: cluster.service()["runningCount"] == 2, "not two again")
    (dead,) = cluster.tasks("STOPPED")
    assert dead["taskArn"] in before
    assert dead["stopCode"] == "EssentialContainerExited"
    assert dead["stoppedReason"] == "Essential container in task exited"
    assert dead["containers"][0]["exitCode"] == 137
    assert cluster.service()["deployments"][0]["rolloutState"] == "COMPLETED"


def test_a_service_scales_down_and_up(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    cluster.stable()
    cluster.update(desiredCount=1)
    until(lambda: len(cluster.lab.children()) == 1, "two processes are left")
    (gone,) = until(lambda: cluster.tasks("STOPPED"), "no task stopped")
    until(lambda: cluster.tasks("STOPPED")[0]["lastStatus"] == "STOPPED", "it does not end")
    (gone,) = cluster.tasks("STOPPED")
    assert gone["stopCode"] == "ServiceSchedulerInitiated"
    assert gone["stoppedReason"].startswith("Scaling activity initiated by (deployment ecs-svc/")
    assert gone["containers"][0]["exitCode"] == 0
    cluster.update(desiredCount=3)
    until(lambda: cluster.service()["runningCount"] == 3, "no three tasks run")


def test_a_task_that_ignores_sigterm_is_killed_after_its_stop_timeout(cluster: Cluster) -> None:
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(99)"
    digest = cluster.lab.add_image("7", "7", entry_point=["{python}", "-uc", program])
    definition = cluster.define(digest, stopTimeout=2, healthCheck=None, portMappings=[])
    cluster.serve(definition, 1)
    logs = cluster.lab.client("logs")
    until(
        lambda: logs.filter_log_events(logGroupName="/app")["events"], "the program does not start"
    )
    cluster.update(desiredCount=0)
    until(lambda: cluster.tasks("STOPPED"), "the task is not stopped")
    assert cluster.lab.children()
    until(lambda: not cluster.lab.children(), "the program is not killed")
    until(lambda: cluster.tasks("STOPPED")[0]["lastStatus"] == "STOPPED", "it does not end")
    assert cluster.tasks("STOPPED")[0]["containers"][0]["exitCode"] == 137


def test_a_service_is_created_once(cluster: Cluster) -> None:
    definition = cluster.define()
    cluster.serve(definition, 1)
    first = cluster.service()["deployments"][0]["id"]
    cluster.serve(definition, 1)
    assert cluster.service()["deployments"][0]["id"] == first
    with pytest.raises(ClientError, match="Creation of service was not idempotent"):
        cluster.serve(definition, 2)


def test_tasks_are_found_by_family_service_and_who_started_them(cluster: Cluster) -> None:
    definition = cluster.define()
    cluster.serve(definition, 1)
    cluster.ecs.run_task(cluster="c", taskDefinition=definition, startedBy="me")
    cluster.running(2)
    assert len(cluster.tasks(family="f")) == 2
    assert cluster.tasks(family="g") == []
    (own,) = cluster.tasks(startedBy="me")
    (of_service,) = cluster.tasks(serviceName="s")
    assert own["group"] == "family:f"
    assert of_service["group"] == "service:s"
    assert of_service["startedBy"] == cluster.service()["deployments"][0]["id"]
    (found,) = cluster.ecs.describe_clusters(clusters=["c"])["clusters"]
    assert (found["runningTasksCount"], found["activeServicesCount"]) == (2, 1)


def test_a_skewed_clock_keeps_nothing_from_running(cluster: Cluster) -> None:
    cluster.serve(cluster.define(), 1)
    cluster.running(1)
    cluster.lab.ask("POST", "/_lab/faults", {"kind": "clock-skew", "skew_seconds": 250})
    cluster.update(desiredCount=2)
    cluster.stable()
