"""The demo's last part: two versions behind one weighted rule, under live traffic.

What an operator does by hand after a first deployment, and a first release with its weights:
on AWS it would be the same calls.
"""

from __future__ import annotations

import json
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

RATE = 100
SECONDS = 20
WEIGHTS = {"blue": 90, "green": 10}
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

    @property
    def count(self) -> int:
        """How many tasks serve."""
        count: int = self.descriptor["capacity"]["desired_count"]
        return count


def run(stage: Stage, lab: str) -> None:
    """Start both colours, share the traffic, and show who got how much.

    Raises:
        CommandFailed: a step failed, or a request did.
    """
    say("8. what an operator does once: the database's user, the secrets' values, the first tasks")
    say(_indented(stage.ask("sluice", "database-user", "stage")))
    live = _fill_secrets(stage)
    stage.client("ecs").update_service(**stage.service("blue"), forceNewDeployment=True)
    _wait_until_healthy(stage, "blue")
    say("9. a release: push version 1.1.0, start it as green beside blue")
    digest = _push(stage, lab)
    definition = _register(stage, live, digest)
    stage.client("ecs").update_service(
        **stage.service("green"), taskDefinition=definition, desiredCount=stage.count
    )
    _wait_until_healthy(stage, "green")
    say(f"10. weights {WEIGHTS}, then {RATE} requests a second for {SECONDS} s through the rule")
    _set_weights(stage)
    _load(stage)


def _fill_secrets(stage: Stage) -> dict[str, Any]:
    """Give each secret of the container a value where it has none; return the definition."""
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
    return definition


def _push(stage: Stage, lab: str) -> str:
    repository = stage.descriptor["repository"]["name"]
    options = ("--repository", repository, "--version", "1.1.0", "--name", lab)
    digest = stage.ask("lab", "image", "push", *options).strip()
    say(f"  {repository}@{digest[:19]}...")
    return digest


def _register(stage: Stage, live: dict[str, Any], digest: str) -> str:
    """Register the live revision with another image digest; return the new one's ARN."""
    kept = (
        *("family", "taskRoleArn", "executionRoleArn", "networkMode", "volumes"),
        *("requiresCompatibilities", "cpu", "memory", "runtimePlatform", "containerDefinitions"),
    )
    definition = {name: live[name] for name in kept if name in live}
    for container in definition["containerDefinitions"]:
        container["image"] = f"{stage.descriptor['repository']['url']}@{digest}"
    answer = stage.client("ecs").register_task_definition(**definition)
    arn: str = answer["taskDefinition"]["taskDefinitionArn"]
    return arn


def _wait_until_healthy(stage: Stage, colour: str) -> None:
    group = stage.descriptor["services"][colour]["target_group_arn"]
    elbv2 = stage.client("elbv2")

    def healthy() -> int:
        found = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return sum(one["TargetHealth"]["State"] == "healthy" for one in found)

    _wait(f"{colour}: {{}} of {stage.count} targets healthy", healthy, at_least=stage.count)


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


def _set_weights(stage: Stage) -> None:
    elbv2, arn = stage.client("elbv2"), stage.descriptor["load_balancer"]["rule_arn"]
    (rule,) = elbv2.describe_rules(RuleArns=[arn])["Rules"]
    (action,) = rule["Actions"]
    for group in action["ForwardConfig"]["TargetGroups"]:
        for colour, weight in WEIGHTS.items():
            if group["TargetGroupArn"] == stage.descriptor["services"][colour]["target_group_arn"]:
                group["Weight"] = weight
    kept = {"Type": "forward", "ForwardConfig": action["ForwardConfig"]}
    elbv2.modify_rule(RuleArn=arn, Actions=[kept])


def _load(stage: Stage) -> None:
    host = stage.descriptor["load_balancer"]["host_name"]
    result = json.loads(
        stage.ask(
            *("lab", "load", "--url", f"https://{host}/items"),
            *("--rate", str(RATE), "--seconds", str(SECONDS)),
            *("--proxy", stage.environment["SLUICE_HTTP_PROXY"]),
            *("--ca-bundle", stage.environment["SLUICE_CA_BUNDLE"]),
            "--json",
        )
    )
    versions = {"blue": "1.0.0", "green": "1.1.0"}
    for colour, version in versions.items():
        found = result["by_version"].get(version, {"share_percent": 0.0, "by_status": {}})
        share, answers = found["share_percent"], found["by_status"]
        weight = f"weight {WEIGHTS[colour]:2}"
        say(f"  {colour:5} {version}  {weight}  got {share:5.1f} %  answers {answers}")
    latency = result["latency_ms"]
    say(f"  {result['sent']:,} requests, {result['failed']} failed; latency in ms {latency}")
    if result["failed"]:
        raise CommandFailed(f"{result['failed']} of {result['sent']} requests failed")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines())
