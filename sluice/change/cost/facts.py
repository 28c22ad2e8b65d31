"""What is known of a resource before, or after, a change: from the plan, else from the stack.

A plan of a first deployment leaves out what is known only after apply, such as the subnets of
a load balancer. The synthesized stack still says how many there are, and what refers to what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REFERENCE = re.compile(r"\$\{([a-z0-9_]+\.[A-Za-z0-9_-]+)\.")
_IDENTITIES = ("arn", "arn_without_revision", "id", "identifier", "name")


class ValueUnknown(Exception):
    """A value is known only after apply, or is no number where one is needed."""

    def __init__(self, address: str, key: str) -> None:
        """Say which argument of which resource."""
        super().__init__(f"{address}.{key}")


@dataclass(frozen=True)
class Facts:
    """One resource on one side of a change.

    Attributes:
        region: where it is; empty where that is not known.
        values: of the plan, on this side.
        unknown: the plan's `after_unknown`; empty before.
        declared: arguments as synthesized; empty where the stack no longer has the resource.
        complete: whether `values` are all there is: the state of what exists. What the stack
            declares is then what the resource will be, not what it is.
        others: every resource on the same side, by address; filled once, then only read.
    """

    address: str
    kind: str
    construct_path: str
    region: str
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]
    declared: Mapping[str, Any]
    complete: bool
    others: Mapping[str, Facts]

    def value(self, key: str, default: Any = None) -> Any:
        """Return an argument or attribute; `default` where it is not set.

        Raises:
            ValueUnknown: it is known only after apply, and the stack only refers to it.
        """
        found = self.values.get(key)
        if found is not None:
            return found
        if self.complete:
            return default
        declared = self.declared.get(key)
        if declared is not None and not refers(declared):
            return declared
        if self.unknown.get(key) is True or refers(declared):
            raise ValueUnknown(self.address, key)
        return default

    def text(self, key: str, default: str = "") -> str:
        """Return an argument as a text; raises as `value` does."""
        return str(self.value(key, default))

    def number(self, key: str, default: int | None = None) -> Decimal:
        """Return an argument as a number.

        Raises:
            ValueUnknown: as `value`; also where it is not set and there is no default.
        """
        return self._number(key, self.value(key, default))

    def given(self, key: str, default: int = 0) -> Decimal:
        """Return a number that somebody chose; `default` where AWS is left to fill it in.

        Raises:
            ValueUnknown: it was chosen, and is known only after apply.
        """
        chosen = self.values.get(key) is not None or self.declared.get(key) is not None
        chosen = chosen and not (self.complete and self.values.get(key) is None)
        return self.number(key) if chosen else Decimal(default)

    def true(self, key: str) -> bool:
        """Return whether an argument is set to true; raises as `value` does."""
        return self.value(key, default=False) is True

    def count(self, key: str) -> Decimal:
        """Return how many elements a list has, even where the elements are not known yet.

        Raises:
            ValueUnknown: not even their number is known.
        """
        found = self.values.get(key)
        if found or self.complete:
            return Decimal(len(found or ()))
        declared = self.declared.get(key)
        if isinstance(declared, list):
            return Decimal(len(declared))
        if self.unknown.get(key) is True or declared is not None:
            raise ValueUnknown(self.address, key)
        return Decimal(0)

    def blocks(self, key: str) -> Sequence[Mapping[str, Any]]:
        """Return nested blocks: a synthesized stack writes a single one without a list.

        Values inside may still be references, where the plan does not say them.

        Raises:
            ValueUnknown: not even their number is known.
        """
        found = blocks_in(self.values, key)
        if self.complete:
            return found
        found = found or blocks_in(self.declared, key)
        if not found and self.unknown.get(key) is True:
            raise ValueUnknown(self.address, key)
        return found

    def number_in(self, block: Mapping[str, Any], key: str, default: int = 0) -> Decimal:
        """Return a number of a nested block.

        Raises:
            ValueUnknown: it is known only after apply, or is no number.
        """
        found = block.get(key)
        return self._number(key, default if found is None else found)

    def _number(self, key: str, found: Any) -> Decimal:
        try:
            return Decimal(str(found))
        except InvalidOperation:
            raise ValueUnknown(self.address, key) from None

    def other(self, key: str, kind: str) -> Facts:
        """Return the resource of a kind that an argument points at, on the same side.

        What the value names may be newer than the plan, as the revision of a task definition
        that a release has registered: then the stack's reference says which it is.

        Raises:
            ValueUnknown: it points at nothing that this stack has.
        """
        pointer = self.values.get(key)
        for each in self.others.values():
            if pointer and each.kind == kind and pointer in map(each.values.get, _IDENTITIES):
                return each
        match = REFERENCE.search(str(self.declared.get(key, "")))
        if match and (found := self.others.get(match[1])):
            return found
        raise ValueUnknown(self.address, key)


def blocks_in(values: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """Return nested blocks of a raw document, as `Facts.blocks` does."""
    found = values.get(key)
    if found is None:
        return ()
    if isinstance(found, dict):
        return (found,)
    return tuple(found) if isinstance(found, list) else ()


def refers(value: Any) -> bool:
    """Return whether a synthesized argument is, or holds, a reference to be resolved."""
    if isinstance(value, str):
        return "${" in value
    if isinstance(value, dict):
        return any(refers(each) for each in value.values())
    return isinstance(value, list) and any(refers(each) for each in value)
