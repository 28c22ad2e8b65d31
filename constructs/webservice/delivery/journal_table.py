"""The table in which the driver keeps its leases and the record of each release."""

from __future__ import annotations

from functools import cached_property

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
    DynamodbTableTtl,
)
from constructs import Construct

from webservice.keys import Key
from webservice.logical_ids import pin

# DynamoDB's longest window.
_RECOVERY_DAYS = 35


class JournalTable(Construct):
    """An on-demand table with keys `pk` and `sk`, encrypted with a key of its own.

    Items that carry `expires_at` (seconds since the epoch) are removed after it; releases
    carry none and stay.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        account: str,
        destroyable: bool = False,
    ) -> None:
        """Create the table and its key.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the table's name, also the alias of its key.
            account: the account that owns it.
            destroyable: lets it be deleted.
        """
        super().__init__(scope, id_)
        self.key = Key(
            self,
            "key",
            alias=name,
            description="leases and releases",
            account=account,
            logical_id="key_journal",
            destroyable=destroyable,
        )
        self._table = pin(
            DynamodbTable(
                self,
                "table",
                name=name,
                billing_mode="PAY_PER_REQUEST",
                hash_key="pk",
                range_key="sk",
                attribute=[
                    DynamodbTableAttribute(name="pk", type="S"),
                    DynamodbTableAttribute(name="sk", type="S"),
                ],
                ttl=DynamodbTableTtl(attribute_name="expires_at", enabled=True),
                point_in_time_recovery=DynamodbTablePointInTimeRecovery(
                    enabled=True, recovery_period_in_days=_RECOVERY_DAYS
                ),
                server_side_encryption=DynamodbTableServerSideEncryption(
                    enabled=True, kms_key_arn=self.key.arn
                ),
                deletion_protection_enabled=not destroyable,
                lifecycle=TerraformResourceLifecycle(prevent_destroy=not destroyable),
            ),
            "journal_table",
        )

    @cached_property
    def name(self) -> str:
        """The table's name."""
        return self._table.name

    @cached_property
    def arn(self) -> str:
        """The table's ARN."""
        return self._table.arn
