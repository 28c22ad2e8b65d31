"""Terraform's errors as sentences; the texts are those of Terraform 1.11.4."""

from __future__ import annotations

import pytest

from sluice.change.plan.errors import (
    NotBootstrapped,
    ProviderMissing,
    StateLocked,
    explained,
    of_diagnostics,
)
from sluice.errors import AwsUnreachable, SluiceError
from sluice.terraform import TerraformFailed

LOCKED = (
    "Error acquiring the state lock",
    """Error message: operation error S3: PutObject, https response error StatusCode: 412, \
RequestID: Rhn, HostID: 9Gj, api error PreconditionFailed: At least one of the pre-conditions \
you specified did not hold
Lock Info:
  ID:        a8a8a8a8-0000-0000-0000-000000000000
  Path:      sluice-state-123456789012-eu-west-1/stage/terraform.tfstate
  Operation: OperationTypeApply
  Who:       ana@laptop
  Version:   1.11.4
  Created:   2026-01-02 03:04:05.678 +0000 UTC
  Info:      \n

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time. Please resolve the issue above and try
again.""",
)

NO_BUCKET = """terraform init failed:
Initializing the backend...

Error: Failed to get existing workspaces: S3 bucket "sluice-state-123456789012-eu-west-1" does \
not exist.

The referenced S3 bucket must have been previously created. If the S3 bucket
was created within the last minute, please wait for a minute or two and try
again.

Error: operation error S3: ListObjectsV2, https response error StatusCode: 404, RequestID: 6Yr, \
HostID: 9Gj, NoSuchBucket: """

NO_CREDENTIALS = """terraform init failed:
Initializing the backend...

Error: No valid credential sources found

Please see https://developer.hashicorp.com/terraform/language/backend/s3
for more information about providing credentials.

Error: failed to refresh cached credentials, no EC2 IMDS role found,
operation error ec2imds: GetMetadata, access disabled to EC2 IMDS via client
option, or "AWS_EC2_METADATA_DISABLED" environment variable"""

NO_ANSWER = """terraform init failed:
Initializing the backend...

Error: validating provider credentials: retrieving caller identity from STS: operation error \
STS: GetCallerIdentity, exceeded maximum number of attempts, 5, https response error StatusCode: \
0, RequestID: , request send failed, Post "http://127.0.0.1:9/": dial tcp 127.0.0.1:9: connect: \
connection refused"""

EXPIRED = """terraform init failed:
Error: validating provider credentials: retrieving caller identity from STS: operation error \
STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 1, api error \
ExpiredToken: The security token included in the request is expired"""

NO_PROVIDER = """terraform init failed:
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider hashicorp/aws:
could not connect to registry.terraform.io: failed to request discovery
document: Get "https://registry.terraform.io/.well-known/terraform.json":
dial tcp: lookup registry.terraform.io on 127.0.0.53:53: no such host"""

FOREIGN_PROVIDER = """terraform init failed:
Error: Failed to install provider

Error while installing hashicorp/aws v5.100.0: the local package for
registry.terraform.io/hashicorp/aws 5.100.0 doesn't match any of the
checksums previously recorded in the dependency lock file (this might be
because the available checksums are for packages targeting different
platforms)"""

UNPINNED = """terraform init failed:
Error: Provider dependency changes detected

Changes to the required provider dependencies were detected, but the lock
file is read-only."""


def _explained(text: str) -> SluiceError:
    return explained(text, stack="stage", region="eu-west-1")


def test_a_held_lock_says_who_what_and_since_when_and_how_it_is_released() -> None:
    found = of_diagnostics([LOCKED], stack="stage", region="eu-west-1")
    assert isinstance(found, StateLocked)
    assert str(found) == (
        "the state of stage is locked by ana@laptop (apply) since 2026-01-02 03:04:05 UTC: wait "
        "for that run; if it is dead for certain, 'terraform force-unlock "
        "a8a8a8a8-0000-0000-0000-000000000000' in .sluice/plan/stage/stacks/stage releases it"
    )


@pytest.mark.parametrize(
    ("text", "kind", "exit_code", "says"),
    [
        (NO_BUCKET, NotBootstrapped, 1, "run 'sluice bootstrap'"),
        (NO_CREDENTIALS, AwsUnreachable, 3, "set AWS_PROFILE"),
        (NO_ANSWER, AwsUnreachable, 3, "eu-west-1 gave no answer (connection refused)"),
        (EXPIRED, AwsUnreachable, 3, "(ExpiredToken): sign in again"),
        (NO_PROVIDER, ProviderMissing, 1, "check the network, or the mirror"),
        (FOREIGN_PROVIDER, ProviderMissing, 1, "do not use it"),
        (UNPINNED, ProviderMissing, 1, "does not pin"),
    ],
)
def test_each_known_error_is_one_sentence_that_says_what_to_do(
    text: str, kind: type[SluiceError], exit_code: int, says: str
) -> None:
    found = _explained(text)
    assert type(found) is kind
    assert found.exit_code == exit_code
    assert says in str(found)
    assert "\n" not in str(found)


def test_another_error_is_in_terraforms_own_words() -> None:
    text = (
        "Instance cannot be destroyed",
        "Resource aws_db_instance.database has lifecycle.prevent_destroy set.",
    )
    found = of_diagnostics([text], stack="stage", region="eu-west-1")
    assert type(found) is TerraformFailed
    assert str(found) == (
        "terraform could not plan stage: Instance cannot be destroyed: Resource "
        "aws_db_instance.database has lifecycle.prevent_destroy set."
    )


def test_a_box_around_it_does_not_matter() -> None:
    text = "╷\n│ Error: Unsupported argument\n│ \n│   on cdk.tf.json line 3\n╵\n"
    assert "Unsupported argument: on cdk.tf.json line 3" in str(_explained(text))


def test_silence_is_told_as_silence() -> None:
    assert "did not say why" in str(_explained(""))
