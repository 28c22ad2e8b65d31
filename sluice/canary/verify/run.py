"""The checks of a release, in the order of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.verify import environment, image, service
from sluice.checks import run as runner

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding

CHECKS: dict[str, Callable[[Context], Iterator[Finding]]] = {
    "image": image.check_pushed,
    "scan": image.check_scan,
    "secrets": service.check_secrets,
    "roles": service.check_roles,
    "log-group": service.check_log_group,
    "capacity": service.check_capacity,
    "targets": service.check_targets,
    "alarms": environment.check_alarms,
    "release": environment.check_release,
}
"""By name."""

NOT_TO_SKIP = frozenset({"image", "release"})
"""Without these there is nothing to release, or nobody who may."""


def verify(context: Context, *, skip: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what each check found, in order.

    Args:
        context: what is looked at.
        skip: names of checks whose findings do not count; they are made all the same.

    Raises:
        UsageRefused: there is no such check, or it cannot be skipped.
    """
    require_skippable(skip)
    return runner.run(CHECKS, context, skip=skip)


def require_skippable(names: Collection[str]) -> None:
    """Check the names given to `--skip-verify`.

    Raises:
        UsageRefused: there is no such check, or it cannot be skipped.
    """
    runner.require_skippable(names, CHECKS, not_to_skip=NOT_TO_SKIP)
