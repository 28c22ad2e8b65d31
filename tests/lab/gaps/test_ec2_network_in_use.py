"""A subnet or security group that something stands in cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable


class Network:
    """A VPC with two subnets, two groups, of which one names the other, and a load balancer."""

    def __init__(self, clients: Callable[..., Any]) -> None:
        self.ec2, self.elbv2 = clients("ec2"), clients("elbv2")
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            self.ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate(("eu-west-1a", "eu-west-1b"))
        ]
        self.edge, self.tasks = (
            self.ec2.create_security_group(GroupName=name, Description="-", VpcId=vpc)["GroupId"]
            for name in ("edge", "tasks")
        )
        self.rule = {
            "IpProtocol": "tcp",
            "FromPort": 8080,
            "ToPort": 8080,
            "UserIdGroupPairs": [{"GroupId": self.edge}],
        }
        self.ec2.authorize_security_group_ingress(GroupId=self.tasks, IpPermissions=[self.rule])
        (balancer,) = self.elbv2.create_load_balancer(
            Name="web", Subnets=self.subnets, SecurityGroups=[self.tasks]
        )["LoadBalancers"]
        self.balancer = balancer["LoadBalancerArn"]

    def refuses(self, delete: str, **what: str) -> bool:
        try:
            getattr(self.ec2, delete)(**what)
        except ClientError as error:
            if error.response["Error"]["Code"] != "DependencyViolation":
                raise
            return True
        return False


def test_plain_moto_deletes_what_is_in_use(upstream: Callable[..., Any]) -> None:
    network = Network(upstream)
    assert not network.refuses("delete_security_group", GroupId=network.edge)
    assert not network.refuses("delete_security_group", GroupId=network.tasks)
    assert not network.refuses("delete_subnet", SubnetId=network.subnets[0])


def test_the_lab_refuses_a_group_that_a_rule_names(lab: Callable[..., Any]) -> None:
    network = Network(lab)
    assert network.refuses("delete_security_group", GroupId=network.edge)
    network.ec2.revoke_security_group_ingress(GroupId=network.tasks, IpPermissions=[network.rule])
    assert not network.refuses("delete_security_group", GroupId=network.edge)


def test_the_lab_refuses_what_a_load_balancer_stands_in(lab: Callable[..., Any]) -> None:
    network = Network(lab)
    assert network.refuses("delete_security_group", GroupId=network.tasks)
    assert network.refuses("delete_subnet", SubnetId=network.subnets[0])
    network.elbv2.delete_load_balancer(LoadBalancerArn=network.balancer)
    assert not network.refuses("delete_security_group", GroupId=network.tasks)
    assert not network.refuses("delete_subnet", SubnetId=network.subnets[0])


def test_the_lab_refuses_what_an_endpoint_stands_in(lab: Callable[..., Any]) -> None:
    network = Network(lab)
    network.elbv2.delete_load_balancer(LoadBalancerArn=network.balancer)
    (group,) = network.ec2.describe_security_groups(GroupIds=[network.tasks])["SecurityGroups"]
    endpoint = network.ec2.create_vpc_endpoint(
        VpcId=group["VpcId"],
        ServiceName="com.amazonaws.eu-west-1.ssm",
        VpcEndpointType="Interface",
        SubnetIds=network.subnets[:1],
        SecurityGroupIds=[network.tasks],
    )["VpcEndpoint"]["VpcEndpointId"]
    assert network.refuses("delete_security_group", GroupId=network.tasks)
    assert network.refuses("delete_subnet", SubnetId=network.subnets[0])
    network.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert not network.refuses("delete_security_group", GroupId=network.tasks)
    assert not network.refuses("delete_subnet", SubnetId=network.subnets[0])


def test_the_lab_refuses_what_a_database_stands_in(lab: Callable[..., Any]) -> None:
    network, rds = Network(lab), lab("rds")
    network.elbv2.delete_load_balancer(LoadBalancerArn=network.balancer)
    rds.create_db_subnet_group(
        DBSubnetGroupName="subnets", DBSubnetGroupDescription="-", SubnetIds=network.subnets
    )
    rds.create_db_instance(
        DBInstanceIdentifier="web",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="master",
        MasterUserPassword="not-a-secret",
        DBSubnetGroupName="subnets",
        VpcSecurityGroupIds=[network.tasks],
    )
    assert network.refuses("delete_security_group", GroupId=network.tasks)
    assert network.refuses("delete_subnet", SubnetId=network.subnets[0])
    rds.delete_db_instance(DBInstanceIdentifier="web", SkipFinalSnapshot=True)
    assert not network.refuses("delete_security_group", GroupId=network.tasks)
    assert not network.refuses("delete_subnet", SubnetId=network.subnets[0])


def test_a_group_may_name_itself(lab: Callable[..., Any]) -> None:
    network = Network(lab)
    network.elbv2.delete_load_balancer(LoadBalancerArn=network.balancer)
    itself = network.rule | {"UserIdGroupPairs": [{"GroupId": network.tasks}]}
    network.ec2.authorize_security_group_ingress(GroupId=network.tasks, IpPermissions=[itself])
    assert not network.refuses("delete_security_group", GroupId=network.tasks)
