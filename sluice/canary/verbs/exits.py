"""Which exit code a release ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.reasons import Phase
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.canary.model.release import Release


def of(release: Release) -> Exit:
    """Return the exit code for the state that a release was left in."""
    if release.phase is Phase.PROMOTED:
        return Exit.DONE
    if release.phase is Phase.ROLLED_BACK:
        return Exit.ROLLED_BACK
    return Exit.HELD if release.hold is not None else Exit.UNKNOWN
