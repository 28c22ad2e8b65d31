"""What plan rules are shown: the plan, and what the stack says where the plan does not yet know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sluice.change.effects.drift import sorted_drift

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack

Document = dict[str, Any]
_EXPRESSION = re.compile(r"(?<!\$)\$\{([^}]*)\}")
# A kind of resource has an underscore; `data.aws_…`, `local.…` and the like are no addresses.
_ADDRESS = re.compile(r"(?<![\w.-])([a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z0-9_-]+)")


def document(planned: Planned, stack: Stack) -> Document:
    """Return the input document of the rules, as `policies/rego/README.md` describes it."""
    plan = planned.document
    addresses = [each["address"] for each in plan.get("resource_changes", ())]
    known = {each: found for each in addresses if (found := stack.at(each)) is not None}
    kinds = {each.address: each.kind for each in planned.drift}
    return {
        "stack": stack.name,
        "environment": _environment(plan, stack),
        "plan": {
            "resource_changes": [_change(each) for each in plan.get("resource_changes", ())],
            "resource_drift": plan.get("resource_drift", []),
            "output_changes": plan.get("output_changes", {}),
            "configuration": _configuration(plan.get("configuration", {})),
        },
        "construct_paths": {each: found.construct_path for each, found in known.items()},
        "declared": {each: dict(found.values) for each, found in known.items()},
        "references": {each: _references(found.values) for each, found in known.items()},
        "drift": [
            {
                "address": each.address,
                "type": kinds[each.address],
                "arguments": list(each.arguments),
                "deleted": each.deleted,
                "put_back": each.put_back,
            }
            for each in sorted_drift(planned, stack).changed
        ],
    }


def _change(entry: Document) -> Document:
    """Return a change with the paths of what is known only after apply.

    Its marks are a tree, and a rule cannot recurse: so `{"rule": [{"action": true}]}` is
    `rule.*.action`, too. A mark of everything is an empty path.
    """
    change = entry["change"]
    unknown = sorted(set(_paths(change.get("after_unknown"), ())))
    return {**entry, "change": {**change, "unknown": unknown}}


def _paths(marks: Any, within: tuple[str, ...]) -> Iterator[str]:
    if marks is True:
        yield ".".join(within)
    elif isinstance(marks, dict):
        for name, each in marks.items():
            yield from _paths(each, (*within, name))
    elif isinstance(marks, list):
        for each in marks:
            yield from _paths(each, (*within, "*"))


def _references(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what each argument refers to: addresses of resources, or else the expression."""
    found = {name: sorted(set(_referred(value))) for name, value in values.items()}
    return {name: each for name, each in found.items() if each}


def _referred(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        for expression in _EXPRESSION.findall(value):
            addresses = _ADDRESS.findall(expression)
            yield from addresses or (expression,)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _referred(each)
    elif isinstance(value, list):
        for each in value:
            yield from _referred(each)


def _environment(plan: Mapping[str, Any], stack: Stack) -> Document:
    """Return what is known of where the plan is applied."""
    provider = plan.get("configuration", {}).get("provider_config", {}).get("aws", {})
    expressions = provider.get("expressions", {})
    outputs = plan.get("configuration", {}).get("root_module", {}).get("outputs", {})
    said = outputs.get("protection", {}).get("expression", {}).get("constant_value")
    return {
        "name": stack.name,
        "protection": said or "protected",
        "region": expressions.get("region", {}).get("constant_value"),
        "accounts": expressions.get("allowed_account_ids", {}).get("constant_value") or [],
    }


def _configuration(configuration: Mapping[str, Any]) -> Document:
    return {
        "providers": [
            {
                "full_name": each["full_name"],
                "alias": each.get("alias", ""),
                "version_constraint": each.get("version_constraint", ""),
            }
            for each in configuration.get("provider_config", {}).values()
        ],
        "modules": list(_modules(configuration.get("root_module", {}), "")),
    }


def _modules(module: Mapping[str, Any], within: str) -> Iterator[Document]:
    """Yield each module call, those within modules included: a rule cannot recurse."""
    for name, call in module.get("module_calls", {}).items():
        address = f"{within}module.{name}"
        yield {
            "address": address,
            "source": call.get("source", ""),
            "version_constraint": call.get("version_constraint", ""),
        }
        yield from _modules(call.get("module", {}), f"{address}.")
