"""Stacks as synthesized now; prices and usage as pinned beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sluice.change.cost import prices_file, usage_file
from sluice.change.model.stack import Stack, read_stacks

if TYPE_CHECKING:
    from sluice.change.cost.prices_file import PriceBook
    from sluice.change.cost.usage_file import Usage

PINNED = Path(__file__).parent / "pinned"


@pytest.fixture(scope="session")
def stacks(app_folder: Path) -> dict[str, Stack]:
    return {each.name: each for each in read_stacks(app_folder)}


@pytest.fixture(scope="session")
def prices() -> PriceBook:
    """Return prices that no refresh of the shipped files moves."""
    return prices_file.load(PINNED / "prices")


@pytest.fixture(scope="session")
def usage() -> Usage:
    return usage_file.load(PINNED / "usage")
