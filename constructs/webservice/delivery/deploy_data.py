"""What deploying an environment writes to data, keys, records and alarms.

The rules of `webservice.delivery.deploy_services` hold here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.delivery.delivery_scope import actions_of, both
from webservice.iam import Statement

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope


def data(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to databases, secrets, backups and log buckets."""
    return (
        Statement(
            sid="Databases",
            actions=actions_of(
                "rds",
                "AddSourceIdentifierToSubscription AddTagsToResource CreateDBInstance "
                "CreateDBInstanceReadReplica CreateDBParameterGroup CreateDBSnapshot "
                "CreateDBSubnetGroup CreateEventSubscription DeleteDBInstance "
                "DeleteDBInstanceAutomatedBackup DeleteDBParameterGroup DeleteDBSubnetGroup "
                "DeleteEventSubscription ModifyDBInstance ModifyDBParameterGroup "
                "ModifyDBSubnetGroup ModifyEventSubscription PromoteReadReplica "
                "RebootDBInstance RemoveSourceIdentifierFromSubscription "
                "RemoveTagsFromResource ResetDBParameterGroup "
                "StartDBInstanceAutomatedBackupsReplication "
                "StopDBInstanceAutomatedBackupsReplication",
            ),
            resources=(
                scope.named("rds", "*:"),
                *scope.arns("rds", "auto-backup:*", "og:default:*", "pg:default.*"),
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Secrets",
            actions=actions_of(
                "secretsmanager",
                "CreateSecret DeleteResourcePolicy DeleteSecret PutResourcePolicy "
                "PutSecretValue TagResource UntagResource UpdateSecret",
            ),
            # `rds!` is where RDS keeps the master passwords that it manages itself.
            resources=(
                scope.named("secretsmanager", "secret:"),
                *scope.arns("secretsmanager", "secret:rds!db-*"),
            ),
            conditions=scope.in_regions,
        ),
        # Terraform reads back the one secret that it wrote, without keeping it.
        Statement(
            sid="MasterPassword",
            actions=("secretsmanager:GetSecretValue",),
            resources=(f"{scope.named('secretsmanager', 'secret:')}/database/master-*",),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Backups",
            actions=actions_of(
                "backup",
                "CopyIntoBackupVault CreateBackupPlan CreateBackupSelection CreateBackupVault "
                "DeleteBackupPlan DeleteBackupSelection DeleteBackupVault "
                "DeleteBackupVaultAccessPolicy DeleteBackupVaultLockConfiguration "
                "DeleteRecoveryPoint PutBackupVaultAccessPolicy "
                "PutBackupVaultLockConfiguration TagResource UntagResource UpdateBackupPlan",
            ),
            resources=(
                scope.named("backup", "backup-vault:"),
                *scope.arns("backup", "backup-plan:*", "recovery-point:*"),
                *scope.arns("rds", "snapshot:awsbackup:*"),
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="BackupStorage",
            actions=("backup-storage:MountCapsule",),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="LogBuckets",
            actions=actions_of(
                "s3",
                "CreateBucket DeleteBucket DeleteBucketPolicy DeleteObject "
                "DeleteObjectVersion ListBucketVersions PutBucketOwnershipControls "
                "PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging "
                "PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration",
            ),
            resources=(scope.named("s3", ""),),
        ),
    )


def keys(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to KMS, and the use of keys through other services."""
    of_environments = both(scope.in_regions, scope.of_environments)
    return (
        Statement(
            sid="CreateKeys",
            actions=("kms:CreateKey", "kms:TagResource"),
            conditions=both(
                scope.in_regions,
                {"StringEquals": {"aws:RequestTag/Environment": scope.environments}},
            ),
        ),
        Statement(
            sid="ChangeKeys",
            actions=actions_of(
                "kms",
                "CreateAlias DeleteAlias DisableKeyRotation EnableKeyRotation PutKeyPolicy "
                "ScheduleKeyDeletion TagResource UntagResource UpdateAlias "
                "UpdateKeyDescription",
            ),
            conditions=of_environments,
        ),
        # An alias carries no tag: it is allowed by name, its key by the statement above.
        Statement(
            sid="Aliases",
            actions=actions_of("kms", "CreateAlias DeleteAlias UpdateAlias"),
            resources=(scope.named("kms", "alias/"),),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="LendKeysToServices",
            actions=("kms:CreateGrant",),
            conditions=both(of_environments, {"Bool": {"kms:GrantIsForAWSResource": "true"}}),
        ),
        Statement(
            sid="UseKeysThroughServices",
            actions=("kms:Decrypt", "kms:GenerateDataKey*"),
            conditions=both(
                of_environments,
                {
                    "StringLike": {
                        "kms:ViaService": (
                            "backup.*.amazonaws.com",
                            "rds.*.amazonaws.com",
                            "secretsmanager.*.amazonaws.com",
                        )
                    }
                },
            ),
        ),
    )


def records(scope: DeliveryScope) -> tuple[Statement, ...]:
    """Return the writes to log groups, alarms, dashboards, topics, rules and parameters."""
    names = scope.names
    return (
        Statement(
            sid="LogGroups",
            actions=actions_of(
                "logs",
                "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteMetricFilter "
                "DisassociateKmsKey PutMetricFilter PutRetentionPolicy TagResource "
                "UntagResource",
            ),
            resources=scope.arns(
                "logs",
                f"log-group:/{names}",
                f"log-group:/aws/*/{names}",
                f"log-group:/ecs/{names}",
                f"log-group:aws-waf-logs-{names}",
            ),
            conditions=scope.in_regions,
        ),
        # Log deliveries have neither names nor tags.
        Statement(
            sid="LogDeliveries",
            actions=actions_of(
                "logs",
                "CreateLogDelivery DeleteLogDelivery DeleteResourcePolicy PutResourcePolicy "
                "UpdateLogDelivery",
            ),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Alarms",
            actions=actions_of(
                "cloudwatch",
                "DeleteAlarms DeleteDashboards PutCompositeAlarm PutDashboard PutMetricAlarm "
                "TagResource UntagResource",
            ),
            # Target tracking makes its own alarms, under names that AWS chooses; dashboards
            # are global.
            resources=(
                scope.named("cloudwatch", "alarm:"),
                *scope.arns("cloudwatch", f"alarm:TargetTracking-service/{names}"),
                f"arn:aws:cloudwatch::{scope.account}:dashboard/{names}",
            ),
        ),
        Statement(
            sid="Topics",
            actions=actions_of(
                "sns",
                "CreateTopic DeleteTopic SetSubscriptionAttributes SetTopicAttributes "
                "Subscribe TagResource Unsubscribe UntagResource",
            ),
            resources=(scope.named("sns", ""),),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Rules",
            actions=actions_of(
                "events",
                "DeleteRule PutRule PutTargets RemoveTargets TagResource UntagResource",
            ),
            resources=(scope.named("events", "rule/"),),
            conditions=scope.in_regions,
        ),
        Statement(
            sid="Parameters",
            actions=actions_of(
                "ssm",
                "AddTagsToResource DeleteParameter PutParameter RemoveTagsFromResource",
            ),
            resources=(
                scope.named("ssm", "parameter/"),
                *scope.arns(
                    "ssm",
                    *(
                        f"parameter/sluice/{scope.service_name}/{name}/*"
                        for name in scope.environments
                    ),
                ),
            ),
            conditions=scope.in_regions,
        ),
    )
