"""What deploying a hosted driver writes; the rules of `deploy_services` hold here, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.contract.hosted_driver import PACKAGE_PREFIX
from webservice.delivery.delivery_scope import actions_of, driver_boundary_arn
from webservice.iam import Statement

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope


def driver(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to function and state machine, and their roles."""
    roles = (f"{scope.named('iam', 'role/')}-driver*",)
    return (
        Statement(
            sid="Functions",
            actions=actions_of(
                "lambda",
                "CreateFunction DeleteFunction DeleteFunctionConcurrency PutFunctionConcurrency "
                "TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
            ),
            resources=(scope.named("lambda", "function:"),),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="LayersOfThisAccount",
            actions=("lambda:GetLayerVersion",),
            resources=scope.arns("lambda", "layer:*"),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Packages",
            actions=("s3:GetObject",),
            resources=(f"arn:aws:s3:::{scope.service_name}-*/{PACKAGE_PREFIX}*",),
        ),
        Statement(
            sid="StateMachines",
            actions=actions_of(
                "states",
                "CreateStateMachine DeleteStateMachine TagResource UntagResource "
                "UpdateStateMachine",
            ),
            resources=(scope.named("states", "stateMachine:"),),
            conditions=scope.in_regions,
        ),
        # Those of other workloads carry another boundary, which keeps the journal from them.
        Statement(
            sid="OnlyBoundedDrivers",
            actions=actions_of(
                "iam", "AttachRolePolicy CreateRole PutRolePermissionsBoundary PutRolePolicy"
            ),
            resources=roles,
            conditions={
                "StringEquals": {"iam:PermissionsBoundary": driver_boundary_arn(scope.account)}
            },
        ),
        Statement(
            sid="PassDrivers",
            actions=("iam:PassRole",),
            resources=roles,
            conditions={
                "StringEquals": {
                    "iam:PassedToService": ("lambda.amazonaws.com", "states.amazonaws.com")
                }
            },
        ),
    )
