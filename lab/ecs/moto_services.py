"""CreateService, UpdateService and DeleteService lead to deployments.

Moto counts as running what was asked for, keeps one deployment for ever, and leaves it at the
old task definition. Here these calls only say what should be: the scheduler does the rest.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import JsonRESTError
from moto.ecs.exceptions import EcsClientException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend

from lab.ecs import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.ecs.models import Service

    from lab.control import Control

# A change of one of these is a deployment; a change of the others, such as the count, is none.
_DEPLOYED = ("task_definition", "network_configuration", "platform_version", "load_balancers")

# What CreateService was asked for, on the service that it made.
_ASKED = "asked_of_lab"


def patch(control: Control) -> None:
    """Patch moto; after the gaps were closed, whose settings of services it needs."""
    for name, wrap in {
        "create_service": _creation,
        "update_service": _update,
        "delete_service": _deletion,
        "list_services": _list,
    }.items():
        plain = getattr(EC2ContainerServiceBackend, name)
        setattr(EC2ContainerServiceBackend, name, functools.wraps(plain)(wrap(plain, control)))


def _creation(plain: Any, control: Control) -> Callable[..., Service]:
    def create_service(
        self: Any, cluster_str: str, service_name: str, *args: Any, **kwargs: Any
    ) -> Service:
        cluster = self._get_cluster(cluster_str)
        before = self.services.get(f"{cluster.name}:{service_name}")
        if before is not None and before.status == "DRAINING":
            raise InvalidParameterException("Unable to Start a service that is still Draining.")
        if before is not None and before.status == "ACTIVE":
            if vars(before).get(_ASKED) == (args, kwargs):
                # Asked again, as after a lost answer: the service that it led to.
                found: Service = before
                return found
            raise InvalidParameterException("Creation of service was not idempotent.")
        service: Service = plain(self, cluster_str, service_name, *args, **kwargs)
        setattr(service, _ASKED, (args, kwargs))
        if service.deployment_controller["type"] == "ECS":
            services.adopt(service, control.clock.utc())
        _show(self, service)
        return service

    return create_service


def _update(plain: Any, control: Control) -> Callable[..., Service]:
    def update_service(self: Any, service_properties: dict[str, Any]) -> Service:
        name = service_properties["service"].split("/")[-1]
        service: Service = self._get_service(service_properties.get("cluster") or "default", name)
        if service.status != "ACTIVE":
            raise JsonRESTError("ServiceNotActiveException", "Service was not ACTIVE.")
        if service_properties.get("task_definition"):
            definition = self.describe_task_definition(service_properties["task_definition"])
            if definition.status != "ACTIVE":
                raise EcsClientException("TaskDefinition is inactive")
            service_properties["task_definition"] = definition.arn
        forced = bool(service_properties.get("force_new_deployment"))
        before = _deployed(service)
        plain(self, service_properties)
        if forced or _deployed(service) != before:
            _deploy(service, control)
        _show(self, service)
        return service

    return update_service


def _deletion(plain: Any, _: Control) -> Callable[..., Service]:
    def delete_service(self: Any, *args: Any) -> Service:
        service: Service = plain(self, *args)
        service.desired_count = 0
        if any(not task.ended for task in services.tasks_of(self, service)):
            # INACTIVE once they have stopped.
            service.status = "DRAINING"
        _show(self, service)
        return service

    return delete_service


def _list(plain: Any, _: Control) -> Callable[..., list[str]]:
    def list_services(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        gone = {each.arn for each in self.services.values() if each.status == "INACTIVE"}
        return [arn for arn in plain(self, *args, **kwargs) if arn not in gone]

    return list_services


def _deployed(service: Service) -> list[Any]:
    return [getattr(service, name, None) for name in _DEPLOYED]


def _deploy(service: Service, control: Control) -> None:
    state = services.state_of(service)
    if state is None:
        return
    now = control.clock.utc()
    state.deployments.insert(0, services.new_deployment(service, now))
    # What an earlier deployment could not start says nothing of this one.
    state.failures, state.next_start_at = 0, 0.0
    state.said.clear()
    state.steady = False


def _show(backend: Any, service: Service) -> None:
    services.show(service, services.tasks_of(backend, service))
    cluster = backend.clusters[service.cluster_name]
    services.show_cluster(
        cluster,
        [each for each in backend.services.values() if each.cluster_name == cluster.name],
        list(backend.tasks.get(cluster.name, {}).values()),
    )
