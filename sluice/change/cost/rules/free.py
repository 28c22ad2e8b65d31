"""Kinds of resources that cost nothing by themselves, each with the reason.

A kind that is neither here nor in a table of charges has no price, which is another thing.
"""

from __future__ import annotations

_IAM = "IAM is free"
_VPC = "this part of a VPC is free; gateways, endpoints and addresses are charged on their own"
_S3 = "it configures a bucket, which is charged on its own"
_RDS = "it configures a database, which is charged on its own"
_LB = "it is part of a load balancer, whose capacity units count its use"
_LOGS = "it configures log groups, which are charged on their own"
_BACKUP = "it configures AWS Backup, whose vaults are charged on their own"
_WAF = "it connects a web ACL, which is charged on its own"

FREE: dict[str, str] = {
    "aws_acm_certificate_validation": "it only waits for a certificate",
    "aws_appautoscaling_target": "autoscaling is free; the tasks it starts are the service's",
    "aws_backup_selection": _BACKUP,
    "aws_backup_vault_policy": _BACKUP,
    "aws_cloudwatch_event_rule": "events of AWS services on the default bus are free",
    "aws_cloudwatch_event_target": "delivery to targets in AWS is free",
    "aws_cloudwatch_log_resource_policy": _LOGS,
    "aws_db_event_subscription": "RDS notifies for free; the topic is charged on its own",
    "aws_db_parameter_group": _RDS,
    "aws_db_subnet_group": _RDS,
    "aws_default_security_group": _VPC,
    "aws_ecr_lifecycle_policy": "it configures a repository, which is charged on its own",
    "aws_ecs_cluster_capacity_providers": "tasks are charged, where they run",
    "aws_ecs_task_definition": "tasks are charged, where they run",
    "aws_iam_openid_connect_provider": _IAM,
    "aws_iam_policy": _IAM,
    "aws_iam_role": _IAM,
    "aws_iam_role_policy": _IAM,
    "aws_iam_role_policy_attachment": _IAM,
    "aws_internet_gateway": _VPC,
    "aws_kms_alias": "a key is charged, however many names it has",
    "aws_lb_listener": _LB,
    "aws_lb_listener_rule": _LB,
    "aws_lb_target_group": _LB,
    "aws_route": _VPC,
    "aws_route53_record": "a zone's first 10,000 records are free; queries are the zone's",
    "aws_route_table": _VPC,
    "aws_route_table_association": _VPC,
    "aws_s3_bucket_lifecycle_configuration": _S3,
    "aws_s3_bucket_ownership_controls": _S3,
    "aws_s3_bucket_policy": _S3,
    "aws_s3_bucket_public_access_block": _S3,
    "aws_s3_bucket_server_side_encryption_configuration": _S3,
    "aws_s3_bucket_versioning": _S3,
    "aws_secretsmanager_secret_version": "a secret is charged, however many versions it has",
    "aws_security_group": _VPC,
    "aws_sns_topic_policy": "it configures a topic, which is charged on its own",
    "aws_subnet": _VPC,
    "aws_vpc": _VPC,
    "aws_vpc_security_group_egress_rule": _VPC,
    "aws_vpc_security_group_ingress_rule": _VPC,
    "aws_wafv2_web_acl_association": _WAF,
}
