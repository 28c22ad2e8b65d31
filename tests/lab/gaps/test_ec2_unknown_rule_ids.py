"""Revoking a rule by an id that is not there is told from a wrong description of one."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

DIRECTIONS = ["ingress", "egress"]


def _code(clients: Any, direction: str, **rule: Any) -> str:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    with pytest.raises(ClientError) as raised:
        getattr(ec2, f"revoke_security_group_{direction}")(GroupId=group, **rule)
    code: str = raised.value.response["Error"]["Code"]
    return code


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_upstream_answers_as_for_a_described_rule(upstream: Any, direction: str) -> None:
    code = _code(upstream, direction, SecurityGroupRuleIds=["sgr-0123456789abcdef0"])
    assert code == "InvalidPermission.NotFound"


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_lab_names_the_unknown_id(lab: Any, direction: str) -> None:
    code = _code(lab, direction, SecurityGroupRuleIds=["sgr-0123456789abcdef0"])
    assert code == "InvalidSecurityGroupRuleId.NotFound"


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_lab_still_answers_for_a_described_rule(lab: Any, direction: str) -> None:
    described = {
        "IpProtocol": "tcp",
        "FromPort": 80,
        "ToPort": 80,
        "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
    }
    assert _code(lab, direction, IpPermissions=[described]) == "InvalidPermission.NotFound"
