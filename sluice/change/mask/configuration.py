"""Takes literals out of a plan's configuration: there, Terraform marks nothing.

An argument that is sensitive stands there as it was written. So the marks of the resource's
values are laid over its expressions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sluice.change.mask.marks import hide_unordered, union
from sluice.change.model.planned import MASK

_LITERAL = "constant_value"
# What a provider's configuration may show; anything else in it may be a credential.
_PROVIDER_ARGUMENTS = frozenset(
    {
        *("region", "allowed_account_ids", "forbidden_account_ids", "default_tags"),
        *("ignore_tags", "max_retries", "retry_mode", "use_fips_endpoint"),
    }
)

Document = dict[str, Any]
MarksByResource = Mapping[str, Sequence[Any]]


def hide_configuration(configuration: Mapping[str, Any], marks: MarksByResource) -> Document:
    """Return a plan's `configuration` without secrets.

    Args:
        configuration: the document's member of this name.
        marks: Terraform's, by resource type and name.
    """
    copy: Document = dict(configuration)
    if "provider_config" in copy:
        copy["provider_config"] = {
            name: _provider(each) for name, each in copy["provider_config"].items()
        }
    if "root_module" in copy:
        copy["root_module"] = _module(copy["root_module"], marks)
    return copy


def _provider(provider: Mapping[str, Any]) -> Document:
    shown = {
        name: each if name in _PROVIDER_ARGUMENTS else _expression(each, marks=True)
        for name, each in provider.get("expressions", {}).items()
    }
    return {**provider, "expressions": shown} if shown else dict(provider)


def _module(module: Mapping[str, Any], marks: MarksByResource) -> Document:
    copy: Document = dict(module)
    if "resources" in copy:
        copy["resources"] = [_resource(each, marks) for each in copy["resources"]]
    if "outputs" in copy:
        copy["outputs"] = {
            name: {**each, "expression": _expression(each["expression"], marks=True)}
            if each.get("sensitive") and "expression" in each
            else each
            for name, each in copy["outputs"].items()
        }
    if "variables" in copy:
        copy["variables"] = {
            name: {**each, "default": MASK} if each.get("sensitive") and "default" in each else each
            for name, each in copy["variables"].items()
        }
    if "module_calls" in copy:
        copy["module_calls"] = {
            name: _call(each, marks) for name, each in copy["module_calls"].items()
        }
    return copy


def _call(call: Mapping[str, Any], marks: MarksByResource) -> Document:
    inner = call.get("module", {})
    secret = {name for name, each in inner.get("variables", {}).items() if each.get("sensitive")}
    arguments = {
        name: _expression(each, marks=name in secret)
        for name, each in call.get("expressions", {}).items()
    }
    copy: Document = {**call, "module": _module(inner, marks)}
    return {**copy, "expressions": arguments} if arguments else copy


def _resource(resource: Mapping[str, Any], marks: MarksByResource) -> Document:
    copy: Document = dict(resource)
    if "expressions" in copy:
        expressions = copy["expressions"]
        for each in marks.get(f"{resource['type']}.{resource['name']}", ()):
            if each is True:
                expressions = _expression(expressions, marks=True)
            elif isinstance(each, Mapping):
                expressions = {
                    name: _expression(value, marks=each.get(name))
                    for name, value in expressions.items()
                }
        copy["expressions"] = expressions
    if "provisioners" in copy:
        copy["provisioners"] = _expression(copy["provisioners"], marks=True)
    return copy


def _expression(expression: Any, *, marks: Any) -> Any:
    """Return an expression, or a block of them, without the literals that are marked."""
    if isinstance(expression, Mapping):
        if _LITERAL in expression:
            return {**expression, _LITERAL: hide_unordered(expression[_LITERAL], marks)}
        return {
            name: _expression(each, marks=_of(marks, name)) for name, each in expression.items()
        }
    if isinstance(expression, list):
        # A block of which there is one only is a list here, and none in the marks.
        mark = union(marks) if isinstance(marks, list) else marks
        return [_expression(each, marks=mark) for each in expression]
    return expression


def _of(marks: Any, name: str) -> Any:
    if isinstance(marks, list):
        marks = union(marks)
    return marks.get(name) if isinstance(marks, Mapping) else marks is True
