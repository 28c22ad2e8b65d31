"""Composite alarms, in both protocols that clients speak."""

from __future__ import annotations

import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from lab.gaps.cloudwatch_composite_alarms import children_of
from tests.aws_parts import alarm
from tests.emulators import _clients, _emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TAGS = [{"Key": "Owner", "Value": "web-platform"}]
RULE = 'ALARM("web-p95") OR ALARM("web-errors")'


@pytest.fixture(scope="module")
def _api_url() -> Iterator[str]:
    """The API alone: no part of the lab evaluates the alarms meanwhile."""
    yield from _emulator("--parts", "")


@pytest.fixture
def lab(_api_url: str) -> Callable[..., Any]:
    """Return a factory of boto3 clients of the API, emptied before the test."""
    return _clients(_api_url)


def with_metric_alarms(client: Callable[..., Any]) -> Any:
    cloudwatch = client("cloudwatch")
    for name in ("web-p95", "web-errors"):
        alarm(cloudwatch, name, Tags=TAGS)
    return cloudwatch


def with_composite_alarm(client: Callable[..., Any], **changes: Any) -> Any:
    cloudwatch = with_metric_alarms(client)
    put(cloudwatch, **changes)
    return cloudwatch


def put(cloudwatch: Any, **changes: Any) -> None:
    cloudwatch.put_composite_alarm(
        **{"AlarmName": "web-roll-back", "AlarmRule": RULE, "Tags": TAGS, **changes}
    )


def composite(cloudwatch: Any) -> dict[str, Any]:
    (found,) = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert isinstance(found, dict)
    return found


def names(answer: dict[str, Any]) -> tuple[list[str], list[str]]:
    return (
        [alarm["AlarmName"] for alarm in answer.get("MetricAlarms", [])],
        [alarm["AlarmName"] for alarm in answer.get("CompositeAlarms", [])],
    )


def query(cloudwatch: Any, action: str, **parameters: str) -> str:
    """Call as the Terraform provider does: a form in, XML out."""
    form = {"Action": action, "Version": "2010-08-01", **parameters}
    scope = "Credential=test/20260101/eu-west-1/monitoring/aws4_request"
    request = urllib.request.Request(
        cloudwatch.meta.endpoint_url,
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body.decode()


def test_plain_moto_cannot_put_one(upstream: Callable[..., Any]) -> None:
    cloudwatch = with_metric_alarms(upstream)
    with pytest.raises(ClientError) as refused:
        put(cloudwatch)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_plain_moto_ignores_which_kind_is_asked_for(upstream: Callable[..., Any]) -> None:
    cloudwatch = with_metric_alarms(upstream)
    metric, _ = names(cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"]))
    assert metric == ["web-p95", "web-errors"]


def test_plain_moto_keeps_the_tags_of_a_deleted_alarm(upstream: Callable[..., Any]) -> None:
    cloudwatch = with_metric_alarms(upstream)
    arn = cloudwatch.describe_alarms(AlarmNames=["web-p95"])["MetricAlarms"][0]["AlarmArn"]
    cloudwatch.delete_alarms(AlarmNames=["web-p95"])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == TAGS


def test_the_lab_gives_back_what_was_put(lab: Callable[..., Any]) -> None:
    topic = "arn:aws:sns:eu-west-1:123456789012:alerts"
    settings = {
        "AlarmRule": RULE,
        "AlarmDescription": "Roll back.",
        "ActionsEnabled": False,
        "AlarmActions": [topic],
        "OKActions": [topic],
        "InsufficientDataActions": [topic],
        "ActionsSuppressor": "web-errors",
        "ActionsSuppressorWaitPeriod": 60,
        "ActionsSuppressorExtensionPeriod": 120,
    }
    found = composite(with_composite_alarm(lab, **settings))
    assert {key: found[key] for key in settings} == settings
    assert found["AlarmArn"] == "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:web-roll-back"
    assert found["StateValue"] == "INSUFFICIENT_DATA"


def test_the_lab_answers_with_metric_alarms_unless_asked(lab: Callable[..., Any]) -> None:
    cloudwatch = with_composite_alarm(lab)
    metric, both = ["web-p95", "web-errors"], ["MetricAlarm", "CompositeAlarm"]
    assert names(cloudwatch.describe_alarms()) == (metric, [])
    assert names(cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])) == (
        [],
        ["web-roll-back"],
    )
    assert names(cloudwatch.describe_alarms(AlarmTypes=both)) == (metric, ["web-roll-back"])
    assert names(cloudwatch.describe_alarms(AlarmNames=["web-roll-back"], AlarmTypes=both)) == (
        [],
        ["web-roll-back"],
    )


