"""The bucket that the load balancer's access and connection logs go to, and nothing else."""

from __future__ import annotations

from functools import cached_property

from constructs import Construct

from webservice.errors import require_range
from webservice.iam import Statement
from webservice.locked_bucket import Expiry, LockedBucket

# The service principal works in every region; AWS asks to replace the per-region accounts
# of the regions before August 2022 (156460612806 in eu-west-1) with it.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
_LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com"
# An overwritten or deleted log stays readable this long, for whoever investigates it.
_NONCURRENT_RETENTION_DAYS = 30


class LogBucket(Construct):
    """A private, versioned, expiring bucket that only Elastic Load Balancing writes to.

    Objects are encrypted with S3's own keys (SSE-S3): Elastic Load Balancing cannot
    deliver to a bucket whose default is a KMS key. Nobody may delete a log before it
    expires, unless the bucket is destroyable.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        account: str,
        prefixes: tuple[str, ...],
        retention_days: int,
        destroyable: bool = False,
    ) -> None:
        """Create the bucket with its policy.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the bucket's name, unique in all of S3, at most 63 characters.
            account: the account whose load balancers may deliver.
            prefixes: the key prefixes that are delivered to, such as `("access",)`.
            retention_days: after how many days a log expires.
            destroyable: lets `destroy` delete the logs with the bucket.

        Raises:
            InvalidValue: the name is too long, or the retention is not 1 to 3650 days.
        """
        super().__init__(scope, id_)
        require_range("log bucket retention_days", retention_days, 1, 3650)
        self._bucket = LockedBucket(
            self,
            "bucket",
            name=name,
            logical_id="load_balancer_logs",
            expiry=Expiry(
                name="expire-logs",
                current_days=retention_days,
                noncurrent_days=_NONCURRENT_RETENTION_DAYS,
            ),
            statements=lambda arn: _statements(arn, account, prefixes, destroyable=destroyable),
            destroyable=destroyable,
        )
        self.policy = self._bucket.policy

    @cached_property
    def name(self) -> str:
        """The bucket's name."""
        return self._bucket.name


def _statements(
    arn: str, account: str, prefixes: tuple[str, ...], *, destroyable: bool
) -> list[Statement]:
    statements = [
        Statement(
            sid="LoadBalancersOfThisAccountDeliver",
            actions=("s3:PutObject",),
            # Elastic Load Balancing itself puts the load balancer's account in the key:
            # another account's logs cannot land here.
            resources=tuple(f"{arn}/{prefix}/AWSLogs/{account}/*" for prefix in prefixes),
            principals={"Service": (_LOG_DELIVERY,)},
        ),
        Statement(
            sid="NobodyElseWrites",
            effect="Deny",
            actions=("s3:PutObject",),
            resources=(f"{arn}/*",),
            principals="*",
            conditions={"Bool": {"aws:PrincipalIsAWSService": "false"}},
        ),
    ]
    if not destroyable:
        statements.append(
            Statement(
                sid="NobodyDeletesBeforeExpiry",
                effect="Deny",
                actions=("s3:DeleteObject", "s3:DeleteObjectVersion"),
                resources=(f"{arn}/*",),
                principals="*",
            )
        )
    return statements
