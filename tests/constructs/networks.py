"""A network under test."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.network.network import Network
from webservice.settings import NetworkSettings

if TYPE_CHECKING:
    from cdktf import TerraformStack

CIDR = "10.30.0.0/16"
ZONES = tuple(f"{REGION}{letter}" for letter in "abc")
KEY: Any = SimpleNamespace(arn="arn:aws:kms:eu-west-1:123456789012:key/1")


def network_settings(**changes: Any) -> NetworkSettings:
    """Return the settings of three zones, with `changes`."""
    return NetworkSettings(**{"cidr": CIDR, "zones": ZONES, **changes})


def add_network(stack: TerraformStack, **changes: Any) -> Network:
    """Add a network to a stack."""
    return Network(
        stack,
        "network",
        prefix="web-test",
        account=ACCOUNT,
        region=REGION,
        settings=network_settings(**changes),
        logs_key=KEY,
    )


def synthesize_network(**changes: Any) -> Synthesized:
    """Synthesize a stack of one network."""
    return synthesize(lambda stack: add_network(stack, **changes))
