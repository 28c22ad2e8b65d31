"""Security-group rules keep their descriptions."""

from typing import Any

import pytest


def _described(clients: Any, peer: str) -> str | None:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group, other = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("one", "two")
    )
    prefix_list = ec2.create_managed_prefix_list(
        PrefixListName="list", MaxEntries=1, AddressFamily="IPv4"
    )["PrefixList"]["PrefixListId"]
    peers: dict[str, dict[str, Any]] = {
        "range": {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "why"}]},
        "group": {"UserIdGroupPairs": [{"GroupId": other, "Description": "why"}]},
        "prefix list": {"PrefixListIds": [{"PrefixListId": prefix_list, "Description": "why"}]},
    }
    permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **peers[peer]}
    created = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    id_ = created["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    (rule,) = ec2.describe_security_group_rules(SecurityGroupRuleIds=[id_])["SecurityGroupRules"]
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[id_])
    answer = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    assert not [left for left in answer["SecurityGroupRules"] if not left["IsEgress"]]
    found: str | None = rule.get("Description")
    return found


@pytest.mark.parametrize("peer", ["group", "prefix list"])
def test_upstream_loses_the_description(upstream: Any, peer: str) -> None:
    assert _described(upstream, peer) is None


@pytest.mark.parametrize("peer", ["range", "group", "prefix list"])
def test_the_lab_keeps_the_description(lab: Any, peer: str) -> None:
    assert _described(lab, peer) == "why"
