"""What differs between two synthesized stacks, part by part, as a reviewer reads it."""

from __future__ import annotations

import difflib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sluice.change.mask import unmarked
from sluice.change.model.readable import Line, lines, readable
from sluice.change.review.model import Edit, EditKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sluice.change.model.stack import Stack

NO_MARKS: Mapping[str, Any] = MappingProxyType({})

_CONTEXT_LINES = 3
# What is called by kind and name in a document; the rest is one part each.
_BY_KIND = ("resource", "data")
_BY_NAME = ("output", "provider", "variable", "locals")


def edits(
    base: Stack | None,
    head: Stack | None,
    *,
    base_marks: Mapping[str, Any] = NO_MARKS,
    head_marks: Mapping[str, Any] = NO_MARKS,
) -> tuple[Edit, ...]:
    """Return what differs, by place in the stack's tree; metadata of cdktf does not count.

    Args:
        base: None where the base has no such stack.
        head: the same.
        base_marks: what Terraform calls sensitive of a resource, by address, where a plan was
            made; see `unmarked.masked`.
        head_marks: the same.
    """
    before, after = _parts(base), _parts(head)
    found = [
        _edit(name, before.get(name), after.get(name), base_marks, head_marks)
        for name in before.keys() | after.keys()
        if _raw(before.get(name)) != _raw(after.get(name))
    ]
    return tuple(sorted(found, key=lambda each: (each.path, each.address)))


def unified(before: Sequence[Line], after: Sequence[Line]) -> tuple[str, ...]:
    """Return a unified diff of two readable forms; a hunk is headed by its place."""
    matcher = difflib.SequenceMatcher(
        a=[each.text for each in before], b=[each.text for each in after], autojunk=False
    )
    found: list[str] = []
    for group in matcher.get_grouped_opcodes(_CONTEXT_LINES):
        found.append(f"@@ {_place(group, before, after)} @@".replace("  ", " "))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [f" {each.text}" for each in before[i1:i2]]
            else:
                found += [f"-{each.text}" for each in before[i1:i2]]
                found += [f"+{each.text}" for each in after[j1:j2]]
    return tuple(found)


def _place(
    group: Sequence[tuple[str, int, int, int, int]], before: Sequence[Line], after: Sequence[Line]
) -> str:
    """Return what is around the first line that differs."""
    _, i1, i2, j1, _ = next(each for each in group if each[0] != "equal")
    return before[i1].place if i2 > i1 else after[j1].place


_Part = tuple[str, str, Any]
"""Path, address and value."""


def _parts(stack: Stack | None) -> dict[str, _Part]:
    """Return everything in a stack's document by a name that no other part has."""
    if stack is None:
        return {}
    found: dict[str, _Part] = {}
    for section, content in stack.document.items():
        if section == "//":
            continue
        if section in _BY_KIND:
            found |= {f"{section} {name}": part for name, part in _of_kind(section, content)}
        elif section in _BY_NAME and isinstance(content, dict):
            for name, value in content.items():
                found[f"{section} {name}"] = (f"{section}/{name}", "", value)
        else:
            found[section] = (section, "", content)
    return found


def _of_kind(section: str, content: Mapping[str, Any]) -> Iterator[tuple[str, _Part]]:
    prefix = "data." if section == "data" else ""
    for kind, named in content.items():
        for identifier, value in named.items():
            address = f"{prefix}{kind}.{identifier}"
            try:
                path = str(value["//"]["metadata"]["path"]).partition("/")[2]
            except (KeyError, TypeError):
                path = address
            yield address, (path or address, address, value)


def _raw(part: _Part | None) -> Any:
    return None if part is None else readable(part[2])


def _edit(
    name: str,
    before: _Part | None,
    after: _Part | None,
    base_marks: Mapping[str, Any],
    head_marks: Mapping[str, Any],
) -> Edit:
    path, address, _ = after or before or ("", "", None)
    named = name.startswith(("output ", "locals ", "variable "))
    label = name.rpartition(" ")[2] if named else ""
    base, head = _raw(before), _raw(after)
    hidden_base = unmarked.masked(base, sensitive=base_marks.get(address), name=label)
    hidden_head = unmarked.masked(head, sensitive=head_marks.get(address), name=label)
    if before and after:
        hidden_head = unmarked.differing(
            base, head, masked_base=hidden_base, masked_head=hidden_head
        )
    if before is None:
        kind = EditKind.ADDED
    else:
        kind = EditKind.REMOVED if after is None else EditKind.CHANGED
    return Edit(
        path=path,
        address=address,
        kind=kind,
        lines=unified(
            lines(hidden_base) if before else (),
            lines(hidden_head) if after else (),
        ),
    )
