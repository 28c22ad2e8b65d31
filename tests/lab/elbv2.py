"""A load balancer with two target groups on the emulator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Balanced:
    """What `balanced` made; `elbv2` is the client."""

    elbv2: Any
    load_balancer: str
    listener: str
    groups: tuple[str, str]

    def forward(self, blue: int, green: int) -> list[dict[str, Any]]:
        """Return a forward action to both target groups."""
        weighted = [
            {"TargetGroupArn": arn, "Weight": weight}
            for arn, weight in zip(self.groups, (blue, green), strict=True)
        ]
        return [{"Type": "forward", "ForwardConfig": {"TargetGroups": weighted}}]


def balanced(client: Callable[..., Any]) -> Balanced:
    """Create a load balancer whose only listener answers 404."""
    ec2, elbv2 = client("ec2"), client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)
        for number, zone in enumerate(("eu-west-1a", "eu-west-1b"))
    ]
    (load_balancer,) = elbv2.create_load_balancer(
        Name="web", Subnets=[subnet["Subnet"]["SubnetId"] for subnet in subnets]
    )["LoadBalancers"]
    arn = load_balancer["LoadBalancerArn"]
    blue, green = (
        elbv2.create_target_group(
            Name=colour, Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip"
        )["TargetGroups"][0]["TargetGroupArn"]
        for colour in ("blue", "green")
    )
    (listener,) = elbv2.create_listener(
        LoadBalancerArn=arn,
        Port=80,
        Protocol="HTTP",
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )["Listeners"]
    return Balanced(elbv2, arn, listener["ListenerArn"], (blue, green))
