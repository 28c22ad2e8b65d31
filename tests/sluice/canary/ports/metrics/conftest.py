"""Environments on an emulator whose CloudWatch has percentiles, as AWS's has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import emulators
from tests.aws_parts import once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def _cloudwatch_url() -> Iterator[str]:
    """One emulator; a second to start, so once a session."""
    yield from emulators._emulator("--parts", "cloudwatch")


@pytest.fixture(scope="module")
def clients(_cloudwatch_url: str) -> Callable[[str], Any]:
    """Return clients of the emptied emulator, each made once."""
    return once(emulators._clients(_cloudwatch_url))
