"""RDS for PostgreSQL: encrypted, reachable by name only, restorable, and observed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_aws.db_instance import DbInstance
from cdktf_cdktf_provider_aws.db_subnet_group import DbSubnetGroup
from constructs import Construct

from webservice.data.database_events import publish_events
from webservice.data.database_instance import shared_arguments
from webservice.data.database_logs import EXPORTS, DatabaseLogs
from webservice.data.database_password import MasterPassword
from webservice.data.database_replica import BackupReplication, ReadReplica
from webservice.errors import require
from webservice.iam import Role, Statement
from webservice.logical_ids import pin
from webservice.network.security_group import SecurityGroup

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.provider import AwsProvider

    from webservice.keys import Key
    from webservice.network.network import Network
    from webservice.settings import DatabaseSettings

PORT = 5432
DATABASE_NAME = "app"
# RDS reserves `admin`; the application connects as a user of its own, through IAM.
MASTER_USER = "dbadmin"

_USER = re.compile(r"^[a-z_][a-z0-9_]{0,62}$")


class Database(Construct):
    """A PostgreSQL instance in the isolated subnets; standby, replica and copies by choice.

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
        shared = shared_arguments(
            self,
            prefix=prefix,
            account=account,
            settings=settings,
            data_key=data_key,
            security_group=self.security_group,
            destroyable=destroyable,
        )
        logs = DatabaseLogs(
            self,
            "logs",
            identifier=prefix,
            logical_id="log_group_database",
            key=logs_key,
            retention_days=settings.log_retention_days,
        )
        password: MasterPassword | None = None
        if settings.read_replica:
            password = MasterPassword(
                self, "master", prefix=prefix, key=secrets_key, destroyable=destroyable
            )
            credentials: dict[str, Any] = {
                "password_wo": password.value,
                "password_wo_version": password.VERSION,
            }
        else:
            credentials = {
                "manage_master_user_password": True,
                "master_user_secret_kms_key_id": secrets_key.arn,
            }
        self._instance = pin(
            DbInstance(
                self,
                "instance",
                identifier=prefix,
                engine="postgres",
                # The major version only: RDS moves the minor one in maintenance windows.
                engine_version=settings.engine_version,
                db_name=DATABASE_NAME,
                username=MASTER_USER,
                # Storage autoscaling raises it; the provider ignores that below the maximum.
                allocated_storage=settings.storage_gib,
                kms_key_id=data_key.arn,
                multi_az=settings.multi_az,
                db_subnet_group_name=DbSubnetGroup(
                    self,
                    "subnets",
                    name=f"{prefix}-database",
                    description=f"{prefix}: isolated subnets",
                    subnet_ids=network.isolated_subnet_ids,
                ).name,
                backup_retention_period=settings.backup_retention_days,
                backup_window=settings.backup_window_utc,
                delete_automated_backups=destroyable,
                skip_final_snapshot=destroyable or not settings.final_snapshot,
                final_snapshot_identifier=f"{prefix}-final",
                enabled_cloudwatch_logs_exports=list(EXPORTS),
                depends_on=logs.resources,
                lifecycle=TerraformResourceLifecycle(prevent_destroy=shared["deletion_protection"]),
                **credentials,
                **shared,
            ),
            "database",
        )
        self._password = password
        if password is not None:
            password.store(MASTER_USER, self._instance)
        self.replica_identifier: str | None = None
        if settings.read_replica:
            self.replica_identifier = f"{prefix}-replica"
            self._replica = ReadReplica(
                self,
                "replica",
                identifier=self.replica_identifier,
                primary=self._instance,
                retention_days=settings.log_retention_days,
                shared=shared,
                logs_key=logs_key,
            )
        if settings.replicate_backups:
            BackupReplication(
                self,
                "backup-replication",
                primary=self._instance,
                retention_days=settings.backup_retention_days,
                provider=backup_region_provider,
                key=backup_region_key,
            )
        instances = [self._instance.identifier]
        if self.replica_identifier is not None:
            instances.append(self._replica.resource.identifier)
        publish_events(self, name=f"{prefix}-database", topic_arn=topic_arn, identifiers=instances)

    @cached_property
    def arn(self) -> str:
        """The instance's ARN."""
        return self._instance.arn

    @cached_property
    def resource_id(self) -> str:
        """The instance's `db-...` id, which never changes and which IAM policies name."""
        return self._instance.resource_id

    @cached_property
    def address(self) -> str:
        """The instance's DNS name, which a failover moves to the standby."""
        return self._instance.address

    @cached_property
    def endpoint_port(self) -> str:
        """The port at `address`, as the instance tells it: RDS chooses PostgreSQL's own."""
        return Token.as_string(self._instance.port)

    @cached_property
    def master_secret_arn(self) -> str:
        """The ARN of the secret that holds the master user and password."""
        if self._password is not None:
            return self._password.secret_arn
        return self._instance.master_user_secret.get(0).secret_arn

    def allow_from(self, purpose: str, security_group: SecurityGroup) -> None:
        """Open PostgreSQL's port to `security_group`; its own way out is not opened here."""
        self.security_group.allow_ingress_from(purpose, peer=security_group, port=PORT)

    def grant_connect(self, role: Role, user: str) -> None:
        """Let `role` connect as the database user `user` with a token instead of a password.

        The user must exist and have been granted `rds_iam`.
        """
        require(
            bool(_USER.match(user)),
            "database user",
            user,
            "must be a lower-case PostgreSQL name of at most 63 characters",
        )
        resource = f"arn:aws:rds-db:{self._region}:{self._account}:dbuser:{self.resource_id}/{user}"
        role.allow(
            f"connect-as-{user}",
            Statement(sid="Connect", actions=("rds-db:connect",), resources=(resource,)),
        )
