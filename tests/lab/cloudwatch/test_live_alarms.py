"""Alarms that evaluate by themselves, in a real lab; its clock is moved on, so nobody waits."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from tests.lab.cloudwatch.conftest import CloudWatchLab

Eventually = Callable[..., None]
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:inbox"
BOTH = ["MetricAlarm", "CompositeAlarm"]


class Rehearsal:
    """An account with a topic whose messages end in a queue, and a clock that can be moved on."""

    def __init__(self, lab: CloudWatchLab, eventually: Eventually) -> None:
        self.lab, self.eventually = lab, eventually
        self.cloudwatch = lab.client("cloudwatch")
        self._sqs = lab.client("sqs")
        self._ahead = 0
        self._queue = self._sqs.create_queue(QueueName="inbox")["QueueUrl"]
        sns = lab.client("sns")
        sns.create_topic(Name="alerts")
        sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE)

    def put_alarm(self, name: str = "errors", **changes: Any) -> None:
        settings = {
            "Namespace": "Web",
            "MetricName": "Errors",
            "Statistic": "Sum",
            "Period": 10,
            "EvaluationPeriods": 1,
            "Threshold": 5,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
        }
        self.cloudwatch.put_metric_alarm(AlarmName=name, **{**settings, **changes})

    def measure(self, value: float) -> None:
        """Measure now, by the lab's clock, and let the period pass."""
        at = datetime.now(UTC) + timedelta(seconds=self._ahead)
        datum = {"MetricName": "Errors", "Timestamp": at, "Value": value, "StorageResolution": 1}
        self.cloudwatch.put_metric_data(Namespace="Web", MetricData=[datum])
        self.pass_seconds(13)

    def pass_seconds(self, seconds: int) -> None:
        self._ahead += seconds
        self.lab.clear_faults()
        self.lab.fault(kind="clock-skew", skew_seconds=-self._ahead)

    def alarm(self, name: str = "errors") -> dict[str, Any]:
        answer = self.cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=BOTH)
        (found,) = [*answer["MetricAlarms"], *answer["CompositeAlarms"]]
        assert isinstance(found, dict)
        return found

    def expect(self, state: str, name: str = "errors") -> None:
        self.eventually(lambda: self.alarm(name)["StateValue"], state)

    def messages(self) -> list[tuple[str, str, str]]:
        """Take all messages: alarm, old state, new state."""
        found = []
        while received := self._sqs.receive_message(
            QueueUrl=self._queue, MaxNumberOfMessages=10
        ).get("Messages"):
            for message in received:
                self._sqs.delete_message(
                    QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"]
                )
                self.last = json.loads(json.loads(message["Body"])["Message"])
                found.append(
                    (
                        self.last["AlarmName"],
                        self.last["OldStateValue"],
                        self.last["NewStateValue"],
                    )
                )
        return found


@pytest.fixture
def rehearsal(cloudwatch_lab: CloudWatchLab, eventually: Eventually) -> Rehearsal:
    return Rehearsal(cloudwatch_lab, eventually)


