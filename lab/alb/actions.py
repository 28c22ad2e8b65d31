"""Reads the actions of a rule or listener as the API takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.alb.configuration import Action, FixedResponse, Forward, Redirect, WeightedGroup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def action(actions: Sequence[Mapping[str, Any]]) -> Action:
    """Return what is done with a request in the end.

    Authentication, which may come before it, is not played: everybody is let through.
    """
    last = max(actions, key=lambda one: int(one.get("Order", 1)))
    kind = last["Type"]
    if kind == "redirect":
        return _redirect(last["RedirectConfig"])
    if kind == "fixed-response":
        config = last["FixedResponseConfig"]
        return FixedResponse(
            status=int(config["StatusCode"]),
            content_type=str(config.get("ContentType") or "text/plain"),
            body=str(config.get("MessageBody") or ""),
        )
    return _forward(last)


def _redirect(config: Mapping[str, Any]) -> Redirect:
    default = Redirect(status=int(str(config["StatusCode"]).removeprefix("HTTP_")))
    return Redirect(
        status=default.status,
        protocol=str(config.get("Protocol") or default.protocol),
        host=str(config.get("Host") or default.host),
        port=str(config.get("Port") or default.port),
        path=str(config.get("Path") or default.path),
        # An empty query is a wish: none.
        query=str(config["Query"]) if config.get("Query") is not None else default.query,
    )


def _forward(data: Mapping[str, Any]) -> Forward:
    config = data.get("ForwardConfig") or {}
    groups = [
        WeightedGroup(str(one["TargetGroupArn"]), int(one.get("Weight", 1)))
        for one in config.get("TargetGroups", [])
    ]
    if not groups and "TargetGroupArn" in data:
        groups = [WeightedGroup(str(data["TargetGroupArn"]), 1)]
    sticky = config.get("TargetGroupStickinessConfig") or {}
    enabled = str(sticky.get("Enabled", False)).lower() == "true"
    # AWS needs a duration where stickiness is on; an hour is what its console offers.
    seconds = int(sticky.get("DurationSeconds") or 3600) if enabled else 0
    return Forward(tuple(groups), seconds)
