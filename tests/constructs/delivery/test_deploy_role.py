"""What deploying may do, decided as IAM would decide it."""

from __future__ import annotations

import pytest

from tests.constructs.delivery_parts import (
    BOUNDARY,
    BUCKET,
    IN_REGION,
    JOURNAL,
    JOURNAL_KEY,
    OURS,
    STATE_KEY,
    statements,
)
from tests.constructs.harness import ACCOUNT
from tests.constructs.iam_decisions import is_allowed
from tests.constructs.iam_needs import BINDINGS_WITHOUT_WRITES, WRITES, bindings


def test_every_resource_type_of_our_constructs_can_be_deployed() -> None:
    # A construct that uses a new type of resource: add what creates it to WRITES, and to
    # the deploying role.
    assert bindings() - BINDINGS_WITHOUT_WRITES <= set(WRITES)
    refused = [
        (binding, action)
        for binding, needs in WRITES.items()
        for action, resource, context in needs
        if not is_allowed(statements("deploy-stage"), action, resource, **OURS, **context)
    ]
    assert refused == []


def test_the_deploy_role_touches_only_what_is_named_or_tagged_as_ours() -> None:
    deploy = statements("deploy-stage")
    other = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/shop-prod/shop"
    assert not is_allowed(deploy, "ecs:UpdateService", other, **OURS)
    assert not is_allowed(deploy, "s3:DeleteBucket", "arn:aws:s3:::somebody-elses", **OURS)
    untagged = {**IN_REGION}
    assert not is_allowed(deploy, "ec2:DeleteVpc", **untagged)
    assert not is_allowed(deploy, "kms:ScheduleKeyDeletion", **untagged)
    elsewhere = {**OURS, "aws__RequestedRegion": "us-east-1"}
    assert not is_allowed(deploy, "ec2:CreateVpc", **elsewhere)


@pytest.mark.parametrize("other", ["dev", "prod"])
def test_the_deploy_role_touches_no_other_environment(other: str) -> None:
    elsewhere = {
        **OURS,
        "aws__ResourceTag_slash_Environment": other,
    }
    reached = [
        (binding, action, there)
        for binding, needs in WRITES.items()
        for action, resource, context in needs
        if (there := resource.replace("stage", other)) != resource
        and is_allowed(statements("deploy-stage"), action, there, **{**elsewhere, **context})
    ]
    assert reached == []
    for action in ("ec2:DeleteVpc", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy"):
        assert is_allowed(statements("deploy-stage"), action, **OURS)
        assert not is_allowed(statements("deploy-stage"), action, **elsewhere)
    state = f"{BUCKET}/web/{other}/terraform.tfstate"
    assert not is_allowed(statements("deploy-stage"), "s3:GetObject", state)
    assert not is_allowed(statements("deploy-stage"), "s3:PutObject", state)


def test_the_deploy_role_creates_only_roles_that_carry_the_boundary() -> None:
    deploy, role = statements("deploy-stage"), f"arn:aws:iam::{ACCOUNT}:role/web-stage-task"
    for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"):
        assert is_allowed(deploy, action, role, iam__PermissionsBoundary=BOUNDARY)
        assert not is_allowed(deploy, action, role)
    assert not is_allowed(deploy, "iam:DeleteRolePermissionsBoundary", role)


def test_only_a_hosted_drivers_roles_may_carry_the_boundary_that_reaches_the_journal() -> None:
    deploy = statements("deploy-stage")
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/sluice-driver-boundary"
    for name, expected in (("web-stage-driver", True), ("web-stage-task", False)):
        role = f"arn:aws:iam::{ACCOUNT}:role/{name}"
        for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"):
            allowed = is_allowed(deploy, action, role, iam__PermissionsBoundary=boundary)
            assert allowed is expected, (name, action)
    task = f"arn:aws:iam::{ACCOUNT}:role/web-stage-task"
    assert not is_allowed(deploy, "iam:PassRole", task, iam__PassedToService="lambda.amazonaws.com")


def test_the_deploy_role_passes_roles_to_the_services_that_need_them_only() -> None:
    deploy, role = statements("deploy-stage"), f"arn:aws:iam::{ACCOUNT}:role/web-stage-task"
    assert is_allowed(deploy, "iam:PassRole", role, iam__PassedToService="ecs-tasks.amazonaws.com")
    assert not is_allowed(deploy, "iam:PassRole", role, iam__PassedToService="ec2.amazonaws.com")
    admin = f"arn:aws:iam::{ACCOUNT}:role/admin"
    assert not is_allowed(
        deploy, "iam:PassRole", admin, iam__PassedToService="ecs-tasks.amazonaws.com"
    )


@pytest.mark.parametrize(
    "kind", ["role/sluice-deploy-stage", "role/sluice-plan", "role/sluice-drive-prod"]
)
@pytest.mark.parametrize(
    "action",
    ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"],
)
def test_no_delivery_role_can_be_changed_by_deploying(kind: str, action: str) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:{kind}"
    # Even if somebody allowed it one day: the denial wins.
    granted = [*statements("deploy-stage"), {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}]
    assert not is_allowed(granted, action, arn, iam__PermissionsBoundary=BOUNDARY)


def test_deploying_writes_the_states_of_environments_and_loses_none() -> None:
    deploy = statements("deploy-stage")
    state = f"{BUCKET}/web/stage/terraform.tfstate"
    assert is_allowed(deploy, "s3:PutObject", state)
    assert is_allowed(deploy, "s3:PutObject", f"{state}.tflock")
    assert is_allowed(deploy, "s3:DeleteObject", f"{state}.tflock")
    assert not is_allowed(deploy, "s3:DeleteObject", state)
    assert not is_allowed(deploy, "s3:PutObject", f"{BUCKET}/bootstrap/terraform.tfstate")
    everything = [*deploy, {"Effect": "Allow", "Action": "*", "Resource": "*"}]
    assert not is_allowed(everything, "s3:DeleteObjectVersion", state)
    for action in ("s3:DeleteBucket", "s3:PutBucketPolicy", "s3:PutBucketVersioning"):
        assert not is_allowed(everything, action, BUCKET)
    for action in ("dynamodb:DeleteTable", "dynamodb:UpdateContinuousBackups"):
        assert not is_allowed(everything, action, JOURNAL)
    for key in (STATE_KEY, JOURNAL_KEY):
        assert not is_allowed(everything, "kms:ScheduleKeyDeletion", key, **OURS)
        assert not is_allowed(everything, "kms:TagResource", key, **OURS)
