"""What of a resource changes, one argument a line, without secrets and without prose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sluice.change.model.planned import UNKNOWN, Action
from sluice.change.summary.model import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.change.model.planned import Change

_MOST_CHARACTERS = 60
_MOST_DETAILS = 12
_ABSENT = object()


def deed(change: Change, shown: Change) -> Deed:
    """Return what is done to a resource.

    Args:
        change: as the plan has it, so that a changed secret is seen to change.
        shown: the same without its secrets; only its values are told.
    """
    return Deed(
        address=change.address,
        construct_path=change.construct_path,
        details=tuple(_details(change, shown)),
    )


def _details(change: Change, shown: Change) -> Sequence[str]:
    found = []
    if change.previous_address is not None:
        found.append(f"moved from {change.previous_address}")
    if change.action in (Action.UPDATE, Action.REPLACE):
        forced = {str(path[0]) for path in change.replace_paths if path}
        arguments = [_argument(name, shown, forces=name in forced) for name in _differing(change)]
        found += arguments[:_MOST_DETAILS]
        if len(arguments) > _MOST_DETAILS:
            found.append(f"and {len(arguments) - _MOST_DETAILS} more: see plan.txt")
    return found


def _differing(change: Change) -> list[str]:
    before, after = change.before or {}, change.after or {}
    unknown = change.after_unknown if isinstance(change.after_unknown, dict) else {}
    forced = {str(path[0]) for path in change.replace_paths if path}
    names = [
        name
        for name in sorted({*before, *after})
        if before.get(name, _ABSENT) != after.get(name, _ABSENT) or unknown.get(name)
    ]
    if change.action is Action.REPLACE:
        # All that AWS computes becomes unknown: what forces the replacement says more.
        names = [name for name in names if name in forced] or [
            name for name in names if not unknown.get(name)
        ]
    return names


def _argument(name: str, shown: Change, *, forces: bool) -> str:
    unknown = shown.after_unknown if isinstance(shown.after_unknown, dict) else {}
    before = _short((shown.before or {}).get(name))
    after = UNKNOWN if unknown.get(name) is True else _short((shown.after or {}).get(name))
    return f"{name}: {before} -> {after}" + (" (forces the replacement)" if forces else "")


def _short(value: Any) -> str:
    text = "none" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 3] + "..."
