"""What the two versions are called, and how their lines look, everywhere on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from sluice.canary.model.release import Release


@dataclass(frozen=True)
class Names:
    """Names, and CSS classes: the colour's own, and a stroke that needs no colour."""

    new: str
    live: str
    new_look: str
    live_look: str

    @classmethod
    def of(cls, release: Release) -> Self:
        """Return the names of a release's two versions."""
        return cls(
            new=f"new ({release.canary})",
            live=f"live ({release.live})",
            new_look=f"{release.canary} new",
            live_look=f"{release.live} live",
        )
