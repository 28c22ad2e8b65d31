"""What `verify` looks at, made in an emulator by boto3, and ways to break it."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.verify import Context
from sluice.environment.descriptor import Descriptor
from tests.aws_parts import TASKS_TRUST, alarm
from tests.sluice.canary.descriptors import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release
    from sluice.journal.lease import Lease

ROLES = ("web-stage-task", "web-stage-task-execution")
ALARMS = ("web-stage-error-rate", "web-stage-roll-back")
SECRET = "web-stage/session_key"


@dataclass
class Journal:
    """Says what a test wants it to."""

    under_way: Release | None = None
    held: Lease | None = None

    @property
    def leases(self) -> Journal:
        """Of the journal are asked just two things, so it is both."""
        return self

    def unfinished(self) -> Release | None:
        return self.under_way

    def current(self) -> Lease | None:
        return self.held


class Deployed:
    """The whole, as it must be; each attribute is what a test needs to break it."""

    def __init__(self, client: Callable[..., Any]) -> None:
        self.client = functools.cache(client)
        self.document = document()
        self.journal = Journal()
        self.digest = self._image()
        self._load_balancer()
        self._roles()
        self._logs()
        self.secret = self.client("secretsmanager").create_secret(Name=SECRET, SecretString="x")[
            "ARN"
        ]
        self._service()
        self._alarms()

    def context(self) -> Context:
        descriptor = Descriptor.model_validate(self.document)
        image = f"{descriptor.repository.url}@{self.digest}"
        return Context(descriptor, image, self.client, self.journal)

    def scan(self) -> None:
        self.client("ecr").start_image_scan(
            repositoryName="web-stage", imageId={"imageDigest": self.digest}
        )

    def register(self, **container: Any) -> None:
        """Let the live colour run a task definition with these fields of its container."""
        arn = self.client("ecs").register_task_definition(
            family="web-stage",
            containerDefinitions=[{"name": "app", "image": "x", "memory": 64} | container],
        )["taskDefinition"]["taskDefinitionArn"]
        self.client("ecs").update_service(
            cluster="web-stage", service="web-stage-blue", taskDefinition=arn
        )

    def weigh(self, blue: int, green: int) -> None:
        groups = self.document["services"]
        weights = {"blue": blue, "green": green}
        self.client("elbv2").modify_rule(
            RuleArn=self.document["load_balancer"]["rule_arn"],
            Actions=[self._forward(groups, weights)],
        )

    def sound(self, name: str) -> None:
        self.client("cloudwatch").set_alarm_state(
            AlarmName=name, StateValue="ALARM", StateReason="1 datapoint was over 1"
        )

    def bound(self, colour: str, most: int) -> None:
        self.client("application-autoscaling").register_scalable_target(
            ServiceNamespace="ecs",
            ScalableDimension="ecs:service:DesiredCount",
            ResourceId=f"service/web-stage/web-stage-{colour}",
            MinCapacity=0,
            MaxCapacity=most,
        )

    def _image(self) -> str:
        ecr = self.client("ecr")
        ecr.create_repository(repositoryName="web-stage")
        media_type = "application/vnd.oci.image.manifest.v1+json"
        manifest = json.dumps(
            {"schemaVersion": 2, "mediaType": media_type, "config": {}, "layers": []}
        )
        made = ecr.put_image(repositoryName="web-stage", imageManifest=manifest, imageTag="1.2.3")
        digest: str = made["image"]["imageId"]["imageDigest"]
        return digest

    def _load_balancer(self) -> None:
        ec2, elb = self.client("ec2"), self.client("elbv2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}"
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        balancer = elb.create_load_balancer(Name="web-stage", Subnets=subnets)["LoadBalancers"][0]
        services = self.document["services"]
        for colour, service in services.items():
            service["target_group_arn"] = elb.create_target_group(
                Name=f"web-stage-{colour}",
                Protocol="HTTP",
                Port=8080,
                VpcId=vpc,
                TargetType="ip",
            )["TargetGroups"][0]["TargetGroupArn"]
        listener = elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[self._forward(services, {"blue": 100, "green": 0})],
        )["Listeners"][0]["ListenerArn"]
        self.document["load_balancer"]["rule_arn"] = elb.create_rule(
            ListenerArn=listener,
            Priority=1,
            Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
            Actions=[self._forward(services, {"blue": 100, "green": 0})],
        )["Rules"][0]["RuleArn"]
        self.targets = [{"Id": f"10.0.0.{number}", "Port": 8080} for number in (10, 11)]
        elb.register_targets(
            TargetGroupArn=services["blue"]["target_group_arn"], Targets=self.targets
        )

    @staticmethod
    def _forward(services: dict[str, Any], weights: dict[str, int]) -> dict[str, Any]:
        groups = [
            {"TargetGroupArn": service["target_group_arn"], "Weight": weights[colour]}
            for colour, service in services.items()
        ]
        return {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}

    def _roles(self) -> None:
        for name in ROLES:
            self.client("iam").create_role(
                RoleName=name, AssumeRolePolicyDocument=json.dumps(TASKS_TRUST)
            )

    def _logs(self) -> None:
        # Its name begins with the other's, which must not count.
        for name in ("/ecs/web-stage/app", "/ecs/web-stage/app-old"):
            self.client("logs").create_log_group(logGroupName=name)

    def _service(self) -> None:
        ecs = self.client("ecs")
        ecs.create_cluster(clusterName="web-stage")
        arn = ecs.register_task_definition(
            family="web-stage",
            containerDefinitions=[
                {
                    "name": "app",
                    "image": "x",
                    "memory": 64,
                    "secrets": [{"name": "SESSION_KEY", "valueFrom": self.secret}],
                }
            ],
        )["taskDefinition"]["taskDefinitionArn"]
        for colour, count in (("blue", 2), ("green", 0)):
            ecs.create_service(
                cluster="web-stage",
                serviceName=f"web-stage-{colour}",
                taskDefinition=arn,
                desiredCount=count,
            )
            self.bound(colour, 4)

    def _alarms(self) -> None:
        for name in ALARMS:
            alarm(self.client("cloudwatch"), name)
