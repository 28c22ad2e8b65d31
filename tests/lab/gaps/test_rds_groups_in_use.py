"""A group that a database uses cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

if TYPE_CHECKING:
    from collections.abc import Callable


def _used(clients: Callable[..., Any]) -> Any:
    ec2, rds = clients("ec2"), clients("rds")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)
        for number, zone in enumerate(("eu-west-1a", "eu-west-1b"))
    ]
    rds.create_db_parameter_group(
        DBParameterGroupName="parameters", DBParameterGroupFamily="postgres15", Description="-"
    )
    rds.create_db_subnet_group(
        DBSubnetGroupName="subnets",
        DBSubnetGroupDescription="-",
        SubnetIds=[subnet["Subnet"]["SubnetId"] for subnet in subnets],
    )
    rds.create_db_instance(
        DBInstanceIdentifier="web",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="master",
        MasterUserPassword="not-a-secret",
        DBParameterGroupName="parameters",
        DBSubnetGroupName="subnets",
    )
    return rds


def test_plain_moto_deletes_a_used_parameter_group_and_knows_no_instance_any_more(
    upstream: Callable[..., Any],
) -> None:
    rds = _used(upstream)
    rds.delete_db_subnet_group(DBSubnetGroupName="subnets")
    rds.delete_db_parameter_group(DBParameterGroupName="parameters")
    # Moto crashes, with a text for an answer.
    with pytest.raises((ClientError, ResponseParserError)):
        rds.describe_db_instances()


def test_the_lab_refuses_while_an_instance_uses_them(lab: Callable[..., Any]) -> None:
    rds = _used(lab)
    with pytest.raises(ClientError, match=r"InvalidDBParameterGroupState.*parameters"):
        rds.delete_db_parameter_group(DBParameterGroupName="parameters")
    with pytest.raises(ClientError, match=r"InvalidDBSubnetGroupStateFault.*web is still using"):
        rds.delete_db_subnet_group(DBSubnetGroupName="subnets")
    assert len(rds.describe_db_instances()["DBInstances"]) == 1

    rds.delete_db_instance(DBInstanceIdentifier="web", SkipFinalSnapshot=True)
    rds.delete_db_parameter_group(DBParameterGroupName="parameters")
    rds.delete_db_subnet_group(DBSubnetGroupName="subnets")
