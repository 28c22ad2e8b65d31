"""Values beside Terraform's marks: the same shape, with True where a secret is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sluice.change.model.planned import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator


def hide(value: Any, marks: Any) -> Any:
    """Return a value with `MASK` wherever the marks say so; where there is none, null stays.

    Marks that do not have the value's shape hide all of it: better too much than a secret.
    """
    if value is None or not _any(marks):
        return value
    if isinstance(marks, Mapping) and isinstance(value, Mapping):
        return {name: hide(each, marks.get(name)) for name, each in value.items()}
    if isinstance(marks, list) and isinstance(value, list):
        # One without a mark of its own, beside others that have one, is hidden.
        pairs = zip_longest(value, marks[: len(value)], fillvalue=True)
        return [hide(each, mark) for each, mark in pairs]
    return MASK


def gather(value: Any, marks: Any) -> Iterator[str]:
    """Yield each text and number that `hide` hides."""
    if value is None or not _any(marks):
        return
    if isinstance(marks, Mapping) and isinstance(value, Mapping):
        for name, each in value.items():
            yield from gather(each, marks.get(name))
    elif isinstance(marks, list) and isinstance(value, list):
        for each, mark in zip_longest(value, marks[: len(value)], fillvalue=True):
            yield from gather(each, mark)
    else:
        yield from _leaves(value)


def hide_unordered(value: Any, marks: Any) -> Any:
    """Return a value hidden as `hide` does, whatever the order of its lists.

    A set stands in the configuration in the order in which it was written, and in the marks
    in Terraform's own: what is marked in one element is hidden in all.
    """
    if value is None or not _any(marks):
        return value
    if isinstance(marks, Mapping) and isinstance(value, Mapping):
        return {name: hide_unordered(each, marks.get(name)) for name, each in value.items()}
    if isinstance(marks, list) and isinstance(value, list):
        return [hide_unordered(each, union(marks)) for each in value]
    return MASK


def union(marks: list[Any]) -> Any:
    """Return the marks that any element of a list has."""
    if any(each is True for each in marks):
        return True
    maps = [each for each in marks if isinstance(each, Mapping)]
    lists = [each for each in marks if isinstance(each, list)]
    if maps:
        names = {name for each in maps for name in each}
        return {name: union([each.get(name) for each in maps]) for name in names}
    return [union([item for each in lists for item in each])] if lists else False


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _any(marks: Any) -> bool:
    """Return whether there is a mark at all."""
    if isinstance(marks, Mapping):
        return any(_any(each) for each in marks.values())
    if isinstance(marks, list):
        return any(_any(each) for each in marks)
    return marks is True
