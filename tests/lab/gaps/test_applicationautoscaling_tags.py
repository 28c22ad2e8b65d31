"""Application Auto Scaling keeps the tags of scalable targets."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/c/s",
    "ScalableDimension": "ecs:service:DesiredCount",
}


def _register(clients: Any) -> tuple[Any, str]:
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="c")
    ecs.register_task_definition(
        family="f", containerDefinitions=[{"name": "app", "image": "app", "memory": 128}]
    )
    ecs.create_service(cluster="c", serviceName="s", taskDefinition="f", desiredCount=0)
    scaling = clients("application-autoscaling")
    answer = scaling.register_scalable_target(
        **TARGET, MinCapacity=0, MaxCapacity=2, Tags={"Owner": "web"}
    )
    return scaling, answer["ScalableTargetARN"]


def test_upstream_cannot_list_tags(upstream: Any) -> None:
    scaling, arn = _register(upstream)
    with pytest.raises(ClientError) as refused:
        scaling.list_tags_for_resource(ResourceARN=arn)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_the_lab_lists_the_tags_of_the_registration(lab: Any) -> None:
    scaling, arn = _register(lab)
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Owner": "web"}


def test_the_lab_adds_and_takes_away_tags(lab: Any) -> None:
    scaling, arn = _register(lab)
    scaling.tag_resource(ResourceARN=arn, Tags={"Service": "web"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["Owner", "Absent"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Service": "web"}


def test_the_lab_forgets_the_tags_with_their_target(lab: Any) -> None:
    scaling, arn = _register(lab)
    scaling.deregister_scalable_target(**TARGET)
    with pytest.raises(ClientError) as refused:
        scaling.list_tags_for_resource(ResourceARN=arn)
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
