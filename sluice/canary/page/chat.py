"""The message of a release's end for Slack, as Block Kit JSON: the verdict first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sluice.canary.page import Context, summary
from sluice.canary.page.facts import short_image
from sluice.canary.page.verdict import Outcome, verdict
from sluice.canary.wording import duration, moment

if TYPE_CHECKING:
    from sluice.canary.model.release import Release

# Slack's own limits: a header, a section, one of its fields.
# https://docs.slack.dev/reference/block-kit/blocks
_HEADER, _SECTION, _FIELD = 150, 3000, 2000

_SIGNS: Final = {
    Outcome.PROMOTED: ":white_check_mark:",
    Outcome.ROLLED_BACK: ":leftwards_arrow_with_hook:",
    Outcome.ROLLING_BACK: ":leftwards_arrow_with_hook:",
    Outcome.HELD: ":double_vertical_bar:",
    Outcome.UNDER_WAY: ":arrow_forward:",
}


def message(
    release: Release,
    context: Context = Context(),  # noqa: B008 - frozen
    *,
    page_url: str = "",
) -> dict[str, Any]:
    """Return the body of `chat.postMessage`, or of an incoming webhook, without a channel.

    Args:
        release: the newest state.
        context: who answers for the service.
        page_url: where the release's page can be read; empty leaves the button out.
    """
    found = verdict(release)
    reason = f" ({found.reason})" if found.reason else ""
    what = f"{release.service} {release.environment}"
    header = f"{_SIGNS[found.outcome]} {found.outcome}{reason}: {what}"
    blocks: list[dict[str, Any]] = [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": _cut(header, _HEADER), "emoji": True},
        },
        {"type": "section", "text": _markdown(found.why, _SECTION)},
        {"type": "section", "fields": _fields(release, context)},
    ]
    if release.plan.speed > 1:
        note = f"Rehearsal at {release.plan.speed} times speed."
        blocks.append({"type": "context", "elements": [_markdown(note, _FIELD)]})
    buttons = [
        {"type": "button", "text": {"type": "plain_text", "text": text}, "url": url}
        for text, url in (
            ("See why", page_url),
            ("Runbook", context.runbook_url if context.runbook_is_link else ""),
        )
        if url
    ]
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    # What notifications and screen readers show.
    return {"text": _escaped(_cut(summary(release), _SECTION // 2)), "blocks": blocks}


def _fields(release: Release, context: Context) -> list[dict[str, str]]:
    lasted = (release.ended_at or release.phase_since) - release.started_at
    values = (
        ("Image", short_image(release.image)),
        ("Started by", release.started_by),
        ("Began", f"{moment(release.started_at)} UTC"),
        ("Lasted", duration(lasted)),
        ("Release", release.id),
        ("Owner", context.owner),
    )
    return [
        {"type": "mrkdwn", "text": f"*{name}*\n{_escaped(_cut(value, _FIELD // 8))}"}
        for name, value in values
        if value
    ]


def _markdown(text: str, limit: int) -> dict[str, str]:
    # Escaping makes a character at most five.
    return {"type": "mrkdwn", "text": _escaped(_cut(text, limit // 5))}


def _escaped(text: str) -> str:
    """Return text in which Slack sees no link, no mention and no channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
