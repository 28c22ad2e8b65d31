"""An estimate by the price files, which come with the package, and a project's usage files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.change.cost import prices_file, usage_file
from sluice.change.cost.estimate import estimate
from sluice.change.cost.sides import main_region

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.cost.model import CostDelta
    from sluice.change.cost.prices_file import PriceBook
    from sluice.change.cost.usage_file import Usage
    from sluice.change.model.planned import Planned
    from sluice.change.model.stack import Stack


@dataclass(frozen=True)
class Files:
    """What an estimate needs besides the plan."""

    prices: PriceBook
    usage: Usage


def load(root: Path) -> Files:
    """Return prices, and the usage of the project whose root folder is given.

    Raises:
        PricesUnreadable, UsageUnreadable: a file, or an entry of it, is wrong.
    """
    return Files(prices_file.load(), usage_file.load(root / usage_file.FOLDER))


def estimated(
    planned: Planned, stack: Stack, *, root: Path, base: Stack | None = None
) -> CostDelta:
    """Return what a plan costs before and after, in the main region of its stack.

    Args:
        planned: by Terraform, or the difference between two synthesized stacks.
        stack: what it leads to.
        root: the project's folder: its usage counts.
        base: what it begins with, where no state was read.

    Raises:
        PricesUnreadable, UsageUnreadable: a file, or an entry of it, is wrong.
    """
    known = load(root)
    region = main_region(stack)
    return estimate(
        planned, stack, region=region, prices=known.prices, usage=known.usage, base=base
    )
