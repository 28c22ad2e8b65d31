"""ECS services keep what they were created with."""

from typing import Any

STRATEGY = [{"capacityProvider": "FARGATE", "base": 1, "weight": 1}]


def _create(clients: Any) -> Any:
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="c")
    ecs.register_task_definition(
        family="f", containerDefinitions=[{"name": "app", "image": "app", "memory": 128}]
    )
    ecs.create_service(
        cluster="c",
        serviceName="s",
        taskDefinition="f",
        desiredCount=0,
        capacityProviderStrategy=STRATEGY,
        availabilityZoneRebalancing="ENABLED",
        healthCheckGracePeriodSeconds=60,
        enableExecuteCommand=True,
        enableECSManagedTags=True,
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    )
    return ecs


def _described(ecs: Any, name: str = "s") -> dict[str, Any]:
    (service,) = ecs.describe_services(cluster="c", services=[name])["services"]
    found: dict[str, Any] = service
    return found


def test_upstream_forgets_the_settings(upstream: Any) -> None:
    service = _described(_create(upstream))
    assert service["launchType"] == "EC2"
    lost = {
        "availabilityZoneRebalancing",
        "capacityProviderStrategy",
        "deploymentConfiguration",
        "enableECSManagedTags",
        "enableExecuteCommand",
        "healthCheckGracePeriodSeconds",
    }
    assert not lost & service.keys()


def test_the_lab_keeps_them(lab: Any) -> None:
    service = _described(_create(lab))
    assert service["capacityProviderStrategy"] == STRATEGY
    assert "launchType" not in service
    assert service["availabilityZoneRebalancing"] == "ENABLED"
    assert service["healthCheckGracePeriodSeconds"] == 60
    assert service["enableExecuteCommand"] is True
    assert service["enableECSManagedTags"] is True
    assert service["deploymentConfiguration"] == {
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
    }


def test_the_lab_keeps_what_an_update_does_not_name(lab: Any) -> None:
    ecs = _create(lab)
    ecs.update_service(cluster="c", service="s", healthCheckGracePeriodSeconds=5)
    service = _described(ecs)
    assert service["healthCheckGracePeriodSeconds"] == 5
    assert service["capacityProviderStrategy"] == STRATEGY


def test_the_lab_answers_awss_defaults_where_nothing_was_said(lab: Any) -> None:
    ecs = _create(lab)
    ecs.create_service(cluster="c", serviceName="t", taskDefinition="f", launchType="FARGATE")
    service = _described(ecs, "t")
    assert service["launchType"] == "FARGATE"
    assert service["availabilityZoneRebalancing"] == "DISABLED"
    assert service["deploymentConfiguration"] == {
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
    }
