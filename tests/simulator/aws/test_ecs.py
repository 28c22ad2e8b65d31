from __future__ import annotations

from typing import Any

import pytest

from simulator.versions import Pace, Surroundings, Version
from tests.simulator.conftest import Simulated, simulate


def register(simulated: Simulated) -> str:
    described = dict(
        simulated.ecs.describe_task_definition(taskDefinition=simulated.site.live_definition)[
            "taskDefinition"
        ]
    )
    for key in ("taskDefinitionArn", "revision", "status"):
        del described[key]
    described["containerDefinitions"][0]["image"] = simulated.site.new_image
    answer = simulated.ecs.register_task_definition(
        **described, tags=[{"key": "release", "value": "r"}]
    )
    arn: str = answer["taskDefinition"]["taskDefinitionArn"]
    return arn


def update(simulated: Simulated, colour: str, count: int, definition: str | None = None) -> None:
    simulated.ecs.update_service(
        cluster=simulated.site.descriptor.cluster.name,
        service=simulated.site.services[colour].name,
        desiredCount=count,
        **({"taskDefinition": definition} if definition else {}),
    )


def describe(simulated: Simulated, colour: str) -> dict[str, Any]:
    (found,) = simulated.ecs.describe_services(
        cluster=simulated.site.descriptor.cluster.arn,
        services=[simulated.site.services[colour].arn],
    )["services"]
    return dict(found)


def healthy(simulated: Simulated, colour: str) -> int:
    arn = simulated.site.services[colour].group.arn
    targets = simulated.elbv2.describe_target_health(TargetGroupArn=arn)
    states = [each["TargetHealth"]["State"] for each in targets["TargetHealthDescriptions"]]
    return states.count("healthy")


def test_tasks_start_and_become_healthy_after_a_while(simulated: Simulated) -> None:
    update(simulated, "green", 2, register(simulated))
    assert describe(simulated, "green")["runningCount"] == 0
    simulated.clock.sleep(19)
    assert describe(simulated, "green")["runningCount"] == 2
    assert healthy(simulated, "green") == 0
    simulated.clock.sleep(15)
    assert healthy(simulated, "green") == 2
    (deployment,) = describe(simulated, "green")["deployments"]
    assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "COMPLETED")


def test_a_new_version_replaces_the_old_one_without_a_moment_of_fewer_tasks(
    simulated: Simulated,
) -> None:
    update(simulated, "blue", 2, register(simulated))
    fewest = 2
    for _ in range(60):
        simulated.clock.sleep(1)
        fewest = min(fewest, healthy(simulated, "blue"))
    assert fewest == 2
    assert {task.definition for task in simulated.site.services["blue"].tasks} == {
        describe(simulated, "blue")["taskDefinition"]
    }


def test_a_smaller_count_takes_targets_away_soon(simulated: Simulated) -> None:
    update(simulated, "blue", 0)
    simulated.clock.sleep(4)
    assert healthy(simulated, "blue") == 0
    assert describe(simulated, "blue")["runningCount"] == 0
    assert describe(simulated, "blue")["deployments"][0]["rolloutState"] == "COMPLETED"


def test_the_circuit_breaker_goes_back_to_the_version_from_before() -> None:
    simulated = simulate(Surroundings(new=Version(crash_loops=True)))
    before = describe(simulated, "green")["taskDefinition"]
    bad = register(simulated)
    update(simulated, "green", 2, bad)
    simulated.clock.sleep(60)
    found = describe(simulated, "green")
    assert found["taskDefinition"] == before
    failed = [each for each in found["deployments"] if each["rolloutState"] == "FAILED"]
    assert [each["taskDefinition"] for each in failed] == [bad]
    assert failed[0]["failedTasks"] >= 3
    simulated.clock.sleep(60)
    # As on AWS: the failed one is forgotten, and the old version runs, with the new count.
    found = describe(simulated, "green")
    assert [each["rolloutState"] for each in found["deployments"]] == ["COMPLETED"]
    assert found["runningCount"] == 2


def test_targets_of_a_version_that_never_answers_stay_unhealthy() -> None:
    simulated = simulate(Surroundings(new=Version(never_healthy=True)))
    update(simulated, "green", 2, register(simulated))
    simulated.clock.sleep(600)
    assert healthy(simulated, "green") == 0
    assert describe(simulated, "green")["deployments"][0]["rolloutState"] == "IN_PROGRESS"


def test_revisions_count_up_and_tags_are_told_where_asked_for(simulated: Simulated) -> None:
    arn = register(simulated)
    assert arn.endswith(":2")
    family = simulated.site.descriptor.task.family
    newest = simulated.ecs.describe_task_definition(taskDefinition=family, include=["TAGS"])
    assert newest["taskDefinition"]["taskDefinitionArn"] == arn
    assert newest["tags"] == [{"key": "release", "value": "r"}]
    assert simulated.ecs.describe_task_definition(taskDefinition=arn)["tags"] == []


def migrate(simulated: Simulated, definition: str) -> dict[str, Any]:
    (task,) = simulated.ecs.run_task(
        cluster=simulated.site.descriptor.cluster.name,
        taskDefinition=definition,
        clientToken="once",
        startedBy="release",
    )["tasks"]
    return dict(task)


def stopped(simulated: Simulated) -> list[dict[str, Any]]:
    cluster = simulated.site.descriptor.cluster.name
    arns = simulated.ecs.list_tasks(cluster=cluster, startedBy="release", desiredStatus="STOPPED")[
        "taskArns"
    ]
    return list(simulated.ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"])


@pytest.mark.parametrize("fails", [False, True])
def test_a_migration_runs_once_for_a_client_token_and_ends(fails: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    simulated = simulate(Surroundings(new=Version(migration_fails=fails)))
    definition = register(simulated)
    one, other = migrate(simulated, definition), migrate(simulated, definition)
    assert one["taskArn"] == other["taskArn"]
    assert stopped(simulated) == []
    simulated.clock.sleep(21)
    (task,) = stopped(simulated)
    assert task["containers"][0]["exitCode"] == int(fails)


def test_ecs_may_list_a_task_only_later() -> None:
    simulated = simulate(Surroundings(pace=Pace(tasks_listed=5)))
    migrate(simulated, register(simulated))

    def listed() -> list[str]:
        cluster = simulated.site.descriptor.cluster.name
        arns: list[str] = simulated.ecs.list_tasks(cluster=cluster, startedBy="release")["taskArns"]
        return arns

    assert listed() == []
    simulated.clock.sleep(5)
    assert len(listed()) == 1


def test_a_migration_that_hangs_never_ends() -> None:
    simulated = simulate(Surroundings(new=Version(migration_hangs=True)))
    migrate(simulated, register(simulated))
    simulated.clock.sleep(86_400)
    assert stopped(simulated) == []


def bound(simulated: Simulated, colour: str, least: int, most: int) -> None:
    cluster = simulated.site.descriptor.cluster.name
    simulated.scaling.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{cluster}/{simulated.site.services[colour].name}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=least,
        MaxCapacity=most,
    )


def test_auto_scaling_moves_a_count_into_its_bounds_by_itself(simulated: Simulated) -> None:
    bound(simulated, "green", 2, 4)
    simulated.clock.sleep(60)
    assert (describe(simulated, "green")["desiredCount"], healthy(simulated, "green")) == (2, 2)
    bound(simulated, "green", 0, 0)
    assert healthy(simulated, "green") == 2
    simulated.clock.sleep(60)
    assert (describe(simulated, "green")["desiredCount"], healthy(simulated, "green")) == (0, 0)
