"""What plan rules are shown: the plan, and what the stack says where the plan does not yet know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.change.drift import sorted_drift

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack

Document = dict[str, Any]


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
            "resource_changes": plan.get("resource_changes", []),
            "resource_drift": plan.get("resource_drift", []),
            "output_changes": plan.get("output_changes", {}),
            "configuration": _configuration(plan.get("configuration", {})),
        },
        "construct_paths": {each: found.construct_path for each, found in known.items()},
        "declared": {each: dict(found.values) for each, found in known.items()},
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


def _environment(plan: Mapping[str, Any], stack: Stack) -> Document:
    """Return what is known of where the plan is applied."""
    provider = plan.get("configuration", {}).get("provider_config", {}).get("aws", {})
    expressions = provider.get("expressions", {})
    return {
        "name": stack.name,
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
