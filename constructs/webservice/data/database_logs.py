"""The log groups that RDS exports an instance's PostgreSQL logs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.keys import Key

EXPORTS = ("postgresql", "upgrade")


class DatabaseLogs(Construct):
    """One encrypted, expiring log group per exported log.

    They must exist before the instance: RDS would create them itself, without a key and
    without an end. Give `resources` to the instance's `depends_on`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        identifier: str,
        logical_id: str,
        key: Key,
        retention_days: int,
    ) -> None:
        """Create the groups.

        Args:
            scope: the parent.
            id_: the construct's id.
            identifier: the RDS instance's identifier, part of the names that RDS expects.
            logical_id: the start of the pinned Terraform names.
            key: encrypts the logs.
            retention_days: one of CloudWatch Logs' retentions.
        """
        super().__init__(scope, id_)
        self.resources = [
            pin(
                CloudwatchLogGroup(
                    self,
                    export,
                    name=f"/aws/rds/instance/{identifier}/{export}",
                    kms_key_id=key.arn,
                    retention_in_days=retention_days,
                ),
                f"{logical_id}_{export}",
            )
            for export in EXPORTS
        ]
