"""What is in use is never taken for what AWS keeps in sight after a deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.lab.ecs.conftest import V1, running_lab, until
from tests.terraform.left_over import left_over

if TYPE_CHECKING:
    from collections.abc import Callable

TAGS = [{"Key": "Environment", "Value": "dev"}]
ECS_TAGS = [{"key": "Environment", "value": "dev"}]


def test_only_what_was_deleted_is_passed_over(lab: Callable[..., Any]) -> None:
    ec2, ecs, kms = lab("ec2"), lab("ecs"), lab("kms")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(
        SubnetId=subnet,
        AllocationId=address,
        TagSpecifications=[{"ResourceType": "natgateway", "Tags": TAGS}],
    )["NatGateway"]["NatGatewayId"]
    ecs.create_cluster(clusterName="web", tags=ECS_TAGS)
    definition = ecs.register_task_definition(
        family="web",
        containerDefinitions=[{"name": "app", "image": "app", "memory": 64}],
        tags=ECS_TAGS,
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.create_service(
        cluster="web", serviceName="blue", taskDefinition=definition, desiredCount=0, tags=ECS_TAGS
    )
    key = kms.create_key(Tags=[{"TagKey": "Environment", "TagValue": "dev"}])["KeyMetadata"]
    assert len(left_over(lab, environments=["dev"])) == 5
    assert left_over(lab, environments=["stage"]) == []

    ec2.delete_nat_gateway(NatGatewayId=gateway)
    ecs.delete_service(cluster="web", service="blue", force=True)
    ecs.deregister_task_definition(taskDefinition=definition)
    ecs.delete_cluster(cluster="web")
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    assert left_over(lab, environments=["dev"]) == []


def test_a_task_that_runs_is_left_over_and_one_that_ended_is_not() -> None:
    with running_lab("ecs") as started:
        ecs = started.client("ecs")
        ecs.create_cluster(clusterName="web")
        ecs.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": f"app@{V1}", "memory": 64}]
        )
        (task,) = ecs.run_task(cluster="web", taskDefinition="web", tags=ECS_TAGS)["tasks"]
        assert left_over(started.client, environments=["dev"]) == [task["taskArn"]]
        ecs.stop_task(cluster="web", task=task["taskArn"])
        until(lambda: left_over(started.client, environments=["dev"]) == [], "it does not end")
        ecs.delete_cluster(cluster="web")
        assert left_over(started.client, environments=["dev"]) == []
