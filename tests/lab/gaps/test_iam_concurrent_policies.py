"""IAM's policies may change while a request walks through them."""

from typing import Any

import pytest
from moto.iam.models import IAMBackend

from lab.gaps import iam_concurrent_policies

ACCOUNT = "123456789012"


def _walk_while_another_request_creates_a_policy() -> int:
    policies: dict[str, Any] = IAMBackend("global", ACCOUNT)._init_managed_policies()
    policies.update(first=1, second=2)
    seen = 0
    # A race, told in one thread: between two steps of a walk, somebody writes.
    for _ in policies.values():
        policies[f"written-{seen}"] = 3
        seen += 1
    return seen


def test_upstream_crashes_when_policies_change_meanwhile() -> None:
    with pytest.raises(RuntimeError, match="changed size during iteration"):
        _walk_while_another_request_creates_a_policy()


def test_the_lab_walks_through_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    # Put back after the test: this process is not the lab's.
    upstream = IAMBackend._init_managed_policies
    monkeypatch.setattr(IAMBackend, "_init_managed_policies", upstream)
    iam_concurrent_policies.close()
    assert _walk_while_another_request_creates_a_policy() >= 2


def test_the_lab_attaches_and_detaches_as_before(lab: Any) -> None:
    iam = lab("iam")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")
    arn = "arn:aws:iam::aws:policy/SecurityAudit"
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    attached = iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == [arn]
    iam.detach_role_policy(RoleName="r", PolicyArn=arn)
    assert iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"] == []
