"""The two sides of a change: every resource before it, and every resource after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sluice.change.cost.facts import Facts, blocks_in, refers
from sluice.change.model.planned import Action, Change, Planned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.change.model.stack import Resource, Stack


def before(
    planned: Planned, stack: Stack, *, region: str, from_state: bool = True
) -> Mapping[str, Facts]:
    """Return what exists before the change, by address.

    Args:
        planned: the plan.
        stack: as synthesized.
        region: of resources that do not say theirs.
        from_state: whether Terraform has read what exists; else `stack` declares it.
    """
    found: dict[str, Facts] = {}
    for each in planned.changes:
        if each.before is not None:
            known = _Known(each.before, {}, complete=from_state)
            found[each.address] = _facts(each, known, stack, region, found)
    return found


def after(planned: Planned, stack: Stack, *, region: str) -> Mapping[str, Facts]:
    """Return what exists after the change, by address.

    What Terraform only forgets goes on costing: it is there as it was.
    """
    found: dict[str, Facts] = {}
    for each in planned.changes:
        stays = each.action is Action.FORGET
        values = each.before if stays else each.after
        if values is not None:
            known = _Known(values, each.after_unknown, complete=stays)
            found[each.address] = _facts(each, known, stack, region, found)
    return found


def created(stack: Stack) -> Planned:
    """Return the plan that creates everything in a stack, without asking Terraform."""
    return between(None, stack)


def between(base: Stack | None, head: Stack) -> Planned:
    """Return the plan that turns one synthesized stack into another, without Terraform.

    It knows no state: what AWS fills in, and what the deploy driver moves, is as declared.
    """
    olds = {each.address: each for each in base.resources} if base else {}
    news = {each.address: each for each in head.resources}
    return Planned(
        stack=head.name,
        changes=tuple(
            _declared(address, olds.get(address), news.get(address))
            for address in sorted({**olds, **news})
        ),
        drift=(),
        document={},
    )


def _declared(address: str, old: Resource | None, new: Resource | None) -> Change:
    present = cast("Resource", new or old)
    return Change(
        address=address,
        kind=present.kind,
        construct_path=present.construct_path,
        action=_action(old, new),
        before=_literals(old) if old else None,
        after=_literals(new) if new else None,
        after_unknown={key: True for key, value in new.values.items() if refers(value)}
        if new
        else {},
        before_sensitive={},
        after_sensitive={},
        replace_paths=(),
        reason="",
        imported=False,
        previous_address=None,
    )


def _action(old: Resource | None, new: Resource | None) -> Action:
    if new is None:
        return Action.DELETE
    if old is None:
        return Action.CREATE
    return Action.NO_OP if old.values == new.values else Action.UPDATE


def _literals(resource: Resource) -> Mapping[str, Any]:
    return {key: value for key, value in resource.values.items() if not refers(value)}


@dataclass(frozen=True)
class _Known:
    values: Mapping[str, Any]
    unknown: Any
    complete: bool


def _facts(
    change: Change, known: _Known, stack: Stack, region: str, others: Mapping[str, Facts]
) -> Facts:
    resource = stack.at(change.address)
    return Facts(
        address=change.address,
        kind=change.kind,
        construct_path=change.construct_path,
        region=_region(known.values, resource, stack, region),
        values=known.values,
        unknown=known.unknown if isinstance(known.unknown, dict) else {},
        declared=resource.values if resource else {},
        complete=known.complete,
        others=others,
    )


def _region(
    values: Mapping[str, Any], resource: Resource | None, stack: Stack, default: str
) -> str:
    """Return a resource's region: as its ARN says, else as its provider is configured."""
    parts = str(values.get("arn") or "").split(":")
    if len(parts) > 5 and parts[3]:  # arn:partition:service:region:account:resource
        return parts[3]
    alias = str(resource.values.get("provider", "")) if resource else ""
    if not alias:
        return default
    name, _, suffix = alias.partition(".")
    for each in blocks_in(stack.document.get("provider", {}), name):
        if each.get("alias") == suffix:
            return str(each.get("region", ""))
    return ""


def main_region(stack: Stack) -> str:
    """Return the region of a stack's provider without an alias; empty where it has none."""
    for each in blocks_in(stack.document.get("provider", {}), "aws"):
        if "alias" not in each:
            return str(each.get("region", ""))
    return ""
