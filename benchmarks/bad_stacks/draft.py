"""A copy of a good stack to change in one place, and what is changed."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Draft:
    """A synthesized stack, as it may be edited."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document: dict[str, Any] = copy.deepcopy(dict(document))

    def at(self, path: str) -> dict[str, Any]:
        """Return the arguments of the resource at a construct path.

        Raises:
            LookupError: there is none: a mutation that changed nothing would prove nothing.
        """
        return self._found(path)[2]

    def address(self, path: str) -> str:
        """Return Terraform's address of the resource at a construct path."""
        kind, name, _ = self._found(path)
        return f"{kind}.{name}"

    def _found(self, path: str) -> tuple[str, str, dict[str, Any]]:
        for kind, named in self.document["resource"].items():
            for name, values in named.items():
                if values["//"]["metadata"]["path"].partition("/")[2] == path:
                    return kind, name, values
        raise LookupError(f"no resource at {path}")

    def set(self, path: str, **arguments: Any) -> None:
        """Set arguments of a resource; None removes one."""
        _update(self.at(path), arguments)

    def remove(self, path: str) -> None:
        """Remove a resource, and with it whom it is about: what only refers to it by name stays."""
        kind, name, _ = self._found(path)
        del self.document["resource"][kind][name]

    def add(self, kind: str, id_: str, **values: Any) -> None:
        """Add a resource."""
        stack = self.document["//"]["metadata"]["stackName"]
        meta = {"metadata": {"path": f"{stack}/more/{id_}", "uniqueId": id_}}
        self.document["resource"].setdefault(kind, {})[id_] = {"//": meta, **values}

    def rename(self, path: str, name: str) -> None:
        """Give a resource another logical id, also where it is referred to."""
        kind, old, _ = self._found(path)
        text = json.dumps(self.document).replace(f"{kind}.{old}.", f"{kind}.{name}.")
        self.document = json.loads(text.replace(f'"{kind}.{old}"', f'"{kind}.{name}"'))
        named = self.document["resource"][kind]
        named[name] = named.pop(old)

    def container(self, **arguments: Any) -> None:
        """Set arguments of the application's container; None removes one."""
        task = self.at("service/task/definition")
        listed = json.loads(task["container_definitions"])
        _update(listed[0], arguments)
        task["container_definitions"] = json.dumps(listed)

    def allow(self, path: str, *, argument: str = "policy", **statement: Any) -> None:
        """Add a statement to a policy."""
        values = self.at(path)
        policy = json.loads(values[argument])
        policy["Statement"].append({"Sid": "More", "Effect": "Allow", **statement})
        values[argument] = json.dumps(policy)

    def providers(self) -> list[dict[str, Any]]:
        """Return the AWS providers."""
        found: list[dict[str, Any]] = self.document["provider"]["aws"]
        return found


def _update(values: dict[str, Any], arguments: Mapping[str, Any]) -> None:
    for name, each in arguments.items():
        if each is None:
            values.pop(name, None)
        else:
            values[name] = each


@dataclass(frozen=True)
class Bad:
    """One change that makes a good stack bad.

    Attributes:
        stack: which good one.
        what: in a few words.
        change: makes it.
        replaced: paths of resources that Terraform would replace for it, in a plan.
        planned: whether the harm is in the change, so that a plan is judged too.
    """

    stack: str
    what: str
    change: Callable[[Draft], object]
    replaced: tuple[str, ...] = ()
    planned: bool = False
