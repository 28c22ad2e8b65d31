"""RDS for PostgreSQL: encrypted, reachable by name only, restorable, and observed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.db_event_subscription import DbEventSubscription
from cdktf_cdktf_provider_aws.db_instance import DbInstance
from cdktf_cdktf_provider_aws.db_subnet_group import DbSubnetGroup
from constructs import Construct

from webservice.database_logs import EXPORTS, DatabaseLogs
from webservice.database_parameters import DatabaseParameters
from webservice.database_password import MasterPassword
from webservice.database_replica import BackupReplication, ReadReplica
from webservice.iam import Role, Statement, trust_policy
from webservice.logical_ids import pin
from webservice.security_group import SecurityGroup

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.provider import AwsProvider

    from webservice.keys import Key
    from webservice.network import Network
    from webservice.settings import DatabaseSettings

PORT = 5432
DATABASE_NAME = "app"
# RDS reserves `admin`; the application connects as a user of its own, through IAM.
MASTER_USER = "dbadmin"

_CA_CERTIFICATE = "rds-ca-rsa2048-g1"
_MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
# Above the free 7 days, Performance Insights is a part of Database Insights' advanced mode.
_FREE_INSIGHTS_DAYS = 7
_EVENTS = (
    "availability",
    "backup",
    "configuration change",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "read replica",
    "recovery",
    "security",
)


class Database(Construct):
    """A PostgreSQL instance in the isolated subnets, with a standby, a replica and copies by choice.

    Nobody reaches it until `allow_from` opens its port to a security group, and nobody
    connects as a database user until `grant_connect` lets a role do so.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        settings: DatabaseSettings,
        network: Network,
        data_key: Key,
        logs_key: Key,
        secrets_key: Key,
        topic_arn: str,
        destroyable: bool = False,
        backup_region_provider: AwsProvider | None = None,
        backup_region_key: Key | None = None,
    ) -> None:
        """Create the instance and what belongs to it.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the instance's identifier, and the start of every other name.
            account: the AWS account.
            region: the instance's region.
            settings: size, version, retention and choices.
            network: whose isolated subnets it lies in.
            data_key: encrypts storage, snapshots and performance insights.
            logs_key: encrypts the exported logs.
            secrets_key: encrypts the master password.
            topic_arn: the SNS topic that hears of failovers, failures and low storage.
            destroyable: no deletion protection, no final snapshot.
            backup_region_provider: where backups are replicated; needed by
                `settings.replicate_backups` only.
            backup_region_key: a key of that region; needed by the same.

        Raises:
            InvalidValue: backups are to be replicated, but not where to or with which key.
        """
        super().__init__(scope, id_)
        self._account = account
        self._region = region
        self.identifier = prefix
        self.port = PORT
        self.database_name = DATABASE_NAME
        self.security_group = SecurityGroup(
            self,
            "security-group",
            name=f"{prefix}-database",
            description=f"{prefix}: PostgreSQL",
            vpc_id=network.vpc_id,
        )
        password = (
            MasterPassword(
                self, "master", prefix=prefix, key=secrets_key, destroyable=destroyable
            )
            if settings.read_replica
            else None
        )
        shared = self._shared(prefix, settings, data_key, destroyable=destroyable)
        primary = self._primary(
            prefix, settings, shared, password, network, data_key, logs_key, secrets_key, destroyable
        )
        self._instance = primary
        self._password = password
        if password is not None:
            password.store(MASTER_USER, primary)
        self.replica_identifier: str | None = None
        if settings.read_replica:
            self.replica_identifier = f"{prefix}-replica"
            ReadReplica(
                self,
                "replica",
                identifier=self.replica_identifier,
                primary=primary,
                settings=settings,
                shared=shared,
                logs_key=logs_key,
            )
        if settings.replicate_backups:
            BackupReplication(
                self,
                "backup-replication",
                primary=primary,
                retention_days=settings.backup_retention_days,
                provider=backup_region_provider,
                key=backup_region_key,
            )
