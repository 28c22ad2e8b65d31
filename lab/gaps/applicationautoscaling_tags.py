"""Application Auto Scaling knows no tags.

AWS tags scalable targets (RegisterScalableTarget with Tags, TagResource, UntagResource)
and lists them (ListTagsForResource), which the Terraform provider always asks. Moto drops
the tags and has none of the three calls.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.exceptions import JsonRESTError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tags live on the scalable target itself, so they go where it goes.
_ATTRIBUTE = "tags_of_lab"


def close() -> None:
    """Keep the tags, and add the three calls."""
    plain_register = ApplicationAutoScalingResponse.register_scalable_target

    @functools.wraps(plain_register)
    def register_scalable_target(self: Any) -> str:
        answer: str = plain_register(self)
        tags = self._get_param("Tags")
        if tags:
            _tags(self, json.loads(answer)["ScalableTargetARN"]).update(tags)
        return answer

    for function in (
        register_scalable_target,
        list_tags_for_resource,
        tag_resource,
        untag_resource,
    ):
        setattr(ApplicationAutoScalingResponse, function.__name__, function)


def list_tags_for_resource(self: Any) -> str:
    """Answer ListTagsForResource."""
    return json.dumps({"Tags": _tags(self, self._get_param("ResourceARN"))})


def tag_resource(self: Any) -> str:
    """Answer TagResource."""
    _tags(self, self._get_param("ResourceARN")).update(self._get_param("Tags"))
    return json.dumps({})


def untag_resource(self: Any) -> str:
    """Answer UntagResource."""
    tags = _tags(self, self._get_param("ResourceARN"))
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return json.dumps({})


def _tags(response: Any, arn: str) -> dict[str, str]:
    for target in _targets(response):
        if target.arn == arn:
            tags: dict[str, str] = target.__dict__.setdefault(_ATTRIBUTE, {})
            return tags
    raise JsonRESTError("ResourceNotFoundException", f"No scalable target found for ARN: {arn}")


def _targets(response: Any) -> Iterator[Any]:
    for targets in response.applicationautoscaling_backend.targets.values():
        yield from targets.values()
