"""`sluice describe <env>`: reads the deployment descriptor back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.aws import client, reachable
from sluice.environment.descriptor import Descriptor, parameter_name, parse
from sluice.errors import DescriptorNotFound
from webservice.contract.alarms import OnRelease

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(service: str, environment: str, *, region: str) -> Descriptor:
    """Return the descriptor of a service's environment, as deployed.

    Raises:
        AwsUnreachable: SSM gave no answer, or no right to ask.
        DescriptorNotFound: there is no such parameter.
        DescriptorRefused: see `sluice.environment.descriptor.parse`.
    """
    name = parameter_name(service, environment)
    with reachable(f"read SSM parameter {name} in {region}"):
        ssm = client("ssm", region=region)
        try:
            answer = ssm.get_parameter(Name=name)
        except ssm.exceptions.ParameterNotFound as error:
            raise DescriptorNotFound(
                f"SSM parameter {name} does not exist in {region}: "
                f"nothing is deployed there; run 'cdktf deploy {environment}'"
            ) from error
    return parse(answer["Parameter"]["Value"], source=f"SSM parameter {name}")


def lines(found: Descriptor) -> Iterator[str]:
    """Yield what an operator wants to see first, a line each."""
    yield f"{found.service} {found.environment} in {found.region}, account {found.account}"
    yield f"owner       {found.owner.name} ({found.owner.slack_channel})"
    yield f"address     https://{found.load_balancer.host_name}"
    yield f"balancer    {found.load_balancer.dns_name}"
    yield f"cluster     {found.cluster.name}"
    for colour, service in sorted(found.services.items()):
        yield f"{colour:<11} {service.service_name}"
    yield f"repository  {found.repository.url}"
    standby = "Multi-AZ" if found.database.multi_az else "single zone"
    yield f"database    {found.database.identifier} at {found.database.address} ({standby})"
    yield f"alarms      {len(found.alarms.by_name)}; a release holds while any sounds, and fails"
    for rule in found.alarms.rules:
        if rule.fails_as is not None:
            when = {OnRelease.LASTING: "if it lasts", OnRelease.AT_ONCE: "at once"}[rule.on_release]
            yield f"{'':<11} {when} on {', '.join(rule.names)}: {rule.why}"
    steps = " -> ".join(f"{step.weight_percent}%" for step in found.canary.steps)
    yield f"canary      {steps}"
    yield f"runbook     {found.owner.runbook_url}"
