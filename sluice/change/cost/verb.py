"""`sluice cost`: finds stack, plan, prices and usage, and estimates."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.change.cost import files, infracost, sides
from sluice.change.model.planned import read_plan
from sluice.change.model.stack import FILE, read_stack
from sluice.change.synth import synthesize
from sluice.errors import UsageRefused

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta
    from sluice.change.model.stack import Stack


class Engine(StrEnum):
    """What computes the prices."""

    SLUICE = "sluice"
    INFRACOST = "infracost"


def of_plan(
    environment: str, plan: Path, *, root: Path, engine: Engine = Engine.SLUICE
) -> CostDelta:
    """Return what a plan costs before and after.

    Args:
        environment: the stack's name.
        plan: what `terraform show -json` wrote, such as a report's `plan.json`.
        root: the project's folder.
        engine: what computes the prices.

    Raises:
        SluiceError: the stack, the plan, a price or the usage file is wrong: which, and how.
    """
    stack = _stack(environment, root)
    planned = read_plan(plan, stack)
    if engine is Engine.INFRACOST:
        return infracost.estimate(plan, planned, region=sides.main_region(stack))
    return files.estimated(planned, stack, root=root)


def of_stack(environment: str, *, root: Path) -> CostDelta:
    """Return what a stack costs when everything in it is created; raises as `of_plan`."""
    stack = _stack(environment, root)
    return files.estimated(sides.created(stack), stack, root=root)


def of_stacks(environment: str, base: Path, *, root: Path) -> CostDelta:
    """Return what changes from another synthesized stack to this project's, without a plan.

    Args:
        environment: the stack's name.
        base: the output folder of another synth, such as another commit's `cdktf.out`; a
            stack that is not there is created.
        root: the project's folder.

    Raises:
        SluiceError: as `of_plan`; or `base` is no output folder.
    """
    if not (base / "stacks").is_dir():
        raise UsageRefused(f"{base} is no output folder of a synth: it holds no 'stacks'")
    head = _stack(environment, root)
    file = base / "stacks" / environment / FILE
    old = read_stack(file) if file.exists() else None
    return files.estimated(sides.between(old, head), head, root=root, base=old)


def _stack(environment: str, root: Path) -> Stack:
    """Return the stack as the project now says it: an old output folder might say another."""
    with tempfile.TemporaryDirectory(prefix="sluice-cost-") as scratch:
        stacks = synthesize(Path(scratch), root=root)
    names = [each.name for each in stacks]
    if environment not in names:
        raise UsageRefused(f"ENV = {environment!r}: must be one of {', '.join(names)}")
    return stacks[names.index(environment)]
