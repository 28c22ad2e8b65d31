"""What changed outside Terraform, told apart: what matters, what is expected, what is noise.

A refresh finds differences in most resources of a healthy stack: attributes that AWS fills in
after the creation, an empty map for no map, rules that a neighbour resource has added. What
somebody changed by hand is one line among hundreds of those. So an attribute counts as drift
where the stack sets it; where `lifecycle` ignores it, the driver or the autoscaling moves it;
the rest is counted, and stands in the plan's document.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.change.model.planned import Action

if TYPE_CHECKING:
    from sluice.change.model.planned import Change, Planned
    from sluice.change.model.stack import Resource, Stack

_EVERYTHING = "all"
# The provider's default tags are on resources that set none themselves.
_TAGS = frozenset({"tags_all"})


@dataclass(frozen=True)
class Drifted:
    """A resource that was changed outside Terraform.

    Attributes:
        arguments: which of those that the stack sets; none where it was deleted.
        deleted: whether it is gone.
        put_back: whether this plan changes the resource, and so puts it back.
    """

    address: str
    construct_path: str
    arguments: tuple[str, ...]
    deleted: bool
    put_back: bool


@dataclass(frozen=True)
class Drift:
    """What changed outside Terraform since it last looked.

    Attributes:
        changed: against what the stack says, by address.
        moved_by_driver: what `lifecycle` leaves to the driver and to autoscaling, by address.
        noise: how many resources differ only in what the stack does not set.
    """

    changed: tuple[Drifted, ...]
    moved_by_driver: tuple[Drifted, ...]
    noise: int


def sorted_drift(planned: Planned, stack: Stack) -> Drift:
    """Return a plan's drift, told apart by what the stack sets and ignores."""
    acted_on = {each.address for each in planned.changes if each.action is not Action.NO_OP}
    changed: list[Drifted] = []
    moved: list[Drifted] = []
    noise = 0
    for each in planned.drift:
        resource = stack.at(each.address)
        ignored = _ignored(resource) if resource else frozenset()
        names = _differing(each, resource)
        theirs = [name for name in names if name in ignored or _EVERYTHING in ignored]
        found = Drifted(
            address=each.address,
            construct_path=each.construct_path,
            arguments=tuple(name for name in names if name not in theirs),
            deleted=each.after is None,
            put_back=each.address in acted_on,
        )
        if found.deleted or found.arguments:
            changed.append(found)
        elif theirs:
            moved.append(dataclasses.replace(found, arguments=tuple(theirs)))
        else:
            noise += 1
    return Drift(tuple(changed), tuple(moved), noise)


def ignored_arguments(stack: Stack) -> dict[str, frozenset[str]]:
    """Return what `lifecycle` ignores, by address; `all` stands for every argument."""
    found = {each.address: _ignored(each) for each in stack.resources}
    return {address: names for address, names in found.items() if names}


def _ignored(resource: Resource) -> frozenset[str]:
    names = (resource.values.get("lifecycle") or {}).get("ignore_changes") or ()
    listed = (names,) if isinstance(names, str) else names
    # `tags["x"]` and `block[0].y` ignore a part; the argument as a whole is named.
    return frozenset(name.partition("[")[0].partition(".")[0] for name in listed)


def _differing(change: Change, resource: Resource | None) -> list[str]:
    """Return the arguments that the stack sets, or ignores, and that differ now."""
    if change.before is None or change.after is None:
        return []
    names = {*change.before, *change.after}
    if resource is not None:
        ignored = _ignored(resource)
        # Of one that the stack no longer has, whatever was changed is worth a look.
        names = names if _EVERYTHING in ignored else names & {*resource.values, *ignored, *_TAGS}
    return sorted(
        name for name in names if _solid(change.before.get(name)) != _solid(change.after.get(name))
    )


def _solid(value: Any) -> Any:
    """Return a value without what is empty: to the provider, null, "", 0 and {} are one."""
    if isinstance(value, dict):
        kept = {name: _solid(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each} or None
    if isinstance(value, list):
        return [_solid(each) for each in value] or None
    return value or None
