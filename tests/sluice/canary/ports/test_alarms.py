from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.actions import Alert
from sluice.canary.model.observation import Alarm, Need, Unread
from sluice.canary.model.reasons import FailReason
from sluice.canary.ports.aws_world import AwsWorld
from sluice.canary.ports.world import ActionFailed
from tests.aws_parts import alarm
from webservice.contract.alarms import OnRelease

if TYPE_CHECKING:
    from tests.sluice.canary.ports.site import Site


def alarms(site: Site) -> object:
    return site.world.observe(site.release(), {Need.ALARMS}, 0).alarms


def test_quiet_alarms_are_none(site: Site) -> None:
    for name in site.alarms:
        site("cloudwatch").set_alarm_state(AlarmName=name, StateValue="OK", StateReason="fine")

    assert alarms(site) == ()


def test_an_alarm_without_data_is_quiet(site: Site) -> None:
    assert alarms(site) == ()


def test_a_sounding_alarm_is_told_with_its_reason_and_its_rule(
    site: Site,
) -> None:
    site("cloudwatch").set_alarm_state(
        AlarmName=site.alarms[1], StateValue="ALARM", StateReason="300 requests were blocked"
    )

    assert alarms(site) == (
        Alarm(
            site.alarms[1],
            "300 requests were blocked",
            OnRelease.AT_ONCE,
            FailReason.SECURITY_ANOMALY,
        ),
    )


def test_a_sounding_composite_alarm_is_told(site: Site) -> None:
    site("cloudwatch").set_alarm_state(
        AlarmName=site.roll_back, StateValue="ALARM", StateReason="it is bad"
    )

    assert alarms(site) == (Alarm(site.roll_back, "it is bad", OnRelease.LASTING),)


def test_an_alarm_that_was_deleted_is_not_a_quiet_one(site: Site) -> None:
    site("cloudwatch").delete_alarms(AlarmNames=[site.alarms[1]])

    found = alarms(site)

    assert isinstance(found, Unread)
    assert f"there is no alarm {site.alarms[1]}" in found.why


def test_more_alarms_than_one_call_takes_are_all_read(site: Site) -> None:
    names = [f"{site.name}-{number:03d}" for number in range(130)]
    for name in names:
        alarm(site("cloudwatch"), name)
    for name in (names[0], names[-1]):
        site("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="x")
    (rule, *_) = site.descriptor.alarms.rules
    rule = rule.model_copy(update={"names": tuple(names)})
    of_alarms = site.descriptor.alarms.model_copy(update={"rules": (rule,)})
    descriptor = site.descriptor.model_copy(update={"alarms": of_alarms})
    world = AwsWorld(descriptor, site, smoke=tuple)

    found = world.observe(site.release(), {Need.ALARMS}, 0).alarms

    assert found == (Alarm(names[0], "x"), Alarm(names[-1], "x"))


def test_an_alert_is_published_with_a_subject_that_sns_takes(site: Site) -> None:
    sqs = site("sqs")
    url = sqs.create_queue(QueueName=site.name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    site("sns").subscribe(
        TopicArn=site.topic,
        Protocol="sqs",
        Endpoint=arn["QueueArn"],
        Attributes={"RawMessageDelivery": "false"},
    )
    subject = "stage: release\nof web … " + "x" * 200

    site.world.perform(site.release(), Alert(key="k", subject=subject, text="All of it, ünd more."))

    body = sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"]
    assert '"Subject": "stage: release of web   xxx' in body
    assert "All of it" in body


def test_an_alert_that_cannot_be_sent_is_said(site: Site) -> None:
    site("sns").delete_topic(TopicArn=site.topic)

    with pytest.raises(ActionFailed, match="could not send the alert"):
        site.world.perform(site.release(), Alert(key="k", subject="s", text="t"))
