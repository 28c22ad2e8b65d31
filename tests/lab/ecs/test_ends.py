"""Whatever ends, its processes end with it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.lab.ecs.conftest import Cluster, start_lab, until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Lab


def _gone(pids: list[int]) -> bool:
    return not any(
        psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        for pid in pids
    )


def test_a_reset_ends_all_processes(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    cluster.running(2)
    cluster.lab.ask("POST", "/moto-api/reset")
    until(lambda: not cluster.lab.children(), "processes outlived the reset")
    assert cluster.ecs.list_clusters()["clusterArns"] == []


def test_a_deleted_service_drains_and_is_inactive_then(cluster: Cluster) -> None:
    cluster.serve(cluster.define())
    cluster.running(2)
    cluster.ecs.delete_service(cluster="c", service="s", force=True)
    assert cluster.service()["status"] == "DRAINING"
    until(lambda: cluster.service()["status"] == "INACTIVE", "it does not become INACTIVE")
    assert not cluster.lab.children()
    assert cluster.ecs.list_services(cluster="c")["serviceArns"] == []
    cluster.serve(cluster.define(), 1)
    cluster.running(1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_lab_ends(number: signal.Signals) -> None:
    lab: Lab = start_lab()
    try:
        cluster = Cluster(lab)
        cluster.serve(cluster.define())
        cluster.running(2)
        pids = [child.pid for child in lab.children()]
        assert len(pids) == 2
        os.kill(lab.process.pid, number)
        lab.process.wait(timeout=30)
        until(lambda: _gone(pids), "a task outlived its lab")
    finally:
        lab.process.kill()
        lab.process.wait(timeout=30)
