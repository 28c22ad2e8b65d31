"""A deployed environment on an emulator: balancer, services, scaling, alarms, topic."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.descriptors import alarm_rules
from sluice.canary.ports.aws_world import AwsWorld
from sluice.environment.descriptor import COLOURS, Descriptor
from tests.aws_parts import alarm
from tests.sluice.canary.descriptors import document
from tests.sluice.canary.releases import release

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release

OLD_IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web-stage@sha256:" + "a" * 64
NEW_IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web-stage@sha256:" + "b" * 64


_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Network:
    """Costs the emulator half a second, so that many sites share one."""

    vpc: str
    subnets: list[str]
    security_group: str

    @classmethod
    def make(cls, ec2: Any) -> Network:
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}"
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
        return cls(vpc, subnets, group)


class Site:
    """Blue is live with two tasks; green is idle. Nothing runs: only the API is there."""

    def __init__(
        self, clients: Callable[[str], Any], network: Network, *, stickiness_seconds: int = 0
    ) -> None:
        self._clients = clients
        self._network = network
        self.name = f"web-{next(_NUMBERS)}"
        self.groups: dict[str, str] = {}
        self.alarms = (f"{self.name}-error-rate", f"{self.name}-firewall-blocks")
        self._balance(stickiness_seconds)
        self._serve()
        self._scale()
        self.topic = self("sns").create_topic(Name=self.name)["TopicArn"]
        self._alarms()
        self.descriptor = self._descriptor()
        self.world = AwsWorld(self.descriptor, self, smoke=tuple)

    @property
    def roll_back(self) -> str:
        return f"{self.name}-roll-back"

    def __call__(self, service: str, /) -> Any:
        return self._clients(service)

    def release(self, **changes: Any) -> Release:
        return release(**({"live_task_definition_arn": self.definition} | changes))

    def actions(self) -> list[dict[str, Any]]:
        (rule,) = self("elbv2").describe_rules(RuleArns=[self.rule])["Rules"]
        found: list[dict[str, Any]] = rule["Actions"]
        return found

    def weights(self) -> dict[str, int]:
        groups = self.actions()[-1]["ForwardConfig"]["TargetGroups"]
        by_arn = {group["TargetGroupArn"]: group["Weight"] for group in groups}
        return {colour: by_arn[arn] for colour, arn in self.groups.items()}

    def forward(self, **weights: int) -> list[dict[str, Any]]:
        groups = [
            {"TargetGroupArn": self.groups[colour], "Weight": weight}
            for colour, weight in weights.items()
        ]
        return [{"Type": "forward", "Order": 1, "ForwardConfig": {"TargetGroups": groups}}]

    def service(self, colour: str) -> dict[str, Any]:
        answer = self("ecs").describe_services(
            cluster=self.name, services=[f"{self.name}-{colour}"]
        )
        found: dict[str, Any] = answer["services"][0]
        return found

    def group(self, name: str) -> str:
        answer = self("elbv2").create_target_group(
            Name=name, Protocol="HTTP", Port=8080, VpcId=self._network.vpc, TargetType="ip"
        )
        arn: str = answer["TargetGroups"][0]["TargetGroupArn"]
        return arn

    def _balance(self, stickiness_seconds: int) -> None:
        elb = self("elbv2")
        self.balancer = elb.create_load_balancer(
            Name=self.name,
            Subnets=self._network.subnets,
            SecurityGroups=[self._network.security_group],
        )["LoadBalancers"][0]["LoadBalancerArn"]
        self.groups = {colour: self.group(f"{self.name}-{colour}") for colour in COLOURS}
        self.listener = self._listener(
            80, {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
        )
        self.test_listener = self._listener(8443, *self.forward(blue=0, green=1))
        (action,) = self.forward(blue=100, green=0)
        if stickiness_seconds:
            action["ForwardConfig"]["TargetGroupStickinessConfig"] = {
                "Enabled": True,
                "DurationSeconds": stickiness_seconds,
            }
        self.rule = elb.create_rule(
            ListenerArn=self.listener,
            Priority=100,
            Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
            Actions=[action],
        )["Rules"][0]["RuleArn"]

    def _listener(self, port: int, action: dict[str, Any]) -> str:
        answer = self("elbv2").create_listener(
            LoadBalancerArn=self.balancer, Protocol="HTTP", Port=port, DefaultActions=[action]
        )
        arn: str = answer["Listeners"][0]["ListenerArn"]
        return arn

    def _serve(self) -> None:
        ecs = self("ecs")
        ecs.create_cluster(clusterName=self.name)
        self.definition = ecs.register_task_definition(
            family=self.name,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            taskRoleArn="arn:aws:iam::123456789012:role/web-stage-task",
            executionRoleArn="arn:aws:iam::123456789012:role/web-stage-task-execution",
            runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
            ephemeralStorage={"sizeInGiB": 30},
            volumes=[{"name": "scratch"}],
            containerDefinitions=[
                {
                    "name": "app",
                    "image": OLD_IMAGE,
                    "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
                    "environment": [{"name": "A", "value": "1"}],
                    "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:s"}],
                    "readonlyRootFilesystem": True,
                    "stopTimeout": 5,
                },
                {"name": "sidecar", "image": "sidecar:1", "essential": False},
            ],
            tags=[{"key": "Owner", "value": "web-platform"}],
        )["taskDefinition"]["taskDefinitionArn"]
        for colour, count in zip(COLOURS, (2, 0), strict=True):
            ecs.create_service(
                cluster=self.name,
                serviceName=f"{self.name}-{colour}",
                taskDefinition=self.definition,
                desiredCount=count,
                launchType="FARGATE",
                networkConfiguration={
                    "awsvpcConfiguration": {
                        "subnets": self._network.subnets,
                        "securityGroups": [self._network.security_group],
                    }
                },
            )

    def _scale(self) -> None:
        for colour, bounds in zip(COLOURS, ((2, 4), (0, 4)), strict=True):
            self("application-autoscaling").register_scalable_target(
                ServiceNamespace="ecs",
                ResourceId=f"service/{self.name}/{self.name}-{colour}",
                ScalableDimension="ecs:service:DesiredCount",
                MinCapacity=bounds[0],
                MaxCapacity=bounds[1],
            )

    def _alarms(self) -> None:
        cloudwatch = self("cloudwatch")
        for name in self.alarms:
            alarm(cloudwatch, name)
        cloudwatch.put_composite_alarm(
            AlarmName=self.roll_back, AlarmRule=f"ALARM({self.alarms[0]})"
        )

    def _descriptor(self) -> Descriptor:
        whole = document()
        for colour, arn in self.groups.items():
            whole["services"][colour]["service_name"] = f"{self.name}-{colour}"
            whole["services"][colour]["target_group_arn"] = arn
            whole["services"][colour]["target_group_arn_suffix"] = arn.split(":")[-1]
        whole["cluster"]["name"] = self.name
        whole["task"]["family"] = self.name
        whole["load_balancer"] |= {
            "arn": self.balancer,
            "arn_suffix": self.balancer.split(":loadbalancer/")[1],
            "listener_arn": self.listener,
            "rule_arn": self.rule,
            "test_listener_arn": self.test_listener,
        }
        whole["alarms"] |= {
            "rules": alarm_rules(
                hold=self.alarms[:1], attacked=self.alarms[1:], lasting=[self.roll_back]
            ),
            "topic_arn": self.topic,
        }
        return Descriptor.model_validate(whole)
