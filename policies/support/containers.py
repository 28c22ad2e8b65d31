"""The containers of an ECS task definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from policies.support.answer import Answer, unknown, verdict
from policies.support.values import UNKNOWN, decoded, known

if TYPE_CHECKING:
    from policies.support.rule import Subject

KINDS = ("aws_ecs_task_definition",)
Look = Callable[[Mapping[str, Any]], str]
"""Returns what is wrong with a container; empty where nothing is."""


def each_container(subject: Subject, *arguments: str, look: Look) -> Answer:
    """Return the answer for all containers of a task definition.

    Args:
        subject: the task definition.
        arguments: what the look depends on: a reference there, and the answer is unknown.
        look: at one container.
    """
    found = decoded(subject.values.get("container_definitions"))
    if found is UNKNOWN:
        return unknown("container_definitions")
    listed = (
        [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
    )
    if not listed:
        return verdict(["the task definition has no container"], [])
    wrong, unsure = [], []
    for each in listed:
        name = str(each.get("name", "?"))
        hidden = [argument for argument in arguments if not known(each.get(argument))]
        fault = look(each)
        if fault:
            wrong.append(f"container {name} {fault}")
        elif hidden:
            unsure += [f"{argument} of container {name}" for argument in hidden]
    return verdict(wrong, unsure)
