"""The bucket that keeps every stack's Terraform state."""

from __future__ import annotations

from functools import cached_property

from constructs import Construct

from webservice.iam import Statement
from webservice.keys import Key
from webservice.locked_bucket import Expiry, LockedBucket

# Old states are kilobytes, and the only way back from a bad state push.
_NONCURRENT_RETENTION_DAYS = 365
_NONCURRENT_VERSIONS_KEPT = 50


class StateBucket(Construct):
    """A private, versioned bucket whose objects are encrypted with a key of their own.

    Terraform locks natively in it: `<key>.tflock`, written with a conditional put.

    It has no server access log: AWS delivers those at best effort, and to a bucket that
    cannot use a KMS key and would itself go unlogged. Only the delivery roles can read
    states, and an account that must record each read does so with CloudTrail data events.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        account: str,
        key_alias: str,
        destroyable: bool = False,
    ) -> None:
        """Create the bucket and its key.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the bucket's name, 3 to 63 characters; every stack's backend names it too.
            account: the account that owns it.
            key_alias: the alias of its key, without the `alias/` in front.
            destroyable: lets Terraform destroy it, with every version in it.

        Raises:
            InvalidValue: the name's length is not 3 to 63.
        """
        super().__init__(scope, id_)
        self.key = Key(
            self,
            "key",
            alias=key_alias,
            description="Terraform states",
            account=account,
            logical_id="key_state",
            destroyable=destroyable,
        )
        self._bucket = LockedBucket(
            self,
            "bucket",
            name=name,
            logical_id="state_bucket",
            expiry=Expiry(
                name="expire-old-states",
                noncurrent_days=_NONCURRENT_RETENTION_DAYS,
                noncurrent_versions_kept=_NONCURRENT_VERSIONS_KEPT,
            ),
            statements=_statements,
            key=self.key,
            destroyable=destroyable,
            prevent_destroy=not destroyable,
        )

    @cached_property
    def name(self) -> str:
        """The bucket's name."""
        return self._bucket.name

    @cached_property
    def arn(self) -> str:
        """The bucket's ARN."""
        return self._bucket.arn


def _statements(arn: str) -> tuple[Statement, ...]:
    return (
        # A put that asks for S3's own key would override the bucket's default; one that
        # asks for nothing gets the default. (Terraform's backend asks for AES256 wherever
        # it has `encrypt` but no `kms_key_id`.)
        Statement(
            sid="OnlyWithAKmsKey",
            effect="Deny",
            actions=("s3:PutObject",),
            resources=(f"{arn}/*",),
            principals="*",
            conditions={
                "Null": {"s3:x-amz-server-side-encryption": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
            },
        ),
    )
