"""Bad services, target groups and clusters."""

from __future__ import annotations

from benchmarks.bad_stacks.draft import Bad, Draft

_BLUE, _GROUP, _CLUSTER = "service/blue", "load-balancer/blue/group", "cluster/cluster"


def _network(draft: Draft, **settings: object) -> None:
    draft.at(_BLUE)["network_configuration"].update(settings)


def _health(draft: Draft, **settings: object) -> None:
    draft.at(_GROUP)["health_check"].update(settings)


def _exec(draft: Draft, **settings: object) -> None:
    draft.at(_CLUSTER)["configuration"]["execute_command_configuration"].update(settings)


BAD = (
    Bad("stage", "no grace period", lambda d: d.set(_BLUE, health_check_grace_period_seconds=0)),
    Bad("stage", "no circuit breaker", lambda d: d.set(_BLUE, deployment_circuit_breaker=None)),
    Bad(
        "stage",
        "a circuit breaker without rollback",
        lambda d: d.set(_BLUE, deployment_circuit_breaker={"enable": True, "rollback": False}),
    ),
    Bad(
        "stage",
        "a deployment may stop every task",
        lambda d: d.set(_BLUE, deployment_minimum_healthy_percent=0),
    ),
    Bad("stage", "an apply undoes a release", lambda d: d.set(_BLUE, lifecycle=None)),
    Bad("stage", "tasks get public addresses", lambda d: _network(d, assign_public_ip=True)),
    Bad(
        "stage",
        "tasks run in a public subnet",
        lambda d: _network(d, subnets=[f"${{{d.address('network/subnets/public-a')}.id}}"]),
    ),
    Bad("stage", "draining takes five minutes", lambda d: d.set(_GROUP, deregistration_delay=None)),
    Bad("stage", "requests are cut off", lambda d: d.set(_GROUP, deregistration_delay="0")),
    Bad("stage", "errors count as healthy", lambda d: _health(d, matcher="200-499")),
    Bad("stage", "health is not checked", lambda d: _health(d, enabled=False)),
    Bad("stage", "ECS Exec leaves no record", lambda d: d.set(_CLUSTER, configuration=None)),
    Bad("stage", "ECS Exec logs nowhere for sure", lambda d: _exec(d, logging="DEFAULT")),
    Bad("stage", "records of ECS Exec without our key", lambda d: _exec(d, kms_key_id="")),
)
