"""Begins, continues and ends holds, by what a tick found; at their deadline it goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import wording
from sluice.canary.advance.rolling_back import can_go_back, fail
from sluice.canary.advance.timing import held
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.release import Hold

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft

_NEVER_HELD = {Phase.ROLLING_BACK, Phase.ROLLED_BACK, Phase.PROMOTED}

ALERT_AT = 1 / 3
"""Of a hold's deadline: then people are told, while there is time to do something."""


def settle(draft: Draft) -> None:
    """Make `release.hold` what this tick found."""
    release = draft.release
    if release.phase in _NEVER_HELD:
        draft.set(hold=None)
        return
    if release.paused:
        draft.wait(HoldReason.PAUSED, "Paused by a person.")
    if not draft.waits:
        _end(draft)
        return
    reason, sentence = _foremost(draft)
    _hold(draft, reason, sentence)
    _deadline(draft)


def _foremost(draft: Draft) -> tuple[HoldReason, str]:
    # A pause hides what would otherwise run into a deadline, save a foreign write.
    for first in (HoldReason.FOREIGN_WRITE, HoldReason.PAUSED):
        for wait in draft.waits:
            if wait[0] is first:
                return wait
    return draft.waits[0]


def _end(draft: Draft) -> None:
    hold = draft.release.hold
    if hold is None:
        return
    draft.set(hold=None, held_seconds=draft.release.held_seconds + held(draft, hold))
    lasted = wording.seconds(draft.now - hold.since)
    draft.tell(EventKind.RELEASED, f"The hold {hold.reason} is over after {lasted}.")


def _hold(draft: Draft, reason: HoldReason, sentence: str) -> None:
    old = draft.release.hold
    since = draft.now if old is None else old.since
    paused = HoldReason.PAUSED
    if old is not None and (old.reason is paused) != (reason is paused):
        # A pause has no deadline: what comes before or after it is counted by itself.
        draft.set(held_seconds=draft.release.held_seconds + held(draft, old))
        since = draft.now
    draft.set(hold=Hold(reason=reason, since=since, sentence=sentence))
    if old is None or old.reason is not reason:
        draft.tell(EventKind.HELD, f"On hold, {reason}: {sentence}")
    if reason is HoldReason.FOREIGN_WRITE:
        draft.alert(
            f"foreign-write@{since:.3f}",
            f"{draft.release.environment}: somebody else moved the weights",
            f"Release {draft.release.id} is on hold. {sentence} "
            "`resume` sets the release's weights again, `abort` those from before it.",
        )


def _deadline(draft: Draft) -> None:
    release, hold = draft.release, draft.release.hold
    if hold is None or hold.reason is HoldReason.PAUSED:
        return
    limit = release.plan.hold_deadline_seconds
    if draft.now - hold.since >= limit * ALERT_AT:
        draft.alert(
            f"hold@{hold.since:.3f}",
            f"{release.environment}: a release is on hold, {hold.reason}",
            f"Release {release.id} has been on hold for "
            f"{wording.seconds(draft.now - hold.since)} of {wording.seconds(limit)}, "
            f"then it goes back. {hold.sentence}",
        )
    if not can_go_back(release):
        _no_way_back(draft, hold)
        return
    if draft.now - hold.since >= limit:
        fail(
            draft,
            FailReason.HOLD_DEADLINE,
            f"On hold for {wording.seconds(draft.now - hold.since)}, "
            f"of {wording.seconds(limit)} allowed, {hold.reason}: {hold.sentence}",
        )
        draft.set(hold=None)
        return
    alert_at = hold.since + limit * ALERT_AT
    draft.wake_at(alert_at if draft.now < alert_at else hold.since + limit)


def _no_way_back(draft: Draft, hold: Hold) -> None:
    # The old tasks are gone: whoever is sent there gets no answer, so ours are set again.
    over = draft.now - hold.since >= draft.release.plan.hold_deadline_seconds
    if over and hold.reason is HoldReason.FOREIGN_WRITE and not draft.release.reclaims:
        draft.set(reclaims=True)
        draft.tell(EventKind.REQUEST, "Nobody resumed in time, and there is no way back.")
        draft.wake_in(0)
