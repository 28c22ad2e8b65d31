"""A simulated account with one environment in it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from simulator.aws.account import Account
from simulator.aws.autoscaling import AutoScaling
from simulator.aws.cloudwatch import CloudWatch
from simulator.aws.ecs import Ecs
from simulator.aws.elbv2 import Elbv2
from simulator.aws.sns import Sns
from simulator.clock import VirtualClock
from simulator.site import Site
from simulator.versions import Surroundings
from simulator.wire import Network


@dataclass
class Simulated:
    """Everything of one simulation, and its clients."""

    clock: VirtualClock
    account: Account
    site: Site
    network: Network
    elbv2: Elbv2
    ecs: Ecs
    scaling: AutoScaling
    cloudwatch: CloudWatch
    sns: Sns


def simulate(surroundings: Surroundings | None = None, network: Network | None = None) -> Simulated:
    network = network or Network(VirtualClock())
    clock = network.clock
    account = Account(clock, clock.now())
    site = Site(account, "stage", surroundings or Surroundings(), seed=1)
    process = network.process()
    return Simulated(
        clock,
        account,
        site,
        network,
        *(each(account, process) for each in (Elbv2, Ecs, AutoScaling, CloudWatch, Sns)),
    )


@pytest.fixture
def simulated() -> Simulated:
    return simulate()
