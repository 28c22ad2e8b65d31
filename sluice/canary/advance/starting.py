"""STARTING: the idle colour gets its tasks, until every target is healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import shifting, smoking, wording
from sluice.canary.advance.ensure import cannot_see, ensure_once, key_of
from sluice.canary.advance.rolling_back import fail
from sluice.canary.advance.timing import elapsed
from sluice.canary.model.actions import SetScalingBounds, UpdateService
from sluice.canary.model.observation import Need, Targets, Unread
from sluice.canary.model.reasons import FailReason, Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.release import Release


def needs(release: Release, now: float) -> frozenset[Need]:
    """The service; its bounds until they are set, and its targets from then on."""
    del now
    if key_of(_bounds(release)) not in release.done:
        return frozenset({Need.SCALING, Need.SERVICES})
    return frozenset({Need.SERVICES, Need.TARGETS})


def act(draft: Draft) -> None:
    """Start the tasks and wait for them."""
    if not ensure_once(draft, _bounds(draft.release)) or not ensure_once(
        draft, _update(draft.release)
    ):
        _late(draft, "the service was not updated")
        return
    why = _not_ready(draft)
    if why is None or draft.release.phase is not Phase.STARTING:
        return
    if why:
        draft.wake_in(draft.release.plan.poll_seconds)
        _late(draft, why)
        return
    if draft.release.plan.smoke and not draft.release.brings_back:
        draft.enter(Phase.SMOKING, f"Asking {draft.release.canary} through the test listener.")
        smoking.act(draft)
    else:
        shifting.enter(draft)


def _bounds(release: Release) -> SetScalingBounds:
    return SetScalingBounds(
        colour=release.canary, min_count=release.desired_count, max_count=release.max_count
    )


def _update(release: Release) -> UpdateService:
    return UpdateService(
        colour=release.canary,
        desired_count=release.desired_count,
        task_definition_arn=release.task_definition_arn,
    )


def _not_ready(draft: Draft) -> str | None:
    """Return what is still missing; empty if nothing, None if it cannot be said now."""
    release, services, targets = draft.release, draft.seen.services, draft.seen.targets
    if isinstance(services, Unread):
        cannot_see(draft, "the services", services.why)
        _late(draft, "the services cannot be read")
        return None
    if services is None:
        draft.wake_in(0)
        return None
    service = services.get(release.canary)
    if service is None:
        return f"ECS does not know the service of {release.canary}"
    if service.failed:
        fail(draft, FailReason.TASKS_FAILED, f"The tasks did not start: {service.why}")
        return None
    if service.task_definition_arn != release.task_definition_arn:
        fail(
            draft,
            FailReason.TASKS_FAILED,
            f"ECS put {wording.short(service.task_definition_arn)} back in the place of "
            f"{wording.short(release.task_definition_arn or '')}: {service.why or 'no reason'}",
        )
        return None
    return _targets_missing(draft, targets, stable=service.stable, running=service.running)


def _targets_missing(
    draft: Draft, targets: Targets | Unread | None, *, stable: bool, running: int
) -> str | None:
    release = draft.release
    if targets is None:
        draft.wake_in(0)
        return None
    if isinstance(targets, Unread):
        cannot_see(draft, f"the targets of {release.canary}", targets.why)
        _late(draft, "the targets cannot be read")
        return None
    if stable and targets.healthy >= release.desired_count:
        return ""
    return (
        f"{running} tasks run and {targets.healthy} targets are healthy, of {release.desired_count}"
    )


def _late(draft: Draft, why: str) -> None:
    limit = draft.release.plan.start_deadline_seconds
    passed = elapsed(draft)
    if draft.release.phase is Phase.STARTING and passed >= limit and not draft.release.paused:
        fail(
            draft,
            FailReason.TASKS_FAILED,
            f"After {passed:.0f} s of {limit:.0f} s {why}.",
        )
