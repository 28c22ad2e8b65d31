"""Real requests through a real load balancer to real tasks, while things go wrong."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from lab.faults.kinds import Release
from tests.lab.ecs.conftest import until
from tests.lab.rehearsal.conftest import load

if TYPE_CHECKING:
    from tests.lab.rehearsal.conftest import Rehearsal


def test_a_killed_task_costs_no_more_than_its_requests_in_flight_and_is_replaced(
    rehearsal: Rehearsal,
) -> None:
    before = {task["taskArn"] for task in rehearsal.tasks()}
    victim = rehearsal.client.status()["parts"]["ecs"]["tasks"][0]

    async def scenario() -> tuple[int, int]:
        plan = rehearsal.plan(rate=200, seconds=6)
        running = asyncio.create_task(load(plan))
        await asyncio.sleep(2)
        os.kill(victim["pids"][0], signal.SIGKILL)
        result = await running
        return result.failed, result.sent

    # Each request takes some 40 ms, so that at 200 a second about four are in flight at it.
    slow = Release(image_digest=rehearsal.digest, latency_ms=40)
    with rehearsal.client.fault(slow):
        failed, sent = asyncio.run(scenario())
    assert sent > 1000
    assert failed <= 200 * 0.040 * 3, f"{failed} of {sent} failed"
    until(
        lambda: (
            rehearsal.listening() == 2 and {task["taskArn"] for task in rehearsal.tasks()} != before
        ),
        "it is not replaced",
    )
    until(lambda: list(rehearsal.targets().values()) == ["healthy"] * 2, "not healthy again")
