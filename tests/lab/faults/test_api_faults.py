"""What a real AWS client sees while a fault of API calls is in force."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from lab.faults.kinds import ApiError, ApiLatency, ApiLostResponse, ApiThrottle

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.client import LabClient

Aws = "Callable[..., Any]"
# One service of each way in which AWS writes requests and errors.
EACH_PROTOCOL: dict[str, tuple[str, dict[str, str], str, int]] = {
    "ecs": ("list_clusters", {}, "ThrottlingException", 400),
    "cloudwatch": ("describe_alarms", {}, "ThrottlingException", 400),
    "elbv2": ("describe_load_balancers", {}, "Throttling", 400),
    "ec2": ("describe_vpcs", {}, "RequestLimitExceeded", 503),
    "s3": ("list_buckets", {}, "SlowDown", 503),
    "route53": ("list_hosted_zones", {}, "Throttling", 400),
    "lambda": ("list_functions", {}, "ThrottlingException", 429),
}


@pytest.mark.parametrize("service", EACH_PROTOCOL)
def test_a_throttled_call_fails_with_the_services_own_code(
    service: str, aws: Callable[..., Any], lab_client: LabClient
) -> None:
    method, arguments, code, status = EACH_PROTOCOL[service]
    with lab_client.fault(ApiThrottle()), pytest.raises(ClientError) as caught:
        getattr(aws(service), method)(**arguments)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert caught.value.response["Error"]["Message"]


@pytest.mark.parametrize("service", EACH_PROTOCOL)
def test_a_client_takes_it_for_throttling_and_tries_again(
    service: str, aws: Callable[..., Any], lab_client: LabClient
) -> None:
    method, arguments, *_ = EACH_PROTOCOL[service]
    lab_client.add_fault(ApiThrottle(count=1))
    answer = getattr(aws(service, attempts=2), method)(**arguments)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert [one.hits for one in lab_client.faults()] == [1]


@pytest.mark.parametrize("service", EACH_PROTOCOL)
@pytest.mark.parametrize("status", [500, 503])
def test_a_failed_call_carries_the_status_asked_for_and_an_error_that_can_be_read(
    service: str, status: int, aws: Callable[..., Any], lab_client: LabClient
) -> None:
    method, arguments, *_ = EACH_PROTOCOL[service]
    with lab_client.fault(ApiError(status=status)), pytest.raises(ClientError) as caught:
        getattr(aws(service), method)(**arguments)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert caught.value.response["Error"]["Code"][0].isupper()
    assert "told to fail" in caught.value.response["Error"]["Message"]


def test_a_refused_call_takes_no_effect(aws: Callable[..., Any], lab_client: LabClient) -> None:
    with lab_client.fault(ApiThrottle()), pytest.raises(ClientError):
        aws("ssm").put_parameter(Name="/refused", Value="1", Type="String")
    with pytest.raises(ClientError, match="ParameterNotFound"):
        aws("ssm").get_parameter(Name="/refused")


def test_a_lost_response_is_a_connection_error_of_a_call_that_took_effect(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    with lab_client.fault(ApiLostResponse()), pytest.raises(ConnectionClosedError):
        aws("ssm").put_parameter(Name="/lost", Value="1", Type="String")
    assert aws("ssm").get_parameter(Name="/lost")["Parameter"]["Value"] == "1"


def test_a_client_that_tries_a_lost_call_again_meets_its_effect(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    lab_client.add_fault(ApiLostResponse(count=1))
    with pytest.raises(ClientError, match="ParameterAlreadyExists"):
        aws("ssm", attempts=2).put_parameter(Name="/again", Value="1", Type="String")


def test_a_late_answer_comes_late_and_whole(aws: Callable[..., Any], lab_client: LabClient) -> None:
    client = aws("sts")
    client.get_caller_identity()
    with lab_client.fault(ApiLatency(latency_ms=300)):
        started = time.monotonic()
        assert client.get_caller_identity()["Account"] == "123456789012"
        assert time.monotonic() - started >= 0.3


def test_a_call_answered_too_late_for_the_client_took_effect(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    with lab_client.fault(ApiLatency(latency_ms=1500)), pytest.raises(ReadTimeoutError):
        aws("ssm", read_timeout=0.3).put_parameter(Name="/late", Value="1", Type="String")
    assert aws("ssm").get_parameter(Name="/late")["Parameter"]["Value"] == "1"


@pytest.mark.parametrize("service", ["elasticloadbalancing", "elbv2"])
def test_only_the_service_and_operation_asked_for_are_hit(
    service: str, aws: Callable[..., Any], lab_client: LabClient
) -> None:
    lab_client.add_fault(ApiThrottle(service=service, operation="DescribeRules"))
    aws("elbv2").describe_load_balancers()
    aws("ec2").describe_vpcs()
    assert [one.hits for one in lab_client.faults()] == [0]
    with pytest.raises(ClientError, match="Throttling"):
        aws("elbv2").describe_rules(RuleArns=["arn"])


def test_an_operation_of_s3_is_told_by_what_the_request_asks_for(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    s3 = aws("s3")
    s3.create_bucket(
        Bucket="one-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_object(Bucket="one-bucket", Key="a/b", Body=b"1")
    with lab_client.fault(ApiError(service="s3", operation="PutObject")):
        s3.get_object(Bucket="one-bucket", Key="a/b")["Body"].read()
        s3.copy_object(Bucket="one-bucket", Key="c", CopySource="one-bucket/a/b")
        with pytest.raises(ClientError, match="PutObject"):
            s3.put_object(Bucket="one-bucket", Key="a/b", Body=b"2")
    assert s3.get_object(Bucket="one-bucket", Key="a/b")["Body"].read() == b"1"


def test_the_same_seed_hits_the_same_calls_and_another_seed_others(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    client = aws("sts")

    def sequence(seed: int) -> list[bool]:
        hit = []
        with lab_client.fault(ApiThrottle(percent=40, seed=seed)):
            for _ in range(30):
                try:
                    client.get_caller_identity()
                    hit.append(False)
                except ClientError:
                    hit.append(True)
        return hit

    first = sequence(7)
    assert sequence(7) == first
    assert sequence(8) != first
    assert 4 <= sum(first) <= 20


def test_a_fault_with_a_count_stops_and_one_with_a_time_ends(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    client = aws("sts")
    lab_client.add_fault(ApiThrottle(count=2))
    for _ in range(2):
        with pytest.raises(ClientError):
            client.get_caller_identity()
    client.get_caller_identity()
    lab_client.add_fault(ApiThrottle(for_seconds=0.4))
    with pytest.raises(ClientError):
        client.get_caller_identity()
    deadline = time.monotonic() + 5
    while len(lab_client.faults()) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    client.get_caller_identity()


def test_the_labs_own_routes_and_unsigned_requests_are_never_disturbed(
    faults_url: str, lab_client: LabClient
) -> None:
    import urllib.request

    lab_client.add_fault(ApiError())
    lab_client.add_fault(ApiLostResponse())
    for path in ("/_lab/health", "/moto-api/"):
        with urllib.request.urlopen(faults_url + path, timeout=5) as answer:
            assert answer.status == 200
    assert [one.hits for one in lab_client.faults()] == [0, 0]