def configuration(alarm: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody configured, as Terraform would read it."""
    return {key: value for key, value in alarm.items() if not key.startswith("State")}


def test_an_alarm_sounds_and_is_over_and_its_composite_follows(rehearsal: Rehearsal) -> None:
    rehearsal.put_alarm(AlarmActions=[TOPIC], OKActions=[TOPIC])
    rehearsal.cloudwatch.put_composite_alarm(
        AlarmName="roll-back", AlarmRule='ALARM("errors")', AlarmActions=[TOPIC]
    )
    before = [configuration(rehearsal.alarm(name)) for name in ("errors", "roll-back")]
    rehearsal.expect("OK")
    rehearsal.expect("OK", "roll-back")
    rehearsal.measure(6)
    rehearsal.expect("ALARM")
    rehearsal.expect("ALARM", "roll-back")
    reason = rehearsal.alarm()["StateReason"]
    assert reason.startswith("Threshold Crossed: 1 out of the last 1 datapoints [6.0 (")
    assert reason.endswith(
        "was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    data = json.loads(rehearsal.alarm()["StateReasonData"])
    assert (data["recentDatapoints"], data["threshold"], data["period"]) == ([6], 5, 10)
    rehearsal.measure(0)
    rehearsal.expect("OK")
    rehearsal.expect("OK", "roll-back")
    assert rehearsal.messages() == [
        ("errors", "INSUFFICIENT_DATA", "OK"),
        ("errors", "OK", "ALARM"),
        ("roll-back", "OK", "ALARM"),
        ("errors", "ALARM", "OK"),
    ]
    assert rehearsal.last["Trigger"]["MetricName"] == "Errors"
    assert rehearsal.last["Region"] == "EU (Ireland)"
    after = [configuration(rehearsal.alarm(name)) for name in ("errors", "roll-back")]
    assert after == before
    history = rehearsal.cloudwatch.describe_alarm_history(
        AlarmName="errors", HistoryItemType="StateUpdate", ScanBy="TimestampAscending"
    )["AlarmHistoryItems"]
    assert [item["HistorySummary"] for item in history] == [
        "Alarm updated from INSUFFICIENT_DATA to OK",
        "Alarm updated from OK to ALARM",
        "Alarm updated from ALARM to OK",
    ]
    (shown, _) = rehearsal.lab.get("/_lab/cloudwatch/alarms")
    assert (shown["name"], shown["state"]) == ("errors", "OK")
    assert "not greater than the threshold" in shown["reason"]


def test_a_state_that_was_set_acts_and_lasts_until_the_next_evaluation(
    rehearsal: Rehearsal,
) -> None:
    # Once a minute: far enough away.
    rehearsal.put_alarm(Period=60, AlarmActions=[TOPIC], OKActions=[TOPIC])
    rehearsal.expect("OK")
    rehearsal.cloudwatch.set_alarm_state(
        AlarmName="errors", StateValue="ALARM", StateReason="drill"
    )
    assert rehearsal.alarm()["StateReason"] == "drill"
    assert ("errors", "OK", "ALARM") in rehearsal.messages()
    rehearsal.pass_seconds(60)
    rehearsal.expect("OK")
    assert rehearsal.messages() == [("errors", "ALARM", "OK")]


def test_disabled_actions_are_not_executed_and_an_update_keeps_the_state(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.put_alarm(AlarmActions=[TOPIC], ActionsEnabled=False)
    rehearsal.expect("OK")
    rehearsal.measure(6)
    rehearsal.expect("ALARM")
    assert rehearsal.messages() == []
    since = rehearsal.alarm()["StateUpdatedTimestamp"]
    rehearsal.put_alarm(AlarmDescription="new")
    found = rehearsal.alarm()
    assert (found["StateValue"], found["AlarmDescription"]) == ("ALARM", "new")
    assert found["StateUpdatedTimestamp"] == since


def test_a_suppressor_keeps_the_actions_of_a_composite_alarm_back(rehearsal: Rehearsal) -> None:
    # However slow the machine is between two measurements: what is missing ends no alarm.
    rehearsal.put_alarm(TreatMissingData="ignore")
    rehearsal.put_alarm("deploying", MetricName="Deploying", Period=60)
    rehearsal.cloudwatch.put_composite_alarm(
        AlarmName="roll-back",
        AlarmRule="ALARM(errors)",
        AlarmActions=[TOPIC],
        ActionsSuppressor="deploying",
        ActionsSuppressorWaitPeriod=30,
        ActionsSuppressorExtensionPeriod=5,
    )
    rehearsal.expect("OK", "roll-back")
    rehearsal.measure(6)
    rehearsal.expect("ALARM", "roll-back")
    rehearsal.eventually(
        lambda: rehearsal.alarm("roll-back").get("ActionsSuppressedBy"), "WaitPeriod"
    )
    assert rehearsal.messages() == []
    rehearsal.measure(6)
    rehearsal.measure(6)
    rehearsal.measure(6)
    rehearsal.eventually(lambda: rehearsal.messages() or None, [("roll-back", "OK", "ALARM")])
    assert "ActionsSuppressedBy" not in rehearsal.alarm("roll-back")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"Statistic": "Median"}, "Median"),
        ({"Period": 45}, "The value 45"),
        ({"ComparisonOperator": "GreaterThanUpperThreshold"}, "the lab cannot do"),
    ],
)
def test_an_alarm_that_could_never_evaluate_is_refused(
    rehearsal: Rehearsal, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ClientError, match=says):
        rehearsal.put_alarm(**changes)
    assert rehearsal.cloudwatch.describe_alarms()["MetricAlarms"] == []


def test_metric_math_without_a_metric_of_that_id_is_refused(rehearsal: Rehearsal) -> None:
    with pytest.raises(ClientError, match="no query of the id 'm1'"):
        rehearsal.cloudwatch.put_metric_alarm(
            AlarmName="math",
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            Metrics=[{"Id": "e1", "Expression": "m1 * 2"}],
        )
