"""What the synthesized stacks alone say of a change, where no plan was made.

A stack says what shall be, not what is: so this finds dangers, and never that there is none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sluice.change.cost.sides import between
from sluice.change.effects.dangers import Danger, dangers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.change.model.stack import Stack

# Maps of texts; cdktf writes a block that may stand once as an object, too.
_MAPS = frozenset({"tags", "variables"})


def dangers_between(base: Stack | None, head: Stack | None) -> tuple[Danger, ...]:
    """Return what a reviewer must not overlook if the base is what is deployed.

    A stack that is gone destroys nothing: nobody applies it any more.
    """
    if head is None:
        return ()
    changes = [
        replace(each, before=_as_in_a_plan(each.before), after=_as_in_a_plan(each.after))
        for each in between(base, head).changes
    ]
    return tuple(
        replace(each, sentence=f"if the base is deployed, {each.sentence}")
        for each in dangers(changes)
    )


def _as_in_a_plan(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return arguments with each block as the list that a plan has."""
    if values is None:
        return None
    return {
        name: [value] if isinstance(value, dict) and name not in _MAPS else value
        for name, value in values.items()
    }
