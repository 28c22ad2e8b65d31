"""A managed policy that a role has cannot be deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable


STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


def _attached(clients: Callable[..., Any]) -> tuple[Any, str]:
    iam = clients("iam")
    arn = iam.create_policy(PolicyName="read", PolicyDocument=POLICY)["Policy"]["Arn"]
    iam.create_role(RoleName="task", AssumeRolePolicyDocument="{}")
    iam.attach_role_policy(RoleName="task", PolicyArn=arn)
    return iam, arn


def _policies(iam: Any) -> list[dict[str, str]]:
    found: list[dict[str, str]] = iam.list_policies(Scope="Local")["Policies"]
    return found


def test_plain_moto_deletes_an_attached_policy(upstream: Callable[..., Any]) -> None:
    iam, arn = _attached(upstream)
    iam.delete_policy(PolicyArn=arn)
    assert _policies(iam) == []


def test_the_lab_refuses_until_it_is_detached(lab: Callable[..., Any]) -> None:
    iam, arn = _attached(lab)
    with pytest.raises(ClientError, match=r"DeleteConflict.*attached to entities"):
        iam.delete_policy(PolicyArn=arn)
    iam.detach_role_policy(RoleName="task", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    assert _policies(iam) == []
