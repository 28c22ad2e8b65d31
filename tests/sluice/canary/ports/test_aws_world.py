from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from sluice.canary.model.actions import (
    Alert,
    PointTestListener,
    RegisterTaskDefinition,
    RunMigration,
    SetScalingBounds,
    SetWeights,
    UpdateService,
)
from sluice.canary.model.observation import (
    Need,
    RuleWeights,
    ScalingBounds,
    SmokeCheck,
    Targets,
    Unread,
)
from sluice.canary.ports.aws_world import AwsWorld
from sluice.canary.ports.world import ActionFailed
from sluice.errors import AwsUnreachable
from tests.sluice.canary.releases import release

if TYPE_CHECKING:
    from tests.sluice.canary.ports.site import Site

PARTS = {
    Need.WEIGHTS: "weights",
    Need.TEST_LISTENER: "test_listener",
    Need.SERVICES: "services",
    Need.SCALING: "scaling",
    Need.TARGETS: "targets",
    Need.LIVE_TARGETS: "live_targets",
    Need.TASK_DEFINITION: "task_definition_arn",
    Need.MIGRATION: "migration",
    Need.METRICS: "metrics",
    Need.HISTORY: "history",
    Need.ALARMS: "alarms",
}


def nobody(service: str) -> Any:
    """Return a client whose calls get no answer."""
    return boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_only_what_is_needed_is_looked_at(site: Site) -> None:
    seen = site.world.observe(site.release(), {Need.WEIGHTS, Need.TARGETS}, 7)

    assert isinstance(seen.weights, RuleWeights)
    assert seen.targets == Targets(healthy=0, total=0)
    others = set(PARTS.values()) - {"weights", "targets"}
    assert all(getattr(seen, name) is None for name in others)
    assert seen.now == 7
    assert seen.looked_at == {Need.WEIGHTS, Need.TARGETS}


@pytest.mark.parametrize("need", PARTS)
def test_what_gets_no_answer_is_unread_and_raises_nothing(site: Site, need: Need) -> None:
    world = AwsWorld(site.descriptor, nobody, smoke=tuple)

    seen = world.observe(release(), {need}, 1_800_000_000.0)

    found = getattr(seen, PARTS[need])
    assert isinstance(found, Unread)
    assert found.why.startswith("could not read the ")
    assert "127.0.0.1:1" in found.why


@pytest.mark.parametrize(
    "action",
    [
        SetWeights(blue=1, green=1),
        PointTestListener(colour="blue"),
        RegisterTaskDefinition(image="i", release_id="r"),
        RunMigration(task_definition_arn="t", client_token="c"),
        SetScalingBounds(colour="blue", min_count=1, max_count=1),
        UpdateService(colour="blue", desired_count=1),
        Alert(key="k", subject="s", text="t"),
    ],
    ids=lambda action: action.kind,
)
def test_what_gets_no_answer_has_failed_as_far_as_is_known(site: Site, action: Any) -> None:
    world = AwsWorld(site.descriptor, nobody, smoke=tuple)

    with pytest.raises(ActionFailed, match="could not "):
        world.perform(release(), action)


def test_the_smoke_checks_are_part_of_what_is_seen(site: Site) -> None:
    checks = (SmokeCheck("health", ok=True, detail="200"),)
    world = AwsWorld(site.descriptor, site, smoke=lambda: checks)

    assert world.observe(release(), {Need.SMOKE}, 0).smoke == checks


def test_a_survey_has_both_colours(site: Site) -> None:
    survey = site.world.survey()

    assert survey.weights.weights == SetWeights(blue=100, green=0)
    assert survey.test_listener == "green"
    assert survey.services["blue"].desired == 2
    assert survey.scaling["green"] == ScalingBounds(0, 4)
    assert survey.targets.keys() == {"blue", "green"}


def test_a_survey_of_nobody_says_so(site: Site) -> None:
    with pytest.raises(AwsUnreachable, match="could not read the weights"):
        AwsWorld(site.descriptor, nobody, smoke=tuple).survey()


def test_a_test_listener_of_somebody_else_leaves_a_survey_without_it(site: Site) -> None:
    page = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    site("elbv2").modify_listener(ListenerArn=site.test_listener, DefaultActions=[page])

    assert site.world.survey().test_listener is None
