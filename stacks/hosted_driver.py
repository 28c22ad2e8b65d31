"""The hosted driver of an environment that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformOutput

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from webservice.edge.load_balancer import LoadBalancer
    from webservice.environment import Environment
    from webservice.keys import Key
    from webservice.network.network import Network
    from webservice.settings import HostedDriverSettings


def add_hosted_driver(
    stack: TerraformStack,
    *,
    environment: Environment,
    settings: HostedDriverSettings,
    network: Network,
    load_balancer: LoadBalancer,
    topic_arn: str,
    logs_key: Key,
) -> None:
    """Add it to the stack, and the output `hosted_driver`: its state machine's ARN."""
    from webservice.delivery.canary_driver import CanaryDriver  # noqa: PLC0415 - bindings that few stacks need

    driver = CanaryDriver(
        stack,
        "canary-driver",
        environment=environment,
        settings=settings,
        network=network,
        load_balancer=load_balancer,
        topic_arn=topic_arn,
        logs_key=logs_key,
    )
    TerraformOutput(
        stack,
        "hosted_driver",
        value=driver.state_machine_arn,
        description="The state machine whose executions are releases.",
    )
