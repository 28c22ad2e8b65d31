"""A plan, as `terraform show -json` has it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sluice.change.model.errors import PlanUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sluice.change.model.stack import Stack

MASK = "(sensitive)"
UNKNOWN = "(known after apply)"


class Action(StrEnum):
    """What is done to a resource."""

    NO_OP = "no-op"
    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    REPLACE = "replace"
    FORGET = "forget"
    """It stays, and Terraform knows no more of it."""


_ACTIONS = {
    ("no-op",): Action.NO_OP,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("forget",): Action.FORGET,
    ("create", "forget"): Action.REPLACE,
}


@dataclass(frozen=True)
class Change:
    """What is done to one resource.

    Attributes:
        address: Terraform's.
        kind: Terraform's resource type.
        construct_path: the resource's place in the stack's tree; empty where the stack no
            longer has it.
        before, after: arguments and attributes; None where it does not exist then. Values that
            are known only after apply are absent from `after`.
        after_unknown: the same shape, with True where a value is known only after apply.
        before_sensitive, after_sensitive: the same shapes, with True where it is a secret.
        replace_paths: which arguments force a replacement.
        reason: Terraform's word for why, such as `replace_because_cannot_update`.
        imported: whether an existing resource is taken over.
        previous_address: where it was moved from; None where it was not.
    """

    address: str
    kind: str
    construct_path: str
    action: Action
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    after_unknown: Any
    before_sensitive: Any
    after_sensitive: Any
    replace_paths: Sequence[Sequence[str | int]]
    reason: str
    imported: bool
    previous_address: str | None


@dataclass(frozen=True)
class Planned:
    """A plan of one stack.

    Attributes:
        changes: of managed resources, `NO_OP` ones included, by address.
        drift: what changed outside Terraform since it last looked.
        document: the whole JSON document, secrets included: it goes nowhere unmasked.
    """

    stack: str
    changes: Sequence[Change]
    drift: Sequence[Change]
    document: Mapping[str, Any]

    @property
    def empty(self) -> bool:
        """Whether applying it does nothing to resources."""
        return all(each.action is Action.NO_OP and not each.imported for each in self.changes)


def read_plan(file: Path, stack: Stack) -> Planned:
    """Return the plan in a file that `terraform show -json` wrote.

    Raises:
        PlanUnreadable: the file is missing, is no plan, or the plan is not whole.
    """
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise PlanUnreadable(f"{file}: {error.strerror}: run 'sluice plan {stack.name}'") from error
    except ValueError as error:
        raise PlanUnreadable(f"{file} is no plan in JSON: {error}") from error
    return planned(document, stack)


def planned(document: Mapping[str, Any], stack: Stack) -> Planned:
    """Return the plan in a document.

    Raises:
        PlanUnreadable: it is no plan, of an unknown format, errored, or holds a change that
            this program does not know.
    """
    try:
        major = str(document["format_version"]).partition(".")[0]
        if major != "1":
            raise PlanUnreadable(
                f"the plan of {stack.name} has format {document['format_version']}, not 1.x: "
                "make it with Terraform 1.11"
            )
        if document.get("errored") or document.get("complete") is False:
            raise PlanUnreadable(f"the plan of {stack.name} is not whole: plan again")
        return Planned(
            stack=stack.name,
            changes=_changes(document.get("resource_changes", []), stack),
            drift=_changes(document.get("resource_drift", []), stack),
            document=document,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PlanUnreadable(f"the plan of {stack.name} cannot be understood: {error!r}") from error


def _changes(entries: Sequence[Mapping[str, Any]], stack: Stack) -> tuple[Change, ...]:
    found = [_change(each, stack) for each in entries if each["mode"] == "managed"]
    return tuple(sorted(found, key=lambda each: each.address))


def _change(entry: Mapping[str, Any], stack: Stack) -> Change:
    change = entry["change"]
    action = _ACTIONS.get(tuple(change["actions"]))
    if action is None:
        raise PlanUnreadable(
            f"the plan of {stack.name} does {change['actions']} to {entry['address']}, which this "
            "program does not know"
        )
    resource = stack.at(entry["address"])
    return Change(
        address=entry["address"],
        kind=entry["type"],
        construct_path=resource.construct_path if resource else "",
        action=action,
        before=change["before"],
        after=change["after"],
        after_unknown=change.get("after_unknown", {}),
        before_sensitive=change.get("before_sensitive", {}),
        after_sensitive=change.get("after_sensitive", {}),
        replace_paths=change.get("replace_paths", ()),
        reason=entry.get("action_reason", ""),
        imported="importing" in change,
        previous_address=entry.get("previous_address"),
    )
