"""What a plan does, told apart from what was pending before the change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sluice.change.digest.subject import VOLATILE
from sluice.change.effects.drift import Drifted, sorted_drift
from sluice.change.effects.grouped import Changes, grouped
from sluice.change.mask import unmarked
from sluice.change.mask.marks import union
from sluice.change.model.planned import MASK, UNKNOWN, Action
from sluice.change.model.readable import readable
from sluice.change.review.model import Deed, Group, Peril, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.change.model.planned import Change, Planned
    from sluice.change.model.stack import Stack

_LONGEST_VALUE = 60
_NOTHING = object()


def plan(head: Planned, base: Planned | None, stack: Stack) -> Plan:
    """Return what the head's plan does to its stack; None for a base that was not planned."""
    was = {} if base is None else _done(base)
    will = _done(head)
    return Plan(
        deeds=tuple(
            _deed(group, was.get(change.address), change)
            for group, changes in _groups(grouped(head))
            for change in changes
        ),
        base_known=base is not None,
        settled=tuple(sorted(was.keys() - will.keys())),
        drift=tuple(_drifted(each) for each in sorted_drift(head, stack).changed),
    )


def _deed(group: Group, was: Change | None, will: Change) -> Deed:
    pending = _same(was, will)
    otherwise = was is not None and not pending and was.action is will.action
    told = will
    if was is not None and otherwise:
        told = replace(
            will,
            action=Action.UPDATE,
            before=was.after,
            before_sensitive=was.after_sensitive,
            after_unknown=_newly(was.after_unknown, will.after_unknown),
            previous_address=None,
        )
    return Deed(
        group=group,
        address=will.address,
        construct_path=will.construct_path,
        details=tuple(details(told)),
        pending=pending,
        otherwise=otherwise,
    )


def perils(head: Planned, base: Planned | None) -> tuple[Peril, ...]:
    """Return what a reviewer must not overlook in a plan, what the change brings first."""
    was = {} if base is None else _done(base)
    will = _done(head)
    found = [
        Peril(
            address=each.address,
            construct_path=each.construct_path,
            sentence=each.sentence,
            pending=_same(was.get(each.address), will[each.address]),
        )
        for each in grouped(head).dangers
        if each.address in will
    ]
    return tuple(sorted(found, key=lambda each: each.pending))


def marks(planned: Planned | None) -> dict[str, Any]:
    """Return what Terraform calls sensitive, by address, before or after the change."""
    if planned is None:
        return {}
    return {
        each.address: union([each.before_sensitive, each.after_sensitive])
        for each in planned.changes
    }


def details(change: Change) -> Iterator[str]:
    """Yield what changes of a resource, argument by argument, secrets masked.

    Of what is too long for a line there is the name alone: the diff shows the rest.
    """
    forcing = {str(path[0]) for path in change.replace_paths if path}
    if change.previous_address is not None:
        yield f"it was {change.previous_address}"
    if change.action not in (Action.UPDATE, Action.REPLACE):
        return
    before, after = change.before or {}, change.after or {}
    unknown = change.after_unknown if isinstance(change.after_unknown, dict) else {}
    for name in sorted(before.keys() | after.keys() | {k for k, v in unknown.items() if v}):
        was, will = before.get(name), after.get(name, _NOTHING)
        if will is _NOTHING:
            # Most of what a replacement computes anew is of no interest to anybody.
            if not unknown.get(name) or (change.action is Action.REPLACE and name not in forcing):
                continue
            shown = UNKNOWN
        elif was == will:
            continue
        else:
            shown = _shown(will, _mark(change.after_sensitive, name), name)
        note = ", which forces the replacement" if name in forcing else ""
        old = _shown(was, _mark(change.before_sensitive, name), name)
        short = max(len(old), len(shown)) <= _LONGEST_VALUE
        yield f"{name}: {old} → {shown}{note}" if short else f"{name}{note}"


def _groups(found: Changes) -> tuple[tuple[Group, Sequence[Change]], ...]:
    return (
        (Group.DESTROYED, found.destroyed),
        (Group.REPLACED, found.replaced),
        (Group.CHANGED, found.updated),
        (Group.CREATED, found.created),
        (Group.MOVED, found.moved),
        (Group.IMPORTED, found.imported),
        (Group.FORGOTTEN, found.forgotten),
    )


def _done(planned: Planned) -> dict[str, Change]:
    """Return what is not left as it is, by address."""
    return {
        each.address: each
        for each in planned.changes
        if each.action not in (Action.NO_OP, Action.READ)
        or each.imported
        or each.previous_address is not None
    }


def _same(was: Change | None, will: Change) -> bool:
    """Return whether the base's plan does the very same to a resource."""
    return was is not None and _essence(was) == _essence(will)


def _essence(change: Change) -> tuple[Any, ...]:
    never = VOLATILE.get(change.kind, frozenset())
    after = {name: each for name, each in (change.after or {}).items() if name not in never}
    return change.action, after, change.after_unknown, change.imported, change.previous_address


def _drifted(found: Drifted) -> str:
    what = "it was deleted" if found.deleted else ", ".join(found.arguments)
    back = "; this plan puts it back" if found.put_back else ""
    return f"{found.address}: {what}{back}"


def _newly(was: Any, will: Any) -> dict[str, Any]:
    """Return what is known only after apply, and was known of the base."""
    known = was if isinstance(was, dict) else {}
    now = will if isinstance(will, dict) else {}
    return {name: each for name, each in now.items() if known.get(name) != each}


def _mark(marked: Any, name: str) -> Any:
    return marked.get(name) if isinstance(marked, dict) else marked


def _shown(value: Any, mark: Any, name: str) -> str:
    if mark is True and value is not None:
        return MASK
    hidden = unmarked.masked(readable(value), sensitive=mark, name=name)
    return MASK if hidden == MASK else json.dumps(hidden, ensure_ascii=False, sort_keys=True)
