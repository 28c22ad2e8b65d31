"""A service behind a load balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.lab.ecs.conftest import Cluster

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Lab


class Balanced(Cluster):
    """A cluster whose services stand behind a load balancer."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        ec2, self.elb = lab.client("ec2"), lab.client("elbv2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}"
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        self.security_group = ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)[
            "GroupId"
        ]
        self.balancer = self.elb.create_load_balancer(
            Name="b", Subnets=self.subnets, SecurityGroups=[self.security_group]
        )["LoadBalancers"][0]["LoadBalancerArn"]
        self.group = self.elb.create_target_group(
            Name="t",
            Protocol="HTTP",
            Port=8080,
            VpcId=vpc,
            TargetType="ip",
            HealthCheckPath="/healthz",
            HealthCheckIntervalSeconds=5,
            HealthCheckTimeoutSeconds=2,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=2,
        )["TargetGroups"][0]["TargetGroupArn"]
        self.delay(1)
        self.elb.create_listener(
            LoadBalancerArn=self.balancer,
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": self.group}],
        )

    def delay(self, seconds: int) -> None:
        attribute = {"Key": "deregistration_delay.timeout_seconds", "Value": str(seconds)}
        self.elb.modify_target_group_attributes(TargetGroupArn=self.group, Attributes=[attribute])

    def serve_balanced(self, definition: str, count: int, **more: Any) -> None:
        self.serve(
            definition,
            count,
            loadBalancers=[
                {"targetGroupArn": self.group, "containerName": "app", "containerPort": 8080}
            ],
            networkConfiguration={
                "awsvpcConfiguration": {
                    "subnets": self.subnets,
                    "securityGroups": [self.security_group],
                }
            },
            **more,
        )

    def targets(self) -> dict[int, str]:
        found = self.elb.describe_target_health(TargetGroupArn=self.group)
        return {
            each["Target"]["Port"]: each["TargetHealth"]["State"]
            for each in found["TargetHealthDescriptions"]
        }
