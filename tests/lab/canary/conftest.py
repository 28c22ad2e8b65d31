"""One deployed service for all tests of a module: four seconds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from lab import instance as labs
from scripts import load_process
from tests.lab.canary.environment import HOST, ROOT, Deployed, deploy
from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.load_process import Load

# So many a second that a period of one second holds enough of them.
RATE = 100


@pytest.fixture(scope="module")
def deployed(request: pytest.FixtureRequest) -> Iterator[Deployed]:
    found = deploy(f"canary-{request.module.__name__.rsplit('.', 1)[-1]}")
    try:
        yield found
    finally:
        labs.stop(found.lab)


@contextmanager
def load(deployed: Deployed, *, rate: float = RATE) -> Iterator[Load]:
    """Send requests through the weighted rule for as long as the `with` block lasts."""
    lab, url = ROOT / ".venv/bin/lab", f"https://{HOST}/items"
    with load_process.load(lab, url, rate=rate, environment=deployed.environment) as under_way:
        until(lambda: requests(deployed) > rate / 2, "no load arrives", 30)
        yield under_way


def requests(deployed: Deployed) -> float:
    """Return how many requests a second the load balancer served just now."""
    groups = deployed.control.status()["parts"]["alb"]["target_groups"]
    return sum(each["requests_per_second"] or 0 for each in groups)


@contextmanager
def settled(deployed: Deployed) -> Iterator[None]:
    """Check that a release left one colour with all of the traffic, and the other empty."""
    yield
    live = deployed.live()
    idle = "green" if live == "blue" else "blue"
    until(lambda: deployed.running(idle) == 0, f"tasks of {idle} are left over", 30)
    assert deployed.balancer.healthy(live) == 2
    assert deployed.weights()[idle] == 0
