"""An S3 bucket with everything shut that a private bucket wants shut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
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

from webservice.errors import require
from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webservice.keys import Key

_ABORT_UPLOADS_AFTER_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """What a bucket forgets, and when.

    Attributes:
        name: the rule's id.
        noncurrent_days: how long an overwritten or deleted version stays readable.
        current_days: how long an object stays; for ever where left out.
        noncurrent_versions_kept: so many versions stay however old; none where left out.
    """

    name: str
    noncurrent_days: int
    current_days: int | None = None
    noncurrent_versions_kept: int | None = None


class LockedBucket(Construct):
    """A private, versioned, encrypted bucket that answers over TLS only."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        logical_id: str,
        expiry: Expiry,
        statements: Callable[[str], Sequence[Statement]],
        key: Key | None = None,
        destroyable: bool = False,
        prevent_destroy: bool = False,
    ) -> None:
        """Create the bucket, its policy and its settings.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: unique in all of S3, 3 to 63 characters.
            logical_id: the pinned Terraform name.
            expiry: what it forgets, and when.
            statements: given the bucket's ARN, what its policy says besides "TLS only".
            key: encrypts the objects; S3's own keys where left out.
            destroyable: lets `destroy` delete the objects with the bucket.
            prevent_destroy: makes Terraform refuse to plan its destruction.

        Raises:
            InvalidValue: the name's length is not 3 to 63.
        """
        super().__init__(scope, id_)
        require(3 <= len(name) <= 63, "bucket name", name, "must have 3 to 63 characters")
        lifecycle = TerraformResourceLifecycle(prevent_destroy=True) if prevent_destroy else None
        self._bucket = pin(
            S3Bucket(self, "bucket", bucket=name, force_destroy=destroyable, lifecycle=lifecycle),
            logical_id,
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
        self._encrypt(key)
        self._expire(expiry)
        tls = Statement(
            sid="OnlyOverTls",
            effect="Deny",
            actions=("s3:*",),
            resources=(self.arn, f"{self.arn}/*"),
            principals="*",
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )
        self.policy = S3BucketPolicy(
            self,
            "policy",
            bucket=self._bucket.id,
            policy=policy_document(*statements(self.arn), tls),
            # S3 answers two simultaneous writes to a bucket's settings with a conflict.
            depends_on=[public_access],
        )

    @cached_property
    def name(self) -> str:
        """The bucket's name."""
        return self._bucket.bucket

    @cached_property
    def arn(self) -> str:
        """The bucket's ARN."""
        return self._bucket.arn

    def _encrypt(self, key: Key | None) -> None:
        by_default = (
            S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                sse_algorithm="AES256" if key is None else "aws:kms",
                kms_master_key_id=None if key is None else key.arn,
            )
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=self._bucket.id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=by_default,
                    bucket_key_enabled=None if key is None else True,
                )
            ],
        )

    def _expire(self, expiry: Expiry) -> None:
        versioning = S3BucketVersioningA(
            self,
            "versioning",
            bucket=self._bucket.id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        current = expiry.current_days
        S3BucketLifecycleConfiguration(
            self,
            "expiry",
            bucket=self._bucket.id,
            rule=[
                S3BucketLifecycleConfigurationRule(
                    id=expiry.name,
                    status="Enabled",
                    filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
                    expiration=None
                    if current is None
                    else [S3BucketLifecycleConfigurationRuleExpiration(days=current)],
                    noncurrent_version_expiration=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                            noncurrent_days=expiry.noncurrent_days,
                            newer_noncurrent_versions=expiry.noncurrent_versions_kept,
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
