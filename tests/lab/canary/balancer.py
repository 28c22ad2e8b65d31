"""A load balancer with two colours, the weighted rule and the test listener."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable

TEST_PORT = 8443


class Balancer:
    """As the stacks make it, with quick health checks."""

    def __init__(self, client: Callable[[str], Any], host: str) -> None:
        """Create it, with a certificate and a name in Route 53."""
        self._elb, self._host = client("elbv2"), host
        self._network(client("ec2"))
        made = self._elb.create_load_balancer(
            Name="web-dev", Subnets=self.subnets, SecurityGroups=[self.security_group]
        )["LoadBalancers"][0]
        self.arn: str = made["LoadBalancerArn"]
        self.dns_name: str = made["DNSName"]
        self.groups = {colour: self._group(colour) for colour in COLOURS}
        certificate = client("acm").request_certificate(DomainName=host, ValidationMethod="DNS")
        self._name(client("route53"), made["CanonicalHostedZoneId"])
        self._listeners(certificate["CertificateArn"])

    def _network(self, ec2: Any) -> None:
        self._vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            ec2.create_subnet(
                VpcId=self._vpc,
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"eu-west-1{zone}",
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        self.security_group = ec2.create_security_group(
            GroupName="g", Description="g", VpcId=self._vpc
        )["GroupId"]

    def _group(self, colour: str) -> str:
        arn: str = self._elb.create_target_group(
            Name=f"web-dev-{colour}",
            Protocol="HTTP",
            Port=8080,
            VpcId=self._vpc,
            TargetType="ip",
            HealthCheckPath="/healthz",
            HealthCheckIntervalSeconds=5,
            HealthCheckTimeoutSeconds=2,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=2,
        )["TargetGroups"][0]["TargetGroupArn"]
        delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "2"}
        self._elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[delay])
        return arn

    def _name(self, route53: Any, zone_of_balancers: str) -> None:
        zone = route53.create_hosted_zone(Name="dev.example.com", CallerReference="test")
        alias = {
            "HostedZoneId": zone_of_balancers,
            "DNSName": self.dns_name,
            "EvaluateTargetHealth": False,
        }
        record = {"Name": self._host, "Type": "A", "AliasTarget": alias}
        route53.change_resource_record_sets(
            HostedZoneId=zone["HostedZone"]["Id"],
            ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
        )

    def _listeners(self, certificate: str) -> None:
        def listener(port: int, action: dict[str, Any]) -> str:
            arn: str = self._elb.create_listener(
                LoadBalancerArn=self.arn,
                Protocol="HTTPS",
                Port=port,
                Certificates=[{"CertificateArn": certificate}],
                DefaultActions=[action],
            )["Listeners"][0]["ListenerArn"]
            return arn

        refuse = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
        self.listener = listener(443, refuse)
        self.rule: str = self._elb.create_rule(
            ListenerArn=self.listener,
            Priority=1000,
            Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}],
            Actions=[self._forward({"blue": 100, "green": 0})],
        )["Rules"][0]["RuleArn"]
        self.test_listener = listener(TEST_PORT, self._forward({"blue": 0, "green": 1}))

    def _forward(self, weights: dict[str, int]) -> dict[str, Any]:
        groups = [
            {"TargetGroupArn": self.groups[colour], "Weight": weight}
            for colour, weight in weights.items()
        ]
        return {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}

    def placement(self, colour: str) -> dict[str, Any]:
        """Return a service's arguments that put it behind this."""
        return {
            "loadBalancers": [
                {
                    "targetGroupArn": self.groups[colour],
                    "containerName": "app",
                    "containerPort": 8080,
                }
            ],
            "networkConfiguration": {
                "awsvpcConfiguration": {
                    "subnets": self.subnets,
                    "securityGroups": [self.security_group],
                }
            },
        }

    def weights(self) -> dict[str, int]:
        """Return the rule's weights by colour."""
        (rule,) = self._elb.describe_rules(RuleArns=[self.rule])["Rules"]
        found = {
            each["TargetGroupArn"]: each["Weight"]
            for each in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]
        }
        return {colour: found[arn] for colour, arn in self.groups.items()}

    def set_weights(self, **weights: int) -> None:
        """Move the weights past the driver."""
        self._elb.modify_rule(RuleArn=self.rule, Actions=[self._forward(weights)])

    def healthy(self, colour: str) -> int:
        """Return how many targets of a colour are healthy."""
        found = self._elb.describe_target_health(TargetGroupArn=self.groups[colour])
        return sum(
            each["TargetHealth"]["State"] == "healthy" for each in found["TargetHealthDescriptions"]
        )
