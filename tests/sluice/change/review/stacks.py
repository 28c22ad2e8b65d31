"""Stacks and plans of a few resources, made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sluice.change.model.planned import Planned, planned
from sluice.change.model.stack import Resource, Stack


def stack(resources: dict[str, dict[str, Any]], name: str = "stage", **document: Any) -> Stack:
    """Return a stack; resources by address, the construct path is `<kind>/<name>`."""
    declared: dict[str, dict[str, Any]] = {}
    found = []
    for address, values in resources.items():
        kind, identifier = address.split(".")
        path = f"{kind.removeprefix('aws_')}/{identifier}"
        metadata = {"metadata": {"path": f"{name}/{path}", "uniqueId": identifier}}
        declared.setdefault(kind, {})[identifier] = {"//": metadata, **values}
        found.append(Resource(address, kind, path, 7, values))
    return Stack(
        name=name,
        file=Path(f"/scratch/stacks/{name}/cdk.tf.json"),
        resources=tuple(found),
        document={
            "//": {"metadata": {"stackName": name}},
            "resource": declared,
            "provider": {"aws": [{"region": "eu-west-1"}]},
            **document,
        },
    )


def entry(address: str, *actions: str, **change: Any) -> dict[str, Any]:
    """Return a `resource_changes` entry; of a change only what is said is not empty."""
    kind, name = address.split(".")
    more = {key: change.pop(key) for key in ("previous_address",) if key in change}
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        **more,
        "change": {
            "actions": list(actions),
            "before": None if actions == ("create",) else {},
            "after": None if actions == ("delete",) else {},
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": {},
            **change,
        },
    }


def plan(of: Stack, *entries: dict[str, Any]) -> Planned:
    """Return a plan of a stack."""
    return planned({"format_version": "1.2", "resource_changes": list(entries)}, of)
