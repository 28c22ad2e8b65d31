"""PagerDuty's Events API v2, by its real name over TLS, and its alerts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lab.receivers.pagerduty import PagerDuty

if TYPE_CHECKING:
    from tests.lab.receivers.conftest import Lab

KEY = "0123456789abcdef0123456789abcdef"


def event(action: str = "trigger", **changes: Any) -> dict[str, Any]:
    return {
        "routing_key": KEY,
        "event_action": action,
        "dedup_key": "stage/1",
        "payload": {"summary": "rolled back", "source": "stage", "severity": "critical"},
        **changes,
    }


def send(pager: PagerDuty, document: Any) -> int:
    return pager.answer("/v2/enqueue", document).status


def test_an_event_is_accepted_with_its_dedup_key_and_kept(lab: Lab) -> None:
    answer = lab.post("events.pagerduty.com", "/v2/enqueue", event())
    assert answer.status == 202
    assert json.loads(answer.body) == {
        "status": "success",
        "message": "Event processed",
        "dedup_key": "stage/1",
    }
    (message,) = lab.client.received()
    assert (message["receiver"], message["to"]) == ("pagerduty", KEY)
    assert message["body"] == event()


def test_a_trigger_without_a_dedup_key_gets_one(lab: Lab) -> None:
    answer = lab.post("events.pagerduty.com", "/v2/enqueue", event(dedup_key=""))
    assert len(json.loads(answer.body)["dedup_key"]) == 32


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (event(routing_key="short"), "Length of 'routing_key' is incorrect"),
        (event(routing_key=None), "'routing_key' is missing"),
        (event("page"), "'event_action' is invalid"),
        (event("resolve", dedup_key=""), "'dedup_key' is missing"),
        (event(payload={"summary": "x", "source": "y"}), "'payload.severity' is missing"),
        (
            event(payload={"summary": "x", "source": "y", "severity": "bad"}),
            "'payload.severity' is invalid",
        ),
        ("no object", "not a JSON object"),
    ],
)
def test_an_invalid_event_is_refused_and_says_why(document: Any, reason: str) -> None:
    pager = PagerDuty()
    answer = pager.answer("/v2/enqueue", document)
    assert answer.status == 400
    said = json.loads(answer.body)
    assert said["status"] == "invalid event"
    assert reason in said["errors"][0]
    assert pager.open() == {}


def test_acknowledge_and_resolve_act_on_the_alert_of_the_same_key() -> None:
    pager = PagerDuty()
    send(pager, event())
    assert pager.open() == {"stage/1": "triggered"}
    send(pager, event("acknowledge"))
    send(pager, event())
    assert pager.open() == {"stage/1": "acknowledged"}
    assert send(pager, event("resolve", dedup_key="another")) == 202
    assert pager.open() == {"stage/1": "acknowledged"}
    send(pager, event("resolve"))
    assert pager.open() == {}
    send(pager, event("acknowledge"))
    assert pager.open() == {}
    send(pager, event())
    assert pager.open() == {"stage/1": "triggered"}


def test_an_alarm_that_sns_posts_opens_an_alert_and_its_ok_resolves_it() -> None:
    pager = PagerDuty()

    def alarm(state: str) -> None:
        message = json.dumps({"AlarmName": "stage-5xx", "NewStateValue": state})
        path = f"/integration/{KEY}/enqueue"
        assert pager.answer(path, {"Type": "Notification", "Message": message}).status == 202

    alarm("ALARM")
    assert pager.open() == {"stage-5xx": "triggered"}
    alarm("INSUFFICIENT_DATA")
    assert pager.open() == {"stage-5xx": "triggered"}
    alarm("OK")
    assert pager.open() == {}
