"""The two roles of a hosted driver: its function's, and its state machine's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.delivery import drive_role
from webservice.delivery.delivery_scope import actions_of
from webservice.iam import Role, Statement, trust_policy

if TYPE_CHECKING:
    from cdktf import ITerraformDependable
    from constructs import Construct

    from webservice.delivery.environment_scope import EnvironmentScope
    from webservice.keys import Key

_TRACES = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")


def function_runtime(log_streams: tuple[str, ...]) -> tuple[Statement, ...]:
    """Return what Lambda does in the role's name, whatever the function is.

    Args:
        log_streams: ARNs of the streams of its log group.
    """
    return (
        Statement(
            sid="WriteLogs",
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=log_streams,
        ),
        # Neither traces nor interfaces in a VPC take a resource.
        Statement(sid="Traces", actions=_TRACES),
        Statement(
            sid="LiveInTheVpc",
            actions=actions_of(
                "ec2",
                "AssignPrivateIpAddresses CreateNetworkInterface DeleteNetworkInterface "
                "DescribeNetworkInterfaces DescribeSubnets UnassignPrivateIpAddresses",
            ),
        ),
    )


def machine_runtime(functions: tuple[str, ...]) -> tuple[Statement, ...]:
    """Return what Step Functions does in the role's name.

    Args:
        functions: ARNs of the functions that it invokes.
    """
    return (
        Statement(sid="InvokeTheDriver", actions=("lambda:InvokeFunction",), resources=functions),
        # Log deliveries have neither names nor tags.
        Statement(
            sid="DeliverLogs",
            actions=actions_of(
                "logs",
                "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies "
                "GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
            ),
        ),
        Statement(
            sid="SampledTraces",
            actions=(*_TRACES, "xray:GetSamplingRules", "xray:GetSamplingTargets"),
        ),
    )


def function_role(
    scope: Construct, *, name: str, reach: EnvironmentScope, log_group_arn: str
) -> tuple[Role, list[ITerraformDependable]]:
    """Return the function's role, and what must be in force before there is a function."""
    role = Role(
        scope,
        "function-role",
        name=name,
        assume_role_policy=trust_policy("lambda.amazonaws.com"),
        description=f"{reach.prefix}: drives releases",
    )
    runtime: list[ITerraformDependable] = [
        role.allow("run", *function_runtime((f"{log_group_arn}:*",)))
    ]
    for purpose, statements in drive_role.release(reach).items():
        role.allow(purpose, *statements)
    return role, runtime


def machine_role(
    scope: Construct,
    *,
    name: str,
    account: str,
    function_arn: str,
    topic_arn: str,
    topic_key: Key,
) -> tuple[Role, list[ITerraformDependable]]:
    """Return the state machine's role, and what must be in force before there is one."""
    role = Role(
        scope,
        "machine-role",
        name=name,
        assume_role_policy=trust_policy("states.amazonaws.com", account=account),
        description="Invokes the driver, turn by turn",
    )
    runtime: list[ITerraformDependable] = [
        role.allow("run", *machine_runtime((function_arn, f"{function_arn}:*")))
    ]
    role.allow(
        "tell", Statement(sid="TellPeople", actions=("sns:Publish",), resources=(topic_arn,))
    )
    topic_key.grant_encrypt_decrypt(role)
    return role, runtime
