"""The role that drives a release: it moves traffic and tasks, and changes no infrastructure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.delivery.delivery_scope import both
from webservice.iam import Statement

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope


def statements(scope: DeliveryScope) -> dict[str, tuple[Statement, ...]]:
    """Return the role's inline policies, by name."""
    return {**release(scope), "mitigate": _mitigate(scope)}


def release(scope: DeliveryScope) -> dict[str, tuple[Statement, ...]]:
    """Return what driving a release takes, and no more."""
    return {
        "traffic": _traffic(scope),
        "tasks": _tasks(scope),
        "observe": _observe(scope),
        "verify": _verify(scope),
        "tell": _tell(scope),
        "journal": scope.use_journal(),
    }


def _traffic(scope: DeliveryScope) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="MoveWeights",
            actions=("elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"),
            resources=(
                scope.named("elasticloadbalancing", "listener/app/"),
                scope.named("elasticloadbalancing", "listener-rule/app/"),
            ),
            conditions=scope.in_regions,
        ),
    )


def _tasks(scope: DeliveryScope) -> tuple[Statement, ...]:
    cluster = scope.named("ecs", "cluster/")
    return (
        Statement(
            sid="ScaleAndUpdateServices",
            actions=("ecs:UpdateService",),
            resources=(scope.named("ecs", "service/"),),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="RunOneOffTasks",
            actions=("ecs:RunTask",),
            resources=(scope.named("ecs", "task-definition/"),),
            conditions={**scope.in_regions, "ArnLike": {"ecs:cluster": cluster}},
        ),
        Statement(
            sid="StopTasks",
            actions=("ecs:StopTask",),
            resources=(scope.named("ecs", "task/"),),
            conditions=scope.in_regions,
        ),
        # Takes no resource; what a task may do is decided by the roles passed below.
        Statement(
            sid="RegisterVersions",
            actions=("ecs:RegisterTaskDefinition",),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="TagWhatIsCreated",
            actions=("ecs:TagResource",),
            resources=(scope.named("ecs", "task-definition/"), scope.named("ecs", "task/")),
            conditions={
                "StringEquals": {"ecs:CreateAction": ("RegisterTaskDefinition", "RunTask")}
            },
        ),
        Statement(
            sid="PassTaskRoles",
            actions=("iam:PassRole",),
            resources=(scope.named("iam", "role/"),),
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        Statement(
            sid="ScaleTheIdleColour",
            actions=("application-autoscaling:RegisterScalableTarget",),
            resources=scope.arns("application-autoscaling", "scalable-target/*"),
            conditions={
                "StringEquals": {
                    "application-autoscaling:service-namespace": "ecs",
                    "aws:RequestedRegion": scope.regions,
                }
            },
        ),
    )


def _observe(scope: DeliveryScope) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="ReadDescriptors",
            actions=("ssm:GetParameter",),
            resources=scope.descriptors,
        ),
        Statement(
            sid="ReadImages",
            actions=(
                "ecr:BatchGetImage",
                "ecr:DescribeImageScanFindings",
                "ecr:DescribeImages",
                "ecr:StartImageScan",
            ),
            resources=(scope.named("ecr", "repository/"),),
        ),
        # None of these takes a resource for all of what is read here.
        Statement(
            sid="ReadMetricsAndHealth",
            actions=(
                "application-autoscaling:DescribeScalableTargets",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:GetMetricData",
                "ecs:DescribeClusters",
                "ecs:DescribeServiceDeployments",
                "ecs:DescribeServices",
                "ecs:DescribeTaskDefinition",
                "ecs:DescribeTasks",
                "ecs:ListServiceDeployments",
                "ecs:ListTasks",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
            ),
            conditions=scope.in_regions,
        ),
    )


def _verify(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return what is looked at before a release, beside what it looks at all the time."""
    return (
        # That there is a value, not the value.
        Statement(
            sid="SecretsAreThere",
            actions=("secretsmanager:DescribeSecret",),
            resources=(scope.named("secretsmanager", "secret:"),),
        ),
        Statement(
            sid="TaskRolesTrustEcs",
            actions=("iam:GetRole",),
            resources=(scope.named("iam", "role/"),),
        ),
        # Both find by a name in the request, and take no resource.
        Statement(
            sid="LogGroupsAndParametersAreThere",
            actions=("logs:DescribeLogGroups", "ssm:DescribeParameters"),
            conditions=scope.in_regions,
        ),
    )


def _tell(scope: DeliveryScope) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="TellPeople",
            actions=("sns:Publish",),
            resources=(scope.named("sns", ""),),
            conditions=scope.in_regions,
        ),
        # Whoever publishes to an encrypted topic needs its key.
        Statement(
            sid="KeyOfTheTopic",
            actions=("kms:Decrypt", "kms:GenerateDataKey*"),
            conditions=both(
                both(scope.in_regions, scope.of_environments),
                {
                    "StringEquals": {
                        "kms:ViaService": tuple(
                            f"sns.{region}.amazonaws.com" for region in scope.regions
                        )
                    }
                },
            ),
        ),
    )


def _mitigate(scope: DeliveryScope) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="TightenTheRateLimit",
            actions=("wafv2:GetRuleGroup", "wafv2:UpdateRuleGroup"),
            resources=(scope.named("wafv2", "regional/rulegroup/"),),
            conditions=scope.in_regions,
        ),
    )
