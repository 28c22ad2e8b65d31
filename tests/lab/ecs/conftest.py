"""A lab that runs ECS tasks, and what the tests ask of it again and again."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import psutil
import pytest
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

V1 = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
REPOSITORY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web"
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


def until(what: Callable[[], Any], message: str, seconds: float = 20) -> Any:
    """Return the first true value of `what`, asked again and again."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, message
        time.sleep(0.05)
    return found


@dataclass
class Lab:
    """One running lab."""

    url: str
    process: subprocess.Popen[bytes]

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=self.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def ask(self, method: str, path: str, document: Any = None) -> Any:
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(self.url + path, data=body, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def add_image(self, digit: str, version: str, **more: Any) -> str:
        digest = f"sha256:{digit * 64}"
        document = {"digest": digest, "version": version, **more}
        self.ask("POST", "/_lab/ecs/images", document)
        return digest

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def start_lab(parts: str = "ecs") -> Lab:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "lab.server", "--port", str(port), "--parts", parts]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    lab = Lab(f"http://127.0.0.1:{port}", process)

    def answers() -> bool:
        assert process.poll() is None, "the lab ended at its start"
        try:
            return bool(lab.ask("GET", "/_lab/health"))
        except OSError:
            return False

    until(answers, "the lab did not start", 60)
    return lab


@contextmanager
def running_lab(parts: str) -> Iterator[Lab]:
    """Run a lab of some parts, and end it."""
    lab = start_lab(parts)
    try:
        yield lab
    finally:
        lab.process.terminate()
        lab.process.wait(timeout=30)


@pytest.fixture(scope="session")
def _ecs_lab() -> Iterator[Lab]:
    """Start once a session: a second."""
    with running_lab("faults,cloudwatch,ecs") as lab:
        yield lab


@pytest.fixture
def ecs_lab(_ecs_lab: Lab) -> Lab:
    """Return the lab, emptied."""
    _ecs_lab.ask("DELETE", "/_lab/faults")
    _ecs_lab.ask("POST", "/moto-api/reset")
    until(lambda: not _ecs_lab.children(), "processes outlived the reset")
    return _ecs_lab


class Cluster:
    """A cluster in an empty lab."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.ecs = lab.client("ecs")
        self.ecs.create_cluster(
            clusterName="c", settings=[{"name": "containerInsights", "value": "enabled"}]
        )
        lab.client("logs").create_log_group(logGroupName="/app")

    def define(self, digest: str = V1, **more: Any) -> str:
        container = {
            "name": "app",
            "image": f"{REPOSITORY}@{digest}",
            "portMappings": [{"containerPort": 8080}],
            "healthCheck": {"command": ["CMD", "true"]},
            "stopTimeout": 5,
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "/app",
                    "awslogs-region": "eu-west-1",
                    "awslogs-stream-prefix": "task",
                },
            },
            **more,
        }
        container = {name: value for name, value in container.items() if value is not None}
        answer = self.ecs.register_task_definition(
            family="f", cpu="256", memory="512", containerDefinitions=[container]
        )
        arn: str = answer["taskDefinition"]["taskDefinitionArn"]
        return arn

    def serve(self, definition: str, count: int = 2, **more: Any) -> None:
        self.ecs.create_service(
            cluster="c", serviceName="s", taskDefinition=definition, desiredCount=count, **more
        )

    def update(self, **changes: Any) -> None:
        self.ecs.update_service(cluster="c", service="s", **changes)

    def service(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ecs.describe_services(cluster="c", services=["s"])["services"][
            0
        ]
        return found

    def stable(self) -> dict[str, Any]:
        def is_stable() -> dict[str, Any] | None:
            service = self.service()
            (*_, primary) = deployments = service["deployments"]
            good = (
                len(deployments) == 1
                and service["runningCount"] == service["desiredCount"]
                and primary["rolloutState"] == "COMPLETED"
            )
            return service if good else None

        found: dict[str, Any] = until(is_stable, "the service got no steady state")
        return found

    def listening(self) -> int:
        return sum(task["healthStatus"] == "HEALTHY" for task in self.tasks())

    def running(self, count: int) -> None:
        until(lambda: self.listening() == count, f"no {count} tasks run")

    def tasks(self, status: str = "RUNNING", **filters: Any) -> list[dict[str, Any]]:
        arns = self.ecs.list_tasks(cluster="c", desiredStatus=status, **filters)["taskArns"]
        if not arns:
            return []
        found: list[dict[str, Any]] = self.ecs.describe_tasks(cluster="c", tasks=arns)["tasks"]
        return found

    def event_messages(self) -> str:
        return "\n".join(event["message"] for event in self.service()["events"])


@pytest.fixture
def cluster(ecs_lab: Lab) -> Cluster:
    return Cluster(ecs_lab)


def port_of(task: dict[str, Any]) -> int:
    port: int = task["containers"][0]["networkBindings"][0]["hostPort"]
    return port


def get(port: int, path: str = "/healthz") -> tuple[int, dict[str, str]]:
    """Return status and headers of a task's answer; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers)
    except OSError:
        return 0, {}
