"""Runs the checks; what cannot be read is unknown, and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.verify import (
    alarms,
    capacity,
    image,
    log_group,
    release,
    roles,
    scan,
    secrets,
    targets,
)
from sluice.checks.finding import Finding, State, unknown
from sluice.errors import SluiceError, UsageRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sluice.canary.verify.context import Context

CHECKS: dict[str, Callable[[Context], Iterator[Finding]]] = {
    "image": image.check,
    "scan": scan.check,
    "secrets": secrets.check,
    "roles": roles.check,
    "log-group": log_group.check,
    "capacity": capacity.check,
    "targets": targets.check,
    "alarms": alarms.check,
    "release": release.check,
}
"""By name, in the order of the tree."""

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
    return tuple(
        _skipped(finding) if name in skip else finding
        for name, check in CHECKS.items()
        for finding in _findings(name, check, context)
    )


def require_skippable(names: Collection[str]) -> None:
    """Check the names given to `--skip-verify`.

    Raises:
        UsageRefused: there is no such check, or it cannot be skipped.
    """
    for name in names:
        if name not in CHECKS or name in NOT_TO_SKIP:
            choices = ", ".join(each for each in CHECKS if each not in NOT_TO_SKIP)
            raise UsageRefused(f"--skip-verify {name}: must be one of {choices}")


def refused(findings: Collection[Finding]) -> tuple[Finding, ...]:
    """Return the findings that forbid a release."""
    return tuple(each for each in findings if each.state in {State.BAD, State.UNKNOWN})


def _findings(
    name: str, check: Callable[[Context], Iterator[Finding]], context: Context
) -> tuple[Finding, ...]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow

    try:
        return tuple(check(context))
    except (BotoCoreError, ClientError, SluiceError) as error:
        return (unknown(name, f"could not be read: {error}"),)
    except (KeyError, ValueError, TypeError) as error:
        # AWS answered with something else than its documentation says.
        return (unknown(name, f"the answer is not as expected: {type(error).__name__}: {error}"),)


def _skipped(finding: Finding) -> Finding:
    if finding.state is State.OK:
        return finding
    return finding.model_copy(update={"state": State.SKIPPED})
