"""Slack's incoming webhook, by its real name over TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.lab.receivers.conftest import Lab

HOOK = "/services/T0001/B0001/abcdef"


def test_a_message_is_answered_ok_and_kept(lab: Lab) -> None:
    answer = lab.post("hooks.slack.com", HOOK, {"text": "rolled back"})
    assert (answer.status, answer.body) == (200, "ok")
    (message,) = lab.client.received()
    assert message["receiver"] == "slack"
    assert message["to"] == HOOK
    assert message["body"] == {"text": "rolled back"}
    assert message["status"] == 200
    assert message["headers"] == {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        (HOOK, "no json", 400, "invalid_payload"),
        (HOOK, ["text"], 400, "invalid_payload"),
        (HOOK, {"txt": "typo"}, 400, "no_text"),
        ("/services/T0001", {"text": "x"}, 404, "no_service"),
    ],
)
def test_what_slack_would_refuse_is_refused_with_its_reason(
    path: str, body: Any, status: int, reason: str, lab: Lab
) -> None:
    answer = lab.post("hooks.slack.com", path, body)
    assert (answer.status, answer.body) == (status, reason)
    assert [one["status"] for one in lab.client.received()] == [status]


def test_the_inbox_can_be_emptied(lab: Lab) -> None:
    lab.post("hooks.slack.com", HOOK, {"text": "x"})
    lab.client.forget_received()
    assert lab.client.received() == []
