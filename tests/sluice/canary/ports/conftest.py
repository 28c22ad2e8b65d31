"""Environments on the emulator's API alone, beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import emulators
from tests.aws_parts import once
from tests.sluice.canary.ports.site import Network, Site

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def clients(_lab_url: str) -> Callable[[str], Any]:
    """Return clients of the emptied emulator, each made once: it takes a tenth of a second."""
    return once(emulators._clients(_lab_url))


@pytest.fixture(scope="module")
def network(clients: Callable[[str], Any]) -> Network:
    return Network.make(clients("ec2"))


@pytest.fixture
def site(clients: Callable[[str], Any], network: Network) -> Site:
    return Site(clients, network)
