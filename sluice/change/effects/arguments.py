"""What of a resource changes, argument by argument, without secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sluice.change.mask import unmarked
from sluice.change.mask.marks import hide
from sluice.change.model.planned import MASK, UNKNOWN, Action
from sluice.change.model.readable import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.model.planned import Change

_LONGEST_VALUE = 60
_NOTHING = object()


def details(change: Change) -> Iterator[str]:
    """Yield what changes of a resource, such as `retention_in_days: 365 → 30`, secrets masked.

    Of what is too long for a line there is the name alone: plan and diff show the rest.
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
            new = UNKNOWN
        elif was == will:
            continue
        else:
            new = _shown(will, change.after_sensitive, name)
        old = _shown(was, change.before_sensitive, name)
        note = ", which forces the replacement" if name in forcing else ""
        short = max(len(old), len(new)) <= _LONGEST_VALUE
        yield f"{name}: {old} → {new}{note}" if short else f"{name}{note}"


def _shown(value: Any, marks: Any, name: str) -> str:
    mark = marks.get(name) if isinstance(marks, dict) else marks
    hidden = unmarked.masked(readable(hide(value, mark)), name=name)
    return MASK if hidden == MASK else json.dumps(hidden, ensure_ascii=False, sort_keys=True)
