"""A whole lab: two tasks of the sample application behind a load balancer, under load.

One lab serves all tests here; each finds the service as it is and leaves it so.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lab.client import LabClient
from lab.load.generator import generate
from lab.load.plan import Plan
from lab.load.result import Result
from tests.lab.ecs.balanced import Balanced
from tests.lab.ecs.conftest import running_lab, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.lab.ecs.conftest import Lab

PARTS = "faults,receivers,cloudwatch,alb,rds,ecs"


class Rehearsal(Balanced):
    """The lab, its service, and what tests ask of both."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.client = LabClient(lab.url)
        self.digest = lab.add_image("a", "1.0.0")
        self.serve_balanced(self.define(self.digest), 2)
        self.stable()
        until(lambda: list(self.targets().values()) == ["healthy"] * 2, "not healthy")
        (balancer,) = self.alb()["load_balancers"]
        (listener,) = balancer["listeners"]
        self.url = f"http://127.0.0.1:{listener['loopback_port']}"
        self.dimensions = {
            "LoadBalancer": self.balancer.split(":loadbalancer/")[1],
            "TargetGroup": self.group.split(":")[-1],
        }

    def alb(self) -> dict[str, Any]:
        """Return what the load balancers say of themselves."""
        found: dict[str, Any] = self.client.status()["parts"]["alb"]
        return found

    def plan(self, rate: float, seconds: float, log: Path | None = None) -> Plan:
        """Return a load on the listener: `/` is answered 404, and faults apply to it."""
        return Plan(url=f"{self.url}/", rate=rate, seconds=seconds, log=log)

    def query(
        self, name: str, statistic: str, *, since: datetime, period: int = 1
    ) -> Mapping[datetime, float]:
        """Return a metric of the target group from GetMetricData, by time."""
        metric = {
            "Namespace": "AWS/ApplicationELB",
            "MetricName": name,
            "Dimensions": [{"Name": k, "Value": v} for k, v in self.dimensions.items()],
        }
        answer = self.lab.client("cloudwatch").get_metric_data(
            MetricDataQueries=[
                {
                    "Id": "m",
                    "MetricStat": {"Metric": metric, "Period": period, "Stat": statistic},
                }
            ],
            StartTime=since,
            EndTime=datetime.now(UTC) + timedelta(seconds=60),
        )
        (found,) = answer["MetricDataResults"]
        return dict(zip(found["Timestamps"], found["Values"], strict=True))


async def load(plan: Plan) -> Result:
    """Run a load to its end."""
    result = Result()
    await generate(plan, result)
    return result


@pytest.fixture(scope="module")
def rehearsal() -> Iterator[Rehearsal]:
    with running_lab(PARTS) as lab:
        yield Rehearsal(lab)
        family = lab.children()
    deadline = time.monotonic() + 10
    while any(child.is_running() for child in family):
        assert time.monotonic() < deadline, "a process outlived its lab"
        time.sleep(0.1)
