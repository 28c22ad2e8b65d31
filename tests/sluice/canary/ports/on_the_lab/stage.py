"""The deployed service as the port sees it, with metric periods of one second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from lab.variables import REGION
from sluice.aws import RegionClients
from sluice.canary.model.actions import RegisterTaskDefinition, SetWeights, UpdateService
from sluice.canary.model.counts import Counts
from sluice.canary.model.observation import MetricReading, Need, ServiceState, Targets
from sluice.canary.ports.aws_world import AwsWorld
from sluice.environment.descriptor import parse
from tests.lab.ecs.conftest import until
from tests.sluice.canary.releases import plan, release

if TYPE_CHECKING:
    from sluice.canary.model.counts import Period
    from sluice.canary.model.release import Release
    from tests.lab.canary.environment import Deployed

DELAY = 2.0
BLUE_ONLY = SetWeights(blue=100, green=0)
HALF = SetWeights(blue=50, green=50)


class Stage:
    """The deployed service, seen by the port, with periods of one second."""

    def __init__(self, deployed: Deployed) -> None:
        self.deployed = deployed
        text = deployed.client("ssm").get_parameter(Name="/sluice/web/dev/deployment")
        self.descriptor = parse(text["Parameter"]["Value"], source="the lab")
        self.world = AwsWorld(self.descriptor, RegionClients(REGION), smoke=tuple)

    def release(self, id_: str, **changes: Any) -> Release:
        blue = self.services()["blue"]
        return release(
            **{
                "id": id_,
                "environment": "dev",
                "plan": plan(period_seconds=1, metric_delay_seconds=DELAY),
                "live_task_definition_arn": blue.task_definition_arn,
                "metrics_until": int(time.time()),
                **changes,
            }
        )

    def see(self, need: Need, of: Release | None = None) -> Any:
        names = {
            Need.METRICS: "metrics",
            Need.MIGRATION: "migration",
            Need.SERVICES: "services",
            Need.TARGETS: "targets",
            Need.TASK_DEFINITION: "task_definition_arn",
            Need.WEIGHTS: "weights",
        }
        seen = self.world.observe(of or release(), {need}, time.time())
        return getattr(seen, names[need])

    def services(self) -> dict[str, ServiceState]:
        found: dict[str, ServiceState] = self.see(Need.SERVICES)
        return found

    def register(self, of: Release, digest: str) -> str:
        image = f"{self.descriptor.repository.url}@{digest}"
        self.world.perform(of, RegisterTaskDefinition(image=image, release_id=of.id))
        arn: str = self.see(Need.TASK_DEFINITION, of)
        return arn

    def start_green(self, of: Release, version: str, **variables: str) -> str:
        arn = self.register(of, self.deployed.push(version, **variables))
        self.world.perform(
            of, UpdateService(colour="green", desired_count=2, task_definition_arn=arn)
        )
        return arn

    def green_serves(self, of: Release, version: str, **variables: str) -> None:
        self.start_green(of, version, **variables)
        until(lambda: self.services()["green"].stable, "green is not stable", 60)
        until(lambda: self.see(Need.TARGETS, of) == Targets(2, 2), "not healthy", 60)
        self.world.perform(of.model_copy(update={"weights": BLUE_ONLY}), HALF)

    def clear(self) -> None:
        going_back = release(environment="dev", reclaims=True)
        self.world.perform(going_back, BLUE_ONLY)
        self.world.perform(going_back, UpdateService(colour="green", desired_count=0))
        until(lambda: self.services()["green"].running == 0, "green does not stop", 60)


def until_told(stage: Stage, of: Release, start: int) -> tuple[Period, ...]:
    """Return all periods up to and with the one that starts at `start`."""

    def told() -> tuple[Period, ...] | None:
        reading = stage.see(Need.METRICS, of)
        assert isinstance(reading, MetricReading)
        reached = reading.periods and reading.periods[-1].start >= start
        return reading.periods if reached else None

    found: tuple[Period, ...] = until(told, "the period is not told", 30)
    return found


def total(periods: tuple[Period, ...], colour: str) -> tuple[int, int]:
    """Return the requests and errors of a colour."""
    both = [period.canary if colour == "canary" else period.live for period in periods]
    counted = [each for each in both if isinstance(each, Counts)]
    return sum(each.requests for each in counted), sum(each.errors for each in counted)


def agree(counted: tuple[int, int], answered: tuple[int, int]) -> bool:
    """Say whether two counts are the same, but for what was under way when the load was ended."""
    return all(0 <= ours - theirs <= 2 for ours, theirs in zip(counted, answered, strict=True))


def generated(result: dict[str, Any], version: str) -> tuple[int, int]:
    """Return the answers and errors of a version, as the load generator counted them."""
    by_status = {int(it): n for it, n in result["by_version"][version]["by_status"].items()}
    errors = sum(number for status, number in by_status.items() if status >= 500)
    return sum(by_status.values()), errors
