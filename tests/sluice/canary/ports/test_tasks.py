from __future__ import annotations

import pytest

from sluice.canary.model.actions import RegisterTaskDefinition, UpdateService
from sluice.canary.model.observation import Need, ServiceState, Unread
from sluice.canary.ports.tasks import RELEASE_TAG
from sluice.canary.ports.world import ActionFailed
from tests.sluice.canary.ports.site import NEW_IMAGE, OLD_IMAGE, Site

MADE_BY_ECS = {
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
}


def register(site: Site) -> str:
    release = site.release()
    site.world.perform(release, RegisterTaskDefinition(image=NEW_IMAGE, release_id=release.id))
    arn = registered(site)
    assert isinstance(arn, str)
    return arn


def registered(site: Site) -> str | Unread | None:
    return site.world.observe(site.release(), {Need.TASK_DEFINITION}, 0).task_definition_arn


def services(site: Site) -> dict[str, ServiceState]:
    found = site.world.observe(site.release(), {Need.SERVICES}, 0).services
    assert found is not None
    assert not isinstance(found, Unread)
    return {str(colour): state for colour, state in found.items()}


def test_a_new_definition_differs_from_the_live_one_in_the_image_alone(site: Site) -> None:
    assert registered(site) is None

    arn = register(site)

    assert arn != site.definition
    old = site("ecs").describe_task_definition(taskDefinition=site.definition)["taskDefinition"]
    new = site("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert differing - MADE_BY_ECS == {"containerDefinitions"}
    (ours_before, *others_before) = old["containerDefinitions"]
    (ours, *others) = new["containerDefinitions"]
    assert others == others_before
    assert ours_before["image"] == OLD_IMAGE
    assert ours == ours_before | {"image": NEW_IMAGE}


def test_a_new_definition_is_tagged_with_its_release_and_as_the_live_one(site: Site) -> None:
    arn = register(site)

    tags = site("ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])["tags"]

    assert {tag["key"]: tag["value"] for tag in tags} == {
        "Owner": "web-platform",
        RELEASE_TAG: site.release().id,
    }


def test_another_release_s_definition_is_not_taken_for_ours(site: Site) -> None:
    register(site)

    other = site.release(id="20270116T000000Z-0000")

    assert site.world.observe(other, {Need.TASK_DEFINITION}, 0).task_definition_arn is None


def test_a_live_definition_that_was_a_release_s_gets_the_new_release_s_tag(site: Site) -> None:
    first = register(site)
    second = site.release(id="20270116T000000Z-0000", live_task_definition_arn=first)

    site.world.perform(second, RegisterTaskDefinition(image=OLD_IMAGE, release_id=second.id))

    arn = site.world.observe(second, {Need.TASK_DEFINITION}, 0).task_definition_arn
    assert isinstance(arn, str)
    tags = site("ecs").describe_task_definition(taskDefinition=arn, include=["TAGS"])["tags"]
    assert [tag["value"] for tag in tags if tag["key"] == RELEASE_TAG] == [second.id]


def test_a_definition_without_our_container_is_refused(site: Site) -> None:
    bare = site("ecs").register_task_definition(
        family=site.name, containerDefinitions=[{"name": "other", "image": "x", "memory": 64}]
    )["taskDefinition"]["taskDefinitionArn"]
    release = site.release(live_task_definition_arn=bare)

    with pytest.raises(ActionFailed, match="has no container app"):
        site.world.perform(release, RegisterTaskDefinition(image=NEW_IMAGE, release_id=release.id))


def test_no_definition_is_ever_deregistered(site: Site) -> None:
    register(site)
    site.world.perform(
        site.release(), UpdateService(colour="blue", desired_count=0, task_definition_arn=None)
    )

    listed = site("ecs").list_task_definitions(familyPrefix=site.name, status="INACTIVE")

    assert listed["taskDefinitionArns"] == []


def test_a_service_gets_the_count_and_the_definition(site: Site) -> None:
    arn = register(site)

    site.world.perform(
        site.release(), UpdateService(colour="green", desired_count=3, task_definition_arn=arn)
    )

    green = services(site)["green"]
    assert (green.desired, green.task_definition_arn) == (3, arn)
    assert services(site)["blue"].task_definition_arn == site.definition


def test_without_a_definition_a_service_keeps_its_own(site: Site) -> None:
    site.world.perform(site.release(), UpdateService(colour="blue", desired_count=1))

    blue = services(site)["blue"]
    assert (blue.desired, blue.task_definition_arn) == (1, site.definition)


def test_a_service_that_is_gone_is_left_out(site: Site) -> None:
    site("ecs").delete_service(cluster=site.name, service=f"{site.name}-green", force=True)

    assert services(site).keys() == {"blue"}


def test_a_cluster_that_is_gone_is_unread(site: Site) -> None:
    for colour in ("blue", "green"):
        site("ecs").delete_service(cluster=site.name, service=f"{site.name}-{colour}", force=True)
    site("ecs").delete_cluster(cluster=site.name)

    seen = site.world.observe(site.release(), {Need.SERVICES}, 0)

    assert isinstance(seen.services, Unread) or seen.services == {}
