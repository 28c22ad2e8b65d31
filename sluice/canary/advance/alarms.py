"""What alarms mean for a release: one holds, some fail it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import wording
from sluice.canary.advance.ensure import cannot_see
from sluice.canary.advance.rolling_back import fail
from sluice.canary.model.observation import Unread
from sluice.canary.model.reasons import HoldReason
from webservice.contract.alarms import OnRelease

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.observation import Alarm


def take_in(draft: Draft) -> bool:
    """Take the alarms in; False where one of them failed the release."""
    seen = draft.seen.alarms
    if seen is None:
        return True
    if isinstance(seen, Unread):
        cannot_see(draft, "the alarms", seen.why)
        return True
    for alarm in seen:
        if alarm.on_release is OnRelease.AT_ONCE:
            fail(draft, alarm.fails_as, f"Alarm {alarm.name}: {alarm.reason}")
            return False
    return _lasting(draft, seen)


def _lasting(draft: Draft, seen: tuple[Alarm, ...]) -> bool:
    lasting = next((alarm for alarm in seen if alarm.on_release is OnRelease.LASTING), None)
    if lasting is None:
        draft.set(alarm_since=None)
    else:
        since = draft.release.alarm_since
        since = draft.now if since is None else since
        draft.set(alarm_since=since)
        plan = draft.release.plan
        limit = plan.criteria.window_periods * plan.period_seconds
        if draft.now - since >= limit:
            lasted = wording.seconds(draft.now - since)
            fail(
                draft,
                lasting.fails_as,
                f"Alarm {lasting.name} has sounded for {lasted}: {lasting.reason}",
            )
            return False
    if seen:
        names = ", ".join(sorted(alarm.name for alarm in seen))
        draft.wait(HoldReason.ALARM, f"In state ALARM: {names}.")
    return True
