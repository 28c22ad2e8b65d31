"""A deployed service without Terraform: what the stacks make of it, in seconds, by boto3.

Only what a release touches or reads: the weighted rule and the test listener, two services,
their scaling bounds, a database, alarms, the topic, the journal table and the descriptor.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from lab import instance as labs
from lab.client import LabClient
from lab.ecs import registry
from lab.server import DEFAULT_ACCOUNT
from lab.variables import REGION, proxy_of, variables
from tests import aws_parts
from tests.lab.canary import tasks
from tests.lab.canary.balancer import Balancer
from tests.lab.canary.document import descriptor
from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[3]
HOST = "web.dev.example.com"


@dataclass
class Deployed:
    """The lab with the service in it, and what a test asks of both."""

    lab: labs.Instance
    balancer: Balancer
    environment: dict[str, str]

    def client(self, service: str) -> Any:
        """Return a boto3 client of the lab."""
        return _client(self.lab.endpoint, service)

    @cached_property
    def control(self) -> LabClient:
        """What no AWS API offers."""
        return LabClient(self.lab.endpoint)

    def push(self, version: str, **variables_: str) -> str:
        """Push an image of the sample application and return its digest."""
        return registry.push(
            self.lab.endpoint,
            region=REGION,
            repository="web-dev",
            version=version,
            environment=variables_,
        )

    def sluice(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            [str(ROOT / ".venv/bin/sluice"), *arguments],
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
            cwd=ROOT,
        )

    def driver(self, *arguments: str, output: Path) -> subprocess.Popen[bytes]:
        """Start a verb that drives a release, in a process of its own."""
        with output.open("ab") as file:
            return subprocess.Popen(
                [str(ROOT / ".venv/bin/sluice"), *arguments],
                env=self.environment,
                stdout=file,
                stderr=file,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
            )

    def weights(self) -> dict[str, int]:
        """Return the rule's weights by colour."""
        return self.balancer.weights()

    def live(self) -> str:
        """Return the colour with all of the traffic."""
        (colour,) = (colour for colour, weight in self.weights().items() if weight)
        return colour

    def running(self, colour: str) -> int:
        """Return how many tasks of a colour run or will."""
        return sum(
            1
            for each in self.control.status()["parts"]["ecs"]["tasks"]
            if each["group"] == f"service:web-dev-{colour}" and each["status"] != "STOPPED"
        )


def _client(endpoint: str, service: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
    )


def deploy(name: str) -> Deployed:
    """Start a lab and deploy the service: about ten seconds."""
    left_over = labs.find(name)
    if left_over is not None:
        labs.stop(left_over)
    lab = labs.start(name, account=DEFAULT_ACCOUNT)
    try:
        return _deploy(lab)
    except BaseException:
        labs.stop(lab)
        raise


def _deploy(lab: labs.Instance) -> Deployed:
    def client(service: str) -> Any:
        return _client(lab.endpoint, service)

    database = _database(client("rds"))
    balancer = Balancer(client, HOST)
    client("ecr").create_repository(
        repositoryName="web-dev", imageScanningConfiguration={"scanOnPush": True}
    )
    client("logs").create_log_group(logGroupName="/web-dev/app")
    aws_parts.journal_table(client("dynamodb"))
    topic = client("sns").create_topic(Name="web-dev-alerts")["TopicArn"]
    alarms = _alarms(client("cloudwatch"), balancer)
    role = tasks.role(client("iam"))
    environment = {
        key: value
        for key, value in {
            **os.environ,
            **variables(lab, os.environ, proxy=proxy_of(lab)),
            "SLUICE_REHEARSAL_SPEED": "60",
        }.items()
        if value
    }
    found = Deployed(lab, balancer, environment)
    digest = found.push("1.0.0")
    services = tasks.services(client, balancer, digest, role, _endpoint(client("rds"), database))
    document = descriptor(
        host=HOST, balancer=balancer, services=services, role=role, topic=topic, alarms=alarms
    )
    client("ssm").put_parameter(
        Name="/sluice/web/dev/deployment",
        Value=json.dumps(document),
        Type="String",
        Tier="Advanced",
    )
    until(lambda: balancer.healthy("blue") == tasks.COUNT, "blue is not healthy", 60)
    return found


def _database(rds: Any) -> str:
    name = "web-dev"
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        EngineVersion="16",
        AllocatedStorage=20,
        MasterUsername=tasks.USER,
        MasterUserPassword=tasks.PASSWORD,
        DBName="app",
    )
    return name


def _endpoint(rds: Any, name: str) -> Mapping[str, Any]:
    def available() -> Any:
        (found,) = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
        return found["Endpoint"] if found["DBInstanceStatus"] == "available" else None

    endpoint: Mapping[str, Any] = until(available, "no database", 90)
    return endpoint


def _alarms(cloudwatch: Any, balancer: Balancer) -> tuple[str, ...]:
    blocks, roll_back = "web-dev-firewall-blocks", "web-dev-roll-back"
    unhealthy = "web-dev-load-balancer-5xx"
    aws_parts.alarm(
        cloudwatch,
        unhealthy,
        MetricName="HTTPCode_ELB_5XX_Count",
        Dimensions=[{"Name": "LoadBalancer", "Value": balancer.arn.split(":loadbalancer/")[1]}],
        EvaluationPeriods=3,
        Threshold=1_000_000,
        TreatMissingData="notBreaching",
    )
    aws_parts.alarm(
        cloudwatch,
        blocks,
        Namespace="AWS/WAFV2",
        MetricName="BlockedRequests",
        Period=300,
        Threshold=1000,
        TreatMissingData="notBreaching",
    )
    cloudwatch.put_composite_alarm(AlarmName=roll_back, AlarmRule=f'ALARM("{unhealthy}")')
    return (unhealthy, blocks, roll_back)
