"""Tasks behind a load balancer: registered, believed when unhealthy, drained before they end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.lab.ecs.balanced import Balanced
from tests.lab.ecs.conftest import port_of, running_lab, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.ecs.conftest import Lab

# Listens, and answers every request 500.
BROKEN = (
    "import http.server, os\n"
    "class Handler(http.server.BaseHTTPRequestHandler):\n"
    "    def do_GET(self): self.send_error(500)\n"
    "http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()"
)


@pytest.fixture(scope="module")
def _balanced_lab() -> Iterator[Lab]:
    with running_lab("alb,ecs") as lab:
        yield lab


@pytest.fixture
def balanced(_balanced_lab: Lab) -> Balanced:
    _balanced_lab.ask("POST", "/moto-api/reset")
    until(lambda: not _tasks_of(_balanced_lab), "tasks outlived the reset")
    return Balanced(_balanced_lab)


def _tasks_of(lab: Lab) -> Any:
    return lab.ask("GET", "/_lab/status")["parts"]["ecs"]["tasks"]


def test_tasks_are_targets_as_long_as_they_run_and_drain_before_they_end(
    balanced: Balanced,
) -> None:
    balanced.serve_balanced(balanced.define(), 2)
    balanced.stable()
    ports = {port_of(task) for task in balanced.tasks()}
    assert balanced.targets() == dict.fromkeys(ports, "healthy")
    zones = {task["availabilityZone"] for task in balanced.tasks()}
    assert zones == {"eu-west-1a", "eu-west-1b"}
    balanced.delay(2)
    began = time.monotonic()
    balanced.update(desiredCount=1)
    until(lambda: "draining" in balanced.targets().values(), "no target drains")
    (going,) = balanced.tasks("STOPPED")
    assert going["lastStatus"] == "DEACTIVATING"
    until(lambda: balanced.tasks("STOPPED")[0]["lastStatus"] == "STOPPED", "it does not end")
    assert time.monotonic() - began >= 2
    until(lambda: list(balanced.targets().values()) == ["healthy"], "the target does not go")
    events = balanced.event_messages()
    assert "(service s) has begun draining connections on 1 tasks." in events
    assert f"(service s) registered 1 targets in (target-group {balanced.group})" in events


def test_a_task_that_fails_the_load_balancers_checks_is_replaced(balanced: Balanced) -> None:
    digest = balanced.lab.add_image("6", "6.0.0", entry_point=["{python}", "-c", BROKEN])
    balanced.serve_balanced(balanced.define(digest), 1, healthCheckGracePeriodSeconds=0)
    (failed,) = until(lambda: balanced.tasks("STOPPED"), "the unhealthy task stays")
    assert failed["stopCode"] == "ServiceSchedulerInitiated"
    reason = f"Task failed ELB health checks in (target-group {balanced.group})"
    assert failed["stoppedReason"] == reason
    until(balanced.tasks, "it is not replaced")
    assert balanced.service()["deployments"][0]["failedTasks"] == 1
    assert "is unhealthy in (target-group" in balanced.event_messages()
