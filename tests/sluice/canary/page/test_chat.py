"""The message for Slack."""

from __future__ import annotations

import json
from typing import Any

from sluice.canary.model.reasons import FailReason, Phase
from sluice.canary.model.release import Failure
from sluice.canary.page import Context, chat
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.page import worlds
from tests.sluice.canary.releases import release


def texts(message: dict[str, Any]) -> list[str]:
    found: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("text"), str) and "type" in part:
                found.append(part["text"])
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(message["blocks"])
    return found


def test_it_opens_on_the_verdict_and_then_says_why() -> None:
    message = chat.message(worlds.bad().release)
    header, why = message["blocks"][:2]
    assert header["text"]["text"].endswith("Rolled back (ERRORS): web stage")
    assert why["text"]["text"].startswith("4.7 % of 340 requests")
    assert message["text"].startswith("Rolled back (ERRORS)")


def test_it_leads_to_the_page_and_the_runbook() -> None:
    context = Context(owner="Web", runbook_url="https://runbooks.example.com/web")
    message = chat.message(worlds.bad().release, context, page_url="https://ci.example.com/1")
    assert [each["url"] for each in message["blocks"][-1]["elements"]] == [
        "https://ci.example.com/1",
        "https://runbooks.example.com/web",
    ]
    assert all(each["type"] != "actions" for each in chat.message(release())["blocks"])
    odd = chat.message(release(), Context(runbook_url="javascript:x"))
    assert "javascript" not in json.dumps(odd)


def test_free_text_calls_nobody() -> None:
    failure = Failure(reason=FailReason.ABORTED, at=T0, sentence="<!channel> & <http://x|y>")
    bad = release(phase=Phase.ROLLED_BACK, failure=failure, started_by="<@U1>", ended_at=T0 + 1)
    message = chat.message(bad)
    assert "&lt;!channel&gt; &amp; &lt;http://x|y&gt;" in texts(message)
    assert "<" not in message["text"]
    assert not any("<" in text for text in texts(message))


def test_slacks_limits_are_kept() -> None:
    failure = Failure(reason=FailReason.ABORTED, at=T0, sentence="<&>" * 5000)
    long = {"service": "s" * 900, "started_by": "<" * 900, "image": "i" * 5000}
    message = chat.message(release(phase=Phase.ROLLED_BACK, failure=failure, **long))
    header, why, fields = message["blocks"][:3]
    assert len(header["text"]["text"]) <= 150
    assert len(why["text"]["text"]) <= 3000
    assert len(fields["fields"]) <= 10
    assert all(len(each["text"]) <= 2000 for each in fields["fields"])


def test_a_rehearsal_says_that_it_was_one() -> None:
    assert "Rehearsal at 12 times speed." in texts(chat.message(worlds.rehearsed().release))
