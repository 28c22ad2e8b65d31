"""Brings something about: looks whether it is so, and if not, sends the action for it.

What is so already is never sent. What was sent is looked for until it is seen, and sent again
when it should have been seen by now: an answer may be lost, a driver may have died.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import wording
from sluice.canary.advance.is_done import Is, look
from sluice.canary.advance.timing import FIRST_LOOK_SECONDS, back_off
from sluice.canary.model.actions import SetScalingBounds, UpdateService
from sluice.canary.model.observation import Unread
from sluice.canary.model.reasons import HoldReason

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.actions import Action
    from sluice.environment.descriptor import Colour

RESEND_SECONDS = 3.0
"""After so long an action whose effect is not seen is sent again, then after twice as long."""

RESEND_LIMIT_SECONDS = 60.0

ATTEMPTS = 5
"""After so many a way forward is on hold; it goes on trying."""


def resend_at(draft: Draft, *, limit: float = RESEND_LIMIT_SECONDS) -> float:
    """Return when the intent, if it is not seen to be so, is sent again."""
    doublings = min(max(draft.release.attempts - 1, 0), 10)
    return draft.release.intent_at + min(RESEND_SECONDS * float(1 << doublings), limit)


def ensure(draft: Draft, action: Action) -> bool:  # noqa: PLR0911 - one a reason to wait
    """Return whether something is so; if not, do the next thing towards it."""
    pending = draft.release.intent == action
    reading = look(action, draft.seen)
    if reading.state is Is.SO:
        if pending:
            draft.read_back(wording.action(action))
        return True
    if reading.state is Is.NOT_LOOKED_AT:
        draft.wake_in(0)
        return False
    if reading.state is Is.UNREAD:
        cannot_see(draft, f"whether it is done to {wording.action(action)}", reading.why)
        return False
    if pending and draft.release.attempts >= ATTEMPTS:
        draft.wait(
            HoldReason.AWS_UNREADABLE,
            f"Tried {draft.release.attempts} times to {wording.action(action)}; it is not so.",
        )
    if not pending and draft.waits:
        return False
    if draft.release.paused:
        return False
    if pending and draft.now < resend_at(draft):
        look_again(draft)
        return False
    draft.send(action, again=pending, sentence=wording.action(action))
    return False


def ensure_once(draft: Draft, action: Action) -> bool:
    """The same, but what was so once in this phase is not looked at again."""
    key = key_of(action)
    if key in draft.release.done:
        return True
    if not ensure(draft, action):
        return False
    draft.set(done=(*draft.release.done, key))
    return True


def stopped(draft: Draft, colour: Colour) -> bool:
    """Return whether a colour runs nothing any more, or takes too long to be waited for."""
    services = draft.seen.services
    if services is None or isinstance(services, Unread):
        return False
    running = services[colour].running if colour in services else 0
    if not running:
        return True
    release = draft.release
    began = max(release.phase_since, release.weights_since)
    if draft.now - began < release.plan.start_deadline_seconds:
        return False
    draft.alert(
        f"tasks-do-not-stop-{colour}",
        f"{release.environment}: {running} tasks of {colour} do not stop",
        f"Release {release.id} ends; ECS was told to run no task of {colour}, and {running} "
        "still run. They get no traffic. Look at the service's events.",
    )
    return True


def key_of(action: Action) -> str:
    """Return the name under which an action is noted as done."""
    match action:
        case SetScalingBounds() | UpdateService():
            return f"{action.kind}:{action.colour}"
        case _:
            return action.kind


def cannot_see(draft: Draft, what: str, why: str) -> None:
    """Hold, since something needed cannot be read, and look again after a growing while."""
    draft.wait(HoldReason.AWS_UNREADABLE, f"Cannot see {what}: {why}.")
    since = draft.release.hold.since if draft.release.hold else draft.now
    plan = draft.release.plan
    draft.wake_in(
        back_off(since, draft.now, least=plan.poll_seconds, most=float(plan.period_seconds))
    )


def look_again(draft: Draft) -> None:
    """Look again soon, and ever less often, for the effect of what was sent."""
    plan = draft.release.plan
    wait = back_off(
        draft.release.intent_at, draft.now, least=FIRST_LOOK_SECONDS, most=plan.poll_seconds
    )
    draft.wake_at(min(draft.now + wait, max(resend_at(draft), draft.now)))
