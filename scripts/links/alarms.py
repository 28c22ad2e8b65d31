"""Alarms and their runbook pages: each finds the other."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.links.targets import resolved

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from scripts.links.page import Page
    from sluice.change.model.stack import Stack

RUNBOOKS = "docs/runbooks"
_KINDS = frozenset({"aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"})
_DESCRIPTION = re.compile(r"Owner: (?P<owner>\S+)\. Runbook: (?P<url>\S+)$")
_PREFIX = "<prefix>-"


@dataclass(frozen=True)
class Alarm:
    """An alarm of a synthesized stack.

    Attributes:
        stack: the stack's name.
        name: without the environment's prefix, such as `error-rate-blue`.
        description: as whoever is paged reads it.
    """

    stack: str
    name: str
    description: str


def alarms(stacks: Sequence[Stack], prefixes: Mapping[str, str]) -> tuple[Alarm, ...]:
    """Return the alarms of stacks.

    Args:
        stacks: synthesized ones.
        prefixes: what names begin with, such as `web-stage`, by stack; of others all is looked at.
    """
    return tuple(
        Alarm(
            stack.name,
            resource.values["alarm_name"].removeprefix(f"{prefixes.get(stack.name, '')}-"),
            resource.values.get("alarm_description", ""),
        )
        for stack in stacks
        for resource in stack.resources
        if resource.kind in _KINDS
    )


def dead(
    found: Sequence[Alarm], pages: Mapping[str, Page], runbooks: Mapping[str, str]
) -> Iterator[str]:
    """Yield what is wrong between alarms and pages, in one sentence each.

    Args:
        found: alarms of all stacks.
        pages: all Markdown pages, by path.
        runbooks: the address that an owner's pages are below, by the owner's name.
    """
    names = {alarm.name for alarm in found}
    named = {
        path: {name for line in _first_lines(page) for name in _named(line, names)}
        for path, page in pages.items()
    }
    linked: set[str] = set()
    for alarm in found:
        path, wrong = _page_of(alarm, pages, runbooks)
        if path:
            linked.add(path)
            if alarm.name not in named[path]:
                wrong = f"{path} does not name it: say `{_PREFIX}{alarm.name}` there"
        if wrong:
            yield f"{alarm.stack}: alarm {alarm.name}: {wrong}"
    reached = linked | _reached(pages)
    for path in pages:
        if posixpath.dirname(path) == RUNBOOKS:
            for name in sorted(named[path] - names):
                yield f"{path}: no stack has an alarm {_PREFIX}{name}"
            if path not in reached:
                yield f"{path}: neither an alarm nor a page links to it"


def _page_of(
    alarm: Alarm, pages: Mapping[str, Page], runbooks: Mapping[str, str]
) -> tuple[str, str]:
    """Return the page that an alarm links to, or an empty path and what is wrong."""
    match = _DESCRIPTION.search(alarm.description)
    if match is None:
        return "", "its description must end with 'Owner: <name>. Runbook: <address>'"
    base = runbooks.get(match["owner"])
    if base is None:
        return "", f"{match['owner']} is no owner of stacks/owners.py"
    slug = match["url"].removeprefix(f"{base.rstrip('/')}/")
    path = f"{RUNBOOKS}/{slug}.md"
    if slug == match["url"] or "/" in slug:
        return "", f"{match['url']} is not a page below {base}, its owner's runbooks"
    return (path, "") if path in pages else ("", f"its runbook {path} does not exist")


def _reached(pages: Mapping[str, Page]) -> set[str]:
    """Return what other pages link to."""
    return {
        target
        for page in pages.values()
        for place in page.links
        if (target := resolved(page, place.text)) and target != page.path
    }


def _first_lines(page: Page) -> Iterator[str]:
    """Yield the lines that say which alarms a page is for."""
    return (line for line in page.text.splitlines() if line.startswith(("Alarm ", "Alarms ")))


def _named(line: str, names: Collection[str]) -> Iterator[str]:
    """Yield the alarms that a line names: `<prefix>-cpu-blue`, then `-green` for its sibling."""
    before = ""
    for code in re.findall(r"`([^`]+)`", line):
        if not re.fullmatch(r"(?:<prefix>)?-[a-z][a-z0-9-]+", code):
            continue
        name = code.removeprefix("<prefix>")[1:]
        sibling = f"{before.rpartition('-')[0]}-{name}"
        if name not in names and not code.startswith(_PREFIX) and sibling in names:
            name = sibling
        before = name
        yield name
