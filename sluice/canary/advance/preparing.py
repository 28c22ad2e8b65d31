"""PREPARING: the task definition is registered, the past is read, the migration runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import starting
from sluice.canary.advance.ensure import cannot_see, ensure, ensure_once
from sluice.canary.advance.rolling_back import fail
from sluice.canary.advance.timing import elapsed
from sluice.canary.image import named
from sluice.canary.judge import Evidence
from sluice.canary.model.actions import RegisterTaskDefinition, RunMigration
from sluice.canary.model.observation import Migration, MigrationState, Need, Unread
from sluice.canary.model.reasons import FailReason, Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.release import Release


def needs(release: Release, now: float) -> frozenset[Need]:
    """What is not known yet."""
    del now
    unknown = set()
    if release.task_definition_arn is None:
        unknown.add(Need.TASK_DEFINITION)
    elif release.plan.migrate:
        unknown.add(Need.MIGRATION)
    if release.evidence is None and not release.brings_back:
        unknown.add(Need.HISTORY)
    return frozenset(unknown)


def act(draft: Draft) -> None:
    """Go on to the tasks once everything that they need is there."""
    _read_history(draft)
    if not _registered(draft) or not _migrated(draft):
        return
    release = draft.release
    if release.evidence is None and not release.brings_back:
        draft.wake_in(0)
        return
    draft.enter(
        Phase.STARTING,
        f"Starting {release.desired_count} tasks of {release.canary} with {named(release.image)}.",
    )
    starting.act(draft)


def _read_history(draft: Draft) -> None:
    release, seen = draft.release, draft.seen.history
    if release.evidence is not None or seen is None or release.brings_back:
        return
    if isinstance(seen, Unread):
        cannot_see(draft, f"the metrics of {release.live} before the release", seen.why)
        return
    draft.set(evidence=Evidence.start(release.plan.criteria, seen))


def _registered(draft: Draft) -> bool:
    release = draft.release
    if release.task_definition_arn is not None:
        return True
    action = RegisterTaskDefinition(image=release.image, release_id=release.id)
    arn = draft.seen.task_definition_arn
    if not ensure(draft, action) or not isinstance(arn, str):
        return False
    draft.set(task_definition_arn=arn)
    return True


def _migrated(draft: Draft) -> bool:
    release = draft.release
    if not release.plan.migrate:
        return True
    action = RunMigration(
        task_definition_arn=release.task_definition_arn or "", client_token=release.id
    )
    if not ensure_once(draft, action):
        return False
    seen = draft.seen.migration
    if isinstance(seen, Unread):
        cannot_see(draft, "the migration", seen.why)
    if not isinstance(seen, Migration):
        return False
    if seen.state is MigrationState.SUCCEEDED:
        return True
    _still_migrating(draft, seen)
    return False


def _still_migrating(draft: Draft, seen: Migration) -> None:
    limit = draft.release.plan.start_deadline_seconds
    if seen.state is MigrationState.FAILED:
        fail(draft, FailReason.MIGRATION_FAILED, f"The migration failed: {seen.why}")
    elif elapsed(draft) >= limit and not draft.release.paused:
        gone = seen.state is MigrationState.NOT_STARTED
        fail(
            draft,
            FailReason.MIGRATION_FAILED,
            f"The migration {'is gone' if gone else 'still runs'} after "
            f"{elapsed(draft):.0f} s of {limit:.0f} s.",
        )
    else:
        draft.wake_in(draft.release.plan.poll_seconds)
