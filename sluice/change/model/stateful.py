"""Kinds of resources whose deletion loses what no apply brings back.

The criterion: data, or a name or a key that others hold on to, is gone after a delete, and
creating the resource again gives an empty or another one. What can be created again as it
was (a load balancer, a role, an alarm) is not here, however much an outage it is.
"""

from __future__ import annotations

STATEFUL_KINDS: frozenset[str] = frozenset(
    {
        # Databases and caches
        "aws_db_cluster_snapshot",
        "aws_db_instance",
        "aws_db_instance_automated_backups_replication",
        "aws_db_snapshot",
        "aws_docdb_cluster",
        "aws_dynamodb_global_table",
        "aws_dynamodb_table",
        "aws_elasticache_cluster",
        "aws_elasticache_replication_group",
        "aws_memorydb_cluster",
        "aws_neptune_cluster",
        "aws_opensearch_domain",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_rds_global_cluster",
        "aws_redshift_cluster",
        "aws_timestreamwrite_table",
        # Files, objects, volumes
        "aws_ebs_snapshot",
        "aws_ebs_volume",
        "aws_efs_file_system",
        "aws_fsx_lustre_file_system",
        "aws_fsx_ontap_file_system",
        "aws_fsx_openzfs_file_system",
        "aws_fsx_windows_file_system",
        "aws_s3_bucket",
        # Queues and streams: what is in them is not processed yet
        "aws_kinesis_stream",
        "aws_mq_broker",
        "aws_msk_cluster",
        "aws_sqs_queue",
        # Keys and secrets: what they encrypt, or open, is lost with them
        "aws_kms_external_key",
        "aws_kms_key",
        "aws_kms_replica_key",
        "aws_secretsmanager_secret",
        # Images, logs and backups
        "aws_backup_vault",
        "aws_cloudwatch_log_group",
        "aws_ecr_repository",
        # Identities that others hold on to: name servers, a pool's users, an address on
        # somebody's allow list
        "aws_cognito_user_pool",
        "aws_eip",
        "aws_route53_zone",
    }
)
"""Terraform's resource types."""
