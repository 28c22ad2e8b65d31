"""Shows each bad stack to plain Checkov and to our gate: who finds what the good one has not."""

from __future__ import annotations

import importlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bad_stacks.as_plan import as_plan
from benchmarks.bad_stacks.draft import Bad, Draft
from sluice.change.model.errors import GateBlind
from sluice.change.model.planned import Planned, planned
from sluice.change.model.stack import FILE, Stack, read_stack
from sluice.change.policy import gate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

TOPICS = (
    "containers",
    "services",
    "traffic",
    "network",
    "data",
    "rights",
    "upkeep",
    "blinds",
    "plans",
)
GOOD = ("bootstrap", "stage", "prod")
_PLAIN = Path(__file__).with_name("plain_checkov.py")
_CHECKOV = Path(".venv-checkov/bin/python")
REFUSED = "REFUSED"
Finding = tuple[str, str]
"""A rule's id and the resource's address."""


@dataclass(frozen=True)
class Row:
    """One bad stack, and what was found of it that the good one has not.

    Attributes:
        parsed: whether plain Checkov could read it; where not, it ends with 0.
    """

    topic: str
    bad: Bad
    plain: frozenset[Finding]
    parsed: bool
    ours: frozenset[Finding]

    @property
    def found(self) -> bool:
        """Whether ours says what is wrong, rather than that it cannot judge."""
        return any(rule != REFUSED for rule, _ in self.ours)


@dataclass(frozen=True)
class _Prepared:
    name: str
    stack: Stack
    plan: Planned | None
    folder: Path


def bad_ones(topics: Sequence[str] = TOPICS) -> Iterator[tuple[str, Bad]]:
    """Yield the bad stacks of some topics, each with its topic."""
    for topic in topics:
        module = importlib.import_module(f"benchmarks.bad_stacks.{topic}")
        yield from ((topic, each) for each in module.BAD)


def compare(
    good: Path, scratch: Path, *, root: Path, today: date, topics: Sequence[str] = TOPICS
) -> list[Row]:
    """Return a row for each bad stack.

    Args:
        good: a synth's output folder.
        scratch: where the bad ones are written.
        root: of the project.
        today: for which waivers are judged.
        topics: which bad ones.

    Raises:
        GateBlind: the gate could not run.
        subprocess.CalledProcessError: plain Checkov could not run.
    """
    rows, ready = prepare(good, scratch, topics)
    theirs, seen = plain(ready, scratch, root)
    ours = gated(ready, root=root, today=today)
    return [
        Row(
            topic,
            bad,
            _new(theirs, each.name, bad),
            seen[each.name] > 0,
            _new(ours, each.name, bad),
        )
        for (topic, bad), each in zip(rows, ready[2 * len(GOOD) :], strict=True)
    ]


def _new(found: Mapping[str, set[Finding]], name: str, bad: Bad) -> frozenset[Finding]:
    before = found[f"good-{bad.stack}-plan" if bad.planned else f"good-{bad.stack}"]
    return frozenset(found[name] - before)


def prepare(
    good: Path, scratch: Path, topics: Sequence[str] = TOPICS
) -> tuple[list[tuple[str, Bad]], list[_Prepared]]:
    """Write the good stacks, without and with a plan that does nothing, and the bad ones."""
    documents = {
        name: json.loads((good / "stacks" / name / FILE).read_text(encoding="utf-8"))
        for name in GOOD
    }
    ready = [_write(f"good-{name}", documents[name], None, scratch) for name in GOOD]
    ready += [
        _write(
            f"good-{name}-plan", documents[name], as_plan(documents[name], documents[name]), scratch
        )
        for name in GOOD
    ]
    rows = list(bad_ones(topics))
    for number, (_, bad) in enumerate(rows):
        draft = Draft(documents[bad.stack])
        bad.change(draft)
        if draft.document == documents[bad.stack]:
            raise ValueError(f"{bad.what}: it changes nothing")
        plan = _plan(draft, documents[bad.stack], bad) if bad.planned else None
        ready.append(_write(f"bad-{number:03d}", draft.document, plan, scratch))
    return rows, ready


def _plan(draft: Draft, before: Mapping[str, Any], bad: Bad) -> dict[str, Any]:
    plan = as_plan(draft.document, before)
    replaced = {draft.address(path) for path in bad.replaced}
    for each in plan["resource_changes"]:
        if each["address"] in replaced:
            each["change"]["actions"] = ["delete", "create"]
            each["action_reason"] = "replace_because_cannot_update"
    return plan


def _write(name: str, document: Mapping[str, Any], plan: Any, scratch: Path) -> _Prepared:
    folder = scratch / name
    (folder / "stack").mkdir(parents=True)
    file = folder / "stack" / FILE
    file.write_text(json.dumps(document, indent=2), encoding="utf-8")
    read = read_stack(file)
    stack = Stack(name, file, read.resources, read.document)
    if plan is None:
        return _Prepared(name, stack, None, folder)
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return _Prepared(name, stack, planned(plan, stack), folder)


def plain(
    ready: Sequence[_Prepared], scratch: Path, root: Path
) -> tuple[dict[str, set[Finding]], dict[str, int]]:
    """Return what plain Checkov finds by name, and how many answers it gave of each stack."""
    orders = [
        {
            "name": each.name,
            "folder": str(each.folder / "stack"),
            "plan": str(each.folder / "plan.json") if each.plan else "",
        }
        for each in ready
    ]
    answer = scratch / "plain.json"
    command = (str(root / _CHECKOV), str(_PLAIN), str(answer))
    subprocess.run(command, input=json.dumps(orders), text=True, check=True, capture_output=True)
    said = json.loads(answer.read_text(encoding="utf-8"))
    found = {each["name"]: {(rule, where) for rule, where in each["failed"]} for each in said}
    return found, {each["name"]: each["seen"] for each in said}


def gated(ready: Sequence[_Prepared], *, root: Path, today: date) -> dict[str, set[Finding]]:
    """Return what stops the line in our gate, by name.

    Where the gate cannot judge all of them at once, it is asked again of the plans one by one, and
    `REFUSED` stands where it cannot judge one: that stops the line, but finds nothing.
    """
    try:
        return _stopped(ready, root, today)
    except GateBlind:
        found = _stopped([each for each in ready if each.plan is None], root, today)
        for each in ready:
            if each.plan is not None:
                try:
                    found |= _stopped([each], root, today)
                except GateBlind:
                    found[each.name] = {(REFUSED, each.name)}
        return found


def _stopped(ready: Sequence[_Prepared], root: Path, today: date) -> dict[str, set[Finding]]:
    result = gate.run(
        [each.stack for each in ready],
        plans={each.name: each.plan for each in ready if each.plan},
        root=root,
        today=today,
    )
    found: dict[str, set[Finding]] = {each.name: set() for each in ready}
    for each in result.standing:
        found[each.stack].add((each.rule, each.address))
    return found
