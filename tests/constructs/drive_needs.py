"""What IAM asks for, for each call that a release makes, on the service `web-stage`."""

from __future__ import annotations

from tests.constructs.delivery_parts import IN_REGION, JOURNAL, JOURNAL_KEY
from tests.constructs.harness import ACCOUNT

Need = tuple[str, str, dict[str, str]]

_EVERYWHERE = "*"


def arn(service: str, resource: str) -> str:
    """Return the ARN of a resource of the test's account and region."""
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{resource}"


def _need(action: str, resource: str = _EVERYWHERE, **context: str) -> Need:
    return action, resource, {**IN_REGION, **context}


_ROLE = f"arn:aws:iam::{ACCOUNT}:role/web-stage-task"
_DEFINITION = arn("ecs", "task-definition/web-stage:7")
_PASS = _need("iam:PassRole", _ROLE, iam__PassedToService="ecs-tasks.amazonaws.com")
THROUGH_SNS = {
    "kms__ViaService": "sns.eu-west-1.amazonaws.com",
    "aws__ResourceTag_slash_Environment": "stage",
}
KEY_OF_LOGS = arn("kms", "key/33333333-3333-3333-3333-333333333333")
_BALANCING = "elasticloadbalancing"

# By (boto3's service, operation): what IAM asks for, which is not always of the same name.
NEEDS: dict[tuple[str, str], list[Need]] = {
    ("application-autoscaling", "DescribeScalableTargets"): [
        _need("application-autoscaling:DescribeScalableTargets")
    ],
    ("application-autoscaling", "RegisterScalableTarget"): [
        _need(
            "application-autoscaling:RegisterScalableTarget",
            arn("application-autoscaling", "scalable-target/1"),
            **{"application-autoscaling__service-namespace": "ecs"},
        )
    ],
    ("cloudwatch", "DescribeAlarms"): [_need("cloudwatch:DescribeAlarms")],
    ("cloudwatch", "GetMetricData"): [_need("cloudwatch:GetMetricData")],
    ("dynamodb", "GetItem"): [_need("dynamodb:GetItem", JOURNAL)],
    ("dynamodb", "Query"): [_need("dynamodb:Query", JOURNAL)],
    # A transaction is authorised as its parts.
    ("dynamodb", "TransactWriteItems"): [
        _need("dynamodb:PutItem", JOURNAL),
        _need("dynamodb:ConditionCheckItem", JOURNAL),
        _need("kms:Decrypt", JOURNAL_KEY, kms__ViaService="dynamodb.eu-west-1.amazonaws.com"),
    ],
    ("ecr", "DescribeImageScanFindings"): [
        _need("ecr:DescribeImageScanFindings", arn("ecr", "repository/web-stage"))
    ],
    ("ecr", "DescribeImages"): [_need("ecr:DescribeImages", arn("ecr", "repository/web-stage"))],
    ("ecr", "StartImageScan"): [_need("ecr:StartImageScan", arn("ecr", "repository/web-stage"))],
    ("ecs", "DescribeServices"): [_need("ecs:DescribeServices")],
    ("ecs", "DescribeTaskDefinition"): [_need("ecs:DescribeTaskDefinition")],
    ("ecs", "DescribeTasks"): [_need("ecs:DescribeTasks")],
    ("ecs", "ListTasks"): [_need("ecs:ListTasks")],
    ("ecs", "RegisterTaskDefinition"): [
        _need("ecs:RegisterTaskDefinition"),
        _need("ecs:TagResource", _DEFINITION, ecs__CreateAction="RegisterTaskDefinition"),
        _PASS,
    ],
    ("ecs", "RunTask"): [
        _need("ecs:RunTask", _DEFINITION, ecs__cluster=arn("ecs", "cluster/web-stage")),
        _PASS,
    ],
    ("ecs", "UpdateService"): [
        _need("ecs:UpdateService", arn("ecs", "service/web-stage/web-stage-green")),
        _PASS,
    ],
    ("elbv2", "DescribeListeners"): [_need("elasticloadbalancing:DescribeListeners")],
    ("elbv2", "DescribeRules"): [_need("elasticloadbalancing:DescribeRules")],
    ("elbv2", "DescribeTargetHealth"): [_need("elasticloadbalancing:DescribeTargetHealth")],
    ("elbv2", "ModifyListener"): [
        _need(
            "elasticloadbalancing:ModifyListener",
            arn(_BALANCING, "listener/app/web-stage/1/2"),
        )
    ],
    ("elbv2", "ModifyRule"): [
        _need(
            "elasticloadbalancing:ModifyRule",
            arn(_BALANCING, "listener-rule/app/web-stage/1/2/3"),
        )
    ],
    ("iam", "GetRole"): [("iam:GetRole", _ROLE, {})],
    ("logs", "DescribeLogGroups"): [_need("logs:DescribeLogGroups")],
    ("secretsmanager", "DescribeSecret"): [
        _need(
            "secretsmanager:DescribeSecret",
            arn("secretsmanager", "secret:web-stage/session_key-AbCdEf"),
        )
    ],
    ("sns", "Publish"): [
        _need("sns:Publish", arn("sns", "web-stage-alerts")),
        _need("kms:GenerateDataKey", KEY_OF_LOGS, **THROUGH_SNS),
        _need("kms:Decrypt", KEY_OF_LOGS, **THROUGH_SNS),
    ],
    ("ssm", "DescribeParameters"): [_need("ssm:DescribeParameters")],
    ("ssm", "GetParameter"): [
        _need("ssm:GetParameter", arn("ssm", "parameter/sluice/web/stage/deployment"))
    ],
}
