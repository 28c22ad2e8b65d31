"""Which call a request is: against what botocore really sends."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config

from lab.api.calls import Protocol, identify
from lab.api.wsgi import Request

S3_UPLOAD = {"Bucket": "b", "Key": "k/l", "UploadId": "u", "PartNumber": 1}
CALLS: list[tuple[str, str, dict[str, Any], tuple[str, str, Protocol]]] = [
    ("ecs", "update_service", {"service": "s"}, ("ecs", "UpdateService", Protocol.JSON)),
    (
        "elbv2",
        "describe_rules",
        {},
        ("elasticloadbalancing", "DescribeRules", Protocol.QUERY),
    ),
    ("ec2", "describe_vpcs", {}, ("ec2", "DescribeVpcs", Protocol.EC2)),
    (
        "cloudwatch",
        "get_metric_data",
        {"MetricDataQueries": [], "StartTime": 0, "EndTime": 1},
        ("monitoring", "GetMetricData", Protocol.JSON),
    ),
    ("s3", "put_object", {"Bucket": "b", "Key": "k/l"}, ("s3", "PutObject", Protocol.REST_XML)),
    ("s3", "list_buckets", {}, ("s3", "ListBuckets", Protocol.REST_XML)),
    ("s3", "list_objects_v2", {"Bucket": "b"}, ("s3", "ListObjectsV2", Protocol.REST_XML)),
    ("s3", "get_bucket_policy", {"Bucket": "b"}, ("s3", "GetBucketPolicy", Protocol.REST_XML)),
    ("s3", "head_object", {"Bucket": "b", "Key": "k"}, ("s3", "HeadObject", Protocol.REST_XML)),
    ("s3", "delete_object", {"Bucket": "b", "Key": "k"}, ("s3", "DeleteObject", Protocol.REST_XML)),
    ("s3", "upload_part", S3_UPLOAD, ("s3", "UploadPart", Protocol.REST_XML)),
    (
        "s3",
        "copy_object",
        {"Bucket": "b", "Key": "k", "CopySource": "b/c"},
        ("s3", "CopyObject", Protocol.REST_XML),
    ),
    ("lambda", "invoke", {"FunctionName": "f"}, ("lambda", "Invoke", Protocol.REST_JSON)),
    (
        "route53",
        "list_resource_record_sets",
        {"HostedZoneId": "Z1"},
        ("route53", "ListResourceRecordSets", Protocol.REST_XML),
    ),
    (
        "backup",
        "list_tags",
        {"ResourceArn": "arn:aws:backup:eu-west-1:1:backup-vault:v"},
        ("backup", "ListTags", Protocol.REST_JSON),
    ),
]


class _Sent(Exception):
    pass


def _request(service: str, method: str, arguments: dict[str, Any]) -> Request:
    """Return what botocore would send, without sending it."""
    client = boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    seen: list[Any] = []

    def stop(request: Any, **_: Any) -> None:
        seen.append(request)
        raise _Sent

    client.meta.events.register("before-send", stop)
    with pytest.raises(_Sent):
        getattr(client, method)(**arguments)
    (sent,) = seen
    body = sent.body or b""
    body = body.encode() if isinstance(body, str) else body
    return Request(
        method=sent.method,
        target=sent.url.removeprefix("http://127.0.0.1:1"),
        headers=tuple(
            (name, value.decode() if isinstance(value, bytes) else str(value))
            for name, value in sent.headers.items()
        ),
        body=body if isinstance(body, bytes) else b"",
        port=1,
    )


@pytest.mark.parametrize(("service", "method", "arguments", "expected"), CALLS)
def test_service_operation_and_protocol_are_told_from_the_request(
    service: str, method: str, arguments: dict[str, Any], expected: tuple[str, str, Protocol]
) -> None:
    call = identify(_request(service, method, arguments))
    assert call is not None
    assert (call.service, call.operation, call.protocol) == expected
    assert call.signed_at is not None


def test_a_presigned_url_is_a_call_whose_age_is_its_own_matter() -> None:
    client = boto3.client(
        "s3",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(signature_version="s3v4"),
    )
    url = client.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k"})
    target = url.removeprefix("http://127.0.0.1:1")
    call = identify(Request("GET", target, (), b"", 1))
    assert call is not None
    assert (call.service, call.operation, call.signed_at) == ("s3", "GetObject", None)


def test_what_nobody_signed_is_no_call() -> None:
    assert identify(Request("GET", "/moto-api/", (("Host", "x"),), b"", 1)) is None
