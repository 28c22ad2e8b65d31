"""Copies of the database: a read replica, and its automated backups in a second region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.db_instance import DbInstance
from cdktf_cdktf_provider_aws.db_instance_automated_backups_replication import (
    DbInstanceAutomatedBackupsReplication,
)
from constructs import Construct

from webservice.data.database_logs import EXPORTS, DatabaseLogs
from webservice.errors import InvalidValue, require
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cdktf_cdktf_provider_aws.provider import AwsProvider

    from webservice.keys import Key


class ReadReplica(Construct):
    """A read replica in the primary's region and subnets, observed as the primary is."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        identifier: str,
        primary: DbInstance,
        retention_days: int,
        shared: Mapping[str, Any],
        logs_key: Key,
    ) -> None:
        """Create the replica.

        Args:
            scope: the parent.
            id_: the construct's id.
            identifier: the replica's name in RDS.
            primary: the instance that it follows.
            retention_days: of the exported logs.
            shared: the arguments of `DbInstance` that hold for the primary and its replica.
            logs_key: encrypts the exported logs.
        """
        super().__init__(scope, id_)
        logs = DatabaseLogs(
            self,
            "logs",
            identifier=identifier,
            logical_id="log_group_database_replica",
            key=logs_key,
            retention_days=retention_days,
        )
        # No kms_key_id, subnet group, engine or backups of its own: in one region a replica
        # takes the primary's, and RDS refuses some of them when they are given.
        self.resource = pin(
            DbInstance(
                self,
                "instance",
                identifier=identifier,
                replicate_source_db=primary.identifier,
                enabled_cloudwatch_logs_exports=list(EXPORTS),
                # RDS takes no final snapshot of a replica.
                skip_final_snapshot=True,
                depends_on=logs.resources,
                lifecycle=TerraformResourceLifecycle(prevent_destroy=shared["deletion_protection"]),
                **shared,
            ),
            "database_replica",
        )


class BackupReplication(Construct):
    """Keeps the automated backups, and the transaction logs between them, in a second region."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        primary: DbInstance,
        retention_days: int,
        provider: AwsProvider | None,
        key: Key | None,
    ) -> None:
        """Start the replication.

        Args:
            scope: the parent.
            id_: the construct's id.
            primary: the instance whose backups are replicated.
            retention_days: 1 to 35, in the second region.
            provider: the second region's.
            key: a key of the second region.

        Raises:
            InvalidValue: no provider, no key, or no backups to replicate.
        """
        super().__init__(scope, id_)
        if provider is None or key is None:
            raise InvalidValue(
                "database.replicate_backups",
                True,  # noqa: FBT003 - the value that is complained of
                "needs the provider and the key of the backup region",
            )
        require(
            retention_days > 0,
            "database.backup_retention_days",
            retention_days,
            "must be above 0 where database.replicate_backups is True",
        )
        pin(
            DbInstanceAutomatedBackupsReplication(
                self,
                "replication",
                source_db_instance_arn=primary.arn,
                kms_key_id=key.arn,
                retention_period=retention_days,
                provider=provider,
            ),
            "database_backups_replication",
        )