def test_the_lab_knows_children_and_parents(lab: Callable[..., Any]) -> None:
    cloudwatch = with_composite_alarm(lab)
    assert names(cloudwatch.describe_alarms(ChildrenOfAlarmName="web-roll-back")) == (
        ["web-p95", "web-errors"],
        [],
    )
    assert names(cloudwatch.describe_alarms(ParentsOfAlarmName="web-p95")) == (
        [],
        ["web-roll-back"],
    )


def test_the_lab_refuses_a_rule_over_alarms_that_do_not_exist(lab: Callable[..., Any]) -> None:
    with pytest.raises(ClientError, match=r"alarms \[other\] in the alarm rule do not exist"):
        with_composite_alarm(lab, AlarmRule='ALARM("web-p95") AND NOT OK("other")')


def test_the_lab_refuses_what_is_no_rule(lab: Callable[..., Any]) -> None:
    with pytest.raises(ClientError, match="AlarmRule contains syntax errors: expected the end"):
        with_composite_alarm(lab, AlarmRule='ALARM("web-p95") ALARM("web-errors")')


def test_an_update_keeps_state_and_tags(lab: Callable[..., Any]) -> None:
    cloudwatch = with_composite_alarm(lab)
    cloudwatch.set_alarm_state(AlarmName="web-roll-back", StateValue="ALARM", StateReason="test")
    put(cloudwatch, AlarmDescription="new", Tags=[{"Key": "Owner", "Value": "other"}])
    found = composite(cloudwatch)
    assert (found["AlarmDescription"], found["StateValue"], found["StateReason"]) == (
        "new",
        "ALARM",
        "test",
    )
    assert cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"] == TAGS


def test_the_lab_tags_and_untags_one(lab: Callable[..., Any]) -> None:
    cloudwatch = with_composite_alarm(lab)
    arn = composite(cloudwatch)["AlarmArn"]
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "Service", "Value": "web"}])
    cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["Owner"])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
        {"Key": "Service", "Value": "web"}
    ]


def test_the_lab_keeps_an_alarm_that_a_rule_needs(lab: Callable[..., Any]) -> None:
    cloudwatch = with_composite_alarm(lab)
    with pytest.raises(ClientError, match="composite alarm"):
        cloudwatch.delete_alarms(AlarmNames=["web-p95"])
    cloudwatch.delete_alarms(AlarmNames=["web-roll-back"])
    cloudwatch.delete_alarms(AlarmNames=["web-p95", "web-errors"])
    both = ["MetricAlarm", "CompositeAlarm"]
    assert names(cloudwatch.describe_alarms(AlarmTypes=both)) == ([], [])


def test_the_lab_forgets_the_tags_of_a_deleted_alarm(lab: Callable[..., Any]) -> None:
    cloudwatch = with_composite_alarm(lab)
    arn = composite(cloudwatch)["AlarmArn"]
    cloudwatch.delete_alarms(AlarmNames=["web-roll-back"])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []


def test_the_lab_speaks_the_query_protocol(lab: Callable[..., Any]) -> None:
    cloudwatch = with_metric_alarms(lab)
    rule = 'ALARM("web-p95")'
    query(cloudwatch, "PutCompositeAlarm", AlarmName="web-roll-back", AlarmRule=rule)
    answer = query(cloudwatch, "DescribeAlarms", **{"AlarmTypes.member.1": "CompositeAlarm"})
    assert "<AlarmName>web-roll-back</AlarmName>" in answer
    assert "<AlarmName>web-p95</AlarmName>" not in answer
    assert composite(cloudwatch)["AlarmRule"] == rule


@pytest.mark.parametrize(
    ("rule", "children"),
    [
        ('ALARM("a") OR ALARM("b c")', ["a", "b c"]),
        ("(ALARM(a) AND NOT OK('b')) OR INSUFFICIENT_DATA(a)", ["a", "b"]),
        ('ALARM("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a")', ["a"]),
        ("TRUE", []),
    ],
)
def test_children_of_a_rule(rule: str, children: list[str]) -> None:
    assert children_of(rule) == children
