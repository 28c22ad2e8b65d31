"""One lab for all tests here; each leaves blue alone with the traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab import instance as labs
from tests.lab.canary.environment import Deployed, deploy
from tests.sluice.canary.ports.on_the_lab.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def deployed() -> Iterator[Deployed]:
    """Return a deployed service: ten seconds."""
    found = deploy("canary-ports")
    try:
        yield found
    finally:
        labs.stop(found.lab)


@pytest.fixture
def stage(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name, value in deployed.environment.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    found = Stage(deployed)
    try:
        yield found
    finally:
        deployed.control.clear_faults()
        found.clear()
