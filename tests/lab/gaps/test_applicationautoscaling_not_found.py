"""Deleting what is not there is told from a wrong request."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/cluster/gone",
    "ScalableDimension": "ecs:service:DesiredCount",
}


def _code(clients: Any, operation: str) -> str:
    client = clients("application-autoscaling")
    named = {"PolicyName": "cpu"} if operation == "delete_scaling_policy" else {}
    with pytest.raises(ClientError) as raised:
        getattr(client, operation)(**TARGET, **named)
    code: str = raised.value.response["Error"]["Code"]
    return code


@pytest.mark.parametrize("operation", ["delete_scaling_policy", "deregister_scalable_target"])
def test_upstream_calls_it_a_wrong_request(upstream: Any, operation: str) -> None:
    assert _code(upstream, operation) == "ValidationException"


@pytest.mark.parametrize("operation", ["delete_scaling_policy", "deregister_scalable_target"])
def test_the_lab_says_that_it_is_not_there(lab: Any, operation: str) -> None:
    assert _code(lab, operation) == "ObjectNotFoundException"
