"""Plays PagerDuty's Events API v2, and its integration that subscribes to SNS for CloudWatch."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from lab.receivers.inbox import Reply

HOST = "events.pagerduty.com"
_ENQUEUE = "/v2/enqueue"
_INTEGRATION = re.compile(r"/integration/(?P<key>\w+)/enqueue")
_KEY_LENGTH = 32
_SEVERITIES = ("critical", "error", "warning", "info")
_ACTIONS = ("trigger", "acknowledge", "resolve")


class PagerDuty:
    """The open alerts of all services, by routing key and dedup_key."""

    def __init__(self) -> None:
        self._alerts: dict[tuple[str, str], str] = {}

    def clear(self) -> None:
        """Forget all alerts."""
        self._alerts.clear()

    def open(self) -> dict[str, str]:
        """Return the alerts that are not resolved: state by dedup_key."""
        return {key: state for (_, key), state in self._alerts.items()}

    def answer(self, path: str, document: Any) -> Reply:
        """Return what PagerDuty answers a document that was posted to a path."""
        if path == _ENQUEUE:
            return self._enqueue(document)
        if _INTEGRATION.fullmatch(path):
            return self._integrate(routing_key(path, document), document)
        return Reply.json(404, {"status": "not found", "message": f"there is no {path}"})

    def _enqueue(self, event: Any) -> Reply:
        """Take an event of the Events API v2.

        A trigger opens an alert, or adds to the open one of the same dedup_key; acknowledge
        and resolve of one that is not open are accepted and change nothing.
        """
        wrong = mistakes(event)
        if wrong:
            return Reply.json(
                400,
                {"status": "invalid event", "message": "Event object is invalid", "errors": wrong},
            )
        dedup_key = event.get("dedup_key") or uuid.uuid4().hex
        self._act(event["routing_key"], dedup_key, event["event_action"])
        return Reply.json(
            202, {"status": "success", "message": "Event processed", "dedup_key": dedup_key}
        )

    def _integrate(self, routing_key: str, envelope: Any) -> Reply:
        """Take what SNS posts: an alarm's message opens and resolves an alert of its name."""
        message = _document(envelope.get("Message")) if isinstance(envelope, dict) else None
        if isinstance(message, dict) and "AlarmName" in message:
            action = {"ALARM": "trigger", "OK": "resolve"}.get(message.get("NewStateValue", ""))
            if action:
                self._act(routing_key, str(message["AlarmName"]), action)
        return Reply.json(202, {"status": "success", "message": "Event processed"})

    def _act(self, routing_key: str, dedup_key: str, action: str) -> None:
        alert = (routing_key, dedup_key)
        match action:
            case "trigger":
                self._alerts.setdefault(alert, "triggered")  # what was acknowledged stays so
            case "acknowledge" if alert in self._alerts:
                self._alerts[alert] = "acknowledged"
            case "resolve":
                self._alerts.pop(alert, None)


def routing_key(path: str, document: Any) -> str:
    """Return which service an event is for; empty where it says none."""
    integration = _INTEGRATION.fullmatch(path)
    if integration:
        return integration["key"]
    return str(document.get("routing_key", "")) if isinstance(document, dict) else ""


def mistakes(event: Any) -> list[str]:
    """Return what is wrong with an event, in PagerDuty's way; empty where it is valid."""
    if not isinstance(event, dict):
        return ["The event is not a JSON object"]
    wrong = []
    routing_key = event.get("routing_key")
    if not routing_key:
        wrong.append("'routing_key' is missing or blank")
    elif len(str(routing_key)) != _KEY_LENGTH:
        wrong.append(f"Length of 'routing_key' is incorrect (should be {_KEY_LENGTH} characters)")
    action = event.get("event_action")
    if action not in _ACTIONS:
        wrong.append("'event_action' is invalid (must be one of trigger, acknowledge, resolve)")
    elif action != "trigger" and not event.get("dedup_key"):
        wrong.append("'dedup_key' is missing or blank")
    elif action == "trigger":
        payload = event.get("payload")
        payload = payload if isinstance(payload, dict) else {}
        wrong += [
            f"'payload.{name}' is missing or blank"
            for name in ("summary", "source", "severity")
            if not payload.get(name)
        ]
        if payload.get("severity") and payload["severity"] not in _SEVERITIES:
            wrong.append(f"'payload.severity' is invalid (must be one of {', '.join(_SEVERITIES)})")
    return wrong


def busy(retry_after_seconds: float) -> Reply:
    """Return what PagerDuty answers who sends too many events."""
    return Reply.json(
        429,
        {
            "status": "throttle exceeded",
            "message": "Requests for this service are arriving too quickly. Retry later.",
        },
        **{"Retry-After": str(max(1, round(retry_after_seconds)))},
    )


def _document(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return None
