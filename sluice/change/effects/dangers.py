"""Changes that a reviewer must not overlook: lost data, open doors, lowered protections.

This names them in a summary; it forbids nothing. What is forbidden stands in `policies/`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sluice.change.effects.actions import acted_on, is_same
from sluice.change.model.planned import Action
from sluice.change.model.stateful import STATEFUL_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sluice.change.model.planned import Change, Planned

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})

# A switch that protects, and what it means when it goes off.
_OFF = {
    "deletion_protection": "deletion protection goes off",
    "deletion_protection_enabled": "deletion protection goes off",
    "enable_deletion_protection": "deletion protection goes off",
    "multi_az": "it runs in one zone only",
    "storage_encrypted": "its storage is no longer encrypted",
    "encrypted": "it is no longer encrypted",
    "enable_key_rotation": "its key is no longer rotated",
    "block_public_acls": "public access is no longer blocked",
    "block_public_policy": "public access is no longer blocked",
    "ignore_public_acls": "public access is no longer blocked",
    "restrict_public_buckets": "public access is no longer blocked",
    "copy_tags_to_snapshot": "snapshots lose its tags",
}
# The other way round.
_ON = {
    "publicly_accessible": "it gets a public address",
    "force_destroy": "it may be destroyed with what is in it",
    "force_delete": "it may be destroyed with what is in it",
    "skip_final_snapshot": "it would be destroyed without a last snapshot",
    "map_public_ip_on_launch": "what starts in it gets a public address",
}
# A number that must not fall, in days.
_DOWN = {
    "backup_retention_period": "backups are kept shorter",
    "retention_in_days": "logs are kept shorter",
    "deletion_window_in_days": "a deletion can be called off for a shorter time",
    "recovery_window_in_days": "a deletion can be called off for a shorter time",
}
# What guards something else: without it, that is open.
_GUARDS = {
    "aws_s3_bucket_public_access_block": "public access is no longer blocked",
    "aws_wafv2_web_acl_association": "the firewall no longer guards the load balancer",
    "aws_flow_log": "network traffic is no longer on record",
    "aws_backup_selection": "it is no longer backed up",
    "aws_backup_plan": "no more backups are made",
}


@dataclass(frozen=True)
class Danger:
    """One thing that a reviewer must not overlook.

    Attributes:
        address: Terraform's.
        construct_path: the resource's place in the stack's tree; empty where it has none.
        sentence: what happens to it.
        pending: whether the base's plan does the very same: the change does not bring it.
    """

    address: str
    construct_path: str
    sentence: str
    pending: bool = False


def dangers(changes: Sequence[Change]) -> tuple[Danger, ...]:
    """Return the dangers of changes, by address; a resource may have several."""
    return tuple(
        Danger(change.address, change.construct_path, sentence)
        for change in changes
        for rule in _RULES
        for sentence in dict.fromkeys(rule(change))
    )


def dangers_of(head: Planned, base: Planned | None) -> tuple[Danger, ...]:
    """Return the dangers of a plan, what the change brings before what was pending."""
    was, will = acted_on(base), acted_on(head)
    found = [
        replace(each, pending=is_same(was.get(each.address), will[each.address]))
        for each in dangers(head.changes)
        if each.address in will
    ]
    return tuple(sorted(found, key=lambda each: each.pending))


def _lost(change: Change) -> Iterator[str]:
    if change.kind not in STATEFUL_KINDS:
        return
    if change.action is Action.DELETE:
        yield "it is destroyed, with the data or the key that it holds"
    elif change.action is Action.REPLACE:
        forced = ", ".join(sorted({str(path[0]) for path in change.replace_paths if path}))
        because = f" (forced by {forced})" if forced else ""
        yield f"it is destroyed and created again, empty{because}"
    elif change.action is Action.FORGET:
        yield "it stays, and Terraform no longer looks after it"


def _unguarded(change: Change) -> Iterator[str]:
    if change.action in (Action.DELETE, Action.REPLACE) and change.kind in _GUARDS:
        meanwhile = " until it is created again" if change.action is Action.REPLACE else ""
        yield _GUARDS[change.kind] + meanwhile


def _weakened(change: Change) -> Iterator[str]:
    if change.before is None or change.after is None:
        return
    before, after = change.before, change.after
    for safe, switches in ((True, _OFF), (False, _ON)):
        for name, sentence in switches.items():
            if before.get(name) is safe and after.get(name) is not safe:
                yield f"{_whether(change, name)}{sentence}"
    for name, sentence in _DOWN.items():
        was, will = before.get(name), after.get(name)
        if not isinstance(was, int) or was == will:
            continue
        if not isinstance(will, int):
            yield f"{_whether(change, name)}{sentence}"
        elif _days(name, will) < _days(name, was):
            yield f"{sentence}: {will} days instead of {was}"
    if _versioning(before) == "Enabled" and _versioning(after) not in ("Enabled", ""):
        yield "older versions of its objects are no longer kept"


def _opened(change: Change) -> Iterator[str]:
    if change.after is None or change.action in (Action.NO_OP, Action.DELETE, Action.FORGET):
        return
    if change.kind in ("aws_lb", "aws_alb", "aws_elb"):
        was_public = change.before is not None and change.before.get("internal") is False
        if change.after.get("internal") is False and not was_public:
            yield "it is reachable from the internet"
    if change.before is None and change.after.get("publicly_accessible") is True:
        yield "it gets a public address"
    for ranges in _new_ranges(change):
        yield f"it lets in {ranges}"


def _new_ranges(change: Change) -> Iterator[str]:
    """Return where traffic may come from, newly, and to which ports."""
    before = set(_from_anywhere(change.kind, change.before or {}))
    yield from sorted(set(_from_anywhere(change.kind, change.after or {})) - before)


def _from_anywhere(kind: str, values: Mapping[str, Any]) -> Iterator[str]:
    if kind == "aws_vpc_security_group_ingress_rule" or (
        kind == "aws_security_group_rule" and values.get("type") == "ingress"
    ):
        rules: list[Mapping[str, Any]] = [values]
    elif kind in ("aws_security_group", "aws_default_security_group"):
        rules = values.get("ingress") or []
    else:
        return
    for rule in rules:
        singles = (rule.get("cidr_ipv4"), rule.get("cidr_ipv6"))
        lists = (*(rule.get("cidr_blocks") or ()), *(rule.get("ipv6_cidr_blocks") or ()))
        for source in (*singles, *lists):
            if source in _ANYWHERE:
                yield f"{source} to {_ports(rule)}"


def _ports(rule: Mapping[str, Any]) -> str:
    protocol = str(rule.get("ip_protocol", rule.get("protocol")))
    first, last = rule.get("from_port"), rule.get("to_port")
    if protocol in ("-1", "all") or first is None:
        return "every port"
    return f"port {first}" if first == last else f"ports {first} to {last}"


def _versioning(values: Mapping[str, Any]) -> str:
    block = values.get("versioning_configuration") or [{}]
    return str(block[0].get("status") or "")


def _days(name: str, value: int) -> float:
    """Return a number of days: to CloudWatch Logs, 0 means for ever; to backups, none."""
    return math.inf if name == "retention_in_days" and value == 0 else value


def _whether(change: Change, name: str) -> str:
    unknown = isinstance(change.after_unknown, dict) and change.after_unknown.get(name) is True
    return "it is known only after apply whether " if unknown else ""


_RULES: tuple[Callable[[Change], Iterator[str]], ...] = (_lost, _unguarded, _weakened, _opened)
