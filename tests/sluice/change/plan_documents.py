"""Plans of the form that `terraform show -json` writes (format 1.2), built in tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sluice.change.model.planned import Planned, planned
from sluice.change.model.stack import Resource, Stack

AWS = "registry.terraform.io/hashicorp/aws"


def resource(address: str, **values: Any) -> Resource:
    """Return a synthesized resource; its construct path is `here/<name>`."""
    kind, _, name = address.partition(".")
    return Resource(
        address=address, kind=kind, construct_path=f"here/{name}", line=1, values=values
    )


def stack(*resources: Resource, name: str = "stage") -> Stack:
    """Return a synthesized stack."""
    return Stack(name=name, file=Path("cdk.tf.json"), resources=resources, document={})


def entry(
    address: str,
    actions: tuple[str, ...] = ("update",),
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    previous_address: str = "",
    **change: Any,
) -> dict[str, Any]:
    """Return an element of `resource_changes` or `resource_drift`."""
    kind, _, name = address.partition(".")
    found: dict[str, Any] = {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": AWS,
        "change": {
            "actions": list(actions),
            "before": before,
            "after": after,
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": {},
            **change,
        },
    }
    if reason:
        found["action_reason"] = reason
    if previous_address:
        found["previous_address"] = previous_address
    return found


def document(*changes: dict[str, Any], drift: tuple[Any, ...] = (), **more: Any) -> dict[str, Any]:
    """Return a whole document."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": list(changes),
        "resource_drift": list(drift),
        "output_changes": {},
        "planned_values": {"root_module": {}},
        "prior_state": {"format_version": "1.0", "values": {"root_module": {}}},
        "configuration": {"root_module": {"resources": []}},
        "timestamp": "2026-01-02T03:04:05Z",
        "applyable": True,
        "complete": True,
        "errored": False,
        **more,
    }


def plan(
    *changes: dict[str, Any], drift: tuple[Any, ...] = (), of: Stack | None = None, **more: Any
) -> Planned:
    """Return a plan; its resources are those of the changes, where no stack is given."""
    found = document(*changes, drift=drift, **more)
    addresses = {each["address"] for each in (*changes, *drift)}
    return planned(found, of or stack(*(resource(each) for each in sorted(addresses))))
