"""What Terraform's AWS provider calls for the resource types that our constructs use."""

from __future__ import annotations

import re
from pathlib import Path

from tests.constructs.harness import ACCOUNT

ROOT = Path(__file__).resolve().parent.parent.parent
# Made by a person with `sluice bootstrap`, or nothing that AWS knows of.
BINDINGS_WITHOUT_WRITES = frozenset(
    {"dynamodb_table", "iam_openid_connect_provider", "iam_policy", "provider"}
)


def bindings() -> set[str]:
    """Return the names of the bindings that constructs and stacks import."""
    folders = (ROOT / "constructs" / "webservice", ROOT / "stacks")
    texts = [path.read_text() for folder in folders for path in folder.rglob("*.py")]
    pattern = re.compile(r"from cdktf_cdktf_provider_aws\.(\w+) import")
    return {name for text in texts for name in pattern.findall(text)}


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{resource}"


_BALANCER = _arn("elasticloadbalancing", "loadbalancer/app/web-stage/1")
_LISTENER = _arn("elasticloadbalancing", "listener/app/web-stage/1/2")
_VAULT = _arn("backup", "backup-vault:web-stage-backups")
_PLAN = _arn("backup", "backup-plan:1")
_LOGS = "arn:aws:s3:::web-stage-lb-logs-123456789012-eu-west-1"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/web-stage-task"
_BOUND = {"iam__PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/sluice-workload-boundary"}
_DRIVER = f"arn:aws:iam::{ACCOUNT}:role/web-stage-driver"
_DRIVER_BOUND = {
    "iam__PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/sluice-driver-boundary"
}
_SECRET = _arn("secretsmanager", "secret:web-stage/database/master-AbCdEf")
_TARGET = _arn("application-autoscaling", "scalable-target/1")
_TAGGED = {"aws__RequestTag_slash_Environment": "stage"}

Need = tuple[str, str, dict[str, str]]


def _each(resource: str, *actions: str, **context: str) -> list[Need]:
    return [(action, resource, context) for action in actions]


