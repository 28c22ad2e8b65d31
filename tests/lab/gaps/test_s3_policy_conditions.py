"""S3 applies a statement of a bucket policy only where its conditions hold."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

BUCKET = "states"


def _bucket(clients: Any, action: str, conditions: dict[str, Any]) -> Any:
    s3 = clients("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=BUCKET, Key="state", Body=b"{}")
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        "Condition": conditions,
    }
    s3.put_bucket_policy(
        Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [denial]})
    )
    return s3


NOT_TLS = {"Bool": {"aws:SecureTransport": "false"}}
OTHER_KEY = {
    "Null": {"s3:x-amz-server-side-encryption": "false"},
    "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
}


def _refusal(call: Any, **arguments: Any) -> int:
    with pytest.raises(ClientError) as refused:
        call(Bucket=BUCKET, Key="state", **arguments)
    status: int = refused.value.response["ResponseMetadata"]["HTTPStatusCode"]
    return status


def test_upstream_denies_where_the_condition_does_not_hold(upstream: Any) -> None:
    s3 = _bucket(upstream, "s3:*", NOT_TLS)
    assert _refusal(s3.get_object) == 403


def test_the_lab_lets_tls_pass(lab: Any) -> None:
    s3 = _bucket(lab, "s3:*", NOT_TLS)
    assert s3.get_object(Bucket=BUCKET, Key="state")["Body"].read() == b"{}"
    s3.put_object(Bucket=BUCKET, Key="state", Body=b"[]")


def test_the_lab_denies_a_put_with_another_kind_of_key(lab: Any) -> None:
    s3 = _bucket(lab, "s3:PutObject", OTHER_KEY)
    assert _refusal(s3.put_object, Body=b"[]", ServerSideEncryption="AES256") == 403
    s3.put_object(Bucket=BUCKET, Key="state", Body=b"[]", ServerSideEncryption="aws:kms")
    s3.put_object(Bucket=BUCKET, Key="state", Body=b"[]")


def test_the_lab_denies_everybody_who_is_no_aws_service(lab: Any) -> None:
    s3 = _bucket(lab, "s3:PutObject", {"Bool": {"aws:PrincipalIsAWSService": "false"}})
    assert _refusal(s3.put_object, Body=b"[]") == 403


def test_a_condition_that_the_lab_does_not_know_applies_to_nobody(lab: Any) -> None:
    s3 = _bucket(lab, "s3:PutObject", {"StringEquals": {"aws:PrincipalTag/Team": "web"}})
    s3.put_object(Bucket=BUCKET, Key="state", Body=b"[]")
