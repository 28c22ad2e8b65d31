"""The permissions boundary of every role that an environment's stack creates."""

from __future__ import annotations

from functools import cached_property

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin


class WorkloadBoundary(Construct):
    """A managed policy that caps roles: what tasks, RDS and AWS Backup may need at most.

    The deploying role can write any policy into a role that it creates. Without a cap it
    could make itself an administrator through one; it may only create roles that carry
    this boundary, and cannot change the boundary.
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, protected: tuple[str, ...]
    ) -> None:
        """Create the policy.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the policy's name in IAM.
            protected: ARNs that no workload may reach: states, journal, and their keys.
        """
        super().__init__(scope, id_)
        self._policy = pin(
            IamPolicy(
                self,
                "policy",
                name=name,
                description="Cap of every role that an environment creates",
                policy=policy_document(*_statements(protected)),
            ),
            "workload_boundary",
        )

    @cached_property
    def arn(self) -> str:
        """The policy's ARN."""
        return self._policy.arn


def _statements(protected: tuple[str, ...]) -> tuple[Statement, ...]:
    return (
        # A cap, not a grant: each role's own policies name actions and resources.
        Statement(
            sid="AtMost",
            actions=(
                "backup-storage:*",
                "backup:*",
                "cloudwatch:*",
                "ec2:Describe*",
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetAuthorizationToken",
                "ecr:GetDownloadUrlForLayer",
                "events:*",
                "kms:CreateGrant",
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
                "logs:*",
                "rds-db:connect",
                "rds:*",
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "ssm:GetParameter*",
                "ssmmessages:*",
                "tag:GetResources",
            ),
        ),
        Statement(
            sid="NeverDelivery",
            effect="Deny",
            actions=("dynamodb:*", "kms:*", "s3:*"),
            resources=protected,
        ),
    )
