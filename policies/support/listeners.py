"""Actions of a load balancer's listeners and their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.values import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS = ("aws_lb_listener", "aws_lb_listener_rule", "aws_alb_listener", "aws_alb_listener_rule")


def argument(kind: str) -> str:
    """Return the name of the argument that holds the actions."""
    return "action" if kind.endswith("_rule") else "default_action"


def forwards(kind: str, values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the actions that send requests to targets."""
    for each in blocks(values, argument(kind)):
        if each.get("type") == "forward" or each.get("target_group_arn") or each.get("forward"):
            yield each
