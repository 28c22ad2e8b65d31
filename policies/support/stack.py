"""A whole stack, from its synthesized file or from its plan: what a rule sees beyond a resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from policies.support.values import address_of, blocks, overlaid, references, texts

_META = ("//", "depends_on", "lifecycle", "provider", "provisioner", "connection")


class Mode(StrEnum):
    """Which document a value is from."""

    SYNTH = "synth"
    PLAN = "plan"


@dataclass(frozen=True)
class Resource:
    """One resource.

    Attributes:
        address: Terraform's.
        values: arguments; in a plan, UNKNOWN where a configured one is known only after apply.
        refers: by argument, what it refers to, such as `aws_vpc.main.id`.
        provider: its key, such as `aws` or `aws.backup_region`.
    """

    address: str
    values: Mapping[str, Any]
    refers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    provider: str = "aws"

    @property
    def kind(self) -> str:
        """Terraform's resource type."""
        return self.address.partition("[")[0].split(".")[-2]

    @property
    def name(self) -> str:
        """Its name in Terraform, the logical id."""
        return self.address.partition("[")[0].split(".")[-1]

    def targets(self, *arguments: str) -> set[str]:
        """Return the addresses that arguments, or all of them, refer to."""
        wanted = arguments or tuple(self.refers)
        return {address_of(each) for name in wanted for each in self.refers.get(name, ())}


@dataclass(frozen=True)
class Output:
    """What a stack gives away."""

    name: str
    value: Any
    refers: frozenset[str]


@dataclass(frozen=True)
class Stack:
    """All resources, outputs and default tags of one document."""

    mode: Mode
    resources: Mapping[str, Resource]
    outputs: tuple[Output, ...]
    default_tags: Mapping[str, Mapping[str, str]]
    """By provider key."""
    accounts: Mapping[str, tuple[str, ...]]
    """The accounts that a provider may work in, by its key."""
    settings: Mapping[str, Any]
    """The `terraform` block; empty for a plan, which does not hold it."""

    @property
    def first(self) -> str:
        """The address of the first resource: what is said of the stack as a whole is said there."""
        return min(self.resources)

    @property
    def environment(self) -> str:
        """The environment that the provider's default tags name; empty where they name none."""
        named = (each.get("Environment") for each in self.default_tags.values())
        return next((str(each) for each in named if each), "")

    @property
    def protection(self) -> str:
        """How much holds changes to it back, by its output of that name; empty without one."""
        said = (each.value for each in self.outputs if each.name == "protection")
        return next((str(each) for each in said if each), "")

    def of_kind(self, *kinds: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (each for each in self.resources.values() if each.kind in kinds)

    def referring(self, address: str, *arguments: str) -> Iterator[Resource]:
        """Yield the resources of which an argument, or one of these, refers to an address."""
        return (each for each in self.resources.values() if address in each.targets(*arguments))


@cache
def _read(file: str, _stamp: int, _size: int) -> Stack:
    document = json.loads(Path(file).read_bytes())
    return _of_plan(document) if "planned_values" in document else _of_synth(document)


def read(file: str) -> Stack:
    """Return the stack in a file; read once."""
    about = Path(file).stat()
    return _read(file, about.st_mtime_ns, about.st_size)


def _of_synth(document: Mapping[str, Any]) -> Stack:
    found = {
        f"{kind}.{name}": Resource(
            f"{kind}.{name}",
            {key: each for key, each in values.items() if key not in ("//", "provider")},
            {key: references(each) for key, each in values.items() if key not in _META},
            values.get("provider", kind.partition("_")[0]),
        )
        for kind, named in document.get("resource", {}).items()
        for name, values in named.items()
    }
    outputs = tuple(
        Output(name, each.get("value"), references(each.get("value")))
        for name, each in document.get("output", {}).items()
    )
    tags, accounts = {}, {}
    for name, listed in document.get("provider", {}).items():
        for each in listed if isinstance(listed, list) else [listed]:
            key = f"{name}.{each['alias']}" if each.get("alias") else name
            tags[key] = _tags(blocks(each, "default_tags"))
            accounts[key] = tuple(texts(each.get("allowed_account_ids")))
    settings = document.get("terraform", {})
    return Stack(Mode.SYNTH, found, outputs, tags, accounts, settings)


def _of_plan(document: Mapping[str, Any]) -> Stack:
    configuration = document.get("configuration", {})
    declared = {each["address"]: each for each in _modules(configuration.get("root_module", {}))}
    unknown = {
        each["address"]: each["change"].get("after_unknown") or {}
        for each in document.get("resource_changes", ())
    }
    found = {}
    for each in _modules(document["planned_values"].get("root_module", {})):
        if each.get("mode", "managed") == "managed":
            own = declared.get(each["address"].partition("[")[0], {})
            found[each["address"]] = _planned(each, own, unknown.get(each["address"], {}))
    outputs = tuple(
        Output(
            name,
            document["planned_values"].get("outputs", {}).get(name, {}).get("value"),
            _mentioned(each.get("expression", {})),
        )
        for name, each in configuration.get("root_module", {}).get("outputs", {}).items()
    )
    providers = {
        key: each.get("expressions", {})
        for key, each in configuration.get("provider_config", {}).items()
    }
    tags = {
        key: _tags(
            [{"tags": _constant(each.get("tags"))} for each in given.get("default_tags", ())]
        )
        for key, given in providers.items()
    }
    accounts = {
        key: tuple(texts(_constant(given.get("allowed_account_ids"))))
        for key, given in providers.items()
    }
    return Stack(Mode.PLAN, found, outputs, tags, accounts, {})


def _constant(expression: Any) -> Any:
    return expression.get("constant_value") if isinstance(expression, Mapping) else None


def _planned(
    entry: Mapping[str, Any], declared: Mapping[str, Any], unknown: Mapping[str, Any]
) -> Resource:
    expressions = declared.get("expressions", {})
    # What the provider computes and nobody configured is as good as not given.
    unknown = {name: each for name, each in unknown.items() if name in expressions}
    return Resource(
        entry["address"],
        overlaid(entry.get("values", {}), unknown) or {},
        {name: _mentioned(each) for name, each in expressions.items()},
        declared.get("provider_config_key", entry["type"].partition("_")[0]),
    )


def _modules(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _modules(child)


def _mentioned(expression: Any) -> frozenset[str]:
    """Return what an expression of a plan's configuration refers to."""
    if isinstance(expression, list):
        return frozenset().union(*(_mentioned(each) for each in expression))
    if not isinstance(expression, Mapping):
        return frozenset()
    named = expression.get("references")
    if isinstance(named, list):
        return frozenset(each for each in named if "_" in each.partition(".")[0])
    return frozenset().union(*(_mentioned(each) for each in expression.values()))


def _tags(given: list[Mapping[str, Any]]) -> dict[str, str]:
    return {name: text for each in given for name, text in (each.get("tags") or {}).items()}
