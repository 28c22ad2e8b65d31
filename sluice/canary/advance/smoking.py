"""SMOKING: the test listener is turned to the new version, and it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import shifting
from sluice.canary.advance.ensure import cannot_see, ensure_once, key_of
from sluice.canary.advance.rolling_back import fail
from sluice.canary.model.actions import PointTestListener
from sluice.canary.model.events import EventKind
from sluice.canary.model.observation import Need, Unread
from sluice.canary.model.reasons import FailReason

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.release import Release

TRIES = 5

_BETWEEN_SECONDS = 2.0
"""While the listener's change spreads, which a rehearsal does not make faster."""


def needs(release: Release, now: float) -> frozenset[Need]:
    """The listener until it is turned, then the answers."""
    del now
    turned = key_of(PointTestListener(colour=release.canary)) in release.done
    return frozenset({Need.SMOKE if turned else Need.TEST_LISTENER})


def act(draft: Draft) -> None:
    """Turn the listener, ask, and go on where every check is well."""
    release = draft.release
    if not ensure_once(draft, PointTestListener(colour=release.canary)):
        return
    seen = draft.seen.smoke
    if seen is None:
        draft.wake_in(0)
        return
    if isinstance(seen, Unread):
        cannot_see(draft, f"how {release.canary} answers", seen.why)
        return
    bad = [check for check in seen if not check.ok]
    if seen and not bad:
        draft.tell(EventKind.COMMITTED, f"All {len(seen)} checks of {release.canary} are well.")
        shifting.enter(draft)
        return
    what = "; ".join(f"{check.name}: {check.detail}" for check in bad) or "there was no check"
    tries = release.tries + 1
    draft.set(tries=tries)
    if tries >= TRIES:
        fail(draft, FailReason.SMOKE_FAILED, f"{tries} times in a row: {what}.")
        return
    draft.wake_in(_BETWEEN_SECONDS)
