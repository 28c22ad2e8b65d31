"""IAM policy documents as values, and roles that gather what they are granted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from webservice.errors import require

_VERSION = "2012-10-17"
# A stack that sets this context to a policy's ARN has it as the boundary of all its roles.
BOUNDARY_CONTEXT = "sluice:permissions-boundary"

Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of an IAM policy.

    Attributes:
        sid: letters and digits.
        actions: such as `("s3:GetObject",)`.
        resources: ARNs; `("*",)` in key policies and where an action knows no resource.
        principals: for resource policies, `{"Service": ("logs.amazonaws.com",)}`.
        conditions: operator to key to value or values.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    effect: str = "Allow"
    principals: Mapping[str, tuple[str, ...]] | str | None = None
    conditions: Conditions = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a statement that allows everything on everything to a role."""
        wide = self.effect == "Allow" and "*" in self.actions and "*" in self.resources
        require(
            not (wide and self.principals is None),
            f"statement {self.sid}",
            "*",
            "must not allow every action on every resource",
        )

    def document(self) -> dict[str, Any]:
        """Return the statement as AWS spells it."""
        document: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": self.effect,
            "Action": _one_or_many(self.actions),
            "Resource": _one_or_many(self.resources),
        }
        if isinstance(self.principals, str):
            document["Principal"] = self.principals
        elif self.principals is not None:
            document["Principal"] = {
                kind: _one_or_many(values) for kind, values in self.principals.items()
            }
        if self.conditions:
            document["Condition"] = {
                operator: {
                    key: value if isinstance(value, str) else list(value)
                    for key, value in keys.items()
                }
                for operator, keys in self.conditions.items()
            }
        return document


def _one_or_many(values: tuple[str, ...]) -> str | list[str]:
    # AWS hands a list of one back as a plain string: writing it so keeps plans empty.
    return values[0] if len(values) == 1 else list(values)


def policy_document(*statements: Statement) -> str:
    """Return the policy as JSON, keys sorted."""
    documents = [statement.document() for statement in statements]
    return json.dumps({"Version": _VERSION, "Statement": documents}, sort_keys=True)


def trust_policy(service: str, *, account: str | None = None) -> str:
    """Return the policy that lets an AWS service assume a role.

    Args:
        service: such as `ecs-tasks.amazonaws.com`.
        account: where given, only on behalf of this account (the confused-deputy guard).
    """
    document: dict[str, Any] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": service},
    }
    if account is not None:
        document["Condition"] = {"StringEquals": {"aws:SourceAccount": account}}
    return json.dumps({"Version": _VERSION, "Statement": [document]}, sort_keys=True)


class Role(Construct):
    """An IAM role with one inline policy per thing it is granted."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        assume_role_policy: str,
        description: str,
        max_session_seconds: int | None = None,
    ) -> None:
        """Create the role.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the role's name in IAM, at most 64 characters.
            assume_role_policy: JSON, see `trust_policy`.
            description: what it is for.
            max_session_seconds: AWS's default of one hour where left out.
        """
        super().__init__(scope, id_)
        require(len(name) <= 64, "role name", name, "must have at most 64 characters")
        self.resource = IamRole(
            self,
            "role",
            name=name,
            assume_role_policy=assume_role_policy,
            description=description,
            max_session_duration=max_session_seconds,
            permissions_boundary=self.node.try_get_context(BOUNDARY_CONTEXT),
        )
        self.name = name

    @cached_property
    def arn(self) -> str:
        """The role's ARN."""
        return self.resource.arn

    def allow(self, purpose: str, *statements: Statement) -> IamRolePolicy:
        """Add an inline policy named `purpose`, such as `pull-image`, and return it."""
        return IamRolePolicy(
            self,
            purpose,
            name=purpose,
            role=self.resource.name,
            policy=policy_document(*statements),
        )

    def attach(self, purpose: str, policy_arn: str) -> None:
        """Attach a managed policy, for what AWS itself maintains."""
        IamRolePolicyAttachment(self, purpose, role=self.resource.name, policy_arn=policy_arn)
