"""The bucket that the load balancer's access and connection logs go to, and nothing else."""

from __future__ import annotations

from functools import cached_property

from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
)
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from webservice.errors import require, require_range
from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin

# The service principal works in every region; AWS asks to replace the per-region accounts
# of the regions before August 2022 (156460612806 in eu-west-1) with it.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
_LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com"
_ABORT_UPLOADS_AFTER_DAYS = 7
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
        require(len(name) <= 63, "log bucket name", name, "must have at most 63 characters")
        require_range("log bucket retention_days", retention_days, 1, 3650)
        self._bucket = pin(
            S3Bucket(self, "bucket", bucket=name, force_destroy=destroyable), "load_balancer_logs"
        )
        public_access = S3BucketPublicAccessBlock(
            self,
            "public-access",
            bucket=self._bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=self._bucket.id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        self._encrypt()
        self._expire(retention_days)
        self.policy = S3BucketPolicy(
            self,
            "policy",
            bucket=self._bucket.id,
            policy=policy_document(*self._statements(account, prefixes, destroyable=destroyable)),
            # S3 answers two simultaneous writes to a bucket's settings with a conflict.
            depends_on=[public_access],
        )

    @cached_property
    def name(self) -> str:
        """The bucket's name."""
        return self._bucket.bucket

    def _encrypt(self) -> None:
        by_default = (
            S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                sse_algorithm="AES256"
            )
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=self._bucket.id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=by_default
                )
            ],
        )

    def _expire(self, retention_days: int) -> None:
        versioning = S3BucketVersioningA(
            self,
            "versioning",
            bucket=self._bucket.id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        S3BucketLifecycleConfiguration(
            self,
            "expiry",
            bucket=self._bucket.id,
            rule=[
                S3BucketLifecycleConfigurationRule(
                    id="expire-logs",
                    status="Enabled",
                    filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
                    expiration=[S3BucketLifecycleConfigurationRuleExpiration(days=retention_days)],
                    noncurrent_version_expiration=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                            noncurrent_days=_NONCURRENT_RETENTION_DAYS
                        )
                    ],
                    abort_incomplete_multipart_upload=[
                        S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                            days_after_initiation=_ABORT_UPLOADS_AFTER_DAYS
                        )
                    ],
                )
            ],
            # AWS: versioning first, or a rule on noncurrent versions may be refused.
            depends_on=[versioning],
        )

    def _statements(
        self, account: str, prefixes: tuple[str, ...], *, destroyable: bool
    ) -> list[Statement]:
        arn = self._bucket.arn
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
            Statement(
                sid="OnlyOverTls",
                effect="Deny",
                actions=("s3:*",),
                resources=(arn, f"{arn}/*"),
                principals="*",
                conditions={"Bool": {"aws:SecureTransport": "false"}},
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
