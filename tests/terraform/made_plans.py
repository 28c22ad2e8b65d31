"""Holds a plan that was made from a synthesized stack against Terraform's own of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MADE_UP = re.compile(r"-[0-9a-f]{12}\b")
"""What `as_plan.made_up` ends with: an id that only AWS knows."""


def disagreements(made: Mapping[str, Any], real: Mapping[str, Any]) -> list[str]:
    """Return where a made plan says what Terraform's own does not, a line each.

    Values that AWS makes up may be others, and Terraform may know more: attributes that nobody
    set, values that the made plan counts as unknown. What the made plan does say must be there,
    in the same shape, with the same value, and known.

    Args:
        made: of `as_plan`.
        real: of `terraform show -json`, of the same synthesized stack.
    """
    return [
        *_of_resources(made, real),
        *_of_changes(made, real),
        *_of_configuration(made["configuration"], real["configuration"]),
    ]


def _of_resources(made: Mapping[str, Any], real: Mapping[str, Any]) -> Iterator[str]:
    ours, theirs = (_planned(plan) for plan in (made, real))
    if ours.keys() != theirs.keys():
        yield f"resources: {sorted(ours.keys() ^ theirs.keys())}"
    for address in ours.keys() & theirs.keys():
        yield from _of_value(address, ours[address]["values"], theirs[address].get("values", {}))
        for field in ("mode", "type", "name", "provider_name"):
            if ours[address][field] != theirs[address][field]:
                yield f"{address}: {field} is {theirs[address][field]}"


def _planned(plan: Mapping[str, Any]) -> dict[str, Any]:
    root = plan["planned_values"]["root_module"]
    return {each["address"]: each for each in root["resources"] if each["mode"] == "managed"}


def _of_changes(made: Mapping[str, Any], real: Mapping[str, Any]) -> Iterator[str]:
    ours, theirs = (
        {each["address"]: each["change"] for each in plan["resource_changes"]}
        for plan in (made, real)
    )
    for address in sorted(ours.keys() & theirs.keys()):
        if ours[address]["actions"] != theirs[address]["actions"]:
            yield f"{address}: {theirs[address]['actions']}, not {ours[address]['actions']}"


def _of_value(where: str, made: Any, real: Any) -> Iterator[str]:
    if isinstance(made, dict):
        if not isinstance(real, dict):
            yield f"{where}: {json.dumps(real)}, not an object"
            return
        for name, each in made.items():
            if name in real:
                yield from _of_value(f"{where}.{name}", each, real[name])
            elif each not in (None, [], {}) and not _made_up(each):
                yield f"{where}.{name}: unknown or not there, not {json.dumps(each)}"
    elif isinstance(made, list):
        yield from _of_list(where, made, real)
    elif isinstance(made, str) and isinstance(real, str):
        yield from _of_text(where, made, real)
    elif made is not None and (type(made) is not type(real) or made != real):
        yield f"{where}: {json.dumps(real)}, not {json.dumps(made)}"


def _of_list(where: str, made: list[Any], real: Any) -> Iterator[str]:
    if not isinstance(real, list) or len(made) != len(real):
        yield f"{where}: {json.dumps(real)}, not {len(made)} of a list"
        return
    # Sets have no order: each of ours is held against the one of theirs that is most like it.
    left = list(real)
    for number, each in enumerate(made):
        told = [list(_of_value(f"{where}[{number}]", each, other)) for other in left]
        best = min(range(len(left)), key=lambda index: len(told[index]))
        yield from told[best]
        del left[best]


def _of_text(where: str, made: str, real: str) -> Iterator[str]:
    try:
        ours, theirs = json.loads(made), json.loads(real)
    except ValueError:
        if made != real and not _made_up(made):
            yield f"{where}: {real}, not {made}"
    else:
        yield from _of_value(where, ours, theirs)


def _made_up(value: Any) -> bool:
    return isinstance(value, str) and _MADE_UP.search(value) is not None


def _of_configuration(made: Mapping[str, Any], real: Mapping[str, Any]) -> Iterator[str]:
    for key, each in made["provider_config"].items():
        there = real["provider_config"].get(key, {})
        for field in ("name", "full_name", "alias", "version_constraint"):
            if each.get(field) != there.get(field):
                yield f"provider {key}: {field} is {there.get(field)}, not {each.get(field)}"
    ours, theirs = (
        {each["address"]: each for each in configuration["root_module"]["resources"]}
        for configuration in (made, real)
    )
    for address in sorted(ours.keys() & theirs.keys()):
        if ours[address]["provider_config_key"] != theirs[address]["provider_config_key"]:
            yield f"{address}: its provider is {theirs[address]['provider_config_key']}"
        yield from _of_expression(
            f"{address}: expression", ours[address]["expressions"], theirs[address]["expressions"]
        )


def _of_expression(where: str, made: Any, real: Any) -> Iterator[str]:
    if isinstance(made, list) and isinstance(real, list) and len(made) == len(real):
        for number, (ours, theirs) in enumerate(zip(made, real, strict=True)):
            yield from _of_expression(f"{where}[{number}]", ours, theirs)
    elif isinstance(made, dict) and isinstance(real, dict):
        if "references" in made or "constant_value" in made:
            missing = set(made.get("references", ())) - set(real.get("references", ()))
            if missing or made.get("constant_value") != real.get("constant_value"):
                yield f"{where}: {json.dumps(real)}, not {json.dumps(made)}"
            return
        for name, each in made.items():
            if name in real:
                yield from _of_expression(f"{where}.{name}", each, real[name])
            else:
                yield f"{where}.{name}: not there"
    else:
        yield f"{where}: {json.dumps(real)}, not {json.dumps(made)}"
