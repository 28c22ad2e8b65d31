"""Receivers that are down, slow or busy, as their senders see them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from lab.faults.kinds import ReceiverBusy, ReceiverDown, ReceiverSlow

if TYPE_CHECKING:
    from tests.lab.receivers.conftest import Lab

SLACK = ("hooks.slack.com", "/services/T0001/B0001/abcdef", {"text": "x"})
PAGERDUTY = (
    "events.pagerduty.com",
    "/v2/enqueue",
    {
        "routing_key": "0123456789abcdef0123456789abcdef",
        "event_action": "trigger",
        "payload": {"summary": "x", "source": "y", "severity": "info"},
    },
)


def test_one_that_is_down_resets_the_connection_and_gets_nothing(lab: Lab) -> None:
    with lab.client.fault(ReceiverDown(receiver="slack")):
        with pytest.raises(OSError, match=r"(?i)reset|closed|EOF"):
            lab.post(*SLACK)
        assert lab.post(*PAGERDUTY).status == 202
        assert [one.hits for one in lab.client.faults()] == [1]
    assert [one["receiver"] for one in lab.client.received()] == ["pagerduty"]
    assert lab.post(*SLACK).status == 200


def test_one_that_is_slow_answers_late(lab: Lab) -> None:
    with lab.client.fault(ReceiverSlow(receiver="pagerduty", latency_ms=1000)):
        started = time.monotonic()
        assert lab.post(*SLACK).status == 200
        assert time.monotonic() - started < 1
        started = time.monotonic()
        assert lab.post(*PAGERDUTY).status == 202
        assert time.monotonic() - started >= 1


def test_one_that_is_busy_says_when_to_come_again_and_then_takes_it(lab: Lab) -> None:
    lab.client.add_fault(ReceiverBusy(count=2, retry_after_seconds=3))
    slack, pagerduty = lab.post(*SLACK), lab.post(*PAGERDUTY)
    assert (slack.status, slack.headers["Retry-After"]) == (429, "3")
    assert (pagerduty.status, pagerduty.headers["Retry-After"]) == (429, "3")
    assert json.loads(pagerduty.body)["status"] == "throttle exceeded"
    assert lab.post(*SLACK).status == 200
    assert [one["status"] for one in lab.client.received()] == [429, 429, 200]
