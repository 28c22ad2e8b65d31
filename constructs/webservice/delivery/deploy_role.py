"""The role that deploys environments: it writes what our stacks create, and cannot widen itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.delivery import deploy_data, deploy_driver, deploy_services, plan_role
from webservice.delivery.bootstrap import DELIVERY_PREFIX
from webservice.delivery.delivery_scope import actions_of, boundary_arn
from webservice.iam import Statement

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope

_PASSED_TO = (
    "backup.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
_LINKED_ROLES_OF = (
    "backup.amazonaws.com",
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "rds.amazonaws.com",
    "wafv2.amazonaws.com",
)


def services(scope: DeliveryScope) -> dict[str, tuple[Statement, ...]]:
    """Return the role's managed policies, by name: inline ones have 10,240 characters in all."""
    return {
        "network": deploy_services.network(scope),
        "edge": deploy_services.edge(scope),
        "compute": deploy_services.compute(scope),
        "data": deploy_data.data(scope),
        "keys": deploy_data.keys(scope),
        "records": deploy_data.records(scope),
        "driver": deploy_driver.driver(scope),
    }


def statements(scope: DeliveryScope) -> dict[str, tuple[Statement, ...]]:
    """Return the role's inline policies, by name."""
    return {
        "refresh": plan_role.refresh(scope),
        "roles": _roles(scope),
        "state": _state(scope),
        "journal": scope.use_journal(),
        "never": _never(scope),
    }


def _roles(scope: DeliveryScope) -> tuple[Statement, ...]:
    ours = (scope.named("iam", "role/"),)
    bounded = {"StringEquals": {"iam:PermissionsBoundary": boundary_arn(scope.account)}}
    return (
        Statement(
            sid="OnlyBoundedRoles",
            actions=actions_of(
                "iam", "AttachRolePolicy CreateRole PutRolePermissionsBoundary PutRolePolicy"
            ),
            resources=ours,
            conditions=bounded,
        ),
        Statement(
            sid="ChangeRoles",
            actions=actions_of(
                "iam",
                "DeleteRole DeleteRolePolicy DetachRolePolicy TagRole UntagRole "
                "UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
            ),
            resources=ours,
        ),
        Statement(
            sid="PassRoles",
            actions=("iam:PassRole",),
            resources=ours,
            conditions={"StringEquals": {"iam:PassedToService": _PASSED_TO}},
        ),
        Statement(
            sid="LinkedRoles",
            actions=("iam:CreateServiceLinkedRole",),
            resources=(f"arn:aws:iam::{scope.account}:role/aws-service-role/*",),
            conditions={"StringEquals": {"iam:AWSServiceName": _LINKED_ROLES_OF}},
        ),
    )


def _state(scope: DeliveryScope) -> tuple[Statement, ...]:
    states = tuple(
        f"{scope.state_bucket_arn}/{scope.service_name}/{name}" for name in scope.environments
    )
    return (
        Statement(sid="Find", actions=("s3:ListBucket",), resources=(scope.state_bucket_arn,)),
        Statement(
            sid="ReadAndWrite",
            actions=("s3:GetObject", "s3:PutObject"),
            resources=tuple(
                f"{state}/terraform.tfstate{suffix}"
                for state in states
                for suffix in ("", ".tflock")
            ),
        ),
        Statement(
            sid="Unlock",
            actions=("s3:DeleteObject",),
            resources=tuple(f"{state}/terraform.tfstate.tflock" for state in states),
        ),
        Statement(
            sid="Key",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(scope.state_key_arn,),
            conditions={"StringEquals": {"kms:ViaService": f"s3.{scope.region}.amazonaws.com"}},
        ),
    )


def _never(scope: DeliveryScope) -> tuple[Statement, ...]:
    # Nothing above allows any of this. It is said once more as a denial, which holds
    # against whatever somebody grants or tags later.
    bucket = scope.state_bucket_arn
    delivery = tuple(
        f"arn:aws:iam::{scope.account}:{kind}/{DELIVERY_PREFIX}-*" for kind in ("policy", "role")
    )
    return (
        Statement(
            sid="LoseStates",
            effect="Deny",
            actions=actions_of(
                "s3",
                "DeleteBucket* DeleteObjectVersion PutBucket* PutEncryptionConfiguration "
                "PutLifecycleConfiguration",
            ),
            resources=(bucket, f"{bucket}/*"),
        ),
        Statement(
            sid="LoseTheJournal",
            effect="Deny",
            actions=actions_of(
                "dynamodb", "DeleteTable* UpdateContinuousBackups UpdateTable* UpdateTimeToLive"
            ),
            resources=(scope.journal_arn,),
        ),
        Statement(
            sid="LoseTheirKeys",
            effect="Deny",
            actions=actions_of(
                "kms", "CreateGrant Disable* PutKeyPolicy ScheduleKeyDeletion *TagResource *Alias"
            ),
            resources=scope.delivery_keys,
        ),
        Statement(
            sid="WidenItself",
            effect="Deny",
            actions=actions_of(
                "iam",
                "Add* Attach* Create* Delete* Detach* PassRole Put* Remove* Set* Tag* Untag* "
                "Update*",
            ),
            resources=(*delivery, f"arn:aws:iam::{scope.account}:oidc-provider/*"),
        ),
        Statement(
            sid="LiftABoundary", effect="Deny", actions=("iam:DeleteRolePermissionsBoundary",)
        ),
    )
