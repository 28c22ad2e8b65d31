"""The bucket that keeps every stack's Terraform state."""

from __future__ import annotations

from functools import cached_property

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
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

from webservice.errors import require
from webservice.iam import Statement, policy_document
from webservice.keys import Key
from webservice.logical_ids import pin

_ABORT_UPLOADS_AFTER_DAYS = 7
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
        require(3 <= len(name) <= 63, "state bucket name", name, "must have 3 to 63 characters")
        self.key = Key(
            self,
            "key",
            alias=key_alias,
            description="Terraform states",
            account=account,
            logical_id="key_state",
            destroyable=destroyable,
        )
        self._bucket = pin(
            S3Bucket(
                self,
                "bucket",
                bucket=name,
                force_destroy=destroyable,
                lifecycle=TerraformResourceLifecycle(prevent_destroy=not destroyable),
            ),
            "state_bucket",
        )
        self._close_to_the_public()
        self._encrypt()
        self._keep_versions()

    @cached_property
    def name(self) -> str:
        """The bucket's name."""
        return self._bucket.bucket

    @cached_property
    def arn(self) -> str:
        """The bucket's ARN."""
        return self._bucket.arn

    def _close_to_the_public(self) -> None:
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
        S3BucketPolicy(
            self,
            "policy",
            bucket=self._bucket.id,
            policy=policy_document(*_statements(self._bucket.arn)),
            # S3 answers two simultaneous writes to a bucket's settings with a conflict.
            depends_on=[public_access],
        )

    def _encrypt(self) -> None:
        by_default = (
            S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                sse_algorithm="aws:kms", kms_master_key_id=self.key.arn
            )
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=self._bucket.id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=by_default,
                    bucket_key_enabled=True,
                )
            ],
        )

    def _keep_versions(self) -> None:
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
                    id="expire-old-states",
                    status="Enabled",
                    filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
                    noncurrent_version_expiration=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                            noncurrent_days=_NONCURRENT_RETENTION_DAYS,
                            newer_noncurrent_versions=_NONCURRENT_VERSIONS_KEPT,
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


def _statements(arn: str) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="OnlyOverTls",
            effect="Deny",
            actions=("s3:*",),
            resources=(arn, f"{arn}/*"),
            principals="*",
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
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
