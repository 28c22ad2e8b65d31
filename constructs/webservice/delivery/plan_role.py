"""The role that plans: it reads what Terraform refreshes, and can write nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.iam import Statement

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope

# AWS's ReadOnlyAccess would also read the data itself: objects, items, parameters, logs.
READ_POLICIES = {
    "view-only": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
    "security-audit": "arn:aws:iam::aws:policy/SecurityAudit",
}


def refresh(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return what a refresh of our stacks reads beyond `READ_POLICIES`."""
    return (
        Statement(
            sid="RefreshOfWhatHoldsNoData",
            actions=(
                "application-autoscaling:ListTagsForResource",
                "backup:DescribeBackupVault",
                "ecr:GetRepositoryPolicy",
                "lambda:GetFunction",
                "lambda:GetFunctionCodeSigningConfig",
                "lambda:ListVersionsByFunction",
                "secretsmanager:DescribeSecret",
                # An ephemeral password is drawn in each plan, and goes nowhere.
                "secretsmanager:GetRandomPassword",
                "secretsmanager:GetResourcePolicy",
                "states:DescribeStateMachine",
                "states:ListStateMachineVersions",
                "states:ListTagsForResource",
                # The provider has each definition checked in a plan.
                "states:ValidateStateMachineDefinition",
                "wafv2:GetIPSet",
                "wafv2:GetRuleGroup",
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="DeploymentDescriptors",
            actions=("ssm:GetParameter", "ssm:GetParameters"),
            resources=scope.descriptors,
        ),
    )


def statements(scope: DeliveryScope) -> dict[str, tuple[Statement, ...]]:
    """Return the role's inline policies, by name.

    States are read without their lock (`terraform plan -lock=false`): a pull request's
    workflow runs unreviewed code, and who may lock a state may stop every deployment. The
    plan that gets applied is made by the deploying role, with the lock.

    It may not read secrets either, and a refresh of a secret's version does, even where the
    value is write-only: a stack that has one (prod) is planned with `-refresh=false`.
    """
    bucket = scope.state_bucket_arn
    state = (
        Statement(sid="FindStates", actions=("s3:ListBucket",), resources=(bucket,)),
        Statement(
            sid="ReadStates",
            actions=("s3:GetObject",),
            resources=(f"{bucket}/*/terraform.tfstate",),
        ),
        Statement(
            sid="DecryptStates",
            actions=("kms:Decrypt",),
            resources=(scope.state_key_arn,),
            conditions={"StringEquals": {"kms:ViaService": f"s3.{scope.region}.amazonaws.com"}},
        ),
    )
    # SecurityAudit includes it, and database logs hold data.
    no_data = Statement(
        sid="NoDatabaseLogs", effect="Deny", actions=("rds:DownloadDBLogFilePortion",)
    )
    return {"read-state": state, "refresh": (*refresh(scope), no_data)}
