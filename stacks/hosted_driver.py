"""The hosted driver of an environment that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformOutput

if TYPE_CHECKING:
    from stacks.environment_stack import EnvironmentStack
    from webservice.environment import Environment
    from webservice.settings import HostedDriverSettings


def add_hosted_driver(
    stack: EnvironmentStack, environment: Environment, settings: HostedDriverSettings
) -> None:
    """Add it to the stack, and the output `hosted_driver`: its state machine's ARN."""
    # It is made from the driver's own package, which no other part of a stack needs.
    from webservice.delivery.canary_driver import CanaryDriver  # noqa: PLC0415 - slow, and not always needed

    driver = CanaryDriver(
        stack,
        "canary-driver",
        environment=environment,
        settings=settings,
        network=stack.network,
        load_balancer=stack.load_balancer,
        topic_arn=stack.topic.arn,
        logs_key=stack.keys.logs,
    )
    TerraformOutput(
        stack,
        "hosted_driver",
        value=driver.state_machine_arn,
        description="The state machine whose executions are releases.",
    )
