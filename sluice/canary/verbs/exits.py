"""Exit codes of the release verbs."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from sluice.canary.model.release import Release


class Exit(IntEnum):
    """What a program that calls `sluice` decides by; errors have theirs in `sluice.errors`."""

    DONE = 0
    """Promoted; or what was asked for is done."""
    ROLLED_BACK = 10
    HELD = 11
    SUPERSEDED = 12
    REFUSED = 13
    UNKNOWN = 14
    """Under way, and nobody drives it; or its end is not known."""
    INTERRUPTED = 130


def of(release: Release) -> Exit:
    """Return the exit code for the state that a release was left in."""
    if release.phase is Phase.PROMOTED:
        return Exit.DONE
    if release.phase is Phase.ROLLED_BACK:
        return Exit.ROLLED_BACK
    return Exit.HELD if release.hold is not None else Exit.UNKNOWN
