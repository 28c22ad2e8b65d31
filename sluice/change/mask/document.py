"""Takes out of a plan what Terraform marks sensitive.

Two passes. First by place: wherever the plan's own marks say so, in changes, drift, planned
and prior values, outputs and variables; and in the configuration, where the same arguments
stand as literals without a mark. Then by text: a secret that turns up anywhere else as well
(in an unmarked output, in an address, in what a policy quotes) is taken out there, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.change.mask.configuration import hide_configuration
from sluice.change.mask.marks import gather, hide
from sluice.change.mask.texts import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Redactor", "masked", "redactor"]

Document = dict[str, Any]


def redactor(document: Mapping[str, Any]) -> Redactor:
    """Return what takes a plan's secrets out of any text."""
    return Redactor(text for value, marks in _marked(document) for text in gather(value, marks))


def masked(document: Mapping[str, Any]) -> Document:
    """Return a plan's document without its secrets; the marks stay."""
    hidden: Document = redactor(document).document(_by_place(document), numbers=True)
    return hidden


def _by_place(document: Mapping[str, Any]) -> Document:
    copy: Document = dict(document)
    for name in ("resource_changes", "resource_drift"):
        if name in copy:
            copy[name] = [{**each, "change": _change(each["change"])} for each in copy[name]]
    if "output_changes" in copy:
        copy["output_changes"] = {
            name: _change(each) for name, each in copy["output_changes"].items()
        }
    if "planned_values" in copy:
        copy["planned_values"] = _values(copy["planned_values"])
    if "prior_state" in copy:
        state = copy["prior_state"]
        copy["prior_state"] = {**state, "values": _values(state.get("values", {}))}
    if "variables" in copy:
        secret = _secret_variables(document)
        copy["variables"] = {
            name: _output(each, secret=name in secret) for name, each in copy["variables"].items()
        }
    if "configuration" in copy:
        copy["configuration"] = hide_configuration(copy["configuration"], _marks(document))
    return copy


def _change(change: Mapping[str, Any]) -> Document:
    copy = dict(change)
    for side in ("before", "after"):
        for name in (side, f"{side}_identity"):
            if name in copy:
                copy[name] = hide(copy[name], change.get(f"{side}_sensitive"))
    return copy


def _output(output: Mapping[str, Any], *, secret: bool) -> Document:
    # One that is known only after apply has no value.
    return {**output, "value": hide(output["value"], secret)} if "value" in output else {**output}


def _values(values: Mapping[str, Any]) -> Document:
    copy = dict(values)
    if "outputs" in copy:
        copy["outputs"] = {
            name: _output(each, secret=_is_secret(each)) for name, each in copy["outputs"].items()
        }
    if "root_module" in copy:
        copy["root_module"] = _module(copy["root_module"])
    return copy


def _module(module: Mapping[str, Any]) -> Document:
    copy = dict(module)
    if "resources" in copy:
        copy["resources"] = [
            {**each, "values": hide(each["values"], each.get("sensitive_values"))}
            if "values" in each
            else each
            for each in copy["resources"]
        ]
    if "child_modules" in copy:
        copy["child_modules"] = [_module(each) for each in copy["child_modules"]]
    return copy


def _marked(document: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each value of a plan that has marks, with its marks."""
    changes = [
        each["change"]
        for name in ("resource_changes", "resource_drift")
        for each in document.get(name, ())
    ]
    for change in (*changes, *document.get("output_changes", {}).values()):
        for side in ("before", "after"):
            yield change.get(side), change.get(f"{side}_sensitive")
    for values in _all_values(document):
        for output in values.get("outputs", {}).values():
            yield output.get("value"), _is_secret(output)
        for resource in _resources(values.get("root_module", {})):
            yield resource.get("values"), resource.get("sensitive_values")
    secret = _secret_variables(document)
    for name, variable in document.get("variables", {}).items():
        yield variable.get("value"), name in secret


def _marks(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return all marks of each resource, by type and name as the configuration has it."""
    found: dict[str, list[Any]] = {}
    for name in ("resource_changes", "resource_drift"):
        for each in document.get(name, ()):
            sides = (each["change"].get(f"{side}_sensitive") for side in ("before", "after"))
            found.setdefault(f"{each['type']}.{each['name']}", []).extend(sides)
    for values in _all_values(document):
        for each in _resources(values.get("root_module", {})):
            marks = each.get("sensitive_values")
            found.setdefault(f"{each['type']}.{each['name']}", []).append(marks)
    return found


def _all_values(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return (
        document.get("planned_values", {}),
        document.get("prior_state", {}).get("values", {}),
    )


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def _is_secret(output: Mapping[str, Any]) -> bool:
    return output.get("sensitive") is True


def _secret_variables(document: Mapping[str, Any]) -> frozenset[str]:
    declared = document.get("configuration", {}).get("root_module", {}).get("variables", {})
    return frozenset(name for name, each in declared.items() if _is_secret(each))
