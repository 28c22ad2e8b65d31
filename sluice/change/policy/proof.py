"""The proof that Checkov looked at all there is; without it, its silence means nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sluice.change.model.errors import GateBlind
from sluice.change.model.planned import Action
from sluice.change.policy import checkov_input
from sluice.change.policy.answer import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack
    from sluice.change.policy.answer import Answer, Scan

_SHOWN = 5


def check_stacks(
    stacks: Sequence[Stack], plans: Mapping[str, Planned], expected: Sequence[str]
) -> None:
    """Check that what is given to Checkov is all there is.

    Raises:
        GateBlind: an expected stack is missing, a stack is empty, declares a thing twice, calls a
            module whose resources only a plan shows, or has Terraform files besides the
            synthesized one; a plan is of another stack.
    """
    names = [each.name for each in stacks]
    if not names:
        raise GateBlind("there is no stack to look at: run 'make synth'")
    missing = sorted(set(expected) - set(names))
    if missing:
        raise GateBlind(
            f"{_some(missing)}: not among the synthesized stacks ({', '.join(names)}): "
            "run 'make synth', or name those that are meant"
        )
    strange = sorted(set(plans) - set(names))
    if strange:
        raise GateBlind(f"{_some(strange)}: a plan, and no synthesized stack that it is of")
    for stack in stacks:
        if not stack.resources:
            raise GateBlind(f"{stack.name}: {stack.file} declares no resource: run 'make synth'")
        if stack.document.get("module") and stack.name not in plans:
            raise GateBlind(
                f"{stack.name} calls modules, whose resources only a plan shows: "
                f"run 'sluice plan {stack.name}'"
            )
        _check_once(stack)
        others = [file for file in _terraform_files(stack) if file != stack.file]
        if others:
            raise GateBlind(
                f"{stack.name}: Terraform would read {_some([file.name for file in others])} as "
                f"well, which no policy looks at: remove it from {stack.file.parent}"
            )


def check_answer(answer: Answer, own_rules: Sequence[Path]) -> None:
    """Check that every rule was loaded, every file parsed, and nothing crashed.

    Raises:
        GateBlind: which was not, or what did.
    """
    unloaded = [file.name for file in own_rules if not answer.own.get(file.stem)]
    notes = (*answer.crashes, *answer.heard)
    if unloaded:
        raise GateBlind(
            f"Checkov has no rule from {_some(unloaded)}: the file cannot be imported, creates no "
            f"rule, or repeats another's id, or policies/ lacks __init__.py. {_some(notes)}".strip()
        )
    unparsed = [f"{scan.stack} ({scan.mode})" for scan in answer.scans if scan.unparsed]
    if unparsed:
        raise GateBlind(
            f"{_some(unparsed)}: Checkov could not parse it, and has judged nothing of it. "
            f"{_some(notes)}".strip()
        )
    if notes:
        raise GateBlind(f"not every rule was run to its end: {_some(notes)}")


def check_scan(scan: Scan, stack: Stack, plan: Planned | None) -> None:
    """Check that one scan saw all resources and found the planted violation.

    Raises:
        GateBlind: a resource was not seen, or the violation not found.
    """
    where = f"{stack.name} ({scan.mode})"
    declared = {each.address for each in stack.resources}
    if scan.mode is Mode.PLAN and plan is not None:
        declared = set(_planned_addresses(plan.document))
        _check_same(stack, plan, declared)
    for seen in (scan.seen, scan.graph):
        unseen = sorted(declared - set(seen))
        if unseen:
            raise GateBlind(
                f"{where}: Checkov saw {len(declared) - len(unseen)} of {len(declared)} resources: "
                f"not {_some(unseen)}"
            )
    failed = {each.rule for each in scan.verdicts if _is_planted(each.address, each.result)}
    missed = sorted(set(checkov_input.CANARY_VIOLATION_RULES) - failed)
    if missed:
        raise GateBlind(
            f"{where}: Checkov missed a planted open SSH port ({_some(missed)}): its silence on "
            "the rest means nothing"
        )


def _check_same(stack: Stack, plan: Planned, planned: set[str]) -> None:
    gone = {
        each.address.partition("[")[0]
        for each in plan.changes
        if each.action in (Action.DELETE, Action.FORGET)
    }
    bare = {address.partition("[")[0] for address in planned} | gone
    absent = sorted(
        each.address
        for each in stack.resources
        # There may be none of what is counted.
        if each.address not in bare and not {"count", "for_each"} & set(each.values)
    )
    if absent:
        raise GateBlind(
            f"{stack.name}: the plan lacks {_some(absent)}: it is of another stack, or older than "
            f"the synth: run 'sluice plan {stack.name}'"
        )


def _planned_addresses(document: Mapping[str, Any]) -> Iterator[str]:
    forgotten = {
        each["address"]
        for each in document.get("resource_changes", ())
        if each["change"]["actions"] == ["forget"]
    }
    modules = [document.get("planned_values", {}).get("root_module", {})]
    while modules:
        module = modules.pop()
        modules.extend(module.get("child_modules", ()))
        for each in module.get("resources", ()):
            if each["mode"] == "managed" and each["address"] not in forgotten:
                yield each["address"]


def _check_once(stack: Stack) -> None:
    """Check that nothing is declared twice: Terraform takes both, and JSON readers the last."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})
            raise GateBlind(
                f"{stack.name}: {stack.file} has {_some(twice)} twice in one object, of which "
                "policies would see the last only: run 'make synth'"
            )
        return found

    json.loads(stack.file.read_bytes(), object_pairs_hook=members)


def _terraform_files(stack: Stack) -> list[Path]:
    folder = stack.file.parent
    return sorted([*folder.glob("*.tf"), *folder.glob("*.tf.json")])


def _is_planted(address: str, result: str) -> bool:
    return address == checkov_input.CANARY_VIOLATION and result == "FAILED"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"
