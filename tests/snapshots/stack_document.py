"""Reads synthesized stacks the way a reviewer wants to see them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

STACKS = ("bootstrap", "dev", "stage", "prod")


def document(app_folder: Path, stack: str) -> dict[str, Any]:
    """Return a stack's `cdk.tf.json`."""
    text = (app_folder / "stacks" / stack / "cdk.tf.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def readable(value: Any) -> Any:
    """Return the configuration without cdktf's metadata, JSON inside strings unfolded.

    Policies and container definitions are JSON in a string: on one line, a change of one
    word in them would be a diff of a thousand characters.
    """
    if isinstance(value, dict):
        return {key: readable(inner) for key, inner in value.items() if key != "//"}
    if isinstance(value, list):
        return [readable(inner) for inner in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return {"(json)": json.loads(value)}
        except ValueError:
            return value
    return value


def resources(app_folder: Path, stack: str) -> list[tuple[str, str, str]]:
    """Return (type, logical id, construct path) of every resource, sorted."""
    return sorted(
        (kind, name, resource["//"]["metadata"]["path"])
        for kind, named in document(app_folder, stack)["resource"].items()
        for name, resource in named.items()
    )