WRITES: dict[str, list[Need]] = {
    "acm_certificate": _each("*", "acm:RequestCertificate", "acm:DeleteCertificate"),
    "acm_certificate_validation": [],
    "appautoscaling_policy": _each(_TARGET, "application-autoscaling:PutScalingPolicy"),
    "appautoscaling_target": _each(_TARGET, "application-autoscaling:RegisterScalableTarget"),
    "backup_plan": _each(_PLAN, "backup:CreateBackupPlan", "backup:DeleteBackupPlan"),
    "backup_selection": _each(_PLAN, "backup:CreateBackupSelection"),
    "backup_vault": [
        *_each(_VAULT, "backup:CreateBackupVault", "backup:DeleteBackupVault"),
        *_each("*", "backup-storage:MountCapsule"),
        *_each("*", "kms:CreateGrant", kms__GrantIsForAWSResource="true"),
    ],
    "backup_vault_policy": _each(_VAULT, "backup:PutBackupVaultAccessPolicy"),
    "cloudwatch_composite_alarm": _each(
        _arn("cloudwatch", "alarm:web-stage-roll-back"), "cloudwatch:PutCompositeAlarm"
    ),
    "cloudwatch_dashboard": _each(
        f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/web-stage", "cloudwatch:PutDashboard"
    ),
    "cloudwatch_event_rule": _each(_arn("events", "rule/web-stage-backup"), "events:PutRule"),
    "cloudwatch_event_target": _each(_arn("events", "rule/web-stage-backup"), "events:PutTargets"),
    "cloudwatch_log_group": [
        need
        for name in (
            "/ecs/web-stage/app",
            "/aws/ecs/containerinsights/web-stage/performance",
            "/aws/rds/instance/web-stage-database/postgresql",
            "/web-stage/vpc-flow-logs",
            "aws-waf-logs-web-stage",
        )
        for need in _each(
            _arn("logs", f"log-group:{name}"), "logs:CreateLogGroup", "logs:AssociateKmsKey"
        )
    ],
    "cloudwatch_log_metric_filter": _each(
        _arn("logs", "log-group:/ecs/web-stage/app"), "logs:PutMetricFilter"
    ),
    "cloudwatch_log_resource_policy": _each("*", "logs:PutResourcePolicy"),
    "cloudwatch_metric_alarm": _each(
        _arn("cloudwatch", "alarm:web-stage-p95"), "cloudwatch:PutMetricAlarm"
    ),
    "db_event_subscription": _each(
        _arn("rds", "es:web-stage-database"), "rds:CreateEventSubscription"
    ),
    "db_instance": _each(
        _arn("rds", "db:web-stage-database"),
        *("rds:CreateDBInstance", "rds:CreateDBInstanceReadReplica", "rds:DeleteDBInstance"),
    ),
    "db_instance_automated_backups_replication": _each(
        _arn("rds", "auto-backup:ab-1"), "rds:StartDBInstanceAutomatedBackupsReplication"
    ),
    "db_parameter_group": _each(
        _arn("rds", "pg:web-stage-postgres17"), "rds:CreateDBParameterGroup"
    ),
    "db_subnet_group": _each(_arn("rds", "subgrp:web-stage-database"), "rds:CreateDBSubnetGroup"),
    "default_security_group": [
        *_each("*", "ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"),
        *_each(_arn("ec2", "security-group/sg-1"), "ec2:CreateTags", **_TAGGED),
    ],
    "ecr_lifecycle_policy": _each(_arn("ecr", "repository/web-stage"), "ecr:PutLifecyclePolicy"),
    "ecr_repository": _each(_arn("ecr", "repository/web-stage"), "ecr:CreateRepository"),
    "ecs_cluster": _each(_arn("ecs", "cluster/web-stage"), "ecs:CreateCluster"),
    "ecs_cluster_capacity_providers": _each(
        _arn("ecs", "cluster/web-stage"), "ecs:PutClusterCapacityProviders"
    ),
    "ecs_service": _each(
        _arn("ecs", "service/web-stage/web-stage-blue"), "ecs:CreateService", "ecs:UpdateService"
    ),
    "ecs_task_definition": _each("*", "ecs:RegisterTaskDefinition"),
    "eip": _each("*", "ec2:AllocateAddress", "ec2:ReleaseAddress"),
    "flow_log": _each("*", "ec2:CreateFlowLogs", "ec2:DeleteFlowLogs", "logs:CreateLogDelivery"),
    "iam_role": _each(_ROLE, "iam:CreateRole", "iam:DeleteRole", **_BOUND),
    "iam_role_policy": _each(_ROLE, "iam:PutRolePolicy", **_BOUND),
    "iam_role_policy_attachment": _each(_ROLE, "iam:AttachRolePolicy", **_BOUND),
    "internet_gateway": _each("*", "ec2:CreateInternetGateway", "ec2:AttachInternetGateway"),
    "kms_alias": _each(_arn("kms", "alias/web-stage-data"), "kms:CreateAlias"),
    "kms_key": _each("*", "kms:CreateKey", "kms:TagResource", **_TAGGED)
    + _each("*", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"),
    "lambda_function": [
        *_each(
            _arn("lambda", "function:web-stage-driver"),
            *("lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:DeleteFunction"),
            "lambda:PutFunctionConcurrency",
        ),
        *_each(_arn("lambda", "layer:sluice-requirements:3"), "lambda:GetLayerVersion"),
        *_each(f"arn:aws:s3:::web-artifacts/sluice-driver/{'0' * 64}.zip", "s3:GetObject"),
        *_each(_DRIVER, "iam:PassRole", iam__PassedToService="lambda.amazonaws.com"),
        *_each(_DRIVER, "iam:CreateRole", "iam:PutRolePolicy", **_DRIVER_BOUND),
        *(
            need
            for name in ("/aws/lambda/web-stage-driver", "/aws/vendedlogs/states/web-stage-driver")
            for need in _each(_arn("logs", f"log-group:{name}"), "logs:CreateLogGroup")
        ),
    ],
    "lb": _each(
        _BALANCER,
        *("elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:DeleteLoadBalancer"),
    ),
    "lb_listener": _each(_BALANCER, "elasticloadbalancing:CreateListener"),
    "lb_listener_rule": _each(_LISTENER, "elasticloadbalancing:CreateRule"),
    "lb_target_group": _each(
        _arn("elasticloadbalancing", "targetgroup/web-stage-blue/1"),
        "elasticloadbalancing:CreateTargetGroup",
    ),
    "nat_gateway": _each("*", "ec2:CreateNatGateway", "ec2:DeleteNatGateway"),
    "route": _each("*", "ec2:CreateRoute", "ec2:DeleteRoute"),
    "route53_health_check": _each("*", "route53:CreateHealthCheck"),
    "route53_record": _each("*", "route53:ChangeResourceRecordSets"),
    "route53_zone": _each("*", "route53:CreateHostedZone", "route53:DeleteHostedZone"),
    "route_table": _each("*", "ec2:CreateRouteTable", "ec2:DeleteRouteTable"),
    "route_table_association": _each("*", "ec2:AssociateRouteTable", "ec2:DisassociateRouteTable"),
    "s3_bucket": _each(_LOGS, "s3:CreateBucket", "s3:DeleteBucket", "s3:PutBucketTagging"),
    "s3_bucket_lifecycle_configuration": _each(_LOGS, "s3:PutLifecycleConfiguration"),
    "s3_bucket_ownership_controls": _each(_LOGS, "s3:PutBucketOwnershipControls"),
    "s3_bucket_policy": _each(_LOGS, "s3:PutBucketPolicy"),
    "s3_bucket_public_access_block": _each(_LOGS, "s3:PutBucketPublicAccessBlock"),
    "s3_bucket_server_side_encryption_configuration": _each(_LOGS, "s3:PutEncryptionConfiguration"),
    "s3_bucket_versioning": _each(_LOGS, "s3:PutBucketVersioning"),
    "secretsmanager_secret": _each(_SECRET, "secretsmanager:CreateSecret"),
    "secretsmanager_secret_version": [
        *_each(_SECRET, "secretsmanager:PutSecretValue", "secretsmanager:GetSecretValue"),
        *_each("*", "secretsmanager:GetRandomPassword"),
    ],
    "security_group": _each("*", "ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup"),
    "sfn_state_machine": [
        *_each(
            _arn("states", "stateMachine:web-stage-driver"),
            *("states:CreateStateMachine", "states:DeleteStateMachine"),
            "states:UpdateStateMachine",
        ),
        *_each(f"{_DRIVER}-steps", "iam:PassRole", iam__PassedToService="states.amazonaws.com"),
    ],
    "sns_topic": _each(_arn("sns", "web-stage-alerts"), "sns:CreateTopic", "sns:DeleteTopic"),
    "sns_topic_policy": _each(_arn("sns", "web-stage-alerts"), "sns:SetTopicAttributes"),
    "sns_topic_subscription": _each(_arn("sns", "web-stage-alerts"), "sns:Subscribe"),
    "ssm_parameter": _each(
        _arn("ssm", "parameter/sluice/web/stage/deployment"), "ssm:PutParameter"
    ),
    "subnet": _each("*", "ec2:CreateSubnet", "ec2:ModifySubnetAttribute", "ec2:DeleteSubnet"),
    "vpc": [
        *_each("*", "ec2:CreateVpc", "ec2:ModifyVpcAttribute", "ec2:DeleteVpc"),
        *_each("*", "ec2:CreateTags", ec2__CreateAction="CreateVpc"),
    ],
    "vpc_endpoint": _each("*", "ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints"),
    "vpc_security_group_egress_rule": _each("*", "ec2:AuthorizeSecurityGroupEgress"),
    "vpc_security_group_ingress_rule": _each("*", "ec2:AuthorizeSecurityGroupIngress"),
    "wafv2_rule_group": _each(
        _arn("wafv2", "regional/rulegroup/web-stage-rate/1"), "wafv2:CreateRuleGroup"
    ),
    "wafv2_web_acl": _each(_arn("wafv2", "regional/webacl/web-stage/1"), "wafv2:CreateWebACL"),
    "wafv2_web_acl_association": [
        *_each(_BALANCER, "wafv2:AssociateWebACL", "elasticloadbalancing:SetWebACL"),
    ],
    "wafv2_web_acl_logging_configuration": _each(
        _arn("wafv2", "regional/webacl/web-stage/1"), "wafv2:PutLoggingConfiguration"
    ),
}

REFRESH_READS = (
    "acm:DescribeCertificate",
    "acm:ListTagsForCertificate",
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingPolicies",
    "application-autoscaling:ListTagsForResource",
    "backup:DescribeBackupVault",
    "backup:GetBackupPlan",
    "backup:GetBackupSelection",
    "backup:GetBackupVaultAccessPolicy",
    "backup:ListTags",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetDashboard",
    "cloudwatch:ListTagsForResource",
    "ec2:DescribeAddressesAttribute",
    "ec2:DescribeFlowLogs",
    "ec2:DescribePrefixLists",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcEndpoints",
    "ecr:DescribeRepositories",
    "ecr:GetLifecyclePolicy",
    "ecr:ListTagsForResource",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "elasticloadbalancing:DescribeCapacityReservation",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeTags",
    "events:DescribeRule",
    "events:ListTagsForResource",
    "events:ListTargetsByRule",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
    "lambda:GetFunction",
    "lambda:GetFunctionCodeSigningConfig",
    "lambda:ListVersionsByFunction",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:ListTagsForResource",
    "rds:DescribeDBInstanceAutomatedBackups",
    "rds:DescribeDBParameters",
    "rds:ListTagsForResource",
    "route53:GetHealthCheck",
    "route53:ListResourceRecordSets",
    "route53:ListTagsForResource",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:GetResourcePolicy",
    "sns:GetSubscriptionAttributes",
    "sns:GetTopicAttributes",
    "ssm:DescribeParameters",
    "ssm:ListTagsForResource",
    "states:DescribeStateMachine",
    "states:ListStateMachineVersions",
    "states:ListTagsForResource",
    "states:ValidateStateMachineDefinition",
    "wafv2:GetLoggingConfiguration",
    "wafv2:GetRuleGroup",
    "wafv2:GetWebACL",
    "wafv2:GetWebACLForResource",
)
