"""What a plan does to resources, told apart from what another plan, of its base, does as well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sluice.change.digest.subject import VOLATILE
from sluice.change.effects.arguments import details
from sluice.change.model.planned import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sluice.change.model.planned import Change, Planned


class Group(StrEnum):
    """What is done to a resource, in the order in which a reviewer wants to read it."""

    DESTROYED = "destroyed"
    REPLACED = "replaced"
    CHANGED = "changed"
    CREATED = "created"
    MOVED = "moved"
    IMPORTED = "imported"
    FORGOTTEN = "forgotten"
    """It stays, and Terraform knows no more of it."""


_BELONGS: Mapping[Group, Callable[[Change], bool]] = {
    Group.DESTROYED: lambda each: each.action is Action.DELETE,
    Group.REPLACED: lambda each: each.action is Action.REPLACE,
    Group.CHANGED: lambda each: each.action is Action.UPDATE,
    Group.CREATED: lambda each: each.action is Action.CREATE,
    Group.MOVED: lambda each: each.previous_address is not None,
    Group.IMPORTED: lambda each: each.imported,
    Group.FORGOTTEN: lambda each: each.action is Action.FORGET,
}


@dataclass(frozen=True)
class ResourceAction:
    """What a plan does to one resource.

    One that is moved or imported may stay as it is otherwise, or be in another group as well.

    Attributes:
        construct_path: the resource's place in the stack's tree; empty where it has none.
        details: what of it changes, or is otherwise than in the base's plan; no secrets.
        pending: whether the base's plan does the very same: the change does not bring it.
        otherwise: whether the base's plan does it as well, with other arguments.
    """

    group: Group
    address: str
    construct_path: str
    details: tuple[str, ...]
    pending: bool = False
    otherwise: bool = False


def actions(head: Planned, base: Planned | None = None) -> tuple[ResourceAction, ...]:
    """Return what the head's plan does, by group and address; drift is not among it.

    Args:
        head: the plan.
        base: of what the change was made from; None where there is none: nothing is pending.
    """
    was = acted_on(base)
    return tuple(
        _action(group, was.get(change.address), change)
        for group, belongs in _BELONGS.items()
        for change in head.changes
        if belongs(change)
    )


def acted_on(planned: Planned | None) -> dict[str, Change]:
    """Return what a plan does not leave as it is, by address."""
    return {
        each.address: each
        for each in (planned.changes if planned else ())
        if any(belongs(each) for belongs in _BELONGS.values())
    }


def is_same(was: Change | None, will: Change) -> bool:
    """Return whether the base's plan does the very same to a resource."""
    return was is not None and _essence(was) == _essence(will)


def _action(group: Group, was: Change | None, will: Change) -> ResourceAction:
    pending = is_same(was, will)
    otherwise = was is not None and not pending and was.action is will.action
    shown = will
    if was is not None and otherwise:
        shown = replace(
            will,
            action=Action.UPDATE,
            before=was.after,
            before_sensitive=was.after_sensitive,
            after_unknown=_newly_unknown(was.after_unknown, will.after_unknown),
            previous_address=None,
        )
    return ResourceAction(
        group, will.address, will.construct_path, tuple(details(shown)), pending, otherwise
    )


def _essence(change: Change) -> tuple[Any, ...]:
    never = VOLATILE.get(change.kind, frozenset())
    after = {name: each for name, each in (change.after or {}).items() if name not in never}
    return change.action, after, change.after_unknown, change.imported, change.previous_address


def _newly_unknown(was: Any, will: Any) -> dict[str, Any]:
    """Return what is known only after apply, and was known of the base."""
    known = was if isinstance(was, dict) else {}
    now = will if isinstance(will, dict) else {}
    return {name: each for name, each in now.items() if known.get(name) != each}
