"""The bucket of the load balancer's logs is private, expiring, and written by one service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.constructs.harness import ACCOUNT, Synthesized, synthesize
from webservice.edge.log_bucket import LogBucket
from webservice.errors import InvalidValue

if TYPE_CHECKING:
    from cdktf import TerraformStack


def bucket(*, destroyable: bool = False, **changes: Any) -> Synthesized:
    def build(stack: TerraformStack) -> None:
        arguments = {
            "name": "web-test-logs",
            "account": ACCOUNT,
            "prefixes": ("access", "connection"),
            "retention_days": 90,
            **changes,
        }
        LogBucket(stack, "logs", destroyable=destroyable, **arguments)

    return synthesize(build)


def statements(synthesized: Synthesized) -> dict[str, dict[str, Any]]:
    document = json.loads(synthesized.one("aws_s3_bucket_policy")["policy"])
    return {statement["Sid"]: statement for statement in document["Statement"]}


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return bucket()


@pytest.fixture(scope="module")
def destroyable() -> Synthesized:
    return bucket(destroyable=True)


def test_its_address_is_pinned(synthesized: Synthesized) -> None:
    assert list(synthesized.all("aws_s3_bucket")) == ["load_balancer_logs"]


def test_nothing_about_it_can_be_public(synthesized: Synthesized) -> None:
    block = synthesized.one("aws_s3_bucket_public_access_block")
    assert [value for value in block.values() if isinstance(value, bool)] == [True] * 4
    ownership = synthesized.one("aws_s3_bucket_ownership_controls")["rule"]
    assert ownership == {"object_ownership": "BucketOwnerEnforced"}


def test_it_is_encrypted_with_the_only_kind_that_elb_can_write(synthesized: Synthesized) -> None:
    (rule,) = synthesized.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert rule == {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}


def test_logs_expire_and_so_do_their_old_versions(synthesized: Synthesized) -> None:
    (rule,) = synthesized.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["expiration"] == [{"days": 90}]
    assert rule["noncurrent_version_expiration"] == [{"noncurrent_days": 30}]
    assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]
    versioning = synthesized.one("aws_s3_bucket_versioning")["versioning_configuration"]
    assert versioning == {"status": "Enabled"}


def test_only_log_delivery_writes_and_only_this_accounts_logs(synthesized: Synthesized) -> None:
    found = statements(synthesized)
    allowed = [statement for statement in found.values() if statement["Effect"] == "Allow"]
    (delivery,) = allowed
    assert delivery["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert delivery["Action"] == "s3:PutObject"
    arn = "${aws_s3_bucket.load_balancer_logs.arn}"
    assert delivery["Resource"] == [
        f"{arn}/access/AWSLogs/{ACCOUNT}/*",
        f"{arn}/connection/AWSLogs/{ACCOUNT}/*",
    ]
    assert found["NobodyElseWrites"]["Effect"] == "Deny"
    assert found["NobodyElseWrites"]["Condition"] == {
        "Bool": {"aws:PrincipalIsAWSService": "false"}
    }


def test_plain_http_is_denied(synthesized: Synthesized) -> None:
    denied = statements(synthesized)["OnlyOverTls"]
    assert (denied["Effect"], denied["Action"], denied["Principal"]) == ("Deny", "s3:*", "*")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_logs_cannot_be_deleted_unless_the_bucket_is_destroyable(
    synthesized: Synthesized, destroyable: Synthesized
) -> None:
    kept = "NobodyDeletesBeforeExpiry"
    assert statements(synthesized)[kept]["Effect"] == "Deny"
    assert synthesized.one("aws_s3_bucket")["force_destroy"] is False
    assert kept not in statements(destroyable)
    assert destroyable.one("aws_s3_bucket")["force_destroy"] is True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "b" * 64}, "bucket name = .* must have 3 to 63 characters"),
        ({"retention_days": 0}, "log bucket retention_days = 0: must be from 1 to 3650"),
    ],
)
def test_a_wrong_value_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        bucket(**changes)
