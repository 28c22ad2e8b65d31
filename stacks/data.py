"""The database of an environment, its backups, and their copies in the backup region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacks.backend import backup_region_provider
from webservice.data.backup import Backup
from webservice.data.database import Database
from webservice.keys import Key

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from webservice.environment import Environment
    from webservice.keys import Keys
    from webservice.network.network import Network


def add_data(
    stack: TerraformStack,
    *,
    environment: Environment,
    keys: Keys,
    network: Network,
    topic_arn: str,
) -> tuple[Database, Backup]:
    """Add them to the stack, with a second provider where anything is copied."""
    copies = None
    copy_key = None
    if environment.backup_region is not None:
        copies = backup_region_provider(stack, environment, environment.backup_region)
        copy_key = Key(
            stack,
            "copy-key",
            alias=f"{environment.prefix}-backup-copies",
            description=f"{environment.prefix}: copies of backups in {environment.backup_region}",
            account=environment.account,
            logical_id="key_backup_copies",
            destroyable=environment.destroyable,
            provider=copies,
        )
    database = Database(
        stack,
        "database",
        prefix=environment.prefix,
        account=environment.account,
        region=environment.region,
        settings=environment.database,
        network=network,
        data_key=keys.data,
        logs_key=keys.logs,
        secrets_key=keys.secrets,
        topic_arn=topic_arn,
        destroyable=environment.destroyable,
        backup_region_provider=copies,
        backup_region_key=copy_key,
    )
    backup = Backup(
        stack,
        "backup",
        prefix=environment.prefix,
        account=environment.account,
        settings=environment.backup,
        key=keys.backups,
        topic_arn=topic_arn,
        resource_arns=[database.arn],
        destroyable=environment.destroyable,
        copy_provider=copies,
        copy_key=copy_key,
    )
    return database, backup
