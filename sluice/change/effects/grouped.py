"""What a plan does, in the groups that a reviewer reads, the dangerous ones named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.change.effects.dangers import Danger, dangers
from sluice.change.model.planned import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.change.model.planned import Change, Planned

__all__ = ["Changes", "Danger", "grouped"]


@dataclass(frozen=True)
class Changes:
    """The changes of a plan, each group by address.

    A resource is in one of the first four groups, or in `forgotten`, or is left as it is. One
    that is moved or imported may stay as it is otherwise, and may be in another group as well.

    Attributes:
        moved: under another address from now on.
        imported: existing ones that the state takes up.
        forgotten: they stay, and Terraform knows no more of them.
        dangers: what a reviewer must not overlook, the address first.
    """

    created: Sequence[Change]
    updated: Sequence[Change]
    replaced: Sequence[Change]
    destroyed: Sequence[Change]
    moved: Sequence[Change]
    imported: Sequence[Change]
    forgotten: Sequence[Change]
    dangers: Sequence[Danger]

    @property
    def count(self) -> int:
        """How many resources something is done to."""
        groups = (
            *(self.created, self.updated, self.replaced, self.destroyed),
            *(self.moved, self.imported, self.forgotten),
        )
        return len({each.address for group in groups for each in group})


def grouped(planned: Planned) -> Changes:
    """Return the changes of a plan in groups; drift is not among them."""

    def doing(action: Action) -> tuple[Change, ...]:
        return tuple(each for each in planned.changes if each.action is action)

    return Changes(
        created=doing(Action.CREATE),
        updated=doing(Action.UPDATE),
        replaced=doing(Action.REPLACE),
        destroyed=doing(Action.DELETE),
        moved=tuple(each for each in planned.changes if each.previous_address is not None),
        imported=tuple(each for each in planned.changes if each.imported),
        forgotten=doing(Action.FORGET),
        dangers=dangers(planned.changes),
    )
