"""Where a stack keeps its state, and the provider that it deploys with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cdktf import S3Backend
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags

from webservice.tags import Tagged, tags_of

if TYPE_CHECKING:
    from cdktf import TerraformStack

STATE_KEY_ALIAS = "sluice-state"


class _Place(Tagged, Protocol):
    """Where a provider deploys: an environment, or bootstrap."""

    @property
    def account(self) -> str: ...

    @property
    def region(self) -> str: ...


def state_bucket_name(account: str, region: str) -> str:
    """Return the name of the bucket that the bootstrap stack creates for states."""
    return f"sluice-state-{account}-{region}"


def state_in_bucket(stack: TerraformStack, *, name: str, account: str, region: str) -> None:
    """Keep the stack's state in the account's bucket, encrypted and natively locked.

    Args:
        stack: whose state.
        name: `<service>/<environment>`, or `bootstrap`: unique among the account's stacks.
        account: twelve digits.
        region: where the bucket is.
    """
    backend = S3Backend(
        stack,
        bucket=state_bucket_name(account, region),
        key=f"{name}/terraform.tfstate",
        region=region,
        encrypt=True,
        # With `encrypt` and no key, Terraform asks for S3's own key, which overrides the
        # bucket's default. The alias is known before bootstrap has made the key.
        kms_key_id=f"arn:aws:kms:{region}:{account}:alias/{STATE_KEY_ALIAS}",
    )
    # cdktf 0.21 knows no use_lockfile (Terraform 1.10's lock without a DynamoDB table).
    backend.add_override("use_lockfile", True)  # noqa: FBT003 - the one value of its argument


def provider(stack: TerraformStack, environment: _Place) -> AwsProvider:
    """Return the stack's AWS provider: this account only, every resource tagged."""
    return AwsProvider(
        stack,
        "aws",
        region=environment.region,
        allowed_account_ids=[environment.account],
        default_tags=[AwsProviderDefaultTags(tags=tags_of(environment))],
    )


def backup_region_provider(stack: TerraformStack, environment: _Place, region: str) -> AwsProvider:
    """Return a second provider of the stack, for what lives in the backup region."""
    return AwsProvider(
        stack,
        "aws-backup-region",
        alias="backup_region",
        region=region,
        allowed_account_ids=[environment.account],
        default_tags=[AwsProviderDefaultTags(tags=tags_of(environment))],
    )
