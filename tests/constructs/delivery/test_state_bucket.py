"""The bucket of states."""

import json

import pytest

from tests.constructs.harness import ACCOUNT, Synthesized, synthesize
from webservice.delivery.state_bucket import StateBucket
from webservice.errors import InvalidValue


def _synthesize(*, destroyable: bool = False, name: str = "states") -> Synthesized:
    return synthesize(
        lambda stack: StateBucket(
            stack,
            "states",
            name=name,
            account=ACCOUNT,
            key_alias="sluice-state",
            destroyable=destroyable,
        )
    )


@pytest.fixture(scope="module")
def protected() -> Synthesized:
    return _synthesize()


def test_every_version_is_kept_a_year_and_fifty_of_them_for_ever(protected: Synthesized) -> None:
    versioning = protected.one("aws_s3_bucket_versioning")
    assert versioning["versioning_configuration"] == {"status": "Enabled"}
    (rule,) = protected.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["noncurrent_version_expiration"] == [
        {"noncurrent_days": 365, "newer_noncurrent_versions": 50}
    ]
    assert "expiration" not in rule
    assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]


def test_states_are_encrypted_with_a_key_of_their_own(protected: Synthesized) -> None:
    (rule,) = protected.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert rule == {
        "apply_server_side_encryption_by_default": {
            "kms_master_key_id": "${aws_kms_key.key_state.arn}",
            "sse_algorithm": "aws:kms",
        },
        "bucket_key_enabled": True,
    }
    assert protected.one("aws_kms_key")["enable_key_rotation"] is True
    assert protected.one("aws_kms_alias")["name"] == "alias/sluice-state"


def test_nothing_public_gets_in(protected: Synthesized) -> None:
    block = protected.one("aws_s3_bucket_public_access_block")
    names = ("block_public_acls", "block_public_policy", "ignore_public_acls")
    assert all(block[name] for name in (*names, "restrict_public_buckets"))
    ownership = protected.one("aws_s3_bucket_ownership_controls")
    assert ownership["rule"] == {"object_ownership": "BucketOwnerEnforced"}


def test_plain_http_and_another_kind_of_key_are_denied(protected: Synthesized) -> None:
    key, tls = json.loads(protected.one("aws_s3_bucket_policy")["policy"])["Statement"]
    assert (tls["Effect"], tls["Action"], tls["Principal"]) == ("Deny", "s3:*", "*")
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert (key["Effect"], key["Action"]) == ("Deny", "s3:PutObject")
    assert key["Condition"]["StringNotEquals"] == {"s3:x-amz-server-side-encryption": "aws:kms"}


def test_a_rename_of_a_construct_moves_neither_bucket_nor_key(protected: Synthesized) -> None:
    assert list(protected.all("aws_s3_bucket")) == ["state_bucket"]
    assert list(protected.all("aws_kms_key")) == ["key_state"]


def test_terraform_refuses_to_destroy_it(protected: Synthesized) -> None:
    bucket = protected.one("aws_s3_bucket")
    assert bucket["lifecycle"] == {"prevent_destroy": True}
    assert bucket["force_destroy"] is False


def test_a_destroyable_bucket_goes_with_all_its_versions() -> None:
    bucket = _synthesize(destroyable=True).one("aws_s3_bucket")
    assert bucket["force_destroy"] is True
    assert "lifecycle" not in bucket


def test_a_name_that_s3_would_refuse_ends_synth() -> None:
    with pytest.raises(InvalidValue, match="must have 3 to 63 characters"):
        _synthesize(name="s" * 64)
