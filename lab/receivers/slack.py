"""Plays Slack's incoming webhooks: takes messages for a channel, answers `ok` or a reason."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from lab.receivers.inbox import Reply

HOST = "hooks.slack.com"
_WEBHOOK = re.compile(r"/services/T\w+/B\w+/\w+")


def document(content_type: str, body: str) -> Any:
    """Return the message that was posted; None where it is none.

    Args:
        content_type: JSON, or a form whose field `payload` holds it.
        body: what was posted.
    """
    if "x-www-form-urlencoded" in content_type:
        body = parse_qs(body).get("payload", [""])[0]
    try:
        return json.loads(body)
    except ValueError:
        return None


def answer(path: str, found: Any) -> Reply:
    """Return what Slack answers a message that was posted to a path."""
    if not _WEBHOOK.fullmatch(path):
        return _said(404, "no_service")
    if not isinstance(found, dict):
        return _said(400, "invalid_payload")
    if not any(found.get(part) for part in ("text", "blocks", "attachments")):
        return _said(400, "no_text")
    return _said(200, "ok")


def busy(retry_after_seconds: float) -> Reply:
    """Return what Slack answers who posts more than about one message a second."""
    return Reply(
        429, "rate_limited", "text/html", {"Retry-After": str(max(1, round(retry_after_seconds)))}
    )


def _said(status: int, text: str) -> Reply:
    return Reply(status, text, "text/html")
