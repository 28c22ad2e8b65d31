"""The demo's stage: how it is reached, and what an operator does once after deploying it."""

from __future__ import annotations

import secrets
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from scripts.progress import CommandFailed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_WAIT_SECONDS = 180


@dataclass(frozen=True)
class Stage:
    """A deployed environment: its descriptor, and the process environment that reaches it."""

    descriptor: Mapping[str, Any]
    environment: Mapping[str, str]
    bin: Path

    def client(self, service: str) -> Any:
        """Return a client of the AWS that the process environment points at."""
        return boto3.client(
            service,
            region_name=self.descriptor["region"],
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def ask(self, *command: str) -> str:
        """Run one of our commands and return what it printed."""
        done = subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CommandFailed(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout

    def service(self, colour: str) -> dict[str, str]:
        """Return a colour's ECS service as keyword arguments."""
        return {
            "cluster": self.descriptor["cluster"]["name"],
            "service": self.descriptor["services"][colour]["service_name"],
        }

    def push(self, version: str, lab: str, variables: Mapping[str, str]) -> str:
        """Push an image of the sample application; return its digest."""
        options = [f"--env={name}={value}" for name, value in variables.items()]
        repository = self.descriptor["repository"]["name"]
        answer = self.ask(
            *("lab", "image", "push", "--repository", repository),
            *("--version", version, "--name", lab, *options),
        )
        return answer.strip()

    @property
    def count(self) -> int:
        """How many tasks serve."""
        count: int = self.descriptor["capacity"]["desired_count"]
        return count


def start_first_tasks(stage: Stage) -> None:
    """Give the first tasks what they wait for, and start them.

    Raises:
        CommandFailed: a step failed.
    """
    say("9. what an operator does once: the database's user, the secrets' values, the first tasks")
    say(_indented(stage.ask("sluice", "database-user", "stage")))
    _fill_secrets(stage)
    stage.client("ecs").update_service(**stage.service("blue"), forceNewDeployment=True)
    wait_until_ready(stage)


def wait_until_ready(stage: Stage) -> None:
    """Wait until a release may begin: blue serves, and no alarm sounds.

    Raises:
        CommandFailed: it takes too long.
    """
    _wait_until_healthy(stage, "blue")
    _wait_until_quiet(stage)


def _fill_secrets(stage: Stage) -> None:
    """Give each secret of the container a value where it has none."""
    ecs, manager = stage.client("ecs"), stage.client("secretsmanager")
    (service,) = ecs.describe_services(
        cluster=stage.service("blue")["cluster"], services=[stage.service("blue")["service"]]
    )["services"]
    definition: dict[str, Any] = ecs.describe_task_definition(
        taskDefinition=service["taskDefinition"]
    )["taskDefinition"]
    for container in definition["containerDefinitions"]:
        for secret in container.get("secrets", []):
            try:
                manager.get_secret_value(SecretId=secret["valueFrom"])
            except manager.exceptions.ResourceNotFoundException:
                value = secrets.token_urlsafe(32)
                manager.put_secret_value(SecretId=secret["valueFrom"], SecretString=value)
                say(f"  filled secret {secret['name']}")


def _wait_until_healthy(stage: Stage, colour: str) -> None:
    group = stage.descriptor["services"][colour]["target_group_arn"]
    elbv2 = stage.client("elbv2")

    def healthy() -> int:
        found = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return sum(one["TargetHealth"]["State"] == "healthy" for one in found)

    _wait(f"{colour}: {{}} of {stage.count} targets healthy", healthy, at_least=stage.count)


def _wait_until_quiet(stage: Stage) -> None:
    """Wait for the alarms that sounded while nothing ran yet: no release begins before."""
    cloudwatch = stage.client("cloudwatch")
    names = [name for rule in stage.descriptor["alarms"]["rules"] for name in rule["names"]]

    def quiet() -> int:
        found = cloudwatch.describe_alarms(
            AlarmNames=names, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        alarms = [*found["MetricAlarms"], *found["CompositeAlarms"]]
        return sum(each["StateValue"] != "ALARM" for each in alarms)

    _wait(f"{{}} of {len(names)} alarms are quiet", quiet, at_least=len(names))


def _wait(what: str, count: Callable[[], int], *, at_least: int) -> None:
    started = said = time.monotonic()
    while (found := count()) < at_least:
        now = time.monotonic()
        if now - started > _WAIT_SECONDS:
            raise CommandFailed(f"{what.format(found)} after {_WAIT_SECONDS} s")
        if now - said > 5:
            said = now
            say(f"  {what.format(found)}  {now - started:.0f} s")
        time.sleep(0.5)
    say(f"  {what.format(found)}")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines())
