"""A web ACL that a load balancer is behind cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.elbv2 import Balanced, balanced

if TYPE_CHECKING:
    from collections.abc import Callable


VISIBILITY = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}


def _guarded(clients: Callable[..., Any]) -> tuple[Any, Balanced, dict[str, str]]:
    waf, found = clients("wafv2"), balanced(clients)
    acl = waf.create_web_acl(
        Name="web", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=VISIBILITY
    )["Summary"]
    waf.associate_web_acl(WebACLArn=acl["ARN"], ResourceArn=found.load_balancer)
    return waf, found, {"Name": "web", "Scope": "REGIONAL", **_id(acl)}


def _id(acl: dict[str, str]) -> dict[str, str]:
    return {"Id": acl["Id"], "LockToken": acl["LockToken"]}


def _names(waf: Any) -> list[str]:
    return [each["Name"] for each in waf.list_web_acls(Scope="REGIONAL")["WebACLs"]]


def test_plain_moto_deletes_an_associated_acl(upstream: Callable[..., Any]) -> None:
    waf, _, acl = _guarded(upstream)
    waf.delete_web_acl(**acl)
    assert _names(waf) == []


def test_the_lab_refuses_until_it_is_disassociated(lab: Callable[..., Any]) -> None:
    waf, found, acl = _guarded(lab)
    with pytest.raises(ClientError, match=r"WAFAssociatedItemException"):
        waf.delete_web_acl(**acl)
    assert _names(waf) == ["web"]
    waf.disassociate_web_acl(ResourceArn=found.load_balancer)
    waf.delete_web_acl(**acl)
    assert _names(waf) == []


def test_a_load_balancer_that_is_gone_holds_no_acl(lab: Callable[..., Any]) -> None:
    waf, found, acl = _guarded(lab)
    found.elbv2.delete_load_balancer(LoadBalancerArn=found.load_balancer)
    waf.delete_web_acl(**acl)
    assert _names(waf) == []
