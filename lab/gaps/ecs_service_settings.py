"""ECS services forget most of what they were created with.

AWS keeps the capacity provider strategy (and then has no launch type), the deployment
configuration, the grace period, zone rebalancing, exec and managed tags, and tells them
in DescribeServices. Moto drops them at CreateService and calls the launch type EC2.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

if TYPE_CHECKING:
    from collections.abc import Callable

# What AWS answers where the parameter is left out.
_DEFAULTS: dict[str, Any] = {
    "availabilityZoneRebalancing": "DISABLED",
    "capacityProviderStrategy": [],
    "deploymentConfiguration": {},
    "enableECSManagedTags": False,
    "enableExecuteCommand": False,
    "healthCheckGracePeriodSeconds": None,
}
_DEPLOYMENT_DEFAULTS: dict[str, Any] = {"maximumPercent": 200, "minimumHealthyPercent": 100}


def close() -> None:
    """Make CreateService keep the settings, and UpdateService change them."""
    plain_create = EC2ContainerServiceResponse.create_service
    plain_update = EC2ContainerServiceBackend.update_service

    @functools.wraps(plain_create)
    def create_service(self: Any) -> Any:
        answer = plain_create(self)
        service = answer.result["service"]
        for name, default in _DEFAULTS.items():
            value = self._get_param(name)
            setattr(service, xform_name(name), default if value is None else value)
        _settle(service)
        return answer

    @functools.wraps(plain_update)
    def update_service(self: Any, service_properties: dict[str, Any]) -> Any:
        service = plain_update(self, service_properties)
        _settle(service)
        return service

    _replace(EC2ContainerServiceResponse, "create_service", create_service)
    _replace(EC2ContainerServiceBackend, "update_service", update_service)


def _settle(service: Any) -> None:
    """Apply what follows: AWS's defaults, and no launch type beside a strategy."""
    service.deployment_configuration = {
        **_DEPLOYMENT_DEFAULTS,
        **service.deployment_configuration,
    }
    strategy = service.capacity_provider_strategy
    if strategy:
        service.launch_type = None
        for deployment in service.deployments:
            deployment.pop("launchType", None)
            deployment["capacityProviderStrategy"] = strategy


def _replace(owner: type, name: str, function: Callable[..., Any]) -> None:
    setattr(owner, name, function)
