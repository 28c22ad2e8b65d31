"""A protected load balancer cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.elbv2 import Balanced, balanced

if TYPE_CHECKING:
    from collections.abc import Callable


def protect(found: Balanced, value: str) -> None:
    found.elbv2.modify_load_balancer_attributes(
        LoadBalancerArn=found.load_balancer,
        Attributes=[{"Key": "deletion_protection.enabled", "Value": value}],
    )


def test_plain_moto_deletes_a_protected_load_balancer(upstream: Callable[..., Any]) -> None:
    found = balanced(upstream)
    protect(found, "true")
    found.elbv2.delete_load_balancer(LoadBalancerArn=found.load_balancer)
    assert found.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_the_lab_refuses_until_the_protection_is_lowered(lab: Callable[..., Any]) -> None:
    found = balanced(lab)
    protect(found, "true")
    with pytest.raises(ClientError, match=r"OperationNotPermitted.*deletion protection is enabled"):
        found.elbv2.delete_load_balancer(LoadBalancerArn=found.load_balancer)
    assert len(found.elbv2.describe_load_balancers()["LoadBalancers"]) == 1
    protect(found, "false")
    found.elbv2.delete_load_balancer(LoadBalancerArn=found.load_balancer)
    assert found.elbv2.describe_load_balancers()["LoadBalancers"] == []
