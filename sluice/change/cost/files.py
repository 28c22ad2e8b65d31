"""Loads the price files, which come with the package, and a project's usage files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.change.cost import prices_file, usage_file

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.cost.prices_file import PriceBook
    from sluice.change.cost.usage_file import Usage


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
