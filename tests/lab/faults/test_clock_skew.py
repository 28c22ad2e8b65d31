"""A driver whose clock is wrong: seen by real clients, whose clock is right."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from lab.faults.kinds import ClockSkew

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.client import LabClient

EACH_PROTOCOL: dict[str, tuple[str, str, int]] = {
    "ecs": ("list_clusters", "InvalidSignatureException", 400),
    "cloudwatch": ("describe_alarms", "InvalidSignatureException", 400),
    "elbv2": ("describe_load_balancers", "SignatureDoesNotMatch", 403),
    "ec2": ("describe_vpcs", "RequestExpired", 400),
    "s3": ("list_buckets", "RequestTimeTooSkewed", 403),
    "lambda": ("list_functions", "InvalidSignatureException", 403),
}


def _date(answer: dict[str, Any]) -> datetime:
    return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])


@pytest.mark.parametrize("skew_seconds", [-1200, 1200])
@pytest.mark.parametrize("service", EACH_PROTOCOL)
def test_a_call_signed_twenty_minutes_off_is_refused_as_the_service_does(
    service: str, skew_seconds: float, aws: Callable[..., Any], lab_client: LabClient
) -> None:
    method, code, status = EACH_PROTOCOL[service]
    lab_client.add_fault(ClockSkew(skew_seconds=skew_seconds))
    with pytest.raises(ClientError) as caught:
        getattr(aws(service), method)()
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    (fault,) = lab_client.faults()
    assert fault.hits == 1


def test_s3_allows_fifteen_minutes_and_the_others_five(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    with lab_client.fault(ClockSkew(skew_seconds=600)):
        aws("s3").list_buckets()
        with pytest.raises(ClientError, match="Signature not yet current"):
            aws("sts").get_caller_identity()
    with (
        lab_client.fault(ClockSkew(skew_seconds=-600)),
        pytest.raises(ClientError, match="expired"),
    ):
        aws("sts").get_caller_identity()


def test_a_driver_ahead_of_aws_reads_a_date_behind_its_own_until_the_fault_is_over(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    client = aws("sts")
    with lab_client.fault(ClockSkew(skew_seconds=120)):
        behind = datetime.now(UTC) - _date(client.get_caller_identity())
        assert timedelta(seconds=115) < behind < timedelta(seconds=125)
    assert abs(datetime.now(UTC) - _date(client.get_caller_identity())) < timedelta(seconds=5)


def test_what_aws_stamps_follows_its_clock(aws: Callable[..., Any], lab_client: LabClient) -> None:
    ssm = aws("ssm")
    with lab_client.fault(ClockSkew(skew_seconds=120)):
        ssm.put_parameter(Name="/stamped", Value="1", Type="String")
    stamped = ssm.get_parameter(Name="/stamped")["Parameter"]["LastModifiedDate"]
    behind = datetime.now(UTC) - stamped
    assert timedelta(seconds=110) < behind < timedelta(seconds=130)


def test_a_skew_that_ends_by_itself_sets_the_clock_right_again(
    aws: Callable[..., Any], lab_client: LabClient
) -> None:
    client = aws("sts")
    lab_client.add_fault(ClockSkew(skew_seconds=60, for_seconds=0.3))
    deadline = time.monotonic() + 5
    while abs(datetime.now(UTC) - _date(client.get_caller_identity())) > timedelta(seconds=5):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert lab_client.faults() == []
