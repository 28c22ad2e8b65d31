"""One deployed service for all tests of a module: four seconds."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from lab import instance as labs
from tests.lab.canary.environment import HOST, ROOT, Deployed, deploy
from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from collections.abc import Iterator

# So many a second that a period of one second holds enough of them.
RATE = 100


@pytest.fixture(scope="module")
def deployed(request: pytest.FixtureRequest) -> Iterator[Deployed]:
    found = deploy(f"canary-{request.module.__name__.rsplit('.', 1)[-1]}")
    try:
        yield found
    finally:
        labs.stop(found.lab)


@dataclass
class Load:
    """Requests under way, and what became of them once they ended."""

    process: subprocess.Popen[str]
    result: dict[str, Any] | None = None

    def end(self) -> dict[str, Any]:
        """End the load as Ctrl-C does, and return its result."""
        if self.result is None:
            self.process.send_signal(signal.SIGINT)
            output, _ = self.process.communicate(timeout=60)
            self.result = json.loads(output)
        return self.result


@contextmanager
def load(deployed: Deployed, *, rate: float = RATE, path: str = "/items") -> Iterator[Load]:
    """Send requests through the weighted rule for as long as the `with` block lasts."""
    command = (
        *(str(ROOT / ".venv/bin/lab"), "load", "--url", f"https://{HOST}{path}"),
        *("--rate", str(rate), "--seconds", "3600", "--json"),
        *("--proxy", deployed.environment["SLUICE_HTTP_PROXY"]),
        *("--ca-bundle", deployed.environment["SLUICE_CA_BUNDLE"]),
    )
    # A job in the background would ignore SIGINT: the child takes Python's own handler back.
    start = "import signal, os, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    process = subprocess.Popen(
        [sys.executable, "-c", start + "os.execv(sys.argv[1], sys.argv[1:])", *command],
        env=deployed.environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    under_way = Load(process)
    try:
        until(lambda: requests(deployed) > rate / 2, "no load arrives", 30)
        yield under_way
        under_way.end()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


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
