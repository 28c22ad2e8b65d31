"""A deployed environment in an emulator, for each test anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sluice.canary.verify.deployed import Deployed

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def deployed(lab: Callable[..., Any]) -> Deployed:
    made = Deployed(lab)
    made.scan()
    return made
